package io.github.redisqueues.internal.queue;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

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
@Timeout(120)
class RateLimitTests {

	private static final Duration PATIENCE = Duration.ofSeconds(60);

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
		send(settings, 3_000);
		this.left.set(Integer.MAX_VALUE);
		consume(settings, 5, 3);
		awaitNearlyUsedUp(200, 20);
		assertThat(mostAboveRate(20)).as("messages at once, beside those that the rate allows").isLessThanOrEqualTo(6);
	}

	@Test
	void isWaitedForByAboutOneProcessAToken() {
		QueueSettings<String> settings = settings(Rate.of(20, Duration.ofSeconds(1)));
		send(settings, 2_000);
		this.left.set(Integer.MAX_VALUE);
		consume(settings, 20, 1);
		Awaitility.await().until(() -> this.moments.size() > 20);
		// A look, the ack, a look in vain, and now and then one more
		Awaitility.await()
			.pollDelay(Duration.ZERO)
			.atMost(PATIENCE)
			.untilAsserted(() -> assertThat(scriptsAMessage(60)).isLessThan(4));
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
		Instant begin = this.server.serverTime();
		long before = scripts();
		for (int i = 0; i < 200; i++) {
			queue.send("a");
		}
		long scripts = scripts() - before;
		long seconds = Duration.between(begin, this.server.serverTime()).toSeconds();
		assertThat(scripts).as("the sends, and a look of each process in every five seconds")
			.isBetween(200L, 200 + 5 * (2 + seconds / 4));
	}

	@Test
	void isReachedByOneConsumerAlone() {
		QueueSettings<String> settings = settings(Rate.of(200, Duration.ofSeconds(1)));
		send(settings, 20_000);
		this.left.set(Integer.MAX_VALUE);
		consume(settings, 1, 1);
		awaitNearlyUsedUp(1_000, 5);
		assertThat(mostAboveRate(5)).as("messages at once, beside those that the rate allows").isLessThanOrEqualTo(21);
	}

	/**
	 * Waits until at least nine tenths of the rate were used for some time, longer than
	 * what the bucket holds matters. A machine under load may call too late to use all of
	 * it, for a while.
	 * @param count for how many messages
	 * @param interval the milliseconds between two of them
	 */
	private void awaitNearlyUsedUp(int count, int interval) {
		Awaitility.await().atMost(PATIENCE).until(() -> {
			List<Long> taken = taken();
			return IntStream.range(0, taken.size() - count)
				.anyMatch((i) -> (taken.get(i + count) - taken.get(i)) * 0.9 <= count * interval);
		});
	}

	/**
	 * Returns by how many messages the rate was exceeded at the most, in any time.
	 * @param interval the milliseconds between two messages
	 */
	private double mostAboveRate(int interval) {
		List<Long> taken = taken();
		double most = 0;
		for (int i = 0; i < taken.size(); i++) {
			for (int j = i; j < taken.size(); j++) {
				// The moments are rounded to milliseconds
				most = Math.max(most, j - i + 1 - (taken.get(j) - taken.get(i) + 1.0) / interval);
			}
		}
		return most;
	}

	private List<Long> taken() {
		return this.moments.stream().map(Instant::toEpochMilli).sorted().toList();
	}

	/**
	 * Returns how many scripts are run for each of the next messages.
	 */
	private double scriptsAMessage(int messages) {
		long before = scripts();
		int takenBefore = this.moments.size();
		Awaitility.await().atMost(PATIENCE).until(() -> this.moments.size() >= takenBefore + messages);
		return (scripts() - before) / (double) (this.moments.size() - takenBefore);
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
