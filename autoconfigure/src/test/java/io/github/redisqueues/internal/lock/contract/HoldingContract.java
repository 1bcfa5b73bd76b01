package io.github.redisqueues.internal.lock.contract;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicInteger;

import io.github.redisqueues.lock.LockHandle;
import io.github.redisqueues.lock.LockLostEvent;
import io.github.redisqueues.lock.LockLostException;
import io.github.redisqueues.lock.LockUnavailableException;
import io.github.redisqueues.lock.NamedLock;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Acquiring, refusing and releasing.
 */
interface HoldingContract extends LockFixture {

	@Test
	default void givesAFreeLock() {
		NamedLock lock = lock();
		LockHandle handle = lock.tryAcquire().orElseThrow();
		assertThat(handle.name()).isEqualTo(lock.name());
		assertThat(handle.isHeld()).isTrue();
		handle.assertHeld();
		assertThat(handle.remaining()).isBetween(Duration.ofSeconds(20), Duration.ofSeconds(30));
		assertThat(handle.release()).isTrue();
		assertThat(handle.isHeld()).isFalse();
		assertThat(handle.remaining()).isZero();
		assertThatExceptionOfType(LockLostException.class).isThrownBy(handle::assertHeld)
			.satisfies((ex) -> assertThat(ex.name()).isEqualTo(lock.name()));
	}

	@Test
	default void refusesWhoeverComesNextUntilTheRelease() {
		NamedLock lock = lock();
		List<LockHandle> holds = fill(lock);
		for (NamedLock next : List.of(lock, there(lock))) {
			assertThat(next.tryAcquire()).isEmpty();
			assertThat(next.tryAcquire(AT_ONCE)).isEmpty();
			assertThatExceptionOfType(LockUnavailableException.class).isThrownBy(() -> next.acquire(AT_ONCE))
				.satisfies((ex) -> assertThat(ex.name()).isEqualTo(lock.name()))
				.withMessageContaining(lock.name());
		}
		assertThat(holds.get(0).release()).isTrue();
		assertThat(there(lock).tryAcquire()).hasValueSatisfying((handle) -> assertThat(handle.release()).isTrue());
		holds.forEach(LockHandle::close);
	}

	@Test
	default void aSecondReleaseTakesNothingFromTheNextHolder() {
		NamedLock lock = lock();
		LockHandle first = lock.acquire();
		assertThat(first.release()).isTrue();
		List<LockHandle> next = fillThere(lock);
		assertThat(first.release()).isFalse();
		assertThat(first.releaseAfter(Duration.ofSeconds(1))).isFalse();
		assertThat(first.extend(Duration.ofSeconds(1))).isFalse();
		first.close();
		assertThat(lock.tryAcquire()).isEmpty();
		assertThat(next).allSatisfy((handle) -> assertThat(handle.release()).isTrue());
	}

	@Test
	default void aStaleHolderTakesNothingFromTheNextHolder() {
		NamedLock lock = lock();
		LockHandle stale = lock.acquire(BRIEF);
		awaitFree(lock);
		List<LockHandle> next = fillThere(lock);
		assertThat(stale.release()).isFalse();
		assertThat(stale.extend(Duration.ofSeconds(1))).isFalse();
		assertThat(stale.release()).isFalse();
		stale.close();
		assertThat(lock.tryAcquire()).isEmpty();
		assertThat(there(lock).tryAcquire()).isEmpty();
		assertThat(next).allSatisfy((handle) -> assertThat(handle.release()).isTrue());
	}

	@Test
	default void isReleasedByAnyThread() {
		NamedLock lock = lock();
		LockHandle handle = lock.acquire();
		assertThat(inThread(handle::release).atOnce()).isTrue();
		fill(lock).forEach((next) -> assertThat(inThread(next::release).atOnce()).isTrue());
	}

	@Test
	default void closesQuietlyWhateverHappened() {
		NamedLock lock = lock();
		try (LockHandle closed = lock.acquire()) {
			assertThat(closed.isHeld()).isTrue();
		}
		LockHandle lost = lock.acquire(BRIEF);
		awaitFree(lock);
		lost.close();
		lost.close();
		fill(lock).forEach((handle) -> {
			handle.close();
			assertThat(handle.isHeld()).isFalse();
			handle.close();
		});
		fillThere(lock).forEach((handle) -> assertThat(handle.release()).isTrue());
	}

