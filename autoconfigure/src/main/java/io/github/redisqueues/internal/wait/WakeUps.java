package io.github.redisqueues.internal.wait;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

import io.github.redisqueues.internal.redis.Subscriptions;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.core.task.AsyncTaskExecutor;
import org.springframework.core.task.SimpleAsyncTaskExecutor;
import org.springframework.data.redis.connection.RedisConnectionFactory;

/**
 * What this process hears from Redis about messages to take or locks that are free: a
 * channel of its own for all of them, listened to once the first thread waits. A wake-up
 * names the line of those who wait: for a queue that is the key of its ready messages.
 * Safe for use by several threads.
 */
public final class WakeUps implements AutoCloseable {

	private static final Log logger = LogFactory.getLog(WakeUps.class);

	private static final Duration FAREWELL = Duration.ofSeconds(1);

	private final String process = UUID.randomUUID().toString();

	private final String channelPrefix;

	private final Map<String, Entry> queues = new ConcurrentHashMap<>();

	private final ReentrantLock lock = new ReentrantLock();

	private final AsyncTaskExecutor executor = new SimpleAsyncTaskExecutor("redis-queues-wake-up-");

	private final Subscriptions channels;

	private final ReentrantLock earLock = new ReentrantLock();

	private volatile Subscriptions.@Nullable Ear ear;

	private volatile boolean closed;

	/**
	 * Creates the wake-ups of one process, without connecting yet.
	 * @param connectionFactory where the subscription's connection comes from
	 * @param namespace first word of the channel's name
	 */
	public WakeUps(RedisConnectionFactory connectionFactory, String namespace) {
		this.channelPrefix = namespace + ":wake:";
		this.channels = new Subscriptions(connectionFactory, this.executor);
	}

	/**
	 * What every process's channel begins with.
	 * @return the prefix, to be followed by the process
	 */
	public String channelPrefix() {
		return this.channelPrefix;
	}

	/**
	 * The name of this process among those that wait.
	 * @return the name
	 */
	public String process() {
		return this.process;
	}

	/**
	 * Opens the wait queue of a message queue, in which every waiter polls. It stays open
	 * for good.
	 * @param name the name that wake-ups give it
	 * @param unregister removes this process from the waiting ones in Redis, or wakes
	 * another process in its place
	 * @return the wait queue
	 */
	public WaitQueue line(String name, Runnable unregister) {
		return enter(name, Pollers.EVERY_WAITER, unregister);
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
		return this.queues.compute(name, (key, entry) -> {
			if (entry != null) {
				return new Entry(entry.queue, entry.users + 1);
			}
			return new Entry(
					new WaitQueue(pollers, this::listen, this::isClosed, () -> unregister(name, unregister)), 1);
		}).queue;
	}

	/**
	 * Closes a wait queue if nobody else uses it.
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
	 * Runs on another thread, as this one may be the connection's, or be interrupted. A
	 * thread that has joined in the meantime may have lost its registration, so one polls
	 * again.
	 */
	private CompletableFuture<Void> unregister(String name, Runnable action) {
		return CompletableFuture.runAsync(action, this.executor).whenComplete((done, failure) -> {
			if (failure != null) {
				logger.debug("Other processes may learn up to 5 s late that '" + name + "' is free: this process"
						+ " could not tell Redis that it waits no longer", failure);
			}
			WaitQueue queue = find(name);
			if (queue != null) {
				queue.wakeOne();
			}
		});
	}

	/**
	 * Tells whether nobody is to wait at the moment.
	 * @return whether {@link #close()} was called last
	 */
	public boolean isClosed() {
		return this.closed;
	}

	/**
	 * All that this process hears from Redis over the one connection.
	 * @return the channels, open and closed together with the wake-ups
	 */
	public Subscriptions channels() {
		return this.channels;
	}

	/**
	 * Subscribes if that was not done yet, on another thread: who waits can look
	 * meanwhile, and looks again when the subscription stands.
	 */
	public void listen() {
		if (this.ear == null && !this.closed) {
			this.earLock.lock();
			try {
				if (this.ear == null && !this.closed) {
					this.ear = this.channels.hear(this.channelPrefix + this.process, this::onMessage,
							this::onSubscribed);
				}
			}
			finally {
				this.earLock.unlock();
			}
		}
	}

	private void stopListening() {
		this.earLock.lock();
		try {
			if (this.ear != null) {
				this.ear.leave();
				this.ear = null;
			}
		}
		finally {
			this.earLock.unlock();
		}
	}

	private void onMessage(byte[] message) {
		WaitQueue queue = find(new String(message, StandardCharsets.UTF_8));
		if (queue != null) {
			queue.wake();
		}
	}

	/**
	 * Also after the connection was lost and is back: what was published meanwhile was
	 * not heard.
	 */
	private void onSubscribed() {
		this.queues.values().forEach((entry) -> entry.queue.wakeOne());
	}

	/**
	 * Hears wake-ups again after {@link #close()}.
	 */
	public void open() {
		this.lock.lock();
		try {
			this.closed = false;
			this.channels.open();
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Lets every waiting thread return with nothing, gives this process's place among the
	 * waiting to others as far as Redis can be reached, and ends the subscription.
	 */
	@Override
	public void close() {
		this.lock.lock();
		try {
			if (this.closed) {
				return;
			}
			this.closed = true;
			CompletableFuture<?>[] left = this.queues.values()
				.stream()
				.map((entry) -> entry.queue.close())
				.toArray(CompletableFuture[]::new);
			CompletableFuture.allOf(left)
				.completeOnTimeout(null, FAREWELL.toMillis(), TimeUnit.MILLISECONDS)
				.exceptionally((failure) -> null)
				.join();
			stopListening();
			this.channels.close();
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * A wait queue and its users.
	 *
	 * @param queue the wait queue
	 * @param users how many calls of {@link #exit} close it
	 */
	private record Entry(WaitQueue queue, int users) {

	}

}
