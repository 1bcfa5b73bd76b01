package io.github.redisqueues.autoconfigure;

import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

import io.github.redisqueues.RedisCallFailedException;
import io.github.redisqueues.queue.RedisQueue;
import io.github.redisqueues.queue.SendOptions;
import io.github.redisqueues.testing.RedisTestSentinel;
import io.github.redisqueues.testing.TestScale;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.context.ApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/**
 * What a master costs that hangs, is replaced, and wakes up again: for how long nothing
 * is sent, and how many acknowledged messages are gone. A full build compares the
 * settings of {@code docs/production.md} and prints the figures.
 */
@Tag(TestScale.SLOW)
class HungMasterCostTests {

	private static final int SENDERS = 4;

	private static final Duration HANGS_FOR = Duration.ofSeconds(TestScale.of(8, 15));

	private static final Duration PACE = Duration.ofMillis(2);

	static Stream<Arguments> settings() {
		return Stream.of(arguments(3, 0), arguments(3, 1), arguments(0, 0), arguments(0, 1)).limit(TestScale.of(1, 4));
	}

	@ParameterizedTest(name = "reconnect-after-timeouts={0}, min-replicas-to-write={1}")
	@MethodSource("settings")
	@Timeout(180)
	void sendsAgainBeforeTheOldMasterWakesUp(int timeouts, int replicas) {
		try (RedisTestSentinel redis = RedisTestSentinel.start()) {
			redis.master().command("CONFIG", "SET", "min-replicas-to-write", replicas);
			FailedStart.runner()
				.withPropertyValues(redis.properties())
				.withPropertyValues("spring.data.redis.timeout=1s", "queues.instances.orders.type=delay",
						"queues.redis.reconnect-after-timeouts=" + timeouts)
				.run((context) -> measure(context, redis, timeouts, replicas));
		}
	}

	@SuppressWarnings("unchecked")
	private static void measure(ApplicationContext context, RedisTestSentinel redis, int timeouts, int replicas) {
		RedisQueue<String> orders = context.getBean("orders", RedisQueue.class);
		Queue<Sent> sent = new ConcurrentLinkedQueue<>();
		AtomicBoolean ended = new AtomicBoolean();
		ExecutorService senders = Executors.newFixedThreadPool(SENDERS);
		try {
			for (int i = 0; i < SENDERS; i++) {
				senders.execute(() -> send(orders, sent, ended));
			}
			awaitMore(sent, 500);
			redis.master().pause();
			long hung = System.nanoTime();
			long wakes = hung + HANGS_FOR.toNanos();
			Awaitility.await().atMost(HANGS_FOR.multipliedBy(2)).until(() -> System.nanoTime() - wakes >= 0);
			redis.master().unpause();
			Awaitility.await()
				.atMost(Duration.ofSeconds(60))
				.until(() -> redis.master().connection().text("INFO", "replication").contains("master_link_status:up"));
			awaitMore(sent, 500);
			ended.set(true);
			senders.shutdown();
			assertThat(senders.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
			report(orders, List.copyOf(sent), hung, wakes, timeouts, replicas);
		}
		catch (InterruptedException ex) {
			throw new AssertionError(ex);
		}
		finally {
			ended.set(true);
			senders.shutdownNow();
		}
	}

	private static void send(RedisQueue<String> orders, Queue<Sent> sent, AtomicBoolean ended) {
		SendOptions later = SendOptions.defaults().delay(Duration.ofHours(1));
		while (!ended.get()) {
			try {
				String id = orders.send("order", later);
				sent.add(new Sent(id, System.nanoTime()));
			}
			catch (RedisCallFailedException ex) {
				// Is not acknowledged, and so cannot be lost
			}
			LockSupport.parkNanos(PACE.toNanos());
		}
	}

	private static void awaitMore(Queue<Sent> sent, int count) {
		int before = sent.size();
		Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> sent.size() >= before + count);
	}

	private static void report(RedisQueue<String> orders, List<Sent> sent, long hung, long wakes, int timeouts,
			int replicas) {
		long again = sent.stream()
			.mapToLong(Sent::nanos)
			.filter((nanos) -> nanos - hung > Duration.ofSeconds(1).toNanos())
			.map((nanos) -> nanos - hung)
			.min()
			.orElseThrow();
		long lost = sent.stream().filter((message) -> !orders.contains(message.id())).count();
		System.out.printf(
				"A master hangs for %d s, queues.redis.reconnect-after-timeouts=%d, min-replicas-to-write %d:"
						+ " sends again after %.1f s, %d of %d acknowledged messages lost%n",
				HANGS_FOR.toSeconds(), timeouts, replicas, again / 1e9, lost, sent.size());
		assertThat(again < wakes - hung).isEqualTo(timeouts > 0);
		if (timeouts > 0) {
			assertThat(lost).as("only what the replica had not got when the master stopped").isLessThanOrEqualTo(100);
		}
	}

	/**
	 * An acknowledged message.
	 *
	 * @param id its id
	 * @param nanos when it was acknowledged
	 */
	private record Sent(String id, long nanos) {

	}

}
