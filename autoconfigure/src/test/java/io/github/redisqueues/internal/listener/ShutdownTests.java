package io.github.redisqueues.internal.listener;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

import io.github.redisqueues.queue.QueueStats;
import io.github.redisqueues.queue.RedisQueue;
import io.github.redisqueues.testing.BlockedCall;
import io.github.redisqueues.testing.RedisTestServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * How a container ends: it finishes what runs, or hands it back, and repeats nothing that
 * it need not.
 */
@Timeout(90)
class ShutdownTests {

	private static final Duration LEASE = Duration.ofMinutes(5);

	private final Witness witness = new Witness();

	private ListenerProcess process;

	private ListenerProcess nextProcess;

	private RedisQueue<String> queue;

	@BeforeEach
	void begin() {
		this.process = new ListenerProcess(RedisTestServer.shared());
		this.nextProcess = new ListenerProcess(RedisTestServer.shared());
		this.queue = this.process.queue((settings) -> settings.leaseTime(LEASE));
	}

	@AfterEach
	void end() {
		this.process.close();
		this.nextProcess.close();
		await().untilAsserted(() -> assertThat(ListenerProcess.threads()).isEmpty());
	}

	@Test
	void waitsThoughItWasStoppedByAnotherThread() {
		this.queue.send("slow");
		CountDownLatch release = new CountDownLatch(1);
		DefaultQueueListenerContainer<String> container = this.process.listen(this.queue,
				this.witness.of((delivery) -> release.await()), UnaryOperator.identity());
		await().until(() -> this.witness.count() == 1);
		BlockedCall<Boolean> first = stop(container).awaitParked(container::isStopping);
		BlockedCall<Boolean> second = stop(container).awaitParked(container::isStopping);
		assertThat(container.isRunning()).as("until it has ended").isTrue();
		assertThat(second.isDone()).isFalse();
		release.countDown();
		first.within(Duration.ofSeconds(5));
		second.within(Duration.ofSeconds(5));
		assertThat(container.isRunning()).isFalse();
		this.process.invariant(this.queue).checkEmpty();
	}

	@Test
	void waitsThoughAHandlerHasStoppedIt() {
		this.queue.send("slow");
		CountDownLatch release = new CountDownLatch(1);
		List<DefaultQueueListenerContainer<String>> containers = new ArrayList<>();
		CountDownLatch known = new CountDownLatch(1);
		containers.add(this.process.listen(this.queue, this.witness.of((delivery) -> {
			known.await();
			containers.get(0).stop();
			release.await();
		}), UnaryOperator.identity()));
		known.countDown();
		DefaultQueueListenerContainer<String> container = containers.get(0);
		await().until(container::isStopping);
		BlockedCall<Boolean> stop = stop(container).awaitParked(container::isStopping);
		assertThat(stop.isDone()).isFalse();
		release.countDown();
		stop.within(Duration.ofSeconds(5));
		this.process.invariant(this.queue).checkEmpty();
	}

	@Test
	void doesNotWaitForAHandlerThatWaitsForItsEnd() {
		this.queue.send("last");
		CountDownLatch ended = new CountDownLatch(1);
		List<DefaultQueueListenerContainer<String>> containers = new ArrayList<>();
		CountDownLatch known = new CountDownLatch(1);
		AtomicBoolean interrupted = new AtomicBoolean();
		containers.add(this.process.listen(this.queue, this.witness.of((delivery) -> {
			known.await();
			// As an application context does that a handler closes
			containers.get(0).stop(ended::countDown);
			try {
				ended.await();
			}
			catch (InterruptedException ex) {
				interrupted.set(true);
			}
		}), UnaryOperator.identity()));
		known.countDown();
		await().untilAsserted(() -> this.process.invariant(this.queue).checkEmpty());
		assertThat(interrupted).isFalse();
		assertThat(this.witness.attempts()).containsOnly(1);
	}

