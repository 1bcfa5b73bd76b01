package io.github.redisqueues.internal.lock;

import java.util.List;

import io.github.redisqueues.RedisCallFailedException;
import io.github.redisqueues.RedisNotExecutedException;
import io.github.redisqueues.RedisOutcomeUnknownException;
import io.github.redisqueues.internal.wait.PollResult;
import io.github.redisqueues.internal.wait.Registration;
import io.github.redisqueues.internal.wait.Waiter;
import org.jspecify.annotations.Nullable;

/**
 * A thread that waits for a lock. It keeps waiting while Redis cannot be reached. Used by
 * the thread that waits, and by one that hands the lock over to it.
 */
final class LockWaiter extends Waiter<LockAttempt> {

	/**
	 * The pause before the next poll when Redis could not be asked.
	 */
	private static final long RETRY_AFTER_MILLIS = 250;

	private final String owner;

	private final LockRequest request;

	private final long end;

	private final LockPoll poll;

	/**
	 * The place among the waiting processes or threads, as Redis gave it.
	 */
	private long ticket;

	private volatile boolean inDoubt;

	/**
	 * What the last call to Redis threw, null if it was answered.
	 */
	private @Nullable RedisCallFailedException failure;

	/**
	 * Creates a waiter whose time begins now.
	 */
	LockWaiter(LockRequest request, String owner, LockPoll poll) {
		this.request = request;
		this.owner = owner;
		this.poll = poll;
		this.end = System.nanoTime() + request.waitNanos();
	}

	String owner() {
		return this.owner;
	}

	long leaseMillis() {
		return this.request.leaseMillis();
	}

	/**
	 * Notes that the owner may hold the lock, as a call that would give it the lock had
	 * an unknown outcome.
	 */
	void setInDoubt() {
		this.inDoubt = true;
	}

	boolean isInDoubt() {
		return this.inDoubt;
	}

	/**
	 * Returns the request with the time that is left, as all calls share it.
	 */
	LockRequest rest() {
		return this.request.waiting(Math.max(this.end - System.nanoTime(), 0));
	}

	/**
	 * Notes that a call has failed.
	 */
	void failed(RedisCallFailedException ex) {
		if (ex instanceof RedisOutcomeUnknownException) {
			setInDoubt();
		}
		this.failure = ex;
	}

	@Override
	protected PollResult<LockAttempt> poll(Registration registration) {
		boolean isLast = isTimeUp();
		if (isLast && this.failure != null) {
			// Another call might take a command timeout more
			throw this.failure;
		}
		try {
			LockAttempt attempt = this.poll.poll(rest(), registration, this.ticket);
			this.failure = null;
			this.ticket = attempt.ticket();
			return new PollResult<>(attempt.isGranted() ? List.of(attempt) : List.of(), false, attempt.nextPoll());
		}
		catch (RedisCallFailedException ex) {
			failed(ex);
			if (isLast || isRefused(ex) || Thread.currentThread().isInterrupted()) {
				throw ex;
			}
			return new PollResult<>(List.of(), false, RETRY_AFTER_MILLIS);
		}
	}

	/**
	 * Returns whether trying again would not help.
	 */
	static boolean isRefused(RedisCallFailedException failure) {
		return failure instanceof RedisNotExecutedException notExecuted && notExecuted.isRefused();
	}

	/**
	 * Asks Redis for a lock on behalf of the threads of this process.
	 */
	interface LockPoll {

		/**
		 * Takes the lock, or registers this process or thread as waiting.
		 * @param request what to acquire, with the time that is left
		 * @param registration how to register
		 * @param ticket the place that Redis gave at the last poll, 0 at the first one
		 */
		LockAttempt poll(LockRequest request, Registration registration, long ticket);

	}

}
