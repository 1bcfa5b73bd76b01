package io.github.redisqueues.internal.queue;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

import io.github.redisqueues.queue.QueueSettings;
import io.github.redisqueues.queue.Rate;
import io.github.redisqueues.queue.RedisQueue;
import io.github.redisqueues.testing.BlockedCall;
import io.github.redisqueues.testing.CommandStats;
import io.github.redisqueues.testing.RedisTestServer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A rate that several processes share: never exceeded, nearly used up, and cheap to wait
 * for. All moments are the server's, read from the leases.
 */
@Timeout(90)
class RateLimitTests {

	private final RedisTestServer server = RedisTestServer.start();

	private final List<TestQueues> processes = new ArrayList<>();

	private final List<BlockedCall<Void>> consumers = new ArrayList<>();

	private final AtomicInteger left = new AtomicInteger();

	private final Queue<Instant> moments = new ConcurrentLinkedQueue<>();

	@BeforeEach
	void start() {
		startProcess();
	}

	@AfterEach
	void stop() {
		this.consumers.forEach(BlockedCall::interrupt);
		this.processes.forEach(TestQueues::close);
		this.server.close();
	}

	@Test
	void isNeverExceededAndNearlyUsedUp() {
		QueueSettings<String> settings = settings(Rate.of(50, Duration.ofSeconds(1)));
		send(settings, 250);
		this.left.set(250);
		consume(settings, 5, 3);
		Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> this.left.get() <= 0);
		List<Long> taken = this.moments.stream().map(Instant::toEpochMilli).sorted().toList();
		assertThat(taken).hasSize(250);
		for (int i = 0; i < taken.size(); i++) {
			for (int j = i; j < taken.size(); j++) {
				long millis = taken.get(j) - taken.get(i) + 1;
				assertThat(j - i + 1).as("messages within %s ms", millis)
					.isLessThanOrEqualTo((int) (6 + 0.05 * millis));
			}
		}
		long whole = taken.get(249) - taken.get(0);
		assertThat(250 - 6).as("messages within %s ms, after the burst", whole)
			.isGreaterThanOrEqualTo((int) (0.9 * 0.05 * whole));
	}

	@Test
	void isWaitedForByAboutOneProcessAToken() {
		QueueSettings<String> settings = settings(Rate.of(20, Duration.ofSeconds(1)));
		send(settings, 2_000);
		this.left.set(Integer.MAX_VALUE);
		consume(settings, 20, 1);
		Awaitility.await().until(() -> this.moments.size() > 20);
		long before = scripts();
		int takenBefore = this.moments.size();
		Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> this.moments.size() >= takenBefore + 60);
		double each = (scripts() - before) / (double) (this.moments.size() - takenBefore);
		assertThat(each).as("scripts a message: a look, the ack, a look in vain, and now and then one more")
			.isLessThan(4);
	}

	@Test
	void isNotLookedForWithEveryMessageThatIsSent() {
		QueueSettings<String> settings = settings(Rate.of(1, Duration.ofMinutes(1)));
		RedisQueue<String> queue = send(settings, 2);
		this.left.set(Integer.MAX_VALUE);
		consume(settings, 5, 1);
		Awaitility.await().until(() -> this.moments.size() == 1);
		Awaitility.await()
			.until(() -> this.server.connection()
				.number("ZCOUNT", this.processes.get(0).invariant(queue).key("waiters"), "(10000000000000", "+inf") == 5
					&& this.consumers.stream().allMatch(BlockedCall::isParked));
		long before = scripts();
		for (int i = 0; i < 200; i++) {
			queue.send("a");
		}
		assertThat(scripts() - before).as("the sends, and a look now and then").isBetween(200L, 230L);
	}

	@Test
	void isReachedByOneConsumerAlone() {
		QueueSettings<String> settings = settings(Rate.of(200, Duration.ofSeconds(1)));
		send(settings, 300);
		this.left.set(300);
		consume(settings, 1, 1);
		Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> this.left.get() <= 0);
		List<Long> taken = this.moments.stream().map(Instant::toEpochMilli).sorted().toList();
		long whole = taken.get(299) - taken.get(0);
		assertThat(300 - 21).as("messages within %s ms, after the burst", whole)
			.isBetween((int) (0.9 * 0.2 * whole), (int) (0.2 * (whole + 1)));
	}

	private static QueueSettings<String> settings(Rate rate) {
		return QueueSettings.builder("rated", String.class).rate(rate).build();
	}

	private TestQueues startProcess() {
		this.processes.add(new TestQueues(this.server));
		return this.processes.get(this.processes.size() - 1);
	}

	private RedisQueue<String> send(QueueSettings<String> settings, int count) {
		RedisQueue<String> queue = this.processes.get(0).create(settings);
		for (int sent = 0; sent < count; sent += Math.min(count - sent, RedisQueue.MAX_BATCH_SIZE)) {
			queue.sendAll(Collections.nCopies(Math.min(count - sent, RedisQueue.MAX_BATCH_SIZE), "a"));
		}
		return queue;
	}

	private void consume(QueueSettings<String> settings, int processes, int threads) {
		for (int i = 0; i < processes; i++) {
			RedisQueue<String> own = startProcess().create(settings);
			for (int j = 0; j < threads; j++) {
				this.consumers.add(new BlockedCall<>(() -> {
					while (this.left.get() > 0 && !Thread.currentThread().isInterrupted()) {
						own.receive(Duration.ofSeconds(30)).ifPresent((delivery) -> {
							this.moments.add(delivery.leaseUntil().minus(settings.leaseTime()));
							this.left.decrementAndGet();
							assertThat(delivery.ack()).isTrue();
						});
					}
					return null;
				}));
			}
		}
	}

	private long scripts() {
		CommandStats stats = CommandStats.of(this.server.connection());
		return stats.calls("evalsha") + stats.calls("eval");
	}

}
