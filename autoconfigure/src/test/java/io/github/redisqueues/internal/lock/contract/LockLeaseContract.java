package io.github.redisqueues.internal.lock.contract;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import io.github.redisqueues.lock.LockHandle;
import io.github.redisqueues.lock.LockLostEvent;
import io.github.redisqueues.lock.LockLostException;
import io.github.redisqueues.lock.NamedLock;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * How long a hold stands, and how its holder learns that it does not.
 */
interface LockLeaseContract extends LockFixture {

	@Test
	default void comesFreeWhenItsLeaseRunsOut() {
		NamedLock lock = lock();
		List<LockHandle> lost = fill(lock, BRIEF);
		LockHandle next = there(lock).acquire(WAIT_LONG);
		assertThat(lost.get(0).isHeld()).as("known by its own clock, before anybody else gets the lock").isFalse();
		assertThat(lost.get(0).remaining()).isZero();
		assertThatExceptionOfType(LockLostException.class).isThrownBy(lost.get(0)::assertHeld);
		assertThat(lost.get(0).release()).isFalse();
		assertThat(next.release()).isTrue();
	}

	@Test
	default void itsHolderCountsOnLessTimeThanItHas() {
		NamedLock lock = lock();
		LockHandle handle = lock.acquire(AT_ONCE.leaseTime(Duration.ofSeconds(20)));
		assertThat(handle.remaining()).isLessThanOrEqualTo(Duration.ofMillis(19_798));
		Awaitility.await().untilAsserted(() -> {
			Instant leaseUntil = lock.holders().get(0).leaseUntil();
			Duration counted = handle.remaining();
			assertThat(counted).isLessThan(Duration.between(redis().serverTime(), leaseUntil));
		});
		handle.release();
	}

	@Test
	default void isRenewedUntilItsReleaseByTheLeaseThatItWasGivenLast() {
		NamedLock lock = lock();
		LockHandle handle = lock.acquire(AT_ONCE.leaseTime(Duration.ofMinutes(10)).autoRenew(true));
		Duration lease = Duration.ofMillis(500);
		assertThat(handle.extend(lease)).isTrue();
		Instant later = redis().serverTime().plus(lease.multipliedBy(5).dividedBy(4));
		Awaitility.await().until(() -> redis().serverTime().isAfter(later));
		assertThat(handle.isHeld()).isTrue();
		assertThat(handle.remaining()).isLessThan(lease);
		assertThat(there(lock).holders()).isNotEmpty()
			.allSatisfy((info) -> assertThat(info.leaseUntil()).isBetween(later, later.plusSeconds(5)));
		assertThat(handle.release()).isTrue();
		assertThat(lost(lock)).isEmpty();
	}

	@Test
	default void isGivenAnotherLease() {
		NamedLock lock = lock();
		List<LockHandle> holds = fill(lock, AT_ONCE.leaseTime(Duration.ofSeconds(5)).autoRenew(false));
		LockHandle handle = holds.get(0);
		assertThat(handle.extend(Duration.ofMinutes(1))).isTrue();
		assertThat(handle.remaining()).isBetween(Duration.ofSeconds(50), Duration.ofMinutes(1));
		assertThat(lock.holders())
			.anySatisfy((info) -> assertThat(info.leaseUntil()).isAfter(redis().serverTime().plusSeconds(50)));
		assertThat(handle.extend(Duration.ofMillis(50))).isTrue();
		assertThat(handle.remaining()).isLessThan(Duration.ofMillis(50));
		LockHandle next = there(lock).acquire(WAIT_LONG);
		assertThat(handle.isHeld()).isFalse();
		assertThat(handle.extend(Duration.ofMinutes(1))).isFalse();
		assertThat(next.release()).isTrue();
		holds.forEach(LockHandle::close);
	}

	@Test
	default void standsForTheLongestLease() {
		NamedLock lock = lock();
		LockHandle handle = lock.acquire(AT_ONCE.leaseTime(Duration.ofDays(10_000)));
		assertThat(handle.isHeld()).isTrue();
		assertThat(handle.remaining()).isBetween(Duration.ofDays(9_899), Duration.ofDays(10_000));
		assertThat(lock.holders()).allSatisfy(
				(info) -> assertThat(info.leaseUntil()).isAfter(redis().serverTime().plus(Duration.ofDays(9_999))));
		assertThat(handle.release()).isTrue();
	}

	@Test
	default void tellsOnceThatItWasLost() throws InterruptedException {
		NamedLock lock = lock();
		AtomicInteger told = new AtomicInteger();
		LockHandle handle = lock.acquire(BRIEF);
		handle.onLost(() -> {
			throw new IllegalStateException("only logged");
		});
		handle.onLost(told::incrementAndGet);
		Awaitility.await().until(() -> told.get() == 1);
		assertThat(handle.isHeld()).isFalse();
		CountDownLatch late = new CountDownLatch(1);
		handle.onLost(late::countDown);
		assertThat(late.await(5, TimeUnit.SECONDS)).as("told though it had been lost already").isTrue();
		handle.release();
		assertThat(told).hasValue(1);
		Awaitility.await().untilAsserted(() -> assertThat(lost(lock)).singleElement().satisfies((event) -> {
			assertThat(event.token()).hasValue(handle.token());
			assertThat(event.keys()).isEqualTo(handle.keys());
		}));
	}

	@Test
	default void neverTellsOfALossAfterARelease() {
		NamedLock lock = lock();
		AtomicInteger told = new AtomicInteger();
		LockHandle released = lock.acquire(BRIEF);
		released.onLost(told::incrementAndGet);
		assertThat(released.release()).isTrue();
		released.onLost(told::incrementAndGet);
		LockHandle later = lock.acquire(BRIEF);
		AtomicInteger toldLater = new AtomicInteger();
		later.onLost(toldLater::incrementAndGet);
		Awaitility.await().until(() -> toldLater.get() == 1);
		assertThat(told).hasValue(0);
		assertThat(lost(lock)).extracting(LockLostEvent::token)
			.extracting((token) -> token.getAsLong())
			.doesNotContain(released.token());
	}

}
