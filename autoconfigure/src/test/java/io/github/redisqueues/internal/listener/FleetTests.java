package io.github.redisqueues.internal.listener;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.github.redisqueues.listener.MessageHandler;
import io.github.redisqueues.queue.Delivery;
import io.github.redisqueues.queue.QueueSettings;
import io.github.redisqueues.queue.RedisQueue;
import io.github.redisqueues.testing.RedisTestServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Several processes that work off one queue.
 */
@Timeout(120)
class FleetTests {

	private final RedisTestServer server = RedisTestServer.shared();

	private final Witness witness = new Witness();

	private final String name = "fleet-" + System.nanoTime();

	private List<ListenerProcess> processes;

	@BeforeEach
	void begin() {
		this.processes = Stream.generate(() -> new ListenerProcess(this.server)).limit(3).toList();
	}

	@AfterEach
	void end() {
		this.processes.forEach(ListenerProcess::close);
	}

	@Test
	void worksInStrictOrderIfOneMessageAtATimeIsInFlight() {
		AtomicInteger working = new AtomicInteger();
		AtomicInteger most = new AtomicInteger();
		for (ListenerProcess process : this.processes) {
			listen(process, (delivery) -> {
				most.accumulateAndGet(working.incrementAndGet(), Math::max);
				Thread.yield();
				working.decrementAndGet();
			}, (settings) -> settings.maxInFlight(1), 3);
		}
		List<String> payloads = numbered(0, 1_000);
		RedisQueue<String> queue = queue(this.processes.get(0), (settings) -> settings.maxInFlight(1));
		payloads.subList(0, 200).forEach(queue::send);
		queue.sendAll(payloads.subList(200, payloads.size()));
		await().until(() -> this.witness.count() >= payloads.size());
		assertThat(this.witness.handled()).containsExactlyElementsOf(payloads);
		assertThat(most).hasValue(1);
		await().untilAsserted(() -> this.processes.get(0).invariant(queue).checkEmpty());
	}

	@Test
	void worksOnAsManyMessagesAsAllProcessesTogetherHaveWorkers() {
		CountDownLatch release = new CountDownLatch(1);
		this.processes.forEach((process) -> listen(process, (delivery) -> release.await(), plain(), 2));
		RedisQueue<String> queue = queue(this.processes.get(0), plain());
		queue.sendAll(numbered(0, 20));
		await().until(() -> this.witness.count() == 6);
		assertThat(queue.stats().ready()).isEqualTo(14);
		release.countDown();
		await().untilAsserted(() -> this.processes.get(0).invariant(queue).checkEmpty());
		assertThat(this.witness.attempts()).hasSize(20).containsOnly(1);
	}

	@Test
	void keepsTheLeasesOfSlowHandlersForManyLeaseTimes() {
		UnaryOperator<QueueSettings.Builder<String>> leased = (settings) -> settings.leaseTime(Duration.ofMillis(300));
		CountDownLatch release = new CountDownLatch(1);
		listen(this.processes.get(0), (delivery) -> release.await(), leased, 8);
		RedisQueue<String> queue = queue(this.processes.get(0), leased);
		queue.sendAll(numbered(0, 8));
		await().until(() -> this.witness.count() == 8);
		listen(this.processes.get(1), (delivery) -> {
		}, leased, 4);
		Instant tenLeasesLater = this.server.serverTime().plusMillis(3_000);
		await().until(() -> this.server.serverTime().isAfter(tenLeasesLater));
		assertThat(queue.stats().inFlight()).isEqualTo(8);
		release.countDown();
		await().untilAsserted(() -> this.processes.get(0).invariant(queue).checkEmpty());
		assertThat(this.witness.attempts()).hasSize(8).containsOnly(1);
	}

	@Test
	void beginsNothingThatItKnowsToBeElsewhere() {
		UnaryOperator<QueueSettings.Builder<String>> leased = (settings) -> settings.leaseTime(Duration.ofMillis(900));
		CountDownLatch release = new CountDownLatch(1);
		RedisQueue<String> queue = queue(this.processes.get(0), leased);
		queue.sendAll(numbered(0, 500));
		listen(this.processes.get(0), (delivery) -> {
			if (delivery.payload().equals("m300") && delivery.attempt() == 1) {
				awaitUninterruptibly(release);
			}
		}, leased, 1);
		await().until(() -> this.witness.handled().contains("m300"));
		// The messages before it are settled with a later exchange
		await().until(() -> queue.size() == 500 - (this.witness.count() - 1));
		// The leases of those that were fetched ahead are gone, as if Redis had stood
		// still
		String inFlight = this.processes.get(0).invariant(queue).key("inflight");
		List<byte[]> held = this.server.connection().list("ZRANGE", inFlight, 0, -1);
		assertThat(held).as("fetched ahead").hasSizeGreaterThan(1);
		held.forEach((id) -> this.server.command("ZADD", inFlight, 1, id));
		List<String> elsewhere = queue(this.processes.get(1), leased).receive(held.size(), Duration.ZERO)
			.stream()
			.filter(Delivery::ack)
			.map(Delivery::payload)
			.toList();
		assertThat(elsewhere).hasSameSizeAs(held);
		Instant renewed = this.server.serverTime().plusMillis(600);
		await().until(() -> this.server.serverTime().isAfter(renewed));
		release.countDown();
		await().untilAsserted(() -> this.processes.get(0).invariant(queue).checkEmpty());
		assertThat(this.witness.handled()).doesNotHaveDuplicates()
			.filteredOn(elsewhere::contains)
			.containsExactly("m300");
	}

	/**
	 * The handler is interrupted as soon as its message is known to be gone.
	 */
	private static void awaitUninterruptibly(CountDownLatch latch) {
		boolean isOpen = false;
		while (!isOpen) {
			try {
				isOpen = latch.await(1, TimeUnit.MINUTES);
			}
			catch (InterruptedException ex) {
				// Goes on
			}
		}
	}

	@Test
	void goesOnWhenTheOnlyOneInFlightDied() {
		UnaryOperator<QueueSettings.Builder<String>> one = (settings) -> settings.maxInFlight(1)
			.leaseTime(Duration.ofMillis(700));
		RedisQueue<String> queue = queue(this.processes.get(0), one);
		queue.sendAll(numbered(0, 10));
		assertThat(queue.receive()).hasValueSatisfying((delivery) -> assertThat(delivery.payload()).isEqualTo("m0"));
		this.processes.forEach((process) -> listen(process, (delivery) -> {
		}, one, 2));
		await().atMost(Duration.ofSeconds(3)).until(() -> this.witness.count() == 10);
		assertThat(this.witness.handled()).containsExactlyElementsOf(numbered(0, 10));
		assertThat(this.witness.attempts()).startsWith(2, 1);
	}

	private RedisQueue<String> queue(ListenerProcess process, UnaryOperator<QueueSettings.Builder<String>> settings) {
		return process.queue(this.name, settings);
	}

	private void listen(ListenerProcess process, MessageHandler<String> handler,
			UnaryOperator<QueueSettings.Builder<String>> settings, int workers) {
		process.listen(queue(process, settings), this.witness.of(handler), (listener) -> listener.concurrency(workers));
	}

	private static UnaryOperator<QueueSettings.Builder<String>> plain() {
		return UnaryOperator.identity();
	}

	private static List<String> numbered(int from, int to) {
		return IntStream.range(from, to).mapToObj((i) -> "m" + i).toList();
	}

}
