package io.github.redisqueues.internal.wait;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

import io.github.redisqueues.internal.redis.ChannelListener;
import io.github.redisqueues.internal.redis.Subscriptions;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.core.task.AsyncTaskExecutor;
import org.springframework.core.task.SimpleAsyncTaskExecutor;
import org.springframework.data.redis.connection.RedisConnectionFactory;

/**
 * The wait queues of this process, and the wake-ups that Redis sends them. All wake-ups
 * of a process arrive on one channel, which is subscribed to when the first thread waits.
 * A wake-up is the name of a wait queue; that of a message queue is the key of its ready
 * messages. In place of a wake-up a {@link Push} may arrive. Safe for use by several
 * threads.
 */
public final class WakeUps implements AutoCloseable {

	private static final Log logger = LogFactory.getLog(WakeUps.class);

	/**
	 * How long {@link #stop()} and {@link #close()} wait until Redis knows that nobody
	 * waits here.
	 */
	private static final Duration QUIET_TIMEOUT = Duration.ofSeconds(1);

	private final String process = UUID.randomUUID().toString();

	private final String channelPrefix;

	private final Map<String, Entry> queues = new ConcurrentHashMap<>();

	private final ReentrantLock lock = new ReentrantLock();

	private final AsyncTaskExecutor executor = new SimpleAsyncTaskExecutor("redis-queues-wake-up-");

	private final Subscriptions subscriptions;

	private final ReentrantLock listenerLock = new ReentrantLock();

	private final RecentPushes recentPushes = new RecentPushes();

	private volatile @Nullable ChannelListener listener;

	private volatile WaitState state = WaitState.OPEN;

	/**
	 * Creates the wake-ups of one process, without connecting.
	 * @param connectionFactory makes the connection of the subscription
	 * @param namespace first word of the channel's name
	 */
	public WakeUps(RedisConnectionFactory connectionFactory, String namespace) {
		this.channelPrefix = channelPrefix(namespace);
		this.subscriptions = new Subscriptions(connectionFactory, this.executor);
	}

	/**
	 * Returns the prefix of every process's channel.
	 * @param namespace first word of the channel's name
	 * @return the prefix
	 */
	public static String channelPrefix(String namespace) {
		return namespace + ":wake:";
	}

	/**
	 * Returns the prefix of every process's channel. The channel of a process is the
	 * prefix followed by {@link #process()}.
	 * @return the prefix
	 */
	public String channelPrefix() {
		return this.channelPrefix;
	}

	/**
	 * Returns the name of this process among the waiting ones.
	 * @return the name
	 */
	public String process() {
		return this.process;
	}

	/**
	 * Returns the subscriptions of this process, which share the connection of the
	 * wake-ups. They are opened and closed together with them.
	 * @return the subscriptions
	 */
	public Subscriptions subscriptions() {
		return this.subscriptions;
	}

	/**
	 * Opens the wait queue of a message queue, in which every waiter polls. It stays open
	 * for good.
	 * @param name the name that wake-ups give it
	 * @param unregister removes this process from the waiting ones in Redis, or wakes
	 * another process in its place
	 * @return the wait queue
	 */
	public WaitQueue open(String name, Runnable unregister) {
		return open(name, unregister, (push) -> {
		});
	}

	/**
	 * Opens such a wait queue, to which messages may be pushed.
	 * @param name the name that wake-ups give it
	 * @param unregister removes this process from the waiting ones in Redis, or wakes
	 * another process in its place
	 * @param giveBack gives back to Redis what was pushed and no thread takes
	 * @return the wait queue
	 */
	public WaitQueue open(String name, Runnable unregister, Consumer<Push> giveBack) {
		return enter(name, Pollers.EVERY_WAITER, unregister, giveBack);
	}

	/**
	 * Opens a wait queue, or returns the open one. It stays open until each caller has
	 * called {@link #exit}.
	 * @param name the name that wake-ups give it
	 * @param pollers which threads poll
	 * @param unregister removes this process from the waiting ones in Redis, or wakes
	 * another process in its place
	 * @return the wait queue
	 */
	public WaitQueue enter(String name, Pollers pollers, Runnable unregister) {
		return enter(name, pollers, unregister, (push) -> {
		});
	}

	private WaitQueue enter(String name, Pollers pollers, Runnable unregister, Consumer<Push> giveBack) {
		return this.queues.compute(name, (key, entry) -> {
			if (entry != null) {
				return new Entry(entry.queue, entry.users + 1);
			}
			return new Entry(new WaitQueue(pollers, this::listen, () -> this.state, () -> unregister(name, unregister),
					(push) -> giveBack(name, giveBack, push)), 1);
		}).queue;
	}

	/**
	 * Ends one use of a wait queue. The last one removes it.
	 * @param name the name that wake-ups give it
	 */
	public void exit(String name) {
		this.queues.computeIfPresent(name,
				(key, entry) -> (entry.users > 1) ? new Entry(entry.queue, entry.users - 1) : null);
	}

