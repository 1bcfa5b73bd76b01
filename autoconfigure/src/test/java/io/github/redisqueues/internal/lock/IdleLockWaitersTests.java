package io.github.redisqueues.internal.lock;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.github.redisqueues.internal.lock.contract.KindOfLock;
import io.github.redisqueues.internal.lock.contract.LockFixture;
import io.github.redisqueues.lock.LockHandle;
import io.github.redisqueues.lock.NamedLock;
import io.github.redisqueues.testing.BlockedCall;
import io.github.redisqueues.testing.CommandStats;
import io.github.redisqueues.testing.RedisTestServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What waiting for a lock costs: one poll of Redis every few seconds.
 */
@Timeout(60)
class IdleLockWaitersTests {

	private static final int WAITERS = 20;

	@Test
	void askRedisLessThanTwiceASecondTogether() {
		try (RedisTestServer server = RedisTestServer.start();
				TestLocks one = new TestLocks(server);
				TestLocks two = new TestLocks(server)) {
			List<KindOfLock> kinds = List.of(KindOfLock.MUTEX, KindOfLock.FAIR, KindOfLock.WRITE, KindOfLock.SEMAPHORE);
			List<LockHandle> holds = new ArrayList<>();
			List<BlockedCall<Boolean>> waiters = new ArrayList<>();
			for (KindOfLock kind : kinds) {
				holds.addAll(
						kind.fill(one.locks(), kind.name(), LockFixture.WAIT_LONG.leaseTime(Duration.ofMinutes(5))));
				for (int i = 0; i < WAITERS; i++) {
					NamedLock lock = ((i % 2 == 0) ? one : two).lock(kind, kind.name());
					waiters.add(new BlockedCall<>(() -> lock.acquire(LockFixture.WAIT_LONG).release())
						.awaitParked(one.keys(kind.name())::isWaitedFor));
				}
			}
			double perSecond = CommandStats.scriptsPerSecond(server, Duration.ofSeconds(6));
			assertThat(waiters).noneMatch(BlockedCall::isDone);
			assertThat(perSecond).as("scripts a second of four times twenty waiters").isLessThan(2.0 * kinds.size());
			holds.forEach((handle) -> assertThat(handle.release()).isTrue());
			assertThat(waiters).allSatisfy((waiter) -> assertThat(waiter.atOnce()).isTrue());
		}
	}

}
