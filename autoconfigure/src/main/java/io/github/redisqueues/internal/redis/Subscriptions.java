package io.github.redisqueues.internal.redis;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.data.redis.connection.RedisConnection;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.connection.Subscription;

/**
 * The subscriptions of this process to channels in Redis. They share one connection,
 * which is opened for the first listener and closed after the last one. A subscription
 * that fails is retried until it succeeds or has no listener. Safe for use by several
 * threads; no method but {@link #open()} and {@link #close()} blocks.
 */
public final class Subscriptions {

	private static final Log logger = LogFactory.getLog(Subscriptions.class);

	private static final Duration RETRY_AFTER = Duration.ofSeconds(5);

	/**
	 * How long {@link #close()} waits for a thread that is subscribing.
	 */
	private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(1);

	/**
	 * How long {@link #open()} waits for Redis.
	 */
	private static final Duration OPEN_TIMEOUT = Duration.ofSeconds(2);

	private final RedisConnectionFactory connectionFactory;

	private final Executor executor;

	private final ChannelListeners listeners = new ChannelListeners();

	/**
	 * Held during calls to Redis, each of which may take as long as the client's command
	 * timeout.
	 */
	private final ReentrantLock lock = new ReentrantLock();

	private final Set<String> subscribed = new HashSet<>();

	private final AtomicBoolean retrying = new AtomicBoolean();

	private @Nullable RedisConnection connection;

	private boolean failed;

	private volatile boolean closed;

	/**
	 * Creates the subscriptions, without connecting.
	 * @param connectionFactory makes the connection
	 * @param executor runs what asks Redis
	 */
	public Subscriptions(RedisConnectionFactory connectionFactory, Executor executor) {
		this.connectionFactory = connectionFactory;
		this.executor = executor;
	}

	/**
	 * Subscribes to a channel, and again after each {@link #close()} and {@link #open()}.
	 * Both callbacks run on the connection's thread and must not block.
	 * @param channel the channel; it may have any number of listeners
	 * @param onMessage takes each message
	 * @param onSubscribed runs when the channel is subscribed to, also after a lost
	 * connection is back
	 * @return the listener
	 */
	public ChannelListener subscribe(String channel, Consumer<byte[]> onMessage, Runnable onSubscribed) {
		ChannelListener listener = new ChannelListener(channel, onMessage, onSubscribed, this::remove);
		this.listeners.add(listener);
		this.executor.execute(this::update);
		return listener;
	}

	private void remove(ChannelListener listener) {
		this.listeners.remove(listener);
		this.executor.execute(this::update);
	}

	/**
	 * Returns whether messages arrive, as far as this client knows. Does not block.
	 * @return empty if there is nothing to listen to, or if that is about to change
	 */
	Optional<Boolean> isStanding() {
		if (this.closed || this.listeners.isEmpty() || !this.lock.tryLock()) {
			return Optional.empty();
		}
		try {
			return Optional.of(!this.failed && this.connection != null && this.connection.isSubscribed());
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Subscribes again after {@link #close()}. Waits up to two seconds until that is
	 * done, so that nothing published from now on is missed. If it takes longer, it
	 * continues in the background.
	 */
	public void open() {
		this.closed = false;
		if (!this.listeners.isEmpty()) {
			CompletableFuture.runAsync(this::update, this.executor)
				.completeOnTimeout(null, OPEN_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)
				.exceptionally((failure) -> null)
				.join();
		}
	}

	/**
	 * Closes the connection until {@link #open()}. If a thread is subscribing for longer
	 * than a second, that thread closes it.
	 */
	public void close() {
		this.closed = true;
		try {
			if (this.lock.tryLock(CLOSE_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)) {
				try {
					end();
				}
				finally {
					this.lock.unlock();
				}
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			this.executor.execute(this::update);
		}
	}

	/**
	 * Subscribes on a new connection, as the server of the old one stands still. Does not
	 * block.
	 */
	public void renew() {
		this.executor.execute(() -> {
			this.lock.lock();
			try {
				disconnect();
			}
			finally {
				this.lock.unlock();
			}
			update();
		});
	}

	/**
	 * Subscribes to the channels that have listeners, and to no others.
	 */
	private void update() {
		this.lock.lock();
		try {
			if (!this.closed) {
				subscribeMissing();
				unsubscribeUnused();
			}
		}
		catch (RuntimeException ex) {
			retry(ex);
		}
		finally {
			if (this.closed || this.listeners.isEmpty()) {
				end();
			}
			this.lock.unlock();
		}
	}

	/**
	 * Closes the connection. The next failure is logged again.
	 */
	private void end() {
		disconnect();
		this.failed = false;
	}

	private void subscribeMissing() {
		List<String> missing = this.listeners.channels()
			.stream()
			.filter((channel) -> !this.subscribed.contains(channel))
			.toList();
		if (!missing.isEmpty()) {
			subscribe(bytes(missing));
			this.subscribed.addAll(missing);
			if (this.failed) {
				this.failed = false;
				logger.info("Subscribed to Redis channels again");
			}
		}
		this.listeners.setSubscribed(this.subscribed);
	}

	/**
	 * Does not use the listener container of Spring Data Redis: adding a channel to a
	 * running container waits without limit for the confirmation, which never arrives if
	 * the connection breaks.
	 */
	private void subscribe(byte[]... channels) {
		Subscription subscription = subscription();
		if (subscription != null) {
			subscription.subscribe(channels);
		}
		else {
			RedisConnection opened = this.connectionFactory.getConnection();
			this.connection = opened;
			opened.subscribe(this.listeners, channels);
		}
	}

	private @Nullable Subscription subscription() {
		return (this.connection != null) ? this.connection.getSubscription() : null;
	}

	private void unsubscribeUnused() {
		List<String> unused = this.subscribed.stream()
			.filter((channel) -> !this.listeners.channels().contains(channel))
			.toList();
		Subscription subscription = subscription();
		if (!unused.isEmpty() && !this.listeners.isEmpty() && subscription != null) {
			this.subscribed.removeAll(unused);
			subscription.unsubscribe(bytes(unused));
		}
	}

	private static byte[][] bytes(Collection<String> channels) {
		return channels.stream().map((channel) -> channel.getBytes(StandardCharsets.UTF_8)).toArray(byte[][]::new);
	}

	private void retry(RuntimeException cause) {
		disconnect();
		if (this.closed || this.listeners.isEmpty()) {
			return;
		}
		if (!this.failed) {
			logger.warn("Cannot subscribe to Redis channels; retrying every " + RETRY_AFTER.toSeconds()
					+ " s. Until it succeeds, topic listeners miss messages, and threads that wait for messages or"
					+ " locks get them up to some seconds late", cause);
		}
		this.failed = true;
		this.listeners.setFailed(cause);
		if (this.retrying.compareAndSet(false, true)) {
			CompletableFuture.delayedExecutor(RETRY_AFTER.toMillis(), TimeUnit.MILLISECONDS, this.executor)
				.execute(() -> {
					this.retrying.set(false);
					update();
				});
		}
	}

	private void disconnect() {
		RedisConnection old = this.connection;
		this.connection = null;
		this.subscribed.clear();
		if (old != null) {
			try {
				Subscription subscription = old.getSubscription();
				if (subscription != null && subscription.isAlive()) {
					subscription.close();
				}
				old.close();
			}
			catch (RuntimeException ex) {
				logger.debug("Closing the connection of the subscriptions failed", ex);
			}
		}
	}

}