	/**
	 * Returns an open wait queue.
	 * @param name the name that wake-ups give it
	 * @return the wait queue, null if none is open
	 */
	public @Nullable WaitQueue find(String name) {
		Entry entry = this.queues.get(name);
		return (entry != null) ? entry.queue : null;
	}

	/**
	 * Returns whether no wait queue is open.
	 * @return true if there is none
	 */
	public boolean isEmpty() {
		return this.queues.isEmpty();
	}

	/**
	 * Returns whether waiting threads do not ask Redis at the moment.
	 * @return true after {@link #stop()}, false after {@link #start()}
	 */
	public boolean isStopped() {
		return this.state == WaitState.PAUSED;
	}

	/**
	 * Returns whether no thread may wait any more.
	 * @return true after {@link #close()}
	 */
	public boolean isClosed() {
		return this.state == WaitState.CLOSED;
	}

	/**
	 * Runs on another thread, as this one may be the connection's, or be interrupted. A
	 * thread that has joined in the meantime may have lost its registration, so a waiter
	 * polls again.
	 */
	private CompletableFuture<Void> unregister(String name, Runnable action) {
		return CompletableFuture.runAsync(action, this.executor).whenComplete((done, failure) -> {
			if (failure != null) {
				logger.debug("This process could not tell Redis that it no longer waits for '" + name
						+ "'. Others that wait for it may be woken some seconds late", failure);
			}
			WaitQueue queue = find(name);
			if (queue != null) {
				queue.wakeOne();
			}
		});
	}

	private void giveBack(String name, Consumer<Push> action, Push push) {
		CompletableFuture.runAsync(() -> action.accept(push), this.executor).whenComplete((done, failure) -> {
			if (failure != null) {
				logger.debug("This process could not give back a message that '" + name
						+ "' has sent it and that no thread waits for any more. It is delivered again some seconds"
						+ " late", failure);
			}
		});
	}

	/**
	 * Subscribes to the wake-ups on another thread, if that has not been done. Waiters
	 * poll in the meantime, and again when the subscription is active.
	 */
	private void listen() {
		if (this.listener == null && this.state == WaitState.OPEN) {
			this.listenerLock.lock();
			try {
				if (this.listener == null && this.state == WaitState.OPEN) {
					this.listener = this.subscriptions.subscribe(this.channelPrefix + this.process, this::onWakeUp,
							this::onSubscribed);
				}
			}
			finally {
				this.listenerLock.unlock();
			}
		}
	}

	private void stopListening() {
		this.listenerLock.lock();
		try {
			ChannelListener old = this.listener;
			this.listener = null;
			if (old != null) {
				old.close();
			}
		}
		finally {
			this.listenerLock.unlock();
		}
	}

	private void onWakeUp(byte[] message) {
		if (Push.isOne(message)) {
			onPush(Push.read(message));
			return;
		}
		WaitQueue queue = find(new String(message, StandardCharsets.UTF_8));
		if (queue != null) {
			queue.wake();
		}
	}

	private void onPush(@Nullable Push push) {
		WaitQueue queue = (push != null && this.recentPushes.add(push)) ? find(push.waitQueue()) : null;
		if (push != null && queue != null) {
			queue.push(push);
		}
	}

	/**
	 * Makes a thread of each wait queue poll, as wake-ups that were sent while there was
	 * no subscription are lost.
	 */
	private void onSubscribed() {
		this.queues.values().forEach((entry) -> entry.queue.wakeOne());
	}

	/**
	 * Lets waiting threads ask Redis again after {@link #stop()}, and subscribes again.
	 * Waits a short time until that is done, so that nothing published from now on is
	 * missed. Does nothing after {@link #close()}.
	 */
	public void start() {
		this.lock.lock();
		try {
			if (this.state != WaitState.PAUSED) {
				return;
			}
			this.subscriptions.open();
			this.state = WaitState.OPEN;
			this.queues.values().forEach((entry) -> entry.queue.resume());
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Keeps waiting threads from asking Redis until {@link #start()}, removes this
	 * process from the waiting ones if Redis can be reached, and ends the subscriptions.
	 * The threads go on waiting until their time is up.
	 */
	public void stop() {
		end(WaitState.PAUSED);
	}

	/**
	 * Makes every waiting thread return empty-handed, removes this process from the
	 * waiting ones if Redis can be reached, and ends the subscriptions for good.
	 */
	@Override
	public void close() {
		end(WaitState.CLOSED);
	}

	private void end(WaitState target) {
		this.lock.lock();
		try {
			if (this.state == target || this.state == WaitState.CLOSED) {
				return;
			}
			this.state = target;
			CompletableFuture<?>[] quiet = this.queues.values()
				.stream()
				.map((entry) -> entry.queue.quieten())
				.toArray(CompletableFuture[]::new);
			CompletableFuture.allOf(quiet)
				.completeOnTimeout(null, QUIET_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)
				.exceptionally((failure) -> null)
				.join();
			stopListening();
			this.subscriptions.close();
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * A wait queue and its users.
	 *
	 * @param queue the wait queue
	 * @param users how many calls of {@link #exit} remove it
	 */
	private record Entry(WaitQueue queue, int users) {

	}

}
