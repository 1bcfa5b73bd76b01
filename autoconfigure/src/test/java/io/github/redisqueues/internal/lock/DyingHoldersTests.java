package io.github.redisqueues.internal.lock;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import io.github.redisqueues.internal.lock.contract.KindOfLock;
import io.github.redisqueues.internal.lock.contract.LockKeys;
import io.github.redisqueues.lock.LockHandle;
import io.github.redisqueues.lock.LockOptions;
import io.github.redisqueues.lock.NamedLock;
import io.github.redisqueues.testing.BlockedCall;
import io.github.redisqueues.testing.RedisTestServer;
import io.github.redisqueues.testing.TestScale;
import io.github.redisqueues.testing.history.ExclusionCheck;
import io.github.redisqueues.testing.history.FencingCheck;
import io.github.redisqueues.testing.history.HistoryFile;
import io.github.redisqueues.testing.history.LockEvent;
import io.github.redisqueues.testing.history.LockEvent.Kind;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Several applications on one lock, some of which are stopped or killed while they hold
 * it or wait for it.
 */
@Tag(TestScale.SLOW)
@Timeout(90)
@SuppressWarnings("NullAway")
class DyingHoldersTests {

	/** How often each thread of a process takes the lock. */
	private static final int TURNS = TestScale.of(300, 3_000);

	/** How often a holder is stopped past its lease. */
	private static final int STOPS = TestScale.of(1, 10);

	private static final Duration LEASE = Duration.ofSeconds(1);

	private static final Duration LONG_LEASE = Duration.ofSeconds(30);

	private static final List<KindOfLock> KINDS = List.of(KindOfLock.MUTEX, KindOfLock.FAIR, KindOfLock.WRITE,
			KindOfLock.SEMAPHORE);

	private static RedisTestServer server;

	@TempDir
	private Path directory;

	private final Map<KindOfLock, List<LockHandle>> holds = new EnumMap<>(KindOfLock.class);

	private LettuceConnectionFactory connections;

	private TestLocks process;

	private TestLocks otherProcess;

	private StoreDistributedLocks locks;

	@BeforeAll
	static void start() {
		server = RedisTestServer.start();
	}

	@AfterAll
	static void stop() {
		server.close();
	}

	@BeforeEach
	void connect() {
		server.command("FLUSHDB");
		this.connections = server.connectionFactory();
		this.process = new TestLocks(server, this.connections);
		this.otherProcess = new TestLocks(server);
		this.locks = this.process.locks();
	}

	@AfterEach
	void disconnect() {
		this.process.close();
		this.otherProcess.close();
	}

	@Test
	void twoApplicationsOfSixteenThreadsNeverHoldOneLockTogether() throws Exception {
		try (HolderChild one = child("one", LONG_LEASE); HolderChild two = child("two", LONG_LEASE)) {
			one.awaitStart();
			two.awaitStart();
			String shared = "shared 16 " + TURNS;
			work(one, shared, two, shared);
			assertThat(count()).as("counted under the lock").isEqualTo(2 * 16 * TURNS);
			List<LockEvent> history = history("shared", "one", "two");
			assertThat(history.stream().filter((event) -> event.kind() == Kind.ACQUIRED)).hasSize(2 * 16 * TURNS);
			assertThat(ExclusionCheck.findings(history)).isEmpty();
			assertThat(changesOfHands(history)).as("times the lock went to the other process").isGreaterThan(20);

			// Two that lock different names get into each other's way, or all this says
			// nothing
			work(one, "mine 4 500", two, "yours 4 500");
			List<LockEvent> control = new ArrayList<>(history("mine", "one"));
			control.addAll(history("yours", "two"));
			assertThat(ExclusionCheck.findings(control)).isNotEmpty();
		}
	}

	private static void work(HolderChild one, String first, HolderChild two, String second) throws Exception {
		one.tell("work " + first);
		two.tell("work " + second);
		assertThat(one.answer()).isEqualTo("worked");
		assertThat(two.answer()).isEqualTo("worked");
	}