	@Test
	void repeatsNothingThoughItIsStoppedUnderLoad() {
		List<String> payloads = send(5_000);
		int rounds = 5;
		for (int round = 1; round < rounds; round++) {
			DefaultQueueListenerContainer<String> container = this.process.listen(this.queue,
					this.witness.of((delivery) -> {
					}), (settings) -> settings.concurrency(4));
			int enough = round * 800;
			await().pollInterval(Duration.ofMillis(2)).until(() -> this.witness.count() >= enough);
			container.stop();
			QueueStats stats = this.queue.stats();
			assertThat(stats.inFlight()).as("everything was settled or handed back").isZero();
			assertThat(stats.ready()).isEqualTo(payloads.size() - this.witness.count());
		}
		listenInNextProcess();
		await().untilAsserted(() -> assertThat(this.witness.count()).isGreaterThanOrEqualTo(payloads.size()));
		await().untilAsserted(() -> this.process.invariant(this.queue).checkEmpty());
		assertThat(this.witness.handled()).containsExactlyInAnyOrderElementsOf(payloads);
		assertThat(this.witness.attempts()).containsOnly(1);
	}

	@Test
	void handsBackWhatItHadFetchedAhead() {
		List<String> payloads = send(1_000);
		CountDownLatch release = new CountDownLatch(1);
		DefaultQueueListenerContainer<String> container = this.process.listen(this.queue,
				this.witness.of((delivery) -> {
					if (delivery.payload().equals("m500")) {
						release.await();
					}
				}), UnaryOperator.identity());
		await().until(() -> this.witness.handled().contains("m500"));
		assertThat(container.inFlight()).as("fetched ahead").isGreaterThan(1);
		BlockedCall<Boolean> stop = stop(container);
		await().until(() -> this.queue.stats().inFlight() == 1);
		assertThat(stop.isDone()).as("while the handler works").isFalse();
		release.countDown();
		stop.within(Duration.ofSeconds(5));
		listenInNextProcess();
		await().untilAsserted(() -> this.process.invariant(this.queue).checkEmpty());
		assertThat(this.witness.handled()).as("in order").containsExactlyElementsOf(payloads);
		assertThat(this.witness.attempts()).containsOnly(1);
	}

	@Test
	void waitsForAHandlerAndAcknowledgesItsMessage() {
		this.queue.send("slow");
		CountDownLatch release = new CountDownLatch(1);
		DefaultQueueListenerContainer<String> container = this.process.listen(this.queue,
				this.witness.of((delivery) -> release.await()), UnaryOperator.identity());
		await().until(() -> this.witness.count() == 1);
		BlockedCall<Boolean> stop = stop(container).awaitParked(container::isStopping);
		assertThat(this.queue.stats().inFlight()).isEqualTo(1);
		release.countDown();
		assertThat(stop.within(Duration.ofSeconds(5))).isTrue();
		this.process.invariant(this.queue).checkEmpty();
	}

	@Test
	void handsBackUncountedWhatAHandlerGivesUpWhenInterrupted() {
		this.queue.sendAll(List.of("a", "b"));
		DefaultQueueListenerContainer<String> container = this.process.listen(this.queue,
				this.witness.of((delivery) -> new CountDownLatch(1).await()),
				(settings) -> settings.concurrency(2).shutdownTimeout(Duration.ofSeconds(1)));
		await().until(() -> this.witness.count() == 2);
		container.stop();
		assertThat(this.queue.stats()).extracting(QueueStats::ready, QueueStats::inFlight).containsExactly(2L, 0L);
		listenInNextProcess();
		await().untilAsserted(() -> this.process.invariant(this.queue).checkEmpty());
		assertThat(this.witness.attempts()).containsExactly(1, 1, 1, 1);
	}

	@Test
	void leavesWhatAHandlerDoesNotLetGoToTheLease() {
		Duration lease = Duration.ofSeconds(1);
		RedisQueue<String> leased = this.process.queue("stubborn-" + System.nanoTime(),
				(settings) -> settings.leaseTime(lease));
		CountDownLatch release = new CountDownLatch(1);
		DefaultQueueListenerContainer<String> container = this.process.listen(leased, this.witness.of((delivery) -> {
			while (release.getCount() > 0) {
				Thread.onSpinWait();
			}
		}), (settings) -> settings.shutdownTimeout(Duration.ofMillis(500)));
		leased.send("stubborn");
		await().until(() -> this.witness.count() == 1);
		long begun = System.nanoTime();
		container.stop();
		assertThat(Duration.ofNanos(System.nanoTime() - begun)).isBetween(Duration.ofMillis(450),
				Duration.ofSeconds(3));
		this.nextProcess.listen(this.nextProcess.queue(leased.name(), (settings) -> settings.leaseTime(lease)),
				this.witness.of((delivery) -> {
				}), UnaryOperator.identity());
		await().untilAsserted(() -> assertThat(this.witness.attempts()).containsExactly(1, 2));
		release.countDown();
		await().untilAsserted(() -> this.process.invariant(leased).checkEmpty());
	}

