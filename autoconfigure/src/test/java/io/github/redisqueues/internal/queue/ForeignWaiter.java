package io.github.redisqueues.internal.queue;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import io.github.redisqueues.internal.wait.WakeUps;
import io.github.redisqueues.queue.RedisQueue;
import io.github.redisqueues.testing.RedisTestServer;
import org.jspecify.annotations.Nullable;

import org.springframework.data.redis.connection.Message;
import org.springframework.data.redis.connection.MessageListener;
import org.springframework.data.redis.connection.RedisConnection;
import org.springframework.data.redis.connection.SubscriptionListener;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/**
 * A process that is registered as waiting in Redis and does nothing with what it hears.
 */
final class ForeignWaiter implements AutoCloseable {

	/**
	 * What a process of an earlier release adds to the moment of its call.
	 */
	static final double WOKEN_ONLY = 0;

	/**
	 * What a process with slot 100 adds whose leases last for a third of a second.
	 */
	static final double SHORTLY = (16 * 100 + 1) / 2048.0;

	/**
	 * What a process with slot 100 adds whose leases last for 5 s.
	 */
	static final double FULLY = (16 * 100 + 15) / 2048.0;

	private final RedisTestServer server;

	private final String waiters;

	private final String name;

	private final LettuceConnectionFactory connectionFactory;

	private final @Nullable RedisConnection connection;

	private final BlockingQueue<byte[]> heard = new LinkedBlockingQueue<>();

	ForeignWaiter(RedisTestServer server, TestQueues queues, RedisQueue<?> queue, String name, boolean listens) {
		this.server = server;
		this.waiters = queues.invariant(queue).key("waiters");
		this.name = name;
		this.connectionFactory = server.connectionFactory();
		this.connection = listens ? this.connectionFactory.getConnection() : null;
		if (this.connection != null) {
			Subscriber subscriber = new Subscriber(this.heard);
			this.connection.subscribe(subscriber,
					(WakeUps.channelPrefix(TestQueues.NAMESPACE) + name).getBytes(StandardCharsets.UTF_8));
			await(subscriber.subscribed);
		}
	}

	private static void await(CountDownLatch subscribed) {
		try {
			if (!subscribed.await(10, TimeUnit.SECONDS)) {
				throw new IllegalStateException("not subscribed");
			}
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException("the test was interrupted", ex);
		}
	}

	/**
	 * Registers the process as the one that waits longest.
	 * @param pushPart how it may be pushed to
	 */
	void register(double pushPart) {
		double calledAt = this.server.serverTime().toEpochMilli() - 1_000 + pushPart;
		this.server.connection().command("ZADD", this.waiters, String.format("%.6f", calledAt), this.name);
	}

	/**
	 * Returns what was published to the process next, null if nothing was.
	 */
	byte @Nullable [] heard() throws InterruptedException {
		return this.heard.poll(3, TimeUnit.SECONDS);
	}

	boolean hasHeardNothing() {
		return this.heard.isEmpty();
	}

	@Override
	public void close() {
		if (this.connection != null) {
			this.connection.close();
		}
		this.connectionFactory.destroy();
	}

	private static final class Subscriber implements MessageListener, SubscriptionListener {

		private final BlockingQueue<byte[]> heard;

		private final CountDownLatch subscribed = new CountDownLatch(1);

		Subscriber(BlockingQueue<byte[]> heard) {
			this.heard = heard;
		}

		@Override
		public void onMessage(Message message, byte @Nullable [] pattern) {
			this.heard.add(message.getBody());
		}

		@Override
		public void onChannelSubscribed(byte[] channel, long count) {
			this.subscribed.countDown();
		}

	}

}