	@Test
	void aHolderThatWasStoppedPastItsLeaseDoesNoHarmToWhatLooksAtTokens() throws Exception {
		List<KindOfLock> kinds = List.of(KindOfLock.MUTEX, KindOfLock.FAIR, KindOfLock.WRITE,
				KindOfLock.BINARY_SEMAPHORE);
		try (HolderChild child = child("child", LEASE)) {
			child.awaitStart();
			for (int round = 0; round < STOPS; round++) {
				for (KindOfLock kind : kinds) {
					child.ask("acquire " + kind + " " + kind);
					assertThat(child.ask("write " + kind)).isEqualTo("true");
					assertThat(child.ask("believe " + kind)).isEqualTo("true");
				}
				child.pause();
				Map<KindOfLock, LockHandle> handles = new LinkedHashMap<>();
				for (KindOfLock kind : kinds) {
					LockHandle handle = kind.of(this.locks, kind.name()).acquire();
					HistoryFile.append(file(kind, "parent"), LockEvent.now(Kind.ACQUIRED, "parent", handle.token()));
					assertThat(resource(kind).write("parent", handle.token())).isTrue();
					handles.put(kind, handle);
				}
				child.unpause();
				for (KindOfLock kind : kinds) {
					LockHandle handle = handles.get(kind);
					assertThat(child.ask("write " + kind)).as("accepted by what looks at tokens").isEqualTo("false");
					assertThat(child.ask("believe " + kind)).as("believes in its hold").isEqualTo("false");
					assertThat(child.ask("extend " + kind)).isEqualTo("false");
					assertThat(child.ask("release " + kind)).isEqualTo("false");
					handle.assertHeld();
					HistoryFile.append(file(kind, "parent"), LockEvent.now(Kind.RELEASED, "parent", handle.token()));
					assertThat(handle.release()).isTrue();
				}
			}
		}
		for (KindOfLock kind : kinds) {
			assertThat(ExclusionCheck.findings(history(kind.name(), "child", "parent"))).as(kind.name()).isEmpty();
			assertThat(FencingCheck.findings(resource(kind).fenced(server.connection()))).as(kind.name()).isEmpty();
			// Otherwise the fault was none
			assertThat(ExclusionCheck.findings(history(kind.name(), "child.naive", "parent")))
				.as("of who does not ask its handle")
				.hasSize(STOPS)
				.allMatch((finding) -> finding.startsWith("overlap"));
			assertThat(FencingCheck.findings(resource(kind).unfenced(server.connection())))
				.as("of what does not look at tokens")
				.hasSize(STOPS);
		}
	}

	@Test
	void theLocksOfAKilledHolderComeFreeWithTheirLeases() throws Exception {
		List<KindOfLock> kinds = List.of(KindOfLock.values());
		Map<KindOfLock, BlockedCall<LockHandle>> waiters = new LinkedHashMap<>();
		Map<KindOfLock, Long> tokens = new LinkedHashMap<>();
		try (HolderChild child = child("child", LEASE)) {
			child.awaitStart();
			for (KindOfLock kind : kinds) {
				tokens.put(kind, Long.valueOf(child.ask("acquire " + kind + " " + kind)));
				// One permit for those who wait, so that they wait for the child
				for (int i = 1; kind == KindOfLock.SEMAPHORE && i < KindOfLock.PERMITS; i++) {
					this.locks.semaphore(kind.name(), KindOfLock.PERMITS).acquire();
				}
				NamedLock waited = (kind == KindOfLock.READ) ? this.locks.readWriteLock(kind.name()).writeLock()
						: kind.of(this.locks, kind.name());
				waiters.put(kind, new BlockedCall<>(waited::acquire).awaitParked(keys(kind)::isWaitedFor));
			}
			child.kill();
		}
		for (KindOfLock kind : kinds) {
			LockHandle handle = waiters.get(kind).within(LEASE.plusSeconds(5));
			assertThat(handle.token()).as(kind.name()).isGreaterThan(tokens.get(kind));
			assertThat(handle.release()).as(kind.name()).isTrue();
			keys(kind).checkNothingIsLeftOfWaiters();
		}
	}

