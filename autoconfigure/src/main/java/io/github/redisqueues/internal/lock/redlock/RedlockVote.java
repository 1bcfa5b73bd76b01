package io.github.redisqueues.internal.lock.redlock;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What several servers answer to one question. It is decided once a majority has said
 * yes, or cannot any more, or the time is up. Answers that come later change nothing.
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
	 * Waits for the decision. An interrupt waits until it is there.
	 * @param limitNanos how long to wait for servers that do not answer
	 * @return the result as it stands then
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
	 * The votes that were there in time.
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
		 * Whether the answers that are missing could not have made it a yes.
		 */
		boolean isNo() {
			return this.voters - this.no <= this.voters / 2;
		}

		int answers() {
			return this.yes + this.no;
		}

	}

}
