package io.github.redisqueues.internal.lock;

import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.github.redisqueues.internal.lock.contract.KindOfLock;
import io.github.redisqueues.internal.lock.contract.LockFixture;
import io.github.redisqueues.internal.lock.contract.LockKeys;
import io.github.redisqueues.internal.wait.Registration;
import io.github.redisqueues.lock.DistributedSemaphore;
import io.github.redisqueues.lock.LockHandle;
import io.github.redisqueues.lock.LockOptions;
import io.github.redisqueues.testing.BlockedCall;
import io.github.redisqueues.testing.CommandStats;
import io.github.redisqueues.testing.RedisTestServer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What locks that several hold, or several wait for, cost the server, and who is woken.
 */
@Timeout(30)
class SharedLockCostTests {

	private static final int MANY = 5_000;

	private final RedisTestServer server = RedisTestServer.shared();

	private final String name = TestLocks.newName();

	private final TestLocks here = new TestLocks(this.server);

	private final TestLocks there = new TestLocks(this.server);

	private final LockKeys keys = this.here.keys(this.name);

	@AfterEach
	void disconnect() {
		this.here.close();
		this.there.close();
		this.keys.remove();
	}

	@Test
	void theLastThousandReleasesAreRememberedAndNoMore() {
		DistributedSemaphore semaphore = this.here.locks().semaphore(this.name, 3);
		for (int i = 0; i < 1_050; i++) {
			assertThat(semaphore.tryAcquire().orElseThrow().release()).isTrue();
		}
		assertThat(this.keys.node().number("ZCARD", this.keys.key("released"))).isEqualTo(1_000);
	}

	@Test
	void manyHoldersAreCountedWithoutBeingReadAndToldUpToAThousand() {
		fillWith(MANY, Duration.ofMinutes(1));
		DistributedSemaphore semaphore = this.here.locks().semaphore(this.name, MANY + 2);
		long read = calls("hget");
		assertThat(semaphore.availablePermits()).isEqualTo(2);
		assertThat(calls("hget") - read).isZero();
		assertThat(semaphore.holders()).hasSize(1_000);
		read = calls("hget");
		assertThat(semaphore.forceRelease()).isTrue();
		assertThat(calls("hget") - read).isLessThanOrEqualTo(2);
		assertThat(semaphore.availablePermits()).isEqualTo(MANY + 2);
	}

	@Test
	void manyDeadHoldersDoNotKeepAPermitFromWhoAsks() {
		fillWith(MANY, Duration.ofMinutes(-1));
		DistributedSemaphore semaphore = this.here.locks().semaphore(this.name, 1);
		assertThat(semaphore.availablePermits()).isOne();
		assertThat(semaphore.tryAcquire()).isPresent();
		assertThat(semaphore.tryAcquire()).isEmpty();
		assertThat(this.keys.node().number("ZCARD", this.keys.key("lock"))).isEqualTo(MANY - 100 + 1);
	}

	@Test
	void aFullLockIsNotLookedAfterAgainAndAgain() {
		LockOptions wait = LockFixture.WAIT_LONG;
		DistributedSemaphore semaphore = this.there.locks().semaphore(this.name, 1);
		LockHandle hold = semaphore.acquire();
		List<BlockedCall<LockHandle>> waiters = Stream
			.generate(() -> new BlockedCall<>(() -> this.here.locks().semaphore(this.name, 1).acquire(wait)))
			.limit(3)
			.toList();
		Awaitility.await().until(() -> this.keys.node().number("ZCARD", this.keys.key("queue")) == 3);
		hold.release();
		Awaitility.await().until(() -> waiters.stream().anyMatch(BlockedCall::isDone));
		LockTarget target = this.here.locks().acquirer().target(this.name, List.of());
		Awaitility.await().until(() -> this.keys.node().number("ZCARD", this.keys.key("queue")) == 2);
		assertThat(this.there.commands().wakeNext(target, LockKind.PERMIT, true)).as("kept for one who has not come")
			.isFalse();
	}

