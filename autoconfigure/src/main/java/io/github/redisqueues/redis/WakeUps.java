package io.github.redisqueues.redis;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.jspecify.annotations.Nullable;

import org.springframework.core.task.AsyncTaskExecutor;
import org.springframework.core.task.SimpleAsyncTaskExecutor;
import org.springframework.data.redis.connection.Message;
import org.springframework.data.redis.connection.MessageListener;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.connection.SubscriptionListener;
import org.springframework.data.redis.listener.ChannelTopic;
import org.springframework.data.redis.listener.RedisMessageListenerContainer;
import org.springframework.util.backoff.FixedBackOff;

/**
 * What this process hears from Redis about messages to take or locks that are free: one
 * subscription for all of them, on a channel of its own, made when the first thread
 * waits. A wake-up names the line of those who wait: for a queue that is the key of its
 * ready messages. Safe for use by several threads.
 */
public final class WakeUps implements AutoCloseable {

	private static final Log logger = LogFactory.getLog(WakeUps.class);

	private static final Duration RETRY_AFTER = Duration.ofSeconds(5);

	private static final Duration FAREWELL = Duration.ofSeconds(1);

	private final String process = UUID.randomUUID().toString();

	private final String channelPrefix;

	private final RedisConnectionFactory connectionFactory;

	private final Map<String, Wakeable> lines = new ConcurrentHashMap<>();

	private final ReentrantLock lock = new ReentrantLock();

	private final AsyncTaskExecutor executor = new SimpleAsyncTaskExecutor("redis-queues-wake-up-");

	private final AtomicBoolean subscribing = new AtomicBoolean();

	private volatile boolean listening;

	private volatile long tryAgainAt = System.nanoTime();

	private boolean failed;

	private volatile boolean closed;

	private RedisMessageListenerContainer container;

	/**
	 * Creates the wake-ups of one process, without connecting yet.
	 * @param connectionFactory where the subscription's connection comes from
	 * @param namespace first word of the channel's name
	 */
	public WakeUps(RedisConnectionFactory connectionFactory, String namespace) {
		this.connectionFactory = connectionFactory;
		this.channelPrefix = namespace + ":wake:";
		this.container = newContainer();
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
	public WaitingLine line(String key, Runnable passOn) {
		return (WaitingLine) this.lines.computeIfAbsent(key,
				(k) -> new WaitingLine(this::listen, passOn, this.executor));
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
	 * Subscribes if that was not done yet, on another thread: who waits can look
	 * meanwhile, and looks again when the subscription stands. Without one the threads
	 * still look by themselves, so a failure is told once, and tried again after a while.
	 */
	public void listen() {
		if (!this.listening && !this.closed && System.nanoTime() - this.tryAgainAt >= 0
				&& this.subscribing.compareAndSet(false, true)) {
			this.executor.execute(this::subscribe);
		}
	}

	private void subscribe() {
		this.lock.lock();
		try {
			if (!this.listening && !this.closed) {
				this.container.start();
				this.listening = true;
				this.failed = false;
			}
		}
		catch (RuntimeException ex) {
			if (!this.failed) {
				logger.warn("Cannot subscribe to wake-ups; who waits for messages or locks may"
						+ " get them some seconds late until the subscription works", ex);
			}
			this.failed = true;
			this.tryAgainAt = System.nanoTime() + RETRY_AFTER.toNanos();
			destroy();
			this.container = newContainer();
		}
		finally {
			this.lock.unlock();
			this.subscribing.set(false);
		}
	}

	private RedisMessageListenerContainer newContainer() {
		RedisMessageListenerContainer container = new RedisMessageListenerContainer();
		container.setConnectionFactory(this.connectionFactory);
		// Waking a thread takes no time, so it needs no thread of its own
		container.setTaskExecutor(Runnable::run);
		// Of use to clients whose subscriptions block a thread; Lettuce's do not
		container.setSubscriptionExecutor(this.executor);
		container.setErrorHandler((ex) -> logger.warn("A wake-up could not be handed on", ex));
		// It would try again inside of start(), for ever; we do that ourselves
		container.setRecoveryBackoff(new FixedBackOff(0, 0));
		container.addMessageListener(new Listener(), ChannelTopic.of(this.channelPrefix + this.process));
		container.afterPropertiesSet();
		return container;
	}

	private void destroy() {
		try {
			this.container.destroy();
		}
		catch (Exception ex) {
			logger.debug("The subscription did not end cleanly", ex);
		}
	}

	/**
	 * Hears wake-ups again after {@link #close()}.
	 */
	public void open() {
		this.lock.lock();
		try {
			this.closed = false;
			this.lines.values().forEach(Wakeable::open);
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
			destroy();
			this.listening = false;
			this.container = newContainer();
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Runs on the connection's thread, and must not block it.
	 */
	private final class Listener implements MessageListener, SubscriptionListener {

		@Override
		public void onMessage(Message message, byte @Nullable [] pattern) {
			Wakeable line = WakeUps.this.lines.get(new String(message.getBody(), StandardCharsets.UTF_8));
			if (line != null) {
				line.wake();
			}
		}

		/**
		 * Also after the connection was lost and is back: what was published meanwhile
		 * was not heard.
		 */
		@Override
		public void onChannelSubscribed(byte[] channel, long count) {
			WakeUps.this.lines.values().forEach(Wakeable::wakeFirst);
		}

	}

}
