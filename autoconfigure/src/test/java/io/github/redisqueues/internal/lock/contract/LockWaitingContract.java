package io.github.redisqueues.internal.lock.contract;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import io.github.redisqueues.ApplicationContextClosedException;
import io.github.redisqueues.internal.lock.StoreDistributedLocks;
import io.github.redisqueues.lock.LockHandle;
import io.github.redisqueues.lock.LockOptions;
import io.github.redisqueues.lock.LockUnavailableException;
import io.github.redisqueues.lock.NamedLock;
import io.github.redisqueues.testing.BlockedCall;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * Waiting for a lock, what wakes a waiter, and what one leaves behind: nothing.
 */
interface LockWaitingContract extends LockFixture {

	@Test
	default void givesUpWhenTheTimeIsUp() {
		NamedLock lock = lock();
		List<LockHandle> holds = fillThere(lock);
		long start = System.nanoTime();
		assertThat(lock.tryAcquire(AT_ONCE.waitTime(Duration.ofMillis(80)))).isEmpty();
		assertThatExceptionOfType(LockUnavailableException.class)
			.isThrownBy(() -> lock.acquire(AT_ONCE.waitTime(Duration.ofMillis(80))))
			.withMessageContaining(lock.name());
		assertThat(Duration.ofNanos(System.nanoTime() - start)).isBetween(Duration.ofMillis(160),
				Duration.ofSeconds(3));
		keys(lock).checkNothingIsLeftOfWaiters();
		holds.forEach((handle) -> assertThat(handle.release()).isTrue());
		assertThat(lock.tryAcquire()).as("who gave up is given nothing")
			.hasValueSatisfying((handle) -> assertThat(handle.release()).isTrue());
	}

	@Test
	default void tellsHowManyWait() {
		NamedLock lock = lock();
		List<LockHandle> holds = fillThere(lock);
		assertThat(lock.holders()).isNotEmpty().allSatisfy((info) -> assertThat(info.waiting()).isZero());
		BlockedCall<LockHandle> waiter = new BlockedCall<>(
				() -> lock.acquire(AT_ONCE.waitTime(Duration.ofSeconds(30))));
		Awaitility.await().until(() -> lock.holders().stream().anyMatch((info) -> info.waiting() == 1));
		holds.forEach(LockHandle::release);
		assertThat(waiter.atOnce().release()).isTrue();
		Awaitility.await()
			.untilAsserted(() -> assertThat(lock.holders()).allSatisfy((info) -> assertThat(info.waiting()).isZero()));
	}

