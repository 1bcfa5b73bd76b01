package io.github.redisqueues.internal.queue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

import io.github.redisqueues.RedisCallFailedException;
import io.github.redisqueues.queue.Delivery;
import io.github.redisqueues.queue.QueueSettings;
import io.github.redisqueues.queue.QueueStats;
import io.github.redisqueues.queue.QueueType;
import io.github.redisqueues.queue.RedisQueue;
import io.github.redisqueues.testing.BlockedCall;
import io.github.redisqueues.testing.CommandStats;
import io.github.redisqueues.testing.RedisTestServer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Messages that are pushed to threads that stop waiting at random moments: their time is
 * up, they are interrupted, their future is cancelled, or their process closes. Each
 * message is delivered, and no attempt is spent on the way.
 */
@Timeout(300)
class RandomPushTests {

	private static final int MESSAGES = 1_500;

	private final long seed = Long.getLong("push.seed", ThreadLocalRandom.current().nextLong());

	private final RedisTestServer server = RedisTestServer.start();

	private final TestQueues sender = new TestQueues(this.server);

	private final List<TestQueues> processes = new ArrayList<>();

	private final Map<String, Integer> settled = new ConcurrentHashMap<>();

	private final AtomicInteger counted = new AtomicInteger();

	private final AtomicBoolean ended = new AtomicBoolean();

	@AfterEach
	void stop() {
		this.ended.set(true);
		this.processes.forEach(TestQueues::close);
		this.sender.close();
		this.server.close();
	}

