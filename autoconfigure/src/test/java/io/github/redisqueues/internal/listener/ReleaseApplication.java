package io.github.redisqueues.internal.listener;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.time.Duration;

import io.github.redisqueues.internal.queue.DefaultRedisQueueFactory;
import io.github.redisqueues.listener.ListenerSettings;
import io.github.redisqueues.queue.Backoff;
import io.github.redisqueues.queue.JsonPayloadConverter;
import io.github.redisqueues.queue.QueueSettings;
import io.github.redisqueues.queue.RedisQueue;
import io.github.redisqueues.testing.DocumentedUser;

import org.springframework.boot.logging.LogLevel;
import org.springframework.boot.logging.LoggingSystem;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/**
 * One release of an application, which says what its listener has handled.
 */
final class ReleaseApplication {

	private ReleaseApplication() {
	}

	/**
	 * Runs the application until its parent is gone.
	 * @param arguments the release, host, port, queue, number of attempts
	 */
	public static void main(String[] arguments) throws IOException {
		LoggingSystem.get(ReleaseApplication.class.getClassLoader())
			.setLogLevel("io.github.redisqueues", LogLevel.ERROR);
		LettuceConnectionFactory redis = new LettuceConnectionFactory(
				DocumentedUser.configuration(arguments[1], Integer.parseInt(arguments[2])));
		redis.afterPropertiesSet();
		redis.start();
		DefaultRedisQueueFactory factory = new DefaultRedisQueueFactory(redis, new JsonPayloadConverter(),
				ListenerProcess.NAMESPACE);
		int attempts = Integer.parseInt(arguments[4]);
		if (arguments[0].equals("1")) {
			listen(factory.create(settings(arguments[3], Order1.class, attempts)));
		}
		else {
			listen(factory.create(settings(arguments[3], Order2.class, attempts)));
		}
		System.out.println("ready " + ManagementFactory.getRuntimeMXBean().getName());
		while (System.in.read() >= 0) {
			continue;
		}
		Runtime.getRuntime().halt(1);
	}

	static <E> QueueSettings<E> settings(String queue, Class<E> type, int attempts) {
		return QueueSettings.builder(queue, type)
			.maxAttempts(attempts)
			.backoff(new Backoff(Duration.ofMillis(5), 1, Duration.ofMillis(5)))
			.build();
	}

	private static <E> void listen(RedisQueue<E> queue) {
		DefaultQueueListenerContainer
			.of("release", queue, (delivery) -> System.out.println("handled " + delivery.payload()),
					ListenerSettings.builder().concurrency(2).build())
			.start();
	}

	/**
	 * The order of the older release.
	 */
	record Order1(int number, Status1 status) {

		@Override
		public String toString() {
			return this.number + " " + this.status;
		}

	}

	enum Status1 {

		NEW, PAID, LEGACY

	}

	/**
	 * The order of the newer release, with another property and another status.
	 */
	record Order2(int number, Status2 status, String currency) {

		@Override
		public String toString() {
			return this.number + " " + this.status;
		}

	}

	enum Status2 {

		NEW, PAID, REFUNDED

	}

}
