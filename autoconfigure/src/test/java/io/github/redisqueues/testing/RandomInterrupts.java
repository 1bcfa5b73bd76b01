package io.github.redisqueues.testing;

import java.time.Duration;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

import org.jspecify.annotations.Nullable;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Makes calls whose threads are interrupted at random moments: before the call, during it
 * or after it. Checks of each that it ends soon after, and that the interrupt is not
 * swallowed.
 */
public final class RandomInterrupts {

	/**
	 * Within this time most calls are under way.
	 */
	private static final long LATEST = TimeUnit.MILLISECONDS.toNanos(4);

	private static final Duration PROMPT = Duration.ofSeconds(10);

	private final Random random;

	private int refused;

	public RandomInterrupts(long seed) {
		this.random = new Random(seed);
	}

	/**
	 * Makes a call.
	 * @param <T> type of its result
	 * @param name names the call in failures
	 * @param call the call; what it waits for does not come
	 * @param allowed what it may throw beside {@link InterruptedException}
	 * @return what it returned, empty if it threw something
	 */
	public <T> Optional<T> call(String name, Callable<? extends T> call, Class<?>... allowed) {
		long delay = (this.random.nextInt(8) == 0) ? 0 : (long) (this.random.nextDouble() * LATEST);
		CountDownLatch begun = new CountDownLatch(1);
		AtomicBoolean interrupted = new AtomicBoolean();
		BlockedCall<Ended<T>> blocked = new BlockedCall<>(() -> {
			begun.countDown();
			return ended(call, interrupted);
		});
		await(begun);
		LockSupport.parkNanos(delay);
		blocked.interrupt();
		interrupted.set(true);
		Ended<T> ended = blocked.within(PROMPT);
		if (ended.failure() instanceof InterruptedException) {
			assertThat(ended.isFlagSet()).as(name + ": the flag is cleared with the exception").isFalse();
		}
		else {
			assertThat(ended.isFlagSet()).as("%s: the interrupt was swallowed, it ended with %s", name, ended).isTrue();
			if (ended.failure() != null) {
				assertThat(ended.failure()).as(name).isInstanceOfAny(allowed);
			}
		}
		if (ended.failure() != null) {
			this.refused++;
		}
		return Optional.ofNullable(ended.result());
	}

	/**
	 * Returns how many calls have thrown something.
	 * @return the count
	 */
	public int refused() {
		return this.refused;
	}

	private static <T> Ended<T> ended(Callable<? extends T> call, AtomicBoolean interrupted) {
		T result = null;
		Exception failure = null;
		try {
			result = call.call();
		}
		catch (Exception ex) {
			failure = ex;
		}
		while (!interrupted.get()) {
			Thread.onSpinWait();
		}
		return new Ended<>(result, failure, Thread.interrupted());
	}

	private static void await(CountDownLatch latch) {
		try {
			latch.await();
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException("the test was interrupted", ex);
		}
	}

	/**
	 * How a call has ended.
	 */
	private record Ended<T>(@Nullable T result, @Nullable Exception failure, boolean isFlagSet) {

	}

}
