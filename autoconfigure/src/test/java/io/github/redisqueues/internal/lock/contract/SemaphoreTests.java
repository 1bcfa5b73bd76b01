package io.github.redisqueues.internal.lock.contract;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import io.github.redisqueues.lock.DistributedSemaphore;
import io.github.redisqueues.lock.LockHandle;
import io.github.redisqueues.lock.NamedLock;
import io.github.redisqueues.testing.BlockedCall;
import io.github.redisqueues.testing.RedisTestServer;
import io.github.redisqueues.testing.TestRedis;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * The contract for a semaphore of several permits.
 */
class SemaphoreTests extends LockContract implements FairContract {

	SemaphoreTests() {
		super(KindOfLock.SEMAPHORE);
	}

	@Override
	public TestRedis redis() {
		return RedisTestServer.shared();
	}

	@Test
	void countsItsPermits() {
		DistributedSemaphore semaphore = (DistributedSemaphore) lock();
		DistributedSemaphore there = (DistributedSemaphore) there(semaphore);
		assertThat(semaphore.permits()).isEqualTo(3);
		assertThat(there.availablePermits()).isEqualTo(3);
		List<LockHandle> holds = List.of(semaphore.acquire(), there.acquire(), semaphore.acquire());
		assertThat(holds).extracting(LockHandle::token).isSorted().doesNotHaveDuplicates();
		assertThat(semaphore.availablePermits()).isZero();
		assertThat(there.tryAcquire()).isEmpty();
		assertThat(holds.get(1).release()).isTrue();
		assertThat(semaphore.availablePermits()).isEqualTo(1);
		LockHandle next = semaphore.tryAcquire().orElseThrow();
		assertThat(holds.get(1).release()).isFalse();
		assertThat(semaphore.availablePermits()).isZero();
		assertThat(semaphore.holders()).hasSize(3);
		List.of(holds.get(0), holds.get(2), next).forEach((handle) -> assertThat(handle.release()).isTrue());
		assertThat(there.availablePermits()).isEqualTo(3);
	}

	@Test
	void permitsOfHoldersThatSayNothingComeBack() {
		DistributedSemaphore semaphore = (DistributedSemaphore) lock();
		semaphore.acquire(BRIEF);
		semaphore.acquire(BRIEF);
		LockHandle kept = semaphore.acquire();
		Awaitility.await().until(() -> semaphore.availablePermits() == 2);
		assertThat(kept.isHeld()).isTrue();
		List<LockHandle> next = List.of(semaphore.acquire(), there(semaphore).acquire());
		assertThat(semaphore.tryAcquire()).isEmpty();
		next.forEach((handle) -> assertThat(handle.release()).isTrue());
		assertThat(kept.release()).isTrue();
	}

	@Test
	void eachAttemptGoesByItsOwnNumber() {
		DistributedSemaphore three = (DistributedSemaphore) lock();
		DistributedSemaphore five = otherProcess().semaphore(three.name(), 5);
		List<LockHandle> holds = fill(three);
		LockHandle fourth = five.tryAcquire().orElseThrow();
		assertThat(five.availablePermits()).isEqualTo(1);
		assertThat(three.availablePermits()).as("never below zero").isZero();
		holds.get(0).release();
		assertThat(three.tryAcquire()).isEmpty();
		fourth.release();
		holds.forEach(LockHandle::close);
	}

	@Test
	void neverLetsInMoreThanItHasPermits() {
		NamedLock lock = lock();
		AtomicInteger inside = new AtomicInteger();
		List<BlockedCall<Integer>> threads = IntStream.range(0, 8).mapToObj((i) -> inThread(() -> {
			NamedLock view = (i % 2 == 0) ? lock : there(lock);
			int most = 0;
			for (int round = 0; round < 25; round++) {
				most = Math.max(most, view.<Integer>execute(WAIT_LONG, () -> {
					int now = inside.incrementAndGet();
					Thread.onSpinWait();
					inside.decrementAndGet();
					return now;
				}));
			}
			return most;
		})).toList();
		assertThat(threads).allSatisfy((thread) -> assertThat(thread.within(LONG)).isBetween(1, 3));
		assertThat(((DistributedSemaphore) lock).availablePermits()).isEqualTo(3);
	}

	@Test
	void refusesNumbersOfPermitsThatMakeNoSense() {
		for (int permits : new int[] { 0, -1, 100_001, Integer.MIN_VALUE, Integer.MAX_VALUE }) {
			assertThatIllegalArgumentException().isThrownBy(() -> locks().semaphore("name", permits))
				.withMessageContaining(String.valueOf(permits));
		}
		assertThat(locks().semaphore("name", 100_000).permits()).isEqualTo(100_000);
	}

}
