package io.github.redisqueues.internal.listener;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import io.github.redisqueues.queue.RedisQueue;
import io.github.redisqueues.testing.RedisTestServer;
import io.github.redisqueues.testing.TestScale;
import io.github.redisqueues.testing.history.DuplicateCheck;
import io.github.redisqueues.testing.history.LossCheck;
import io.github.redisqueues.testing.history.MessageEvent;
import io.github.redisqueues.testing.history.MessageEvent.Kind;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Applications with a listener that are told to end, killed (-9), or stand still.
 */
@Tag(TestScale.SLOW)
@Timeout(120)
class ChildProcessTests {

	/** More than the processes work off before they are killed. */
	private static final int MESSAGES = TestScale.of(15_000, 30_000);

	private static final int FLEET_MESSAGES = TestScale.of(40_000, 200_000);

	private static final int ROUNDS = TestScale.of(1, 4);

	private final RedisTestServer server = RedisTestServer.shared();

	private final String name = "children-" + System.nanoTime();

	@TempDir
	private Path directory;

	private ListenerProcess process;

	@BeforeEach
	void begin() {
		this.process = new ListenerProcess(this.server);
	}

	@AfterEach
	void end() {
		this.process.close();
	}

	@Test
	void repeatsNothingWhenItsProcessIsToldToEndUnderLoad() throws Exception {
		Duration lease = Duration.ofMinutes(5);
		RedisQueue<String> queue = queue(lease);
		List<String> payloads = send(queue, MESSAGES);
		List<MessageEvent> events = new ArrayList<>();
		for (int round = 0; round < ROUNDS; round++) {
			try (ListenerChild child = ListenerChild.start("child" + round, this.directory, this.server, this.name,
					lease, 4, 0)) {
				await().atMost(Duration.ofSeconds(30)).until(() -> child.taken() > 1_000);
				child.process().terminate();
				events.addAll(child.history());
				assertThat(queue.stats().inFlight()).isZero();
				assertThat(queue.size()).as("it was under load").isEqualTo(payloads.size() - events.size());
			}
		}
		assertThat(events).hasSizeLessThan(payloads.size())
			.allMatch((event) -> event.kind() == Kind.TAKEN && event.attempt() == 1);
		List<String> all = new ArrayList<>(events.stream().map(MessageEvent::message).toList());
		all.addAll(queue.poll(payloads.size()));
		assertThat(all).hasSameSizeAs(payloads);
		assertThat(new HashSet<>(all)).hasSameSizeAs(payloads);
	}

	@Test
	void deliversAgainWhatAKilledProcessHeld() throws Exception {
		Duration lease = Duration.ofSeconds(2);
		RedisQueue<String> queue = queue(lease);
		List<String> payloads = send(queue, MESSAGES);
		List<MessageEvent> events = sent(payloads);
		for (int round = 0; round < ROUNDS; round++) {
			try (ListenerChild child = ListenerChild.start("killed" + round, this.directory, this.server, this.name,
					lease, 4, 0)) {
				await().atMost(Duration.ofSeconds(30)).until(() -> child.taken() > 1_000);
				long killed = System.currentTimeMillis();
				child.process().kill();
				events.addAll(child.history());
				events.addAll(child.hit(Kind.KILLED, killed, killed));
				assertThat(queue.stats().inFlight()).as("held by the killed one").isPositive();
			}
		}
		try (ListenerChild child = ListenerChild.start("survivor", this.directory, this.server, this.name, lease, 4,
				0)) {
			await().atMost(Duration.ofSeconds(30)).until(() -> queue.size() == 0);
			child.process().terminate();
			events.addAll(child.history());
		}
		assertThat(LossCheck.findings(events)).isEmpty();
		assertThat(DuplicateCheck.findings(events, lease)).isEmpty();
		this.process.invariant(queue).checkEmpty();
	}

	@Test
	void losesNothingWhenProcessesStandStill() throws Exception {
		long seed = Long.getLong("listener.fleet.seed", new Random().nextLong());
		System.out.println("A fleet with failures, -Dlistener.fleet.seed=" + seed);
		Random random = new Random(seed);
		Duration lease = Duration.ofSeconds(2);
		RedisQueue<String> queue = queue(lease);
		List<MessageEvent> events = sent(send(queue, FLEET_MESSAGES));
		queue.pause();
		List<ListenerChild> children = new ArrayList<>();
		try {
			for (int i = 0; i < 3; i++) {
				children
					.add(ListenerChild.start("fleet" + i, this.directory, this.server, this.name, lease, 4, seed | 1));
			}
			String waiters = this.process.invariant(queue).key("waiters");
			await().atMost(Duration.ofSeconds(60))
				.until(() -> this.server.connection().number("ZCARD", waiters) == children.size());
			queue.resume();
			List<ListenerChild> stopped = List.of(children.get(random.nextInt(2)), children.get(2));
			long from = System.currentTimeMillis();
			for (ListenerChild child : stopped) {
				int enough = 200 + random.nextInt(FLEET_MESSAGES / 33);
				await().atMost(Duration.ofSeconds(30)).until(() -> child.taken() > enough);
				child.process().pause();
			}
			Instant lapsed = this.server.serverTime().plus(lease).plusMillis(300);
			await().until(() -> this.server.serverTime().isAfter(lapsed));
			for (ListenerChild child : stopped) {
				child.process().unpause();
			}
			long to = System.currentTimeMillis();
			await().atMost(Duration.ofSeconds(60)).until(() -> queue.size() == 0);
			for (ListenerChild child : children) {
				child.process().terminate();
				events.addAll(child.history());
			}
			assertThat(lapsed(events)).as("leases that the stopped ones lost").isPositive();
			stopped.forEach((child) -> events.addAll(child.hit(Kind.LEASE_LOST, from, to)));
		}
		finally {
			children.forEach(ListenerChild::close);
		}
		assertThat(LossCheck.findings(events)).as("seed %d", seed).isEmpty();
		assertThat(DuplicateCheck.findings(events, lease)).as("seed %d", seed).isEmpty();
		assertThat(events.stream().filter((event) -> event.kind() == Kind.RETURNED)).as("planted failures")
			.hasSizeGreaterThan(FLEET_MESSAGES / 10);
		this.process.invariant(queue).checkEmpty();
	}

	private RedisQueue<String> queue(Duration lease) {
		return this.process.queue(this.name, (settings) -> settings.leaseTime(lease).maxAttempts(1_000));
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
	 * How many deliveries followed one that had not failed.
	 */
	private static long lapsed(List<MessageEvent> events) {
		Set<String> failed = deliveries(events, Kind.RETURNED, 1);
		return deliveries(events, Kind.TAKEN, 0).stream()
			.filter((delivery) -> !delivery.endsWith("/1") && !failed.contains(delivery))
			.count();
	}

	private static Set<String> deliveries(List<MessageEvent> events, Kind kind, int later) {
		return events.stream()
			.filter((event) -> event.kind() == kind)
			.map((event) -> event.message() + "/" + (event.attempt() + later))
			.collect(Collectors.toSet());
	}

	private static List<MessageEvent> sent(List<String> payloads) {
		return new ArrayList<>(payloads.stream().map((payload) -> MessageEvent.sent(payload, "producer", 0)).toList());
	}

}