	@Test
	void whoeverWaitsForAKeyThatIsFreeIsWokenByWhoCannotUseIt() {
		this.there.locks().acquire(this.name, on("a"));
		BlockedCall<LockHandle> both = new BlockedCall<>(() -> this.here.locks().acquire(this.name, on("a", "b")));
		both.awaitParked(this.keys::isWaitedFor);
		long published = calls("publish");
		this.keys.node().command("ZADD", this.keys.key("queue:b"), "1", "lsomebody");
		this.here.commands()
			.contend(this.here.locks().acquirer().mutex(this.name, on("a", "b")), LockFixture.ME,
					Registration.UNLESS_SERVED, 0);
		assertThat(calls("publish") - published).isOne();
		assertThat(this.keys.node().number("EXISTS", this.keys.key("queue:b"))).as("was told").isZero();
	}

	@Test
	void whoWaitsInLineKeepsThePlaceOfHisFirstLook() {
		this.there.locks().acquire(this.name);
		LockRequest request = this.here.locks().acquirer().mutex(this.name, LockFixture.WAIT_LONG);
		LockCommands commands = this.here.commands();
		LockAttempt first = commands.contend(request, LockFixture.ME, Registration.UNLESS_SERVED, 0);
		String place = place();
		assertThat(commands.contend(request, LockFixture.ME, Registration.UNLESS_SERVED, first.ticket()).ticket())
			.isEqualTo(first.ticket());
		assertThat(place()).isEqualTo(place);
		this.keys.node().command("DEL", this.keys.key("queue"));
		commands.contend(request, LockFixture.ME, Registration.UNLESS_SERVED, first.ticket());
		assertThat(place()).as("also when he was taken from the queue").isEqualTo(place);
	}

	@Test
	void whoWaitsGoesOnWaitingWhileTheLocksAreStopped() {
		this.here.locks().stop();
		for (KindOfLock kind : List.of(KindOfLock.MUTEX, KindOfLock.FAIR)) {
			kind.of(this.here.locks(), this.name).acquire(LockOptions.defaults().waitTime(Duration.ZERO)).release();
			LockHandle hold = kind.of(this.there.locks(), this.name).acquire();
			BlockedCall<LockHandle> waiting = new BlockedCall<>(
					() -> kind.of(this.here.locks(), this.name).acquire(LockFixture.WAIT_LONG))
				.awaitParked(() -> true);
			hold.release();
			assertThat(waiting.isDone()).isFalse();
			this.here.locks().start();
			assertThat(waiting.atOnce().release()).isTrue();
			this.here.locks().stop();
		}
		this.here.locks().start();
	}

	@Test
	void anInterruptedThreadMayAskForALockThatIsFree() {
		Thread.currentThread().interrupt();
		boolean locked = this.here.locks().asLock(this.name).tryLock();
		assertThat(Thread.interrupted()).isTrue();
		assertThat(locked).isTrue();
	}

	@Test
	void aLineOfManyKeysHasAShortName() {
		List<String> many = IntStream.range(0, 500).mapToObj((i) -> "k".repeat(100) + i).toList();
		assertThat(this.here.locks().acquirer().target(this.name, many).waitQueueName()).hasSizeLessThan(200);
	}

	private String place() {
		return new String(this.keys.node().list("ZRANGE", this.keys.key("queue"), "0", "-1", "WITHSCORES").get(1));
	}

	private long calls(String command) {
		return CommandStats.of(this.keys.node()).calls(command);
	}

	private static LockOptions on(String... keys) {
		return LockFixture.WAIT_LONG.keys(List.of(keys));
	}

	private void fillWith(int holders, Duration lease) {
		long deadline = this.server.serverTime().plus(lease).toEpochMilli();
		this.keys.node()
			.command("EVAL",
					"for i = 1, " + holders + " do redis.call('ZADD', KEYS[1], ARGV[1], 's' .. i .. ' host:1')"
							+ " redis.call('HSET', KEYS[2], 's' .. i .. ' host:1', i) end",
					"2", this.keys.key("lock"), this.keys.key("tokens"), String.valueOf(deadline));
	}

}
