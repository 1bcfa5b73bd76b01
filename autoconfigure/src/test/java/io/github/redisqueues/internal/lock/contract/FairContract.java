package io.github.redisqueues.internal.lock.contract;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;

import io.github.redisqueues.lock.LockHandle;
import io.github.redisqueues.lock.NamedLock;
import io.github.redisqueues.testing.BlockedCall;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The order of arrival over all processes.
 */
interface FairContract extends LockFixture {

	@Test
	default void servesTwoProcessesInTheOrderOfArrival() {
		NamedLock lock = lock();
		List<LockHandle> holds = fill(lock);
		ConcurrentLinkedQueue<Integer> order = new ConcurrentLinkedQueue<>();
		List<BlockedCall<Boolean>> waiters = new ArrayList<>();
		for (int i = 0; i < 6; i++) {
			int number = i;
			// Two by two, so that it is not by accident that they alternate
			NamedLock view = (i % 4 < 2) ? lock : there(lock);
			waiters.add(inThread(() -> view.execute(WAIT_LONG, () -> order.add(number)))
				.awaitParked(() -> queued(lock) == number + 1));
		}
		holds.get(0).release();
		waiters.forEach(BlockedCall::atOnce);
		if (kind() != KindOfLock.READ) {
			assertThat(order).containsExactly(0, 1, 2, 3, 4, 5);
		}
		holds.forEach(LockHandle::close);
	}

	@Test
	default void whoGaveUpInTheMiddleOfTheLineIsPassedOver() {
		NamedLock lock = lock();
		List<LockHandle> holds = fill(lock);
		BlockedCall<LockHandle> first = inThread(() -> lock.acquire(WAIT_LONG)).awaitParked(() -> queued(lock) == 1);
		BlockedCall<Optional<LockHandle>> second = inThread(() -> there(lock).tryAcquire(WAIT_LONG))
			.awaitParked(() -> queued(lock) == 2);
		BlockedCall<LockHandle> third = inThread(() -> lock.acquire(WAIT_LONG)).awaitParked(() -> queued(lock) == 3);
		second.interrupt();
		assertThat(second.atOnce()).isEmpty();
		holds.get(0).release();
		assertThat(first.atOnce().release()).isTrue();
		assertThat(third.atOnce().release()).isTrue();
		holds.forEach(LockHandle::close);
		keys(lock).checkNothingIsLeftOfWaiters();
	}

	/**
	 * How many stand in line in Redis.
	 * @param lock the lock
	 * @return how many
	 */
	private long queued(NamedLock lock) {
		String key = keys(lock).key("queue");
		return switch (keys(lock).node().text("TYPE", key)) {
			case "zset" -> keys(lock).node().number("ZCARD", key);
			case "list" -> keys(lock).node().number("LLEN", key);
			default -> 0;
		};
	}

}