	@Test
	void aKilledWaiterDoesNotHoldUpTheNext() throws Exception {
		try (HolderChild child = child("child", LEASE)) {
			child.awaitStart();
			Map<KindOfLock, BlockedCall<LockHandle>> next = queueUp(child);
			child.kill();
			Awaitility.await("its subscription is gone")
				.until(() -> server.connection().list("PUBSUB", "CHANNELS").size() == 2);
			for (KindOfLock kind : KINDS) {
				long start = System.nanoTime();
				this.holds.remove(kind).forEach((handle) -> assertThat(handle.release()).isTrue());
				assertThat(next.get(kind).within(Duration.ofSeconds(6)).release()).isTrue();
				assertThat(Duration.ofNanos(System.nanoTime() - start)).as("until the next in line had " + kind)
					.isLessThan(Duration.ofMillis(700));
			}
		}
	}

	/**
	 * Of those that are fair. In the line for others the next one looks by himself, after
	 * twelve seconds at the most.
	 */
	@Test
	void aStoppedWaiterHoldsUpTheNextForAMomentOnly() throws Exception {
		try (HolderChild child = child("child", LEASE)) {
			child.awaitStart();
			Map<KindOfLock, BlockedCall<LockHandle>> next = queueUp(child);
			child.pause();
			for (KindOfLock kind : KINDS.subList(1, KINDS.size())) {
				long start = System.nanoTime();
				this.holds.remove(kind).forEach((handle) -> assertThat(handle.release()).isTrue());
				assertThat(next.get(kind).within(Duration.ofSeconds(10)).release()).isTrue();
				assertThat(Duration.ofNanos(System.nanoTime() - start)).as("until the next in line had " + kind)
					.isLessThan(Duration.ofSeconds(3));
			}
			assertThat(child.hasAnswered()).isFalse();
			child.unpause();
			for (int i = 1; i < KINDS.size(); i++) {
				assertThat(Long.parseLong(child.answer())).as("got it when it was awake").isPositive();
			}
		}
	}

	/**
	 * Takes locks of all kinds, for which the child waits first, and another process
	 * behind it.
	 */
	private Map<KindOfLock, BlockedCall<LockHandle>> queueUp(HolderChild child) {
		Map<KindOfLock, BlockedCall<LockHandle>> next = new LinkedHashMap<>();
		for (KindOfLock kind : KINDS) {
			this.holds.put(kind, kind.fill(this.locks, kind.name(), LockOptions.defaults()));
			child.tell("wait " + kind + " " + kind);
			Awaitility.await().until(() -> queued(kind) == 1);
			next.put(kind, new BlockedCall<>(() -> kind.of(this.otherProcess.locks(), kind.name()).acquire())
				.awaitParked(() -> queued(kind) == 2));
		}
		return next;
	}

	private HolderChild child(String name, Duration lease) {
		return HolderChild.start(name, this.directory, server, TestLocks.NAMESPACE, lease);
	}

	private GuardedResource resource(KindOfLock kind) {
		return new GuardedResource(this.connections, kind.name());
	}

	private static LockKeys keys(KindOfLock kind) {
		return new LockKeys(server, TestLocks.NAMESPACE, kind.name());
	}

	private static long queued(KindOfLock kind) {
		return server.connection().number("ZCARD", keys(kind).key("queue"));
	}

	private long count() throws IOException {
		try (FileCounter counter = new FileCounter(this.directory.resolve("counter"))) {
			return counter.read();
		}
	}

	private Path file(Object lock, String name) {
		return this.directory.resolve(lock + "." + name);
	}

	private List<LockEvent> history(String lock, String... names) {
		return LockEvent.read(Stream.of(names).map((name) -> file(lock, name)).toList());
	}

	private static int changesOfHands(List<LockEvent> history) {
		int changes = 0;
		String before = "";
		for (LockEvent event : history) {
			String process = event.by().substring(0, 3);
			changes += process.equals(before) ? 0 : 1;
			before = process;
		}
		return changes;
	}

}
