package io.github.redisqueues.lock;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import io.github.redisqueues.lock.history.Event;
import io.github.redisqueues.lock.history.Event.Kind;
import io.github.redisqueues.lock.history.ExclusionCheck;
import io.github.redisqueues.lock.history.FencingCheck;
import io.github.redisqueues.lock.history.History;
import io.github.redisqueues.testing.RedisTestServer;
import io.github.redisqueues.testing.Waiter;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Several applications on one lock, some of which are stopped or killed while they hold
 * it or wait for it.
 */
@Timeout(90)
class DyingHoldersTests {

	private static final String NAMESPACE = "dying";

	private static final String LOCK = "the lock";

	private static final Duration LEASE = Duration.ofSeconds(1);

	private static RedisTestServer server;

	@TempDir
	private Path directory;

	private LettuceConnectionFactory connections;

	private RedisDistributedLocks locks;

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
		this.locks = new RedisDistributedLocks(this.connections,
				new LockSettings(NAMESPACE, LEASE, Duration.ofSeconds(30), true), (event) -> {
				});
	}

	@AfterEach
	void disconnect() {
		this.locks.close();
		this.connections.destroy();
	}

	@Test
	void twoApplicationsOfSixteenThreadsNeverHoldOneLockTogether() throws Exception {
		try (HolderChild one = child("one", KindOfLock.MUTEX, Duration.ofSeconds(30));
				HolderChild two = child("two", KindOfLock.MUTEX, Duration.ofSeconds(30))) {
			one.awaitStart();
			two.awaitStart();
			List.of(one, two).forEach((child) -> child.tell("work 16 625"));
			assertThat(one.answer()).isEqualTo("worked");
			assertThat(two.answer()).isEqualTo("worked");
		}
		assertThat(count()).as("counted under the lock").isEqualTo(20_000);
		List<Event> history = history("one", "two");
		assertThat(history.stream().filter((event) -> event.kind() == Kind.ACQUIRED)).hasSize(20_000);
		assertThat(ExclusionCheck.findings(history)).isEmpty();
		// Neither was served after the other had done
		assertThat(changesOfHands(history)).as("times the lock went to the other process").isGreaterThan(20);
	}

	/**
	 * The same without a lock, as the locks of the two differ: that it shows is what the
	 * other test rests upon.
	 */
	@Test
	void withoutALockTheyAreSeenToOverlap() throws Exception {
		try (HolderChild one = child("one", KindOfLock.MUTEX, Duration.ofSeconds(30));
				HolderChild two = HolderChild.start("two", this.directory, server, NAMESPACE, KindOfLock.MUTEX,
						"another lock", Duration.ofSeconds(30))) {
			one.awaitStart();
			two.awaitStart();
			List.of(one, two).forEach((child) -> child.tell("work 4 500"));
			one.answer();
			two.answer();
		}
		assertThat(ExclusionCheck.findings(history("one", "two"))).anyMatch((finding) -> finding.startsWith("overlap"));
	}

	@ParameterizedTest
	@EnumSource(names = { "MUTEX", "FAIR", "WRITE", "BINARY_SEMAPHORE" })
	void aHolderThatWasStoppedPastItsLeaseDoesNoHarmToWhatLooksAtTokens(KindOfLock kind) throws Exception {
		NamedLock lock = kind.of(this.locks, LOCK);
		GuardedResource resource = new GuardedResource(this.connections, LOCK);
		try (HolderChild child = child("child", kind, LEASE);
				History history = new History(this.directory.resolve("parent"))) {
			child.awaitStart();
			for (int round = 0; round < 2; round++) {
				long stale = Long.parseLong(child.ask("acquire"));
				assertThat(child.ask("write")).isEqualTo("true");
				assertThat(child.ask("believe")).isEqualTo("true");
				child.pause();
				LockHandle handle = lock.acquire(LockFixture.WAIT_LONG);
				history.add(Event.now(Kind.ACQUIRED, "parent", handle.token()));
				assertThat(handle.token()).isGreaterThan(stale);
				assertThat(resource.write("parent", handle.token())).isTrue();
				child.unpause();
				assertThat(child.ask("write")).as("accepted by what looks at tokens").isEqualTo("false");
				assertThat(child.ask("believe")).as("believes in its hold").isEqualTo("false");
				assertThat(child.ask("extend")).isEqualTo("false");
				assertThat(child.ask("release")).isEqualTo("false");
				handle.assertHeld();
				history.add(Event.now(Kind.RELEASED, "parent", handle.token()));
				assertThat(handle.release()).isTrue();
			}
		}
		assertThat(ExclusionCheck.findings(history("child", "parent"))).isEmpty();
		assertThat(FencingCheck.findings(resource.fenced(server.connection()))).isEmpty();
		// Otherwise the fault was none
		assertThat(ExclusionCheck.findings(history("child.naive", "parent"))).as("of who does not ask its handle")
			.hasSize(2)
			.allMatch((finding) -> finding.startsWith("overlap"));
		assertThat(FencingCheck.findings(resource.unfenced(server.connection()))).as("of what does not look at tokens")
			.hasSize(2);
	}

	@ParameterizedTest
	@EnumSource(names = { "MUTEX", "KEYS", "FAIR", "WRITE", "SEMAPHORE" })
	void theLockOfAKilledHolderComesFreeWithItsLease(KindOfLock kind) throws Exception {
		NamedLock lock = kind.of(this.locks, LOCK);
		try (HolderChild child = child("child", kind, LEASE)) {
			child.awaitStart();
			List<LockHandle> others = new ArrayList<>();
			for (int i = 1; kind == KindOfLock.SEMAPHORE && i < KindOfLock.PERMITS; i++) {
				others.add(lock.acquire());
			}
			long token = Long.parseLong(child.ask("acquire"));
			Waiter<LockHandle> waiter = new Waiter<>(() -> lock.acquire(LockFixture.WAIT_LONG));
			waiter.awaitParked(keys()::isWaitedFor);
			child.kill();
			long leaseUntil = lock.inspect()
				.stream()
				.filter((info) -> info.token() == token)
				.findFirst()
				.orElseThrow()
				.leaseUntil()
				.toEpochMilli();
			LockHandle handle = waiter.within(LEASE.plusSeconds(3));
			assertThat(handle.token()).isGreaterThan(token);
			assertThat(handle.token() / 1_000).as("when it was given to the next, by the server's clock")
				.isBetween(leaseUntil, leaseUntil + 1_000);
			assertThat(handle.release()).isTrue();
			others.forEach(LockHandle::close);
		}
		keys().checkNothingIsLeftOfWaiters();
	}

	@ParameterizedTest
	@EnumSource(names = { "MUTEX", "FAIR", "WRITE", "SEMAPHORE" })
	void aKilledWaiterDoesNotHoldUpTheNext(KindOfLock kind) throws Exception {
		NamedLock lock = kind.of(this.locks, LOCK);
		try (HolderChild first = child("first", kind, LEASE); HolderChild second = child("second", kind, LEASE)) {
			first.awaitStart();
			second.awaitStart();
			List<LockHandle> holds = kind.fill(this.locks, LOCK, LockOptions.defaults());
			for (HolderChild child : List.of(first, second)) {
				long before = queued();
				child.tell("acquire");
				Awaitility.await().until(() -> queued() > before);
			}
			first.kill();
			long start = System.nanoTime();
			holds.forEach((handle) -> assertThat(handle.release()).isTrue());
			assertThat(Long.parseLong(second.answer())).isGreaterThan(holds.get(0).token());
			assertThat(Duration.ofNanos(System.nanoTime() - start)).as("until the next in line had it")
				.isLessThan(Duration.ofSeconds(2));
			assertThat(second.ask("release")).isEqualTo("true");
		}
	}

	@ParameterizedTest
	@EnumSource(names = { "MUTEX", "FAIR", "WRITE", "SEMAPHORE" })
	void aStoppedWaiterHoldsUpTheNextForAMomentOnly(KindOfLock kind) throws Exception {
		NamedLock lock = kind.of(this.locks, LOCK);
		try (HolderChild first = child("first", kind, LEASE)) {
			first.awaitStart();
			List<LockHandle> holds = kind.fill(this.locks, LOCK, LockOptions.defaults());
			first.tell("acquire");
			Awaitility.await().until(() -> queued() == 1);
			Waiter<LockHandle> second = new Waiter<>(() -> lock.acquire(LockFixture.WAIT_LONG));
			second.awaitParked(() -> queued() == 2);
			first.pause();
			long start = System.nanoTime();
			holds.forEach((handle) -> assertThat(handle.release()).isTrue());
			LockHandle handle = second.within(Duration.ofSeconds(8));
			assertThat(Duration.ofNanos(System.nanoTime() - start)).as("until the next in line had it")
				.isLessThan((kind == KindOfLock.MUTEX) ? Duration.ofSeconds(8) : Duration.ofSeconds(3));
			assertThat(first.hasAnswered()).isFalse();
			first.unpause();
			assertThat(handle.release()).isTrue();
			assertThat(Long.parseLong(first.answer())).as("gets it when it is awake").isGreaterThan(handle.token());
		}
	}

	private HolderChild child(String name, KindOfLock kind, Duration lease) {
		return HolderChild.start(name, this.directory, server, NAMESPACE, kind, LOCK, lease);
	}

	private LockKeys keys() {
		return new LockKeys(server, NAMESPACE, LOCK);
	}

	private long queued() {
		return server.connection().number("ZCARD", keys().key("queue"));
	}

	private long count() throws IOException {
		try (FileCounter counter = new FileCounter(this.directory.resolve("counter"))) {
			return counter.read();
		}
	}

	private List<Event> history(String... names) {
		return History.read(Stream.of(names).map(this.directory::resolve).toList());
	}

	private static int changesOfHands(List<Event> history) {
		int changes = 0;
		String before = "";
		for (Event event : history) {
			String process = event.by().substring(0, 3);
			changes += process.equals(before) ? 0 : 1;
			before = process;
		}
		return changes;
	}

}
