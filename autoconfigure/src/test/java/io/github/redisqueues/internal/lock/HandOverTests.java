package io.github.redisqueues.internal.lock;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

import io.github.redisqueues.RedisNotExecutedException;
import io.github.redisqueues.RedisOutcomeUnknownException;
import io.github.redisqueues.internal.lock.contract.LockFixture;
import io.github.redisqueues.internal.lock.contract.LockKeys;
import io.github.redisqueues.internal.wait.Registration;
import io.github.redisqueues.lock.LockHandle;
import io.github.redisqueues.lock.LockOptions;
import io.github.redisqueues.lock.LockUnavailableException;
import io.github.redisqueues.testing.BlockedCall;
import io.github.redisqueues.testing.FaultyProxy;
import io.github.redisqueues.testing.RedisTestServer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import org.springframework.core.task.SimpleAsyncTaskExecutor;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * From one hold to the next: what is repeated, what has an unknown end, and whose turn it
 * is.
 */
@Timeout(30)
class HandOverTests {

	private static final long REMEMBERED = Duration.ofMinutes(10).toMillis();

	private final RedisTestServer server = RedisTestServer.shared();

	private final FaultyProxy proxy = new FaultyProxy(this.server);

	private final String name = TestLocks.newName();

	private final TestLocks here = new TestLocks(this.server);

	private final TestLocks there = new TestLocks(this.server);

	private final LockKeys keys = this.here.keys(this.name);

	private final LockCommands commands = this.here.commands();

	@AfterEach
	void disconnect() {
		this.here.close();
		this.there.close();
		this.proxy.close();
		this.keys.remove();
	}

	@Test
	void aReleaseThatIsRepeatedAfterTheNextHasComeIsNoLoss() {
		LockHold hold = (LockHold) this.here.locks().acquire(this.name);
		this.commands.release(hold.target(), hold.claim().owner());
		LockHandle next = this.there.locks().acquire(this.name);
		assertThat(hold.release()).isTrue();
		assertThat(this.here.lost()).isEmpty();
		assertThat(next.release()).isTrue();
	}

	@Test
	void thatGoesForSomeOfSeveralKeysToo() {
		this.here.locks().acquire(this.name, on("b")).release();
		LockHold hold = (LockHold) this.here.locks().acquire(this.name, on("a"));
		this.commands.release(hold.target(), hold.claim().owner());
		LockHandle next = this.there.locks().acquire(this.name, on("a", "b"));
		assertThat(hold.release()).isTrue();
		assertThat(this.here.lost()).isEmpty();
		assertThat(next.release()).isTrue();
	}

	@Test
	void aHoldThatWasTakenAwayIsALossThoughNobodyHasItSince() {
		LockHandle hold = this.here.locks().acquire(this.name);
		this.there.locks().forceRelease(this.name);
		assertThat(hold.release()).isFalse();
		Awaitility.await().until(() -> this.here.lost().size() == 1);
	}

	@Test
	void whoFindsThatHeHasTheLockAlreadyGetsAWholeLease() {
		LockRequest brief = request(1_000);
		LockRequest request = request(60_000);
		LockAttempt first = this.commands.acquire(brief, LockFixture.ME);
		assertThat(this.commands.acquire(request, LockFixture.ME).token()).isEqualTo(first.token());
		checkLease(50_000);
		this.commands.acquire(brief, LockFixture.ME);
		this.keys.node().command("ZADD", this.keys.key("queue"), "5", "x");
		assertThat(this.commands.contend(request, LockFixture.ME, Registration.UNLESS_SERVED, 1).token())
			.isEqualTo(first.token());
		checkLease(50_000);
		assertThat(this.commands.acquireInTurn(brief, LockFixture.ME, true, 1).token()).isEqualTo(first.token());
		assertThat(this.keys.node().number("PTTL", this.keys.key("lock"))).isLessThanOrEqualTo(REMEMBERED + 1_000);
		assertThat(this.commands.acquireInTurn(request, LockFixture.ME, true, 1).token()).isEqualTo(first.token());
		checkLease(50_000);
	}

	@Test
	void whoIsHandedTheLockAgainGetsAWholeLease() {
		LockTarget target = request(1_000).target();
		this.commands.acquire(request(1_000), "giver");
		long token = this.commands.handOver(target, "giver", "next", 1_000, true);
		assertThat(this.commands.handOver(target, "giver", "next", 60_000, true)).isEqualTo(token);
		checkLease(50_000);
	}

	@Test
	void whoFindsThatHeHasTheLockAlreadyDoesNotWaitForItAnyMore() {
		LockRequest request = request(60_000);
		this.commands.acquire(request, "other");
		this.commands.contend(request, LockFixture.ME, Registration.UNLESS_SERVED, 0);
		assertThat(this.keys.isWaitedFor()).isTrue();
		LockTarget target = request.target();
		this.commands.handOver(target, "other", LockFixture.ME, 60_000, true);
		assertThat(this.commands.contend(request, LockFixture.ME, Registration.UNLESS_SERVED, 1).isGranted()).isTrue();
		assertThat(this.keys.isWaitedFor()).isFalse();
	}

	@Test
	void theTurnOfAProcessGoesWithTheHoldAndOthersComeWhenItIsOver() {
		long turnBegan = System.nanoTime() + TimeUnit.HOURS.toNanos(1);
		LockHold hold = hold(turnBegan);
		BlockedCall<LockHandle> next = waiting(this.here);
		BlockedCall<LockHandle> elsewhere = new BlockedCall<>(
				() -> this.there.locks().acquire(this.name, LockFixture.WAIT_LONG))
			.awaitParked(this::bothWaitAndHear);
		assertThat(hold.release()).isTrue();
		LockHold second = (LockHold) next.atOnce();
		assertThat(second.turnBegan()).isEqualTo(turnBegan);
		assertThat(elsewhere.isDone()).isFalse();
		assertThat(second.release()).isTrue();
		assertThat(elsewhere.atOnce().release()).isTrue();
	}

