package io.github.redisqueues.listener;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.github.redisqueues.queue.Delivery;
import io.github.redisqueues.queue.QueueSettings;
import io.github.redisqueues.queue.RedisQueue;
import io.github.redisqueues.queue.history.DuplicateCheck;
import io.github.redisqueues.queue.history.Event;
import io.github.redisqueues.queue.history.Event.Kind;
import io.github.redisqueues.queue.history.LossCheck;
import io.github.redisqueues.testing.RedisTestServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

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

	@TempDir
	private Path directory;

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
				release.await();
			}
		}, leased, 1);
		await().until(() -> this.witness.handled().contains("m300"));
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

	@Test
	void deliversAgainWhatAKilledProcessHeld() throws Exception {
		Duration lease = Duration.ofSeconds(2);
		RedisQueue<String> queue = this.processes.get(0)
			.queue(this.name, (settings) -> settings.leaseTime(lease).maxAttempts(1_000));
		List<String> payloads = send(queue, 30_000);
		List<Event> events = sent(payloads);
		for (int round = 0; round < 2; round++) {
			try (ListenerChild child = ListenerChild.start("killed" + round, this.directory, this.server, this.name,
					lease, 4, 0)) {
				await().atMost(Duration.ofSeconds(30)).until(() -> child.taken() > 1_000);
				long killed = System.currentTimeMillis();
				child.kill();
				events.addAll(child.history());
				events.addAll(child.hit(Kind.KILLED, killed, killed));
				assertThat(queue.stats().inFlight()).as("held by the killed one").isPositive();
			}
		}
		try (ListenerChild child = ListenerChild.start("survivor", this.directory, this.server, this.name, lease, 4,
				0)) {
			await().atMost(Duration.ofSeconds(30)).until(() -> queue.size() == 0);
			child.terminate();
			events.addAll(child.history());
		}
		assertThat(LossCheck.findings(events)).isEmpty();
		assertThat(DuplicateCheck.findings(events, lease)).isEmpty();
		this.processes.get(0).invariant(queue).checkEmpty();
	}

	@Test
	void losesNothingOfAHundredThousandMessages() throws Exception {
		long seed = Long.getLong("listener.fleet.seed", new Random().nextLong());
		System.out.println("A fleet with failures, -Dlistener.fleet.seed=" + seed);
		Random random = new Random(seed);
		Duration lease = Duration.ofSeconds(2);
		RedisQueue<String> queue = this.processes.get(0)
			.queue(this.name, (settings) -> settings.leaseTime(lease).maxAttempts(1_000));
		List<Event> events = sent(send(queue, 100_000));
		queue.pause();
		List<ListenerChild> children = new ArrayList<>();
		try {
			for (int i = 0; i < 3; i++) {
				children
					.add(ListenerChild.start("fleet" + i, this.directory, this.server, this.name, lease, 4, seed | 1));
			}
			String waiters = this.processes.get(0).invariant(queue).key("waiters");
			await().atMost(Duration.ofSeconds(30))
				.until(() -> this.server.connection().number("ZCARD", waiters) == children.size());
			queue.resume();
			List<ListenerChild> stopped = List.of(children.get(random.nextInt(2)), children.get(2));
			long from = System.currentTimeMillis();
			for (ListenerChild child : stopped) {
				int enough = 200 + random.nextInt(3_000);
				await().atMost(Duration.ofSeconds(30)).until(() -> child.taken() > enough);
				child.signal("STOP");
			}
			Instant lapsed = this.server.serverTime().plus(lease).plusMillis(300);
			await().until(() -> this.server.serverTime().isAfter(lapsed));
			for (ListenerChild child : stopped) {
				child.signal("CONT");
			}
			long to = System.currentTimeMillis();
			await().atMost(Duration.ofSeconds(60)).until(() -> queue.size() == 0);
			for (ListenerChild child : children) {
				child.terminate();
				events.addAll(child.history());
			}
			List<Event> lost = stopped.stream()
				.flatMap((child) -> child.hit(Kind.LEASE_LOST, from, to).stream())
				.toList();
			assertThat(repeated(events, lost)).as("repeats of what the stopped ones had").isPositive();
			events.addAll(lost);
		}
		finally {
			children.forEach(ListenerChild::close);
		}
		assertThat(LossCheck.findings(events)).as("seed %d", seed).isEmpty();
		assertThat(DuplicateCheck.findings(events, lease)).as("seed %d", seed).isEmpty();
		assertThat(events.stream().filter((event) -> event.kind() == Kind.RETURNED)).as("planted failures")
			.hasSizeGreaterThan(10_000);
		this.processes.get(0).invariant(queue).checkEmpty();
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

	private static List<String> send(RedisQueue<String> queue, int count) {
		for (int from = 0; from < count; from += RedisQueue.MAX_BATCH_SIZE) {
			queue.sendAll(numbered(from, from + RedisQueue.MAX_BATCH_SIZE));
		}
		return numbered(0, count);
	}

	/**
	 * How many deliveries followed one whose lease may have been lost, and which had not
	 * failed.
	 */
	private static long repeated(List<Event> events, List<Event> lost) {
		Set<String> failed = deliveries(events, Kind.RETURNED, 1);
		Set<String> again = deliveries(events, Kind.TAKEN, 0);
		return deliveries(lost, Kind.LEASE_LOST, 1).stream()
			.filter((delivery) -> again.contains(delivery) && !failed.contains(delivery))
			.count();
	}

	private static Set<String> deliveries(List<Event> events, Kind kind, int later) {
		return events.stream()
			.filter((event) -> event.kind() == kind)
			.map((event) -> event.message() + "/" + (event.attempt() + later))
			.collect(Collectors.toSet());
	}

	private static List<Event> sent(List<String> payloads) {
		return new ArrayList<>(payloads.stream().map((payload) -> Event.sent(payload, "producer", 0)).toList());
	}

}
