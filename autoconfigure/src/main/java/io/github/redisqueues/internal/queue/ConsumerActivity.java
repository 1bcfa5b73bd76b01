package io.github.redisqueues.internal.queue;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.LongAdder;

import io.github.redisqueues.internal.fleet.ConsumerReport;
import org.jspecify.annotations.Nullable;

/**
 * What this process does as a consumer of one queue, through all objects that stand for
 * it. To note it costs no call to Redis. Safe for use by several threads.
 */
final class ConsumerActivity {

	private final String id = UUID.randomUUID().toString();

	private final LongAdder removed = new LongAdder();

	private volatile boolean hasLooked;

	private volatile long lookedAt;

	private volatile boolean told = true;

	/**
	 * When there was first something to tell.
	 */
	private volatile @Nullable Long begin;

	private final ToldReports reports = new ToldReports();

	private volatile Runnable onActivity = () -> {
	};

	/**
	 * Notes that this process has removed messages from the queue for good.
	 * @param count how many; negative if they are back
	 */
	void removed(long count) {
		if (count != 0) {
			this.removed.add(count);
			becomeUntold();
		}
	}

	/**
	 * Notes that this process looks for messages by itself, not with a listener.
	 */
	void looks() {
		this.lookedAt = System.nanoTime();
		this.hasLooked = true;
		becomeUntold();
	}

	private void becomeUntold() {
		if (this.told) {
			if (this.begin == null) {
				this.begin = System.nanoTime();
			}
			this.told = false;
			this.onActivity.run();
		}
	}

	/**
	 * Sets what is to be done when there is something that was not reported yet.
	 */
	void onActivity(Runnable action) {
		this.onActivity = action;
		if (!this.told) {
			action.run();
		}
	}

	boolean isTold() {
		return this.told;
	}

	/**
	 * Returns the time since this process last looked for messages by itself.
	 */
	Optional<Duration> lookAge() {
		return this.hasLooked ? Optional.of(Duration.ofNanos(System.nanoTime() - this.lookedAt)) : Optional.empty();
	}

	/**
	 * Returns what is to be told to the other processes, followed by those of the earlier
	 * reports whose place it takes. What happens from now on is something new.
	 */
	List<byte[]> reports() {
		this.told = true;
		Long since = this.begin;
		Duration countedFor = (since != null) ? Duration.ofNanos(System.nanoTime() - since) : Duration.ZERO;
		return this.reports.next(new ConsumerReport(this.id, this.removed.sum(), countedFor, lookAge()));
	}

	/**
	 * Notes that Redis has the first of some reports in place of the others.
	 */
	void arrived(List<byte[]> reports) {
		this.reports.arrived(reports);
	}

}
