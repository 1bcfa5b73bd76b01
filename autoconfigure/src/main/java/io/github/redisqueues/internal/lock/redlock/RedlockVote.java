package io.github.redisqueues.internal.lock.redlock;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The replies of several servers to one question. The vote is decided when a majority has
 * said yes, when no majority can say yes any more, or when the time is up. Later replies
 * are ignored.
 */
final class RedlockVote {

	private final int voters;

	private final int majority;

	private final ReentrantLock lock = new ReentrantLock();

	private final Condition changed = this.lock.newCondition();

	private int yes;

	private int no;

	private int silent;

	RedlockVote(List<CompletableFuture<Boolean>> answers) {
		this.voters = answers.size();
		this.majority = this.voters / 2 + 1;
		answers.forEach((answer) -> answer.whenComplete(this::count));
	}

	private void count(Boolean answer, Throwable failure) {
		this.lock.lock();
		try {
			if (failure != null) {
				this.silent++;
			}
			else if (answer) {
				this.yes++;
			}
			else {
				this.no++;
			}
			this.changed.signalAll();
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Waits for the decision. Not interruptible.
	 * @param limitNanos the longest time to wait, in nanoseconds
	 * @return the result
	 */
	Result await(long limitNanos) {
		boolean interrupted = false;
		long end = System.nanoTime() + limitNanos;
		this.lock.lock();
		try {
			while (!isDecided()) {
				long left = end - System.nanoTime();
				if (left <= 0) {
					break;
				}
				try {
					this.changed.awaitNanos(left);
				}
				catch (InterruptedException ex) {
					interrupted = true;
				}
			}
			return new Result(this.yes, this.no, this.voters);
		}
		finally {
			this.lock.unlock();
			if (interrupted) {
				Thread.currentThread().interrupt();
			}
		}
	}

	private boolean isDecided() {
		return this.yes >= this.majority || this.yes + this.no + this.silent == this.voters
				|| this.no > this.voters - this.majority;
	}

	/**
	 * The votes that arrived in time.
	 *
	 * @param yes how many said yes
	 * @param no how many said no
	 * @param voters how many were asked
	 */
	record Result(int yes, int no, int voters) {

		boolean isYes() {
			return this.yes > this.voters / 2;
		}

		/**
		 * Returns whether the missing votes could not have made it a yes.
		 */
		boolean isNo() {
			return this.voters - this.no <= this.voters / 2;
		}

		int answers() {
			return this.yes + this.no;
		}

	}

}