	@Test
	default void leavesTheLockTakenForAWhileAfterARelease() {
		NamedLock lock = lock();
		LockHandle handle = fill(lock, RENEWED).get(0);
		assertThat(handle.releaseAfter(Duration.ofMillis(150))).isTrue();
		assertThat(handle.isHeld()).isFalse();
		assertThat(handle.release()).isFalse();
		assertThat(lock.tryAcquire()).isEmpty();
		LockHandle next = there(lock).acquire(WAIT_LONG);
		assertThat(next.releaseAfter(Duration.ZERO)).isTrue();
		LockHandle last = lock.acquire(AT_ONCE);
		assertThat(last.releaseAfter(Duration.ofMillis(9))).isTrue();
		assertThat(lock.acquire(AT_ONCE).release()).isTrue();
		assertThatIllegalArgumentException().isThrownBy(() -> last.releaseAfter(Duration.ofMillis(-1)));
	}

	@Test
	default void tellsWhoHoldsIt() {
		NamedLock lock = lock();
		assertThat(lock.holders()).isEmpty();
		Instant before = redis().serverTime();
		List<LockHandle> holds = fill(lock, AT_ONCE.leaseTime(Duration.ofMinutes(2)));
		Instant after = redis().serverTime();
		assertThat(there(lock).holders()).isNotEmpty().allSatisfy((info) -> {
			assertThat(info.name()).isEqualTo(lock.name());
			assertThat(info.holder()).endsWith(":" + ProcessHandle.current().pid());
			assertThat(info.token()).isIn(holds.stream().map(LockHandle::token).toList());
			assertThat(info.since()).isBetween(before.minusMillis(1), after.plusMillis(1));
			assertThat(info.leaseUntil()).isBetween(before.plusSeconds(120).minusMillis(2),
					after.plusSeconds(120).plusMillis(2));
			assertThat(info.key()).isIn(holds.get(0).keys().isEmpty() ? List.of("") : holds.get(0).keys());
		});
		assertThat(lock.holders()).hasSize(Math.max(holds.size(), holds.get(0).keys().size()));
		holds.forEach(LockHandle::release);
		assertThat(lock.holders()).isEmpty();
	}

	@Test
	default void isTakenFromItsHolderByForce() {
		NamedLock lock = lock();
		assertThat(lock.forceRelease()).isFalse();
		AtomicInteger told = new AtomicInteger();
		List<LockHandle> holds = fill(lock, RENEWED);
		holds.forEach((handle) -> handle.onLost(told::incrementAndGet));
		assertThat(there(lock).forceRelease()).isTrue();
		assertThat(there(lock).holders()).isEmpty();
		List<LockHandle> next = fillThere(lock);
		Awaitility.await().until(() -> told.get() == holds.size());
		assertThat(holds).allSatisfy((handle) -> {
			assertThat(handle.isHeld()).isFalse();
			assertThat(handle.release()).isFalse();
		});
		Awaitility.await()
			.untilAsserted(() -> assertThat(lost(lock)).extracting(LockLostEvent::token)
				.containsExactlyInAnyOrderElementsOf(
						holds.stream().map((handle) -> OptionalLong.of(handle.token())).toList()));
		assertThat(next).allSatisfy((handle) -> assertThat(handle.release()).isTrue());
		assertThat(lock.forceRelease()).as("once it is free").isFalse();
	}

	@Test
	default void aHolderThatWasForcedAndDoesNotKnowTakesNothingFromTheNextHolder() {
		NamedLock lock = lock();
		List<LockHandle> forced = fill(lock, AT_ONCE.autoRenew(false));
		assertThat(there(lock).forceRelease()).isTrue();
		List<LockHandle> next = fillThere(lock);
		assertThat(forced.get(0).isHeld()).as("by its own clock").isTrue();
		forced.forEach((handle) -> assertThat(handle.release()).isFalse());
		assertThat(lock.tryAcquire()).isEmpty();
		assertThat(lock.forceRelease()).isTrue();
		forced = fill(lock, AT_ONCE.autoRenew(false));
		assertThat(there(lock).forceRelease()).isTrue();
		List<LockHandle> last = fillThere(lock);
		forced.forEach((handle) -> assertThat(handle.extend(Duration.ofMinutes(1))).isFalse());
		assertThat(lock.holders())
			.allSatisfy((info) -> assertThat(info.leaseUntil()).isBefore(redis().serverTime().plusSeconds(40)));
		assertThat(next).allSatisfy((handle) -> assertThat(handle.release()).isFalse());
		assertThat(last).allSatisfy((handle) -> assertThat(handle.release()).isTrue());
	}

	/**
	 * Awaits that nobody holds it any more.
	 * @param lock the lock
	 */
	default void awaitFree(NamedLock lock) {
		Awaitility.await().pollInterval(Duration.ofMillis(5)).until(() -> there(lock).holders().isEmpty());
	}

}