	@Test
	default void waitsAsLongAsTheSettingsSay() {
		NamedLock lock = lock();
		List<LockHandle> holds = fillThere(lock);
		long start = System.nanoTime();
		assertThatExceptionOfType(LockUnavailableException.class).isThrownBy(lock::acquire);
		assertThat(Duration.ofNanos(System.nanoTime() - start)).isBetween(Duration.ofMillis(200),
				Duration.ofSeconds(3));
		start = System.nanoTime();
		assertThat(lock.tryAcquire()).isEmpty();
		assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofMillis(180));
		holds.forEach(LockHandle::release);
	}

	@Test
	default void triesWithoutWaitingUnlessTheOptionsHaveAWaitTime() {
		NamedLock lock = lock();
		List<LockHandle> holds = fillThere(lock);
		long start = System.nanoTime();
		assertThat(lock.tryAcquire(LockOptions.defaults())).isEmpty();
		assertThat(lock.tryAcquire(LockOptions.defaults().leaseTime(Duration.ofSeconds(10)))).isEmpty();
		assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofMillis(180));
		start = System.nanoTime();
		assertThatExceptionOfType(LockUnavailableException.class)
			.isThrownBy(() -> lock.acquire(LockOptions.defaults().leaseTime(Duration.ofSeconds(10))));
		assertThatExceptionOfType(LockUnavailableException.class).isThrownBy(() -> lock.execute(() -> 5));
		assertThat(Duration.ofNanos(System.nanoTime() - start)).isBetween(Duration.ofMillis(400),
				Duration.ofSeconds(4));
		holds.forEach(LockHandle::release);
	}

	@Test
	default void aReleaseWakesAWaiterHereAndThere() {
		NamedLock lock = lock();
		List<LockHandle> holds = fill(lock);
		BlockedCall<LockHandle> here = waiting(lock);
		assertThat(holds.get(0).release()).isTrue();
		assertThat(here.atOnce().release()).isTrue();
		holds.forEach(LockHandle::close);

		holds = fillThere(lock);
		here = waiting(lock);
		assertThat(holds.get(0).release()).isTrue();
		assertThat(here.atOnce().release()).isTrue();
		holds.forEach(LockHandle::close);

		holds = fill(lock);
		BlockedCall<LockHandle> there = waiting(there(lock));
		assertThat(holds.get(0).release()).isTrue();
		assertThat(there.atOnce().release()).isTrue();
		holds.forEach(LockHandle::close);
	}

	@Test
	default void anEndOfALeaseWakesAWaiter() {
		NamedLock lock = lock();
		fill(lock, BRIEF.leaseTime(Duration.ofMillis(600)));
		assertThat(waiting(there(lock)).atOnce().release()).isTrue();
	}

	@Test
	default void anEndOfADelayedReleaseWakesAWaiter() {
		NamedLock lock = lock();
		List<LockHandle> holds = fill(lock);
		BlockedCall<LockHandle> waiter = waiting(there(lock));
		assertThat(holds.get(0).releaseAfter(Duration.ofMillis(200))).isTrue();
		assertThat(waiter.atOnce().release()).isTrue();
		holds.forEach(LockHandle::close);
	}

	@Test
	default void aShorterLeaseWakesAWaiter() {
		NamedLock lock = lock();
		List<LockHandle> holds = fill(lock, AT_ONCE.autoRenew(false));
		BlockedCall<LockHandle> waiter = waiting(there(lock));
		assertThat(holds.get(0).extend(Duration.ofMillis(100))).isTrue();
		assertThat(waiter.atOnce().release()).isTrue();
		holds.forEach(LockHandle::close);
	}

	@Test
	default void aForcedReleaseWakesAWaiter() {
		NamedLock lock = lock();
		fill(lock);
		BlockedCall<LockHandle> waiter = waiting(there(lock));
		assertThat(lock.forceRelease()).isTrue();
		assertThat(waiter.atOnce().release()).isTrue();
	}

	@Test
	default void threadsOfAProcessAreServedInTheOrderOfArrival() {
		NamedLock lock = lock();
		List<LockHandle> holds = fill(lock);
		List<Integer> order = new ArrayList<>();
		List<BlockedCall<LockHandle>> waiters = new ArrayList<>();
		for (int i = 0; i < 6; i++) {
			int number = i;
			waiters.add(inThread(() -> lock.execute(WAIT_LONG, () -> {
				synchronized (order) {
					order.add(number);
				}
				return LockHandle.current().orElseThrow();
			})).awaitParked(keys(lock)::isWaitedFor));
		}
		holds.get(0).release();
		waiters.forEach(BlockedCall::atOnce);
		if (kind() != KindOfLock.READ) {
			assertThat(order).containsExactly(0, 1, 2, 3, 4, 5);
		}
		holds.forEach(LockHandle::close);
	}

	@Test
	default void everyWaiterOfTwoProcessesGetsItsTurn() {
		NamedLock lock = lock();
		List<LockHandle> holds = fill(lock);
		List<BlockedCall<Boolean>> waiters = new ArrayList<>();
		for (int i = 0; i < 10; i++) {
			NamedLock view = (i % 2 == 0) ? lock : there(lock);
			waiters.add(inThread(() -> view.acquire(WAIT_LONG).release()));
		}
		Awaitility.await().until(() -> waiters.stream().allMatch(BlockedCall::isParked));
		holds.get(0).release();
		assertThat(waiters).allSatisfy((waiter) -> assertThat(waiter.atOnce()).isTrue());
		holds.forEach(LockHandle::close);
		assertThat(lock.holders()).isEmpty();
	}

	@Test
	default void anInterruptedWaiterReturnsWithItsFlagSetAndLeavesNothing() {
		NamedLock lock = lock();
		List<LockHandle> holds = fill(lock);
		for (NamedLock view : List.of(lock, there(lock))) {
			BlockedCall<Boolean> trying = inThread(
					() -> view.tryAcquire(WAIT_LONG).isEmpty() && Thread.currentThread().isInterrupted())
				.awaitParked(keys(lock)::isWaitedFor);
			trying.interrupt();
			assertThat(trying.atOnce()).isTrue();
			keys(lock).checkNothingIsLeftOfWaiters();
			BlockedCall<Boolean> acquiring = inThread(() -> {
				assertThatExceptionOfType(LockUnavailableException.class).isThrownBy(() -> view.acquire(WAIT_LONG))
					.withMessageContaining("interrupt");
				return Thread.currentThread().isInterrupted();
			}).awaitParked(keys(lock)::isWaitedFor);
			acquiring.interrupt();
			assertThat(acquiring.atOnce()).isTrue();
			keys(lock).checkNothingIsLeftOfWaiters();
		}
		BlockedCall<LockHandle> next = waiting(there(lock));
		holds.get(0).release();
		assertThat(next.atOnce().release()).isTrue();
		holds.forEach(LockHandle::close);
	}

	@Test
	default void whoWasInterruptedBeforeGetsNothing() {
		NamedLock lock = lock();
		assertThat(inThread(() -> {
			Thread.currentThread().interrupt();
			boolean empty = lock.tryAcquire(WAIT_LONG).isEmpty();
			return empty && Thread.currentThread().isInterrupted();
		}).atOnce()).isTrue();
		// What may have been acquired is given back in the background
		Awaitility.await().atMost(Duration.ofSeconds(3)).until(() -> lock.holders().isEmpty());
		keys(lock).checkNothingIsLeftOfWaiters();
	}

	@Test
	default void anInterruptedFirstWaiterDoesNotHoldUpTheSecond() {
		NamedLock lock = lock();
		List<LockHandle> holds = fill(lock);
		BlockedCall<Optional<LockHandle>> first = inThread(() -> there(lock).tryAcquire(WAIT_LONG))
			.awaitParked(keys(lock)::isWaitedFor);
		BlockedCall<LockHandle> second = waiting(lock);
		first.interrupt();
		assertThat(first.atOnce()).isEmpty();
		holds.get(0).release();
		assertThat(second.atOnce().release()).isTrue();
		holds.forEach(LockHandle::close);
	}

	@Test
	default void whoGivesUpInTheMomentOfTheReleaseTakesNothingAlong() {
		NamedLock lock = lock();
		for (int i = 0; i < 15; i++) {
			List<LockHandle> holds = fill(lock);
			Duration wait = Duration.ofMillis(10 + i);
			List<BlockedCall<Optional<LockHandle>>> waiters = List.of(
					inThread(() -> there(lock).tryAcquire(AT_ONCE.waitTime(wait))),
					inThread(() -> lock.tryAcquire(AT_ONCE.waitTime(wait))));
			CompletableFuture.delayedExecutor(10 + i / 2, TimeUnit.MILLISECONDS, (task) -> new Thread(task).start())
				.execute(() -> holds.forEach(LockHandle::close));
			waiters.forEach((waiter) -> waiter.atOnce().ifPresent(LockHandle::release));
			Awaitility.await().until(() -> holds.stream().noneMatch(LockHandle::isHeld));
			assertThat(lock.acquire(AT_ONCE.waitTime(BlockedCall.AT_ONCE)).release()).as("round %d", i).isTrue();
		}
	}

	@Test
	default void waitersFailWhenTheLocksAreClosed() {
		NamedLock lock = lock();
		List<LockHandle> holds = fill(lock);
		LettuceConnectionFactory connectionFactory = redis().connectionFactory();
		StoreDistributedLocks closing = StoreDistributedLocks.inRedis(connectionFactory, LockContract.SETTINGS,
				(event) -> {
				});
		NamedLock closed = kind().of(closing, lock.name());
		Callable<Boolean> registered = keys(lock)::isWaitedFor;
		BlockedCall<Throwable> trying = inThread(() -> catchThrowable(() -> closed.tryAcquire(WAIT_LONG)))
			.awaitParked(registered);
		BlockedCall<Throwable> acquiring = inThread(() -> catchThrowable(() -> closed.acquire(WAIT_LONG)))
			.awaitParked(registered);
		closing.close();
		assertThat(trying.atOnce()).isInstanceOf(ApplicationContextClosedException.class);
		assertThat(acquiring.atOnce()).isInstanceOf(ApplicationContextClosedException.class);
		connectionFactory.destroy();
		keys(lock).checkNothingIsLeftOfWaiters();
		BlockedCall<LockHandle> next = waiting(there(lock));
		holds.get(0).release();
		assertThat(next.atOnce().release()).isTrue();
		holds.forEach(LockHandle::close);
	}

	@Test
	default void waitersOutliveTheLossOfScriptsAndSubscription() {
		NamedLock lock = lock();
		List<LockHandle> holds = fill(lock);
		BlockedCall<LockHandle> waiter = waiting(there(lock));
		redis().nodes().forEach((node) -> node.command("CLIENT", "KILL", "TYPE", "pubsub"));
		redis().nodes().forEach((node) -> node.command("SCRIPT", "FLUSH"));
		holds.get(0).release();
		assertThat(waiter.within(Duration.ofSeconds(10)).release()).isTrue();
		redis().nodes().forEach((node) -> node.command("SCRIPT", "FLUSH"));
		holds.forEach(LockHandle::close);
		assertThat(lock.holders()).isEmpty();
	}

}