	@Test
	void startsAndStopsAsOftenAsItIsTold() {
		DefaultQueueListenerContainer<String> container = this.process.listen(this.queue,
				this.witness.of((delivery) -> {
				}), (settings) -> settings.concurrency(2));
		for (int round = 1; round <= 5; round++) {
			container.start();
			container.start();
			assertThat(container.isRunning()).isTrue();
			await().until(() -> container.workers() == 2);
			this.queue.send("m" + round);
			int count = round;
			await().until(() -> this.witness.count() == count);
			container.stop();
			container.stop();
			assertThat(container.isRunning()).isFalse();
			assertThat(container.workers()).isZero();
			this.process.invariant(this.queue).checkEmpty();
		}
		CountDownLatch called = new CountDownLatch(1);
		container.start();
		container.stop(called::countDown);
		await().until(() -> called.getCount() == 0);
		assertThat(container.isRunning()).isFalse();
	}

	@Test
	void takesNothingWhilePausedAndGoesOnAfterwards() {
		send(2_000);
		DefaultQueueListenerContainer<String> container = this.process.listen(this.queue,
				this.witness.of((delivery) -> {
				}), (settings) -> settings.concurrency(4));
		await().pollInterval(Duration.ofMillis(2)).until(() -> this.witness.count() > 200);
		container.pause();
		await().untilAsserted(() -> assertThat(container.inFlight()).isZero());
		await().untilAsserted(() -> assertThat(this.queue.stats().inFlight()).isZero());
		int count = this.witness.count();
		assertThat(this.queue.size()).isEqualTo(2_000 - count);
		container.stop();
		container.start();
		assertThat(container.isPaused()).isTrue();
		this.queue.send("while paused");
		assertThat(this.witness.count()).isEqualTo(count);
		container.resume();
		await().untilAsserted(() -> this.process.invariant(this.queue).checkEmpty());
		assertThat(this.witness.attempts()).hasSize(2_001).containsOnly(1);
	}

	@Test
	void letsAHandlerStopItsOwnContainer() {
		List<DefaultQueueListenerContainer<String>> self = new ArrayList<>();
		self.add(this.process.listen(this.queue, this.witness.of((delivery) -> self.get(0).stop()),
				(settings) -> settings.shutdownTimeout(Duration.ofSeconds(30))));
		this.queue.send("stop");
		await().until(() -> this.witness.count() == 1 && !self.get(0).isRunning());
		await().until(() -> this.queue.stats().inFlight() == 0);
		assertThat(this.witness.attempts()).containsExactly(1);
	}

	@Test
	void endsInBoundedTimeWhileRedisIsAway() {
		for (boolean killed : List.of(true, false)) {
			try (RedisTestServer server = RedisTestServer.start();
					ListenerProcess away = new ListenerProcess(server,
							server.connectionFactory(Duration.ofSeconds(1)))) {
				RedisQueue<String> unreachable = away.queue();
				unreachable.sendAll(List.of("a", "b", "c"));
				CountDownLatch release = new CountDownLatch(1);
				DefaultQueueListenerContainer<String> container = away.listen(unreachable,
						this.witness.of((delivery) -> release.await()),
						(settings) -> settings.concurrency(2).shutdownTimeout(Duration.ofSeconds(2)));
				await().until(() -> container.inFlight() == 2);
				if (killed) {
					server.kill();
				}
				else {
					server.pause();
				}
				release.countDown();
				assertThat(stop(container).within(Duration.ofSeconds(8))).isTrue();
				assertThat(container.workers()).isZero();
			}
		}
	}

	private List<String> send(int count) {
		List<String> payloads = IntStream.range(0, count).mapToObj((i) -> "m" + i).toList();
		for (int from = 0; from < count; from += RedisQueue.MAX_BATCH_SIZE) {
			this.queue.sendAll(payloads.subList(from, Math.min(count, from + RedisQueue.MAX_BATCH_SIZE)));
		}
		return payloads;
	}

	private void listenInNextProcess() {
		this.nextProcess.listen(this.nextProcess.queue(this.queue.name(), (settings) -> settings.leaseTime(LEASE)),
				this.witness.of((delivery) -> {
				}), UnaryOperator.identity());
	}

	private static BlockedCall<Boolean> stop(DefaultQueueListenerContainer<String> container) {
		return new BlockedCall<>(() -> {
			container.stop();
			return true;
		});
	}

}
