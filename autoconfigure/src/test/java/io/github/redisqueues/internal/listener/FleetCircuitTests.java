package io.github.redisqueues.internal.listener;

import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

import io.github.redisqueues.internal.queue.CircuitClient;
import io.github.redisqueues.internal.queue.CircuitState;
import io.github.redisqueues.internal.queue.ConsumableQueue;
import io.github.redisqueues.listener.CircuitBreaker;
import io.github.redisqueues.listener.CircuitBreaker.Scope;
import io.github.redisqueues.listener.ListenerSettings;
import io.github.redisqueues.listener.MessageHandler;
import io.github.redisqueues.queue.Backoff;
import io.github.redisqueues.queue.Delivery;
import io.github.redisqueues.queue.ListenerStatus.State;
import io.github.redisqueues.queue.PauseOptions;
import io.github.redisqueues.queue.QueuePauses.Pause;
import io.github.redisqueues.queue.QueueSettings;
import io.github.redisqueues.queue.RedisQueue;
import io.github.redisqueues.testing.RedisTestCluster;
import io.github.redisqueues.testing.RedisTestServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Listeners of two processes whose circuit breaker pauses the fleet.
 */
@Timeout(60)
class FleetCircuitTests {

	private static final Duration LONG = Duration.ofHours(1);

	private final Queue<String> tried = new ConcurrentLinkedQueue<>();

	private final Queue<String> handled = new ConcurrentLinkedQueue<>();

	private final AtomicInteger running = new AtomicInteger();

	private final AtomicInteger most = new AtomicInteger();

	private volatile boolean isDown = true;

	private volatile int together = 1;

	private ListenerProcess process = new ListenerProcess(RedisTestServer.shared());

	private ListenerProcess other = new ListenerProcess(RedisTestServer.shared());

	@AfterEach
	void end() {
		this.process.close();
		this.other.close();
	}

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void pausesAllProcessesUntilAnOperatorResumes(boolean cluster) {
		RedisQueue<String> queue = begin(cluster);
		RedisQueue<String> remote = remote(queue);
		DefaultQueueListenerContainer<String> idle = this.other.listen(remote, this::work, breaker(100, LONG));
		idle.pause();
		queue.sendAll(numbered(30));
		this.process.listen(queue, this::work, breaker(3, LONG));
		await().until(() -> queue.pauses().delivery().isPresent());
		Pause pause = remote.pauses().delivery().orElseThrow();
		assertThat(pause.by().orElseThrow()).contains("'listener'", queue.name(), "circuit breaker");
		assertThat(pause.reason().orElseThrow()).contains("DownException: it is down");
		assertThat(pause.until()).contains(pause.since().plus(LONG));
		idle.resume();
		await().untilAsserted(() -> assertThat(queue.stats().inFlight()).isZero());
		assertThat(this.tried).as("three, and what the other workers had").hasSizeBetween(3, 6);
		assertThat(queue.size()).isEqualTo(30);
		this.isDown = false;
		remote.resume();
		await().untilAsserted(() -> assertThat(this.handled).hasSize(30 - (int) queue.stats().delayed()));
		assertThat(this.handled).hasSizeGreaterThanOrEqualTo(24);
		assertThat(queue.pauses().delivery()).isEmpty();
		assertThat(queue.deadLetters().size()).isZero();
	}

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void triesOneMessageAtATimeInTheFleetAndASuccessEndsThatForAll(boolean cluster) {
		RedisQueue<String> queue = begin(cluster);
		RedisQueue<String> remote = remote(queue);
		queue.sendAll(numbered(40));
		AtomicInteger here = new AtomicInteger();
		AtomicInteger there = new AtomicInteger();
		this.process.listen(queue, (delivery) -> {
			here.incrementAndGet();
			work(delivery);
		}, breaker(3, Duration.ofMillis(20)));
		await().until(() -> this.tried.size() > 3);
		await().until(() -> this.running.get() == 0);
		this.most.set(0);
		this.other.listen(remote, (delivery) -> {
			there.incrementAndGet();
			work(delivery);
		}, breaker(3, Duration.ofMillis(20)));
		await().until(() -> this.tried.size() > 40);
		assertThat(this.most).as("at a time").hasValue(1);
		assertThat(queue.deadLetters().size()).isZero();
		assertThat(queue.size()).isEqualTo(40);
		this.isDown = false;
		await().untilAsserted(() -> assertThat(this.handled).containsExactlyInAnyOrderElementsOf(numbered(40)));
		await().untilAsserted(() -> this.process.invariant(queue).checkEmpty());
		await().untilAsserted(() -> assertThat(queue.pauses().delivery()).isEmpty());
		queue.sendAll(numbered(40));
		await().untilAsserted(() -> this.process.invariant(queue).checkEmpty());
		assertThat(here.get()).isPositive();
	}

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void aSuccessInTheOtherProcessLetsThisOneGoOn(boolean cluster) {
		RedisQueue<String> queue = begin(cluster);
		queue.sendAll(numbered(3));
		DefaultQueueListenerContainer<String> failing = this.process.listen(queue, this::work,
				breaker(1, Duration.ofMillis(200)));
		await().until(() -> queue.pauses().delivery().isPresent());
		failing.pause();
		this.isDown = false;
		DefaultQueueListenerContainer<String> trying = this.other.listen(remote(queue), this::work,
				breaker(1, Duration.ofMillis(200)));
		await().untilAsserted(() -> this.process.invariant(queue).checkEmpty());
		await().untilAsserted(() -> assertThat(queue.pauses().delivery()).isEmpty());
		trying.stop();
		failing.resume();
		this.most.set(0);
		this.together = 4;
		queue.sendAll(numbered(8));
		await().untilAsserted(() -> this.process.invariant(queue).checkEmpty());
		assertThat(this.most).as("no longer one at a time").hasValue(4);
	}

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void pausesThisProcessOnlyWhileAnOperatorHasPausedTheQueue(boolean cluster) {
		RedisQueue<String> queue = begin(cluster);
		queue.sendAll(numbered(20));
		this.process.listen(queue, (delivery) -> {
			queue.pause(PauseOptions.defaults().by("anna"));
			work(delivery);
		}, (settings) -> breaker(1, Duration.ofMillis(50)).apply(settings.concurrency(1)));
		await().untilAsserted(() -> assertThat(queue.stats().inFlight()).isZero());
		await().until(() -> !this.tried.isEmpty());
		assertThat(queue.pauses().delivery().orElseThrow().by()).contains("anna");
		assertThat(((ConsumableQueue<String>) queue).circuit().read().openFor()).isZero();
	}

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void aMessageTakenBeforeThePauseIsNoTry(boolean fails) {
		RedisQueue<String> queue = begin(false);
		CircuitClient circuit = ((ConsumableQueue<String>) queue).circuit();
		CountDownLatch old = new CountDownLatch(1);
		CountDownLatch trial = new CountDownLatch(1);
		MessageHandler<String> handler = (delivery) -> {
			this.tried.add(delivery.payload());
			if (delivery.payload().equals("old")) {
				old.await();
			}
			else if (delivery.payload().equals("trial")) {
				trial.await();
			}
			if (fails || delivery.payload().equals("trial")) {
				throw new DownException();
			}
		};
		DefaultQueueListenerContainer<String> slow = this.process.listen(queue, handler, breaker(3, LONG));
		try {
			queue.send("old");
			await().until(() -> this.tried.contains("old"));
			RedisQueue<String> remote = remote(queue);
			this.other.listen(remote, handler, breaker(3, LONG));
			circuit.open(Duration.ofMillis(100), "a test", "it is down");
			await().until(() -> isHalfOpen(queue) && isHalfOpen(remote));
			queue.send("trial");
			await().until(() -> this.tried.contains("trial"));
			queue.sendAll(numbered(8));
			old.countDown();
			await().until(() -> slow.inFlight() == 0);
			assertThat(circuit.read().state()).isEqualTo(CircuitState.HALF_OPEN);
		}
		finally {
			old.countDown();
			trial.countDown();
		}
		await().untilAsserted(
				() -> assertThat(circuit.read().state()).as("the try has failed").isEqualTo(CircuitState.OPEN));
		await().untilAsserted(() -> assertThat(queue.stats().inFlight()).isZero());
		assertThat(this.tried).containsExactly("old", "trial");
		assertThat(queue.stats().delayed()).as("kept back until the next try").isEqualTo(fails ? 2 : 1);
	}

