package io.github.redisqueues.internal.queue;

import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;

import io.github.redisqueues.RedisCallFailedException;
import io.github.redisqueues.RedisNotExecutedException;
import io.github.redisqueues.RedisOutcomeUnknownException;
import io.github.redisqueues.internal.redis.Deadline;
import org.jspecify.annotations.Nullable;

/**
 * A send whose thread waits until it may run a script, or until the script of another
 * thread has sent the message. Its thread changes the state from {@link State#WAITING}
 * under the lock of {@link CombinedSends} only.
 */
final class WaitingSend implements SendGroup.Member {

	/**
	 * What the thread waits for, or is to do.
	 */
	enum State {

		/**
		 * Waits for its turn.
		 */
		WAITING,

		/**
		 * Another thread runs the script that sends the message.
		 */
		TAKEN,

		/**
		 * Runs the script for itself and others.
		 */
		LEADING,

		/**
		 * Is to send its message on its own.
		 */
		ALONE,

		/**
		 * Knows the outcome.
		 */
		DONE,

		/**
		 * Waits no longer.
		 */
		LEFT

	}

	private final Deadline deadline;

	private final OutgoingBatch batch;

	private final Thread thread = Thread.currentThread();

	private final AtomicReference<State> state = new AtomicReference<>(State.WAITING);

	private @Nullable SendGroup<WaitingSend> group;

	private @Nullable SendReply reply;

	private @Nullable RedisCallFailedException failure;

	WaitingSend(Deadline deadline, OutgoingBatch batch) {
		this.deadline = deadline;
		this.batch = batch;
	}

	@Override
	public OutgoingBatch batch() {
		return this.batch;
	}

	Deadline deadline() {
		return this.deadline;
	}

	State state() {
		return Objects.requireNonNull(this.state.get());
	}

	boolean change(State from, State to) {
		return this.state.compareAndSet(from, to);
	}

	/**
	 * Makes the thread run the script for a group, of which this send is the first.
	 */
	void lead(SendGroup<WaitingSend> group) {
		this.group = group;
		wake(State.TAKEN, State.LEADING);
	}

	SendGroup<WaitingSend> group() {
		return Objects.requireNonNull(this.group);
	}

	/**
	 * Takes the reply to another thread's script.
	 */
	void answered(SendReply reply) {
		this.reply = reply;
		wake(State.TAKEN, State.DONE);
	}

	/**
	 * Takes the failure of another thread's script.
	 */
	void failed(RedisCallFailedException failure) {
		this.failure = failure;
		wake(State.TAKEN, State.DONE);
	}

	/**
	 * Changes the state, unless the thread waits no longer.
	 */
	boolean wake(State from, State to) {
		boolean changed = change(from, to);
		if (changed) {
			LockSupport.unpark(this.thread);
		}
		return changed;
	}

	/**
	 * Waits until there is something to do.
	 * @return false if the thread was interrupted or the deadline has passed before
	 */
	boolean await() {
		for (State now = state(); now == State.WAITING || now == State.TAKEN; now = state()) {
			if (Thread.currentThread().isInterrupted()) {
				return false;
			}
			if (now == State.TAKEN) {
				LockSupport.park(this);
			}
			else if (this.deadline.left().isZero()) {
				return false;
			}
			else {
				LockSupport.parkNanos(this, this.deadline.left().toNanos());
			}
		}
		return true;
	}

	/**
	 * Returns the reply to the script of another thread.
	 * @throws RedisCallFailedException if it failed
	 */
	SendReply outcome() {
		RedisCallFailedException failure = this.failure;
		if (failure == null) {
			return Objects.requireNonNull(this.reply);
		}
		// Each thread gets an exception with a stack trace of its own
		throw (failure instanceof RedisNotExecutedException notExecuted)
				? new RedisNotExecutedException(String.valueOf(failure.getMessage()), failure, notExecuted.isRefused())
				: new RedisOutcomeUnknownException(String.valueOf(failure.getMessage()), failure);
	}

}
