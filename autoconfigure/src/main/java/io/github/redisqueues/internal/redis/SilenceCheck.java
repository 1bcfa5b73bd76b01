package io.github.redisqueues.internal.redis;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.core.task.SimpleAsyncTaskExecutor;
import org.springframework.data.redis.connection.RedisConnection;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.util.ClassUtils;

/**
 * Closes the shared connection to a server that stands still and has been replaced, as
 * such a server never closes it. After some command timeouts in a row without an answer a
 * new connection is opened for a moment. Only if it leads to another server, which
 * answers, is the shared connection closed. A server that is slow, that was not replaced,
 * or that the application keeps busy on this connection, is left alone.
 * <p>
 * Lettuce then connects again, as after any broken connection. By default it sends all
 * commands again for which somebody still waits, those of the application too; the old
 * server has answered none of them, as Redis answers in order, and nothing that it still
 * does survives. With {@code DisconnectedBehavior.REJECT_COMMANDS} they fail instead. If
 * the application has turned reconnecting off, nothing is closed. Neither is it with
 * another client than Lettuce, in a Cluster, with {@code ReadFrom}, or if the application
 * does not share one connection, where Lettuce or the pool choose the connections.
 * <p>
 * One check serves all that use the connection factory. Safe for use by several threads.
 */
public final class SilenceCheck {

	/**
	 * After how many timeouts in a row a new connection is opened by default.
	 */
	public static final int DEFAULT_TIMEOUTS = 3;

	private static final Log logger = LogFactory.getLog(SilenceCheck.class);

	private static final boolean LETTUCE = ClassUtils.isPresent("io.lettuce.core.RedisChannelHandler",
			SilenceCheck.class.getClassLoader());

	/**
	 * Shortest time between two new connections.
	 */
	private static final long PAUSE = Duration.ofSeconds(1).toNanos();

	private final @Nullable LettuceConnectionFactory connectionFactory;

	private final int limit;

	private final List<Runnable> actions = new CopyOnWriteArrayList<>();

	private final Executor executor;

	private final Runnable forget = this::forget;

	private final ReentrantLock lock = new ReentrantLock();

	private final AtomicBoolean identified = new AtomicBoolean();

	private final AtomicBoolean checking = new AtomicBoolean();

	private volatile @Nullable Server server;

	private volatile int timeouts;

	private long lastTimeout;

	private volatile long lastCheck = System.nanoTime() - PAUSE;

	/**
	 * Creates a check, without connecting.
	 * @param connectionFactory makes the connections; it is not changed
	 * @param timeouts after how many timeouts in a row a new connection is opened, 0 for
	 * never
	 */
	public SilenceCheck(RedisConnectionFactory connectionFactory, int timeouts) {
		this.connectionFactory = (timeouts > 0 && LETTUCE
				&& connectionFactory instanceof LettuceConnectionFactory lettuce && !lettuce.isClusterAware()
				&& lettuce.getShareNativeConnection()) ? lettuce : null;
		this.limit = timeouts;
		SimpleAsyncTaskExecutor threads = new SimpleAsyncTaskExecutor("redis-queues-silence-");
		threads.setDaemon(true);
		this.executor = threads;
	}

	/**
	 * Adds what else is to be done when the connection is closed.
	 * @param action must not block
	 */
	public void onSilence(Runnable action) {
		this.actions.add(action);
	}

	/**
	 * Returns whether the server at the end of the shared connection is known. Before
	 * that no connection is closed.
	 * @return true soon after the first answer on a connection
	 */
	public boolean isArmed() {
		return this.server != null;
	}

	/**
	 * Takes note that Redis answered. Does not block.
	 */
	void answered() {
		if (this.timeouts > 0) {
			this.timeouts = 0;
		}
		if (this.connectionFactory != null && !this.identified.get() && this.identified.compareAndSet(false, true)) {
			this.executor.execute(this::identify);
		}
	}

	/**
	 * Takes note of a failed call. Does not block.
	 * @param failure why it failed
	 * @param began when it was sent, as {@link System#nanoTime()} tells it
	 */
	void failed(Throwable failure, long began) {
		if (RedisFailure.isAnswer(failure)) {
			answered();
		}
		else if (RedisFailure.isTimeout(failure) && this.connectionFactory != null && isSilent(began)
				&& this.checking.compareAndSet(false, true)) {
			this.executor.execute(this::check);
		}
	}

	/**
	 * Calls that waited beside each other count once.
	 */
	private boolean isSilent(long began) {
		this.lock.lock();
		try {
			if (this.timeouts == 0 || began - this.lastTimeout >= 0) {
				this.lastTimeout = System.nanoTime();
				this.timeouts++;
			}
			return this.timeouts >= this.limit && System.nanoTime() - this.lastCheck >= PAUSE;
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Asks the server at the end of the shared connection who it is.
	 */
	private void identify() {
		try (RedisConnection connection = lettuce().getConnection()) {
			Object shared = connection.getNativeConnection();
			LettuceChannels.identify(shared, (id) -> this.server = new Server(shared, id), this::notIdentified,
					this.forget);
		}
		catch (RuntimeException ex) {
			notIdentified(ex);
		}
	}

	/**
	 * The next call that is answered asks again, unless the user lacks the right.
	 */
	private void notIdentified(Throwable failure) {
		logger.debug("The Redis server did not tell who it is", failure);
		if (!RedisFailure.isAnswer(failure)) {
			this.identified.set(false);
		}
	}

	/**
	 * Runs when the shared connection breaks or is closed.
	 */
	private void forget() {
		this.server = null;
		this.identified.set(false);
	}

	private void check() {
		try {
			Server old = this.server;
			if (old != null && !LettuceChannels.serverOfNewConnection(lettuce()).equals(old.id) && this.server == old) {
				replace(old);
			}
		}
		catch (RuntimeException ex) {
			logger.debug("Redis did not answer on a new connection either", ex);
		}
		finally {
			this.lastCheck = System.nanoTime();
			this.checking.set(false);
		}
	}

	private void replace(Server old) {
		logger.warn("Redis did not answer for " + this.timeouts + " command timeouts, and new connections lead to"
				+ " another server. The connection is closed, so that the client connects there");
		this.timeouts = 0;
		LettuceChannels.disconnect(old.connection);
		this.actions.forEach(Runnable::run);
	}

	private LettuceConnectionFactory lettuce() {
		LettuceConnectionFactory lettuce = this.connectionFactory;
		if (lettuce == null) {
			throw new IllegalStateException("This connection is not watched");
		}
		return lettuce;
	}

	/**
	 * The server at the end of the shared connection.
	 *
	 * @param connection the native connection
	 * @param id the identity of the server's process
	 */
	private record Server(Object connection, String id) {

	}

}