	@ParameterizedTest
	@EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "DELAY")
	void reachOneThreadEachWhoeverLeaves(QueueType type) {
		run(settings(type).leaseTime(Duration.ofHours(1)).build(), 0);
		assertThat(this.settled.values()).as("settled once each, of seed %s", this.seed).containsOnly(1);
		assertThat(this.counted).as("attempts that count, of seed %s", this.seed).hasValue(0);
	}

	@Test
	void areNotLostWhenThreadsAreInterrupted() {
		// An interrupted call may lease messages that nobody gets
		run(settings(QueueType.FIFO).leaseTime(Duration.ofSeconds(2)).maxAttempts(100).build(), 4);
	}

	private static QueueSettings.Builder<String> settings(QueueType type) {
		return QueueSettings.builder("q", String.class).type(type);
	}

	/**
	 * Runs two processes of two threads each that receive what a third one sends.
	 * @param interruptsIn one of how many messages is followed by an interrupt, 0 for
	 * none
	 */
	private void run(QueueSettings<String> settings, int interruptsIn) {
		List<BlockedCall<Void>> consumers = new ArrayList<>();
		for (int process = 0; process < 2; process++) {
			TestQueues queues = new TestQueues(this.server);
			this.processes.add(queues);
			RedisQueue<String> queue = queues.create(settings);
			for (int thread = 0; thread < 2; thread++) {
				Random random = new Random(this.seed + consumers.size());
				consumers.add(new BlockedCall<>(() -> consume(queue, random, this.ended)));
			}
		}
		RedisQueue<String> queue = this.sender.create(settings);
		Random random = new Random(this.seed);
		Set<String> sent = new HashSet<>();
		for (int i = 0; i < MESSAGES; i++) {
			sent.add(queue.send("m" + i));
			if (interruptsIn > 0 && random.nextInt(interruptsIn) == 0) {
				consumers.get(random.nextInt(consumers.size())).interrupt();
			}
			LockSupport.parkNanos(random.nextInt(1_500_000));
		}
		await(queue, sent);
		this.ended.set(true);
		consumers.forEach((consumer) -> consumer.within(Duration.ofSeconds(20)));
		assertThat(CommandStats.of(this.server.connection()).calls("del")).as("pushes, of seed %s", this.seed)
			.isGreaterThan(MESSAGES / 20);
		assertThat(this.settled.keySet()).as("settled, of seed %s", this.seed).isEqualTo(sent);
		this.sender.invariant(queue).check();
	}

	@Test
	void areNotLostWhenProcessesClose() {
		QueueSettings<String> settings = QueueSettings.builder("q", String.class)
			.leaseTime(Duration.ofSeconds(2))
			.maxAttempts(100)
			.build();
		Random random = new Random(this.seed);
		RedisQueue<String> queue = this.sender.create(settings);
		Set<String> sent = new HashSet<>();
		for (int life = 0; life < 25; life++) {
			TestQueues process = new TestQueues(this.server);
			RedisQueue<String> own = process.create(settings);
			AtomicBoolean closed = new AtomicBoolean();
			List<BlockedCall<Void>> consumers = List.of(
					new BlockedCall<>(() -> consume(own, new Random(this.seed), closed)),
					new BlockedCall<>(() -> consume(own, new Random(this.seed + 1), closed)));
			int count = 1 + random.nextInt(40);
			for (int i = 0; i < count; i++) {
				sent.add(queue.send("m" + sent.size()));
				LockSupport.parkNanos(random.nextInt(2_000_000));
			}
			closed.set(random.nextBoolean());
			process.close();
			closed.set(true);
			consumers.forEach((consumer) -> consumer.within(Duration.ofSeconds(20)));
		}
		TestQueues last = new TestQueues(this.server);
		this.processes.add(last);
		BlockedCall<Void> consumer = new BlockedCall<>(() -> consume(last.create(settings), random, this.ended));
		await(queue, sent);
		this.ended.set(true);
		consumer.within(Duration.ofSeconds(20));
		assertThat(this.settled.keySet()).as("settled, of seed %s", this.seed).isEqualTo(sent);
		this.sender.invariant(queue).check();
	}

	private void await(RedisQueue<String> queue, Set<String> sent) {
		Awaitility.await("all messages, of seed " + this.seed).atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
			Set<String> missing = new HashSet<>(sent);
			missing.removeAll(this.settled.keySet());
			assertThat(missing).isEmpty();
			assertThat(queue.browse(0, 10)).isEmpty();
			assertThat(queue.stats()).extracting(QueueStats::ready, QueueStats::inFlight).containsExactly(0L, 0L);
		});
	}

	private Void consume(RedisQueue<String> queue, Random random, AtomicBoolean end) {
		while (!end.get()) {
			try {
				receive(queue, random).forEach((delivery) -> settle(delivery, end));
			}
			catch (RedisCallFailedException ex) {
				// Was interrupted, or the process is closing
			}
			Thread.interrupted();
		}
		return null;
	}

	private static List<Delivery<String>> receive(RedisQueue<String> queue, Random random) {
		Duration wait = Duration.ofNanos(1 + random.nextInt(8_000_000));
		return switch (random.nextInt(4)) {
			case 0 -> queue.receive(3, wait);
			case 1 -> {
				CompletableFuture<Optional<Delivery<String>>> future = queue.receiveAsync(wait);
				LockSupport.parkNanos(random.nextInt(8_000_000));
				// A future that is done cannot be cancelled
				yield future.cancel(true) ? List.of() : result(future).stream().toList();
			}
			case 2 -> queue.receive(Duration.ofMillis(random.nextInt(300))).stream().toList();
			default -> queue.receive(wait).stream().toList();
		};
	}

	private static <T> T result(CompletableFuture<T> future) {
		try {
			return future.join();
		}
		catch (CompletionException ex) {
			throw (ex.getCause() instanceof RuntimeException cause) ? cause : ex;
		}
	}

	private void settle(Delivery<String> delivery, AtomicBoolean end) {
		this.counted.addAndGet(delivery.attempt() - 1);
		boolean settled = false;
		boolean interrupted = Thread.interrupted();
		while (true) {
			try {
				settled |= delivery.ack();
				break;
			}
			catch (RedisCallFailedException ex) {
				settled = true;
				interrupted |= Thread.interrupted();
				if (end.get()) {
					break;
				}
			}
		}
		if (settled) {
			this.settled.merge(delivery.id(), 1, Integer::sum);
		}
		if (interrupted) {
			Thread.currentThread().interrupt();
		}
	}

}
