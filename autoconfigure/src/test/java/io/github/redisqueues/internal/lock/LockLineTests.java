package io.github.redisqueues.internal.lock;

import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

import io.github.redisqueues.internal.wait.WakeUps;
import io.github.redisqueues.testing.RedisTestServer;
import io.github.redisqueues.testing.Waiter;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * One who sleeps in a line while others move him about.
 */
@Timeout(20)
class LockLineTests {

	@Test
	void whoFellAsleepWhileHeWasOfferedTheLockLooksAgainWhenHeIsPutBack() {
		try (WakeUps wakeUps = new WakeUps(RedisTestServer.shared().connectionFactory(), "line")) {
			LockLine line = new LockLine("n", wakeUps, () -> CompletableFuture.completedFuture(null));
			AtomicInteger looks = new AtomicInteger();
			AtomicReference<@Nullable LockWaiter> offered = new AtomicReference<>();
			long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(15);
			Waiter<@Nullable LockAttempt> waiter = new Waiter<>(
					() -> line.await(new LockWaiter("me", 30_000), end, (presence, ticket) -> {
						if (looks.incrementAndGet() == 1) {
							offered.set(line.offer());
						}
						return new LockAttempt((looks.get() > 1) ? 7 : 0, System.nanoTime(), 0, 50, 1);
					}));
			waiter.awaitParked(() -> offered.get() != null);
			LockWaiter first = Objects.requireNonNull(offered.get());
			line.takeBack(first, true);
			LockAttempt granted = waiter.atOnce();
			assertThat(granted).isNotNull();
			assertThat(looks).hasValue(2);
			Awaitility.await().until(line::isEmpty);
		}
	}

}
