package io.github.redisqueues.internal.redis;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
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
 * What this process hears on channels of Redis: one connection for all of them, made when
 * the first is wanted, and given back when none is wanted any more. What cannot be
 * subscribed to is tried again, until it works or is not wanted. Safe for use by several
 * threads; no method but {@link #close()} blocks.
 */
public final class Subscriptions {

	private static final Log logger = LogFactory.getLog(Subscriptions.class);

	private static final Duration RETRY_AFTER = Duration.ofSeconds(5);

	private static final Duration FAREWELL = Duration.ofSeconds(1);

	private final RedisConnectionFactory connectionFactory;

	private final Executor executor;

	private final ChannelListeners ears = new ChannelListeners();

	/**
	 * Held while Redis is asked, which may take as long as a command may.
	 */
	private final ReentrantLock lock = new ReentrantLock();

	private final Set<String> heard = new HashSet<>();

	private final AtomicBoolean retrying = new AtomicBoolean();

	private @Nullable RedisConnection connection;

	private boolean failed;

	private volatile boolean closed;

	public Subscriptions(RedisConnectionFactory connectionFactory, Executor executor) {
		this.connectionFactory = connectionFactory;
		this.executor = executor;
	}

	/**
	 * Listens to a channel from now on, and whenever it was closed and is open again.
	 * Both callbacks run on the connection's thread and must not block it.
	 * @param channel the channel, which any number may listen to
	 * @param onMessage takes each message
	 * @param onSubscribed runs when the channel is subscribed to, also after the
	 * connection was lost and is back
	 * @return who listens
	 */
	public Ear hear(String channel, Consumer<byte[]> onMessage, Runnable onSubscribed) {
		Ear ear = new Ear(channel, onMessage, onSubscribed);
		this.ears.add(ear);
		this.executor.execute(this::catchUp);
		return ear;
	}

	private void leave(Ear ear) {
		this.ears.remove(ear);
		this.executor.execute(this::catchUp);
	}

	public void open() {
		this.closed = false;
		if (!this.ears.isEmpty()) {
			this.executor.execute(this::catchUp);
		}
	}

	/**
	 * Gives the connection back. Whoever is subscribing just now does it then, as that
	 * may take long.
	 */
	public void close() {
		this.closed = true;
		try {
			if (this.lock.tryLock(FAREWELL.toMillis(), TimeUnit.MILLISECONDS)) {
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
			this.executor.execute(this::catchUp);
		}
	}

	private void catchUp() {
		this.lock.lock();
		try {
			if (!this.closed) {
				subscribe();
				unsubscribe();
			}
		}
		catch (RuntimeException ex) {
			retry(ex);
		}
		finally {
			if (this.closed || this.ears.isEmpty()) {
				end();
			}
			this.lock.unlock();
		}
	}

	/**
	 * Who listens next is told of a failure anew.
	 */
	private void end() {
		destroy();
		this.failed = false;
	}

	private void subscribe() {
		List<String> missing = this.ears.channels()
			.stream()
			.filter((channel) -> !this.heard.contains(channel))
			.toList();
		if (!missing.isEmpty()) {
			subscribeTo(missing.stream().map(Subscriptions::bytes).toArray(byte[][]::new));
			this.heard.addAll(missing);
			if (this.failed) {
				this.failed = false;
				logger.info("The subscription works");
			}
		}
		this.ears.stand(this.heard);
	}

	/**
	 * Without the listener container of Spring Data Redis: to add a channel to one that
	 * runs waits for its confirmation without end, which a broken connection may never
	 * bring.
	 */
	private void subscribeTo(byte[]... channels) {
		Subscription subscription = subscription();
		if (subscription != null) {
			subscription.subscribe(channels);
		}
		else {
			RedisConnection made = this.connectionFactory.getConnection();
			this.connection = made;
			made.subscribe(this.ears, channels);
		}
	}

	private @Nullable Subscription subscription() {
		return (this.connection != null) ? this.connection.getSubscription() : null;
	}

	private void unsubscribe() {
		List<String> left = this.heard.stream().filter((channel) -> !this.ears.channels().contains(channel)).toList();
		Subscription subscription = subscription();
		if (!left.isEmpty() && !this.ears.isEmpty() && subscription != null) {
			this.heard.removeAll(left);
			subscription.unsubscribe(left.stream().map(Subscriptions::bytes).toArray(byte[][]::new));
		}
	}

	private static byte[] bytes(String channel) {
		return channel.getBytes(StandardCharsets.UTF_8);
	}

	private void retry(RuntimeException cause) {
		destroy();
		if (this.closed || this.ears.isEmpty()) {
			return;
		}
		if (!this.failed) {
			logger.warn("Cannot subscribe: until it works, topics are not heard, and who waits for messages or locks"
					+ " may get them some seconds late. It is tried again every " + RETRY_AFTER.toSeconds()
					+ " seconds", cause);
		}
		this.failed = true;
		this.ears.fail(cause);
		if (this.retrying.compareAndSet(false, true)) {
			CompletableFuture.delayedExecutor(RETRY_AFTER.toMillis(), TimeUnit.MILLISECONDS, this.executor)
				.execute(() -> {
					this.retrying.set(false);
					catchUp();
				});
		}
	}

	private void destroy() {
		RedisConnection old = this.connection;
		this.connection = null;
		this.heard.clear();
		if (old != null) {
			try {
				Subscription subscription = old.getSubscription();
				if (subscription != null && subscription.isAlive()) {
					subscription.close();
				}
				old.close();
			}
			catch (RuntimeException ex) {
				logger.debug("The subscription did not end cleanly", ex);
			}
		}
	}

	/**
	 * One who listens to a channel.
	 */
	public final class Ear {

		private final String channel;

		private final Consumer<byte[]> onMessage;

		private final Runnable onSubscribed;

		private final CompletableFuture<Void> stands = new CompletableFuture<>();

		private Ear(String channel, Consumer<byte[]> onMessage, Runnable onSubscribed) {
			this.channel = channel;
			this.onMessage = onMessage;
			this.onSubscribed = onSubscribed;
		}

		/**
		 * Tells when messages are heard.
		 * @return done when they are; completed exceptionally when Redis could not be
		 * asked at first, which goes on being tried
		 */
		public CompletableFuture<Void> stands() {
			return this.stands.copy();
		}

		String channel() {
			return this.channel;
		}

		void onMessage(byte[] message) {
			this.onMessage.accept(message);
		}

		void onSubscribed() {
			this.onSubscribed.run();
		}

		void stand() {
			this.stands.complete(null);
		}

		void fail(RuntimeException cause) {
			this.stands.completeExceptionally(cause);
		}

		/**
		 * Listens no longer. A message that is just being handed on still arrives.
		 */
		public void leave() {
			Subscriptions.this.leave(this);
		}

	}

}
