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

	private static final Duration FAREWELL = Duration.ofSeconds(1);

	private final String process = UUID.randomUUID().toString();

	private final String channelPrefix;

	private final Map<String, Wakeable> lines = new ConcurrentHashMap<>();

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
	 * Opens the line of the threads that wait for one queue.
	 * @param key by what a wake-up names the queue
	 * @param passOn takes this process from those that wait in Redis, and wakes another
	 * one in its place
	 * @return the line
	 */
	public WaitQueue line(String key, Runnable passOn) {
		return (WaitQueue) this.lines.computeIfAbsent(key, (k) -> new WaitQueue(this::listen, passOn, this.executor));
	}

	/**
	 * Has wake-ups for a line handed to it, until {@link #remove}.
	 * @param name by what a wake-up names the line
	 * @param line who is to be woken
	 */
	public void add(String name, Wakeable line) {
		this.lines.put(name, line);
	}

	/**
	 * Forgets a line.
	 * @param name by what a wake-up names the line
	 */
	public void remove(String name) {
		this.lines.remove(name);
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
		Wakeable line = this.lines.get(new String(message, StandardCharsets.UTF_8));
		if (line != null) {
			line.wake();
		}
	}

	/**
	 * Also after the connection was lost and is back: what was published meanwhile was
	 * not heard.
	 */
	private void onSubscribed() {
		this.lines.values().forEach(Wakeable::wakeFirst);
	}

	/**
	 * Hears wake-ups again after {@link #close()}.
	 */
	public void open() {
		this.lock.lock();
		try {
			this.closed = false;
			this.lines.values().forEach(Wakeable::open);
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
			CompletableFuture<?>[] left = this.lines.values()
				.stream()
				.map(Wakeable::close)
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

}