	@Test
	void aProcessWhoseTurnIsOverComesBehindTheOthers() {
		LockHold hold = hold(System.nanoTime() - TimeUnit.HOURS.toNanos(1));
		BlockedCall<LockHandle> next = waiting(this.here);
		BlockedCall<LockHandle> elsewhere = new BlockedCall<>(
				() -> this.there.locks().acquire(this.name, LockFixture.WAIT_LONG))
			.awaitParked(this::bothWaitAndHear);
		assertThat(hold.release()).isTrue();
		LockHandle between = elsewhere.atOnce();
		assertThat(next.isDone()).isFalse();
		assertThat(between.release()).isTrue();
		assertThat(next.atOnce().release()).isTrue();
	}

	@Test
	void aLockThatMayHaveBeenHandedOverToOneWhoHasGoneIsGivenBack() {
		LettuceConnectionFactory factory = throughProxy();
		try (TestLocks impatient = new TestLocks(this.server, factory)) {
			LockHandle hold = warm(impatient);
			BlockedCall<LockHandle> next = waiting(impatient);
			this.proxy.refuse();
			this.proxy.cutAfter("EVALSHA");
			BlockedCall<Boolean> release = new BlockedCall<>(hold::release);
			awaitHandedOver(hold);
			next.interrupt();
			assertThatExceptionOfType(AssertionError.class).isThrownBy(next::atOnce)
				.withRootCauseInstanceOf(LockUnavailableException.class);
			assertThatExceptionOfType(AssertionError.class).isThrownBy(release::atOnce)
				.withRootCauseInstanceOf(Exception.class)
				.satisfies(
						(ex) -> assertThat(ex).hasStackTraceContaining(RedisOutcomeUnknownException.class.getName()));
			this.proxy.heal();
			awaitFree();
		}
	}

	@Test
	void aLockThatMayHaveBeenHandedOverToOneWhoCannotAskAnyMoreIsGivenBack() {
		LettuceConnectionFactory factory = throughProxy();
		try (TestLocks impatient = new TestLocks(this.server, factory)) {
			LockHandle hold = warm(impatient);
			BlockedCall<LockHandle> next = new BlockedCall<>(
					() -> impatient.locks().acquire(this.name, LockOptions.defaults().waitTime(Duration.ofSeconds(2))))
				.awaitParked(this.keys::isWaitedFor);
			this.proxy.refuse();
			this.proxy.cutAfter("EVALSHA");
			BlockedCall<Boolean> release = new BlockedCall<>(hold::release);
			awaitHandedOver(hold);
			factory.stop();
			assertThatExceptionOfType(AssertionError.class).isThrownBy(release::atOnce);
			assertThatExceptionOfType(AssertionError.class).isThrownBy(() -> next.within(Duration.ofSeconds(6)))
				.satisfies((ex) -> assertThat(ex).hasStackTraceContaining(RedisNotExecutedException.class.getName()));
			this.proxy.heal();
			factory.start();
			awaitFree();
		}
	}

	private LockHandle warm(TestLocks process) {
		LockHandle hold = process.locks().acquire(this.name);
		BlockedCall<LockHandle> next = waiting(process);
		hold.release();
		return next.atOnce();
	}

	private void awaitHandedOver(LockHandle hold) {
		Awaitility.await()
			.pollInterval(Duration.ofMillis(10))
			.until(() -> this.there.locks()
				.inspect(this.name)
				.filter((info) -> info.token() > hold.token())
				.isPresent());
	}

	private void awaitFree() {
		Awaitility.await().atMost(Duration.ofSeconds(5)).until(() -> this.there.locks().inspect(this.name).isEmpty());
	}

	private LettuceConnectionFactory throughProxy() {
		return this.server.connectionFactory(Duration.ofMillis(700),
				(configuration) -> configuration.setPort(this.proxy.port()));
	}

	private BlockedCall<LockHandle> waiting(TestLocks process) {
		return new BlockedCall<>(() -> process.locks().acquire(this.name, LockFixture.WAIT_LONG))
			.awaitParked(this.keys::isWaitedFor);
	}

	/**
	 * A hold of a process that has had the lock since then.
	 */
	private boolean bothWaitAndHear() {
		return this.keys.node().number("ZCARD", this.keys.key("queue")) == 2
				&& this.keys.node().list("PUBSUB", "CHANNELS", TestLocks.NAMESPACE + ":wake:*").size() == 2;
	}

	private LockHold hold(long turnBegan) {
		LockRequest request = request(30_000);
		LockAttempt attempt = this.commands.acquire(request, "giver");
		LockStore store = this.here.locks().store();
		LeaseKeeper keeper = new LeaseKeeper(store, new SimpleAsyncTaskExecutor("test-"), (event) -> {
		});
		return new LockHold(store, keeper, request, "giver",
				new LockAttempt(attempt.token(), attempt.sentAt(), turnBegan, attempt.nextPoll(), 0));
	}

	private LockRequest request(long leaseMillis) {
		return this.here.locks()
			.acquirer()
			.mutex(this.name,
					LockOptions.defaults()
						.leaseTime(Duration.ofMillis(leaseMillis))
						.waitTime(Duration.ofSeconds(3))
						.autoRenew(false));
	}

	private static LockOptions on(String... keys) {
		return LockOptions.defaults().keys(List.of(keys));
	}

	private void checkLease(long atLeast) {
		assertThat(this.keys.node().number("PTTL", this.keys.key("lock"))).isGreaterThan(REMEMBERED + atLeast);
	}

}
