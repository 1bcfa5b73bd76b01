package io.github.redisqueues.internal.listener;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

import io.github.redisqueues.internal.fleet.ListenerSnapshot;
import io.github.redisqueues.internal.validation.Texts;
import io.github.redisqueues.queue.ListenerStatus.State;
import org.jspecify.annotations.Nullable;

/**
 * When a listener last handled a message, and when and why it last failed on one. Safe
 * for use by several threads.
 */
final class ListenerProgress {

	/**
	 * The others learn at once of a listener that has failed on so many messages in a
	 * row.
	 */
	private static final int NOTICED = 3;

	private final Runnable onChange;

	private final long startedAt = System.nanoTime();

	private final AtomicInteger failuresInRow = new AtomicInteger();

	private volatile boolean hasProgress;

	private volatile long progressAt;

	private volatile @Nullable Failure failure;

	/**
	 * Begins without progress.
	 * @param onChange runs when the listener begins to fail and when it works again
	 */
	ListenerProgress(Runnable onChange) {
		this.onChange = onChange;
	}

	/**
	 * A failure on a message.
	 *
	 * @param at when, as {@link System#nanoTime()} tells it
	 * @param thrown why
	 */
	private record Failure(long at, Throwable thrown) {

	}

	/**
	 * Notes that a message was handled.
	 */
	void succeeded() {
		this.progressAt = System.nanoTime();
		this.hasProgress = true;
		if (this.failuresInRow.get() > 0 && this.failuresInRow.getAndSet(0) >= NOTICED) {
			this.onChange.run();
		}
	}

	/**
	 * Notes that a message has failed.
	 */
	void failed(Throwable thrown) {
		this.failure = new Failure(System.nanoTime(), thrown);
		if (this.failuresInRow.incrementAndGet() == NOTICED) {
			this.onChange.run();
		}
	}

	ListenerSnapshot snapshot(String listener, State state, int workers, int maxWorkers, int inFlight) {
		Failure last = this.failure;
		String reason = "";
		if (last != null) {
			reason = Texts.cut(FailureText.describe(last.thrown()), ListenerSnapshot.MAX_FAILURE_LENGTH);
		}
		return new ListenerSnapshot(listener, state, workers, maxWorkers, inFlight, age(this.startedAt),
				this.hasProgress ? Optional.of(age(this.progressAt)) : Optional.empty(), this.failuresInRow.get(),
				Optional.ofNullable(last).map((some) -> age(some.at())), reason);
	}

	private static Duration age(long at) {
		return Duration.ofNanos(Math.max(System.nanoTime() - at, 0));
	}

}