	private static boolean isHalfOpen(RedisQueue<String> queue) {
		return queue.diagnose()
			.evidence()
			.listeners()
			.stream()
			.allMatch((listener) -> listener.state() == State.CIRCUIT_HALF_OPEN);
	}

	private RedisQueue<String> begin(boolean cluster) {
		if (cluster) {
			end();
			this.process = new ListenerProcess(RedisTestCluster.shared());
			this.other = new ListenerProcess(RedisTestCluster.shared());
		}
		return this.process.queue(FleetCircuitTests::settings);
	}

	private RedisQueue<String> remote(RedisQueue<String> queue) {
		return this.other.queue(queue.name(), FleetCircuitTests::settings);
	}

	private static QueueSettings.Builder<String> settings(QueueSettings.Builder<String> settings) {
		return settings.maxAttempts(5).backoff(new Backoff(Duration.ZERO, 1, Duration.ZERO));
	}

	private static UnaryOperator<ListenerSettings.Builder> breaker(int failures, Duration openFor) {
		return (settings) -> settings.concurrency(4)
			.circuitBreaker(new CircuitBreaker(failures, openFor, List.of(DownException.class), Scope.FLEET));
	}

	private void work(Delivery<String> delivery) {
		this.most.accumulateAndGet(this.running.incrementAndGet(), Math::max);
		try {
			this.tried.add(delivery.payload());
			if (this.isDown) {
				throw new DownException();
			}
			await().until(() -> this.most.get() >= this.together);
			this.handled.add(delivery.payload());
		}
		finally {
			this.running.decrementAndGet();
		}
	}

	private static List<String> numbered(int count) {
		return IntStream.range(0, count).mapToObj((i) -> "m" + i).toList();
	}

	private static final class DownException extends RuntimeException {

		private static final long serialVersionUID = 1L;

		DownException() {
			super("it is down");
		}

	}

}
