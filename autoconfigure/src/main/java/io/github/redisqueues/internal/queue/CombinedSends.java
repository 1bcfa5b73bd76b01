package io.github.redisqueues.internal.queue;

import java.util.Iterator;
import java.util.LinkedList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiFunction;
import java.util.function.Consumer;

import io.github.redisqueues.RedisCallFailedException;
import io.github.redisqueues.RedisNotExecutedException;
import io.github.redisqueues.RedisOutcomeUnknownException;
import io.github.redisqueues.internal.queue.WaitingSend.State;
import io.github.redisqueues.internal.redis.Deadline;

/**
 * Lets the threads of this process that send plain messages to one queue share scripts. A
 * send runs its own script at once, unless so many are under way that Redis has enough to
 * do. Then it waits until one of them has been answered. The first of those that wait
 * runs the next script for all of them, which is one call for many messages. Each send
 * gets its own outcome. Safe for use by several threads.
 */
final class CombinedSends {

	private static final int MIN_UNDER_WAY = 8;

	private static final int MAX_UNDER_WAY = 16;

	/**
	 * For each such time that an answer takes, one more script may be under way. With
	 * fewer, threads would wait for the network while Redis has nothing to do.
	 */
	private static final long NANOS_FOR_ONE_MORE = 100_000;

	private final int minUnderWay;

	private final int maxUnderWay;

	private final BiFunction<Deadline, OutgoingBatch, SendReply> script;

	private final Consumer<RedisCallFailedException> failures;

	private final ReentrantLock lock = new ReentrantLock();

	private final List<WaitingSend> waiting = new LinkedList<>();

	private int underWay;

	/**
	 * About how long the fastest of the latest scripts took, in nanoseconds.
	 */
	private long fastest;

	/**
	 * Creates the sends of a queue.
	 * @param script sends messages, all or none
	 * @param failures learns of failures that the script did not have in the caller's
	 * thread
	 */
	CombinedSends(BiFunction<Deadline, OutgoingBatch, SendReply> script, Consumer<RedisCallFailedException> failures) {
		this(MIN_UNDER_WAY, MAX_UNDER_WAY, script, failures);
	}

	CombinedSends(int minUnderWay, int maxUnderWay, BiFunction<Deadline, OutgoingBatch, SendReply> script,
			Consumer<RedisCallFailedException> failures) {
		this.minUnderWay = minUnderWay;
		this.maxUnderWay = maxUnderWay;
		this.script = script;
		this.failures = failures;
	}

	/**
	 * Sends a plain message.
	 * @throws RedisNotExecutedException if it was not sent, and will not be
	 * @throws RedisOutcomeUnknownException if it may have been sent
	 */
	SendReply send(Deadline deadline, OutgoingBatch message) {
		WaitingSend send = null;
		this.lock.lock();
		try {
			if (this.underWay < this.minUnderWay + this.fastest / NANOS_FOR_ONE_MORE
					&& this.underWay < this.maxUnderWay) {
				this.underWay++;
			}
			else {
				send = new WaitingSend(deadline, message);
				this.waiting.add(send);
			}
		}
		finally {
			this.lock.unlock();
		}
		return (send == null) ? sendAtOnce(deadline, message) : sendInTurn(send);
	}

	private SendReply sendAtOnce(Deadline deadline, OutgoingBatch message) {
		long began = System.nanoTime();
		try {
			return this.script.apply(deadline, message);
		}
		finally {
			handOver(began, List.of());
		}
	}

	private SendReply sendInTurn(WaitingSend send) {
		try {
			while (!send.await()) {
				leave(send);
			}
			if (send.state() == State.DONE) {
				return send.outcome();
			}
		}
		catch (RedisCallFailedException ex) {
			this.failures.accept(ex);
			throw ex;
		}
		return (send.state() == State.LEADING) ? lead(send, send.group())
				: this.script.apply(send.deadline(), send.batch());
	}

	/**
	 * Gives up a send that can wait no longer, unless it has its turn or knows its
	 * outcome by now.
	 */
	private void leave(WaitingSend send) {
		String why = Thread.currentThread().isInterrupted() ? "the thread was interrupted"
				: "the client's command timeout was over";
		if (leaveQueue(send)) {
			throw new RedisNotExecutedException(
					"The message was not sent, because others were before it and " + why + "; nothing was changed",
					null);
		}
		if (send.change(State.TAKEN, State.LEFT)) {
			throw new RedisOutcomeUnknownException(
					"The message may have been sent or not, together with others: " + why, null);
		}
	}

	private boolean leaveQueue(WaitingSend send) {
		this.lock.lock();
		try {
			return send.change(State.WAITING, State.LEFT) && this.waiting.remove(send);
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Runs the script for a group. An interrupt of this thread does not keep the others
	 * from their outcomes.
	 */
	private SendReply lead(WaitingSend first, SendGroup<WaitingSend> group) {
		List<WaitingSend> others = group.members().subList(1, group.members().size());
		long began = System.nanoTime();
		SendReply reply;
		try {
			reply = this.script.apply(first.deadline().patient(), group.batch());
		}
		catch (RuntimeException | Error ex) {
			boolean isRefused = isRefused(ex);
			boolean isOfFirst = !isRefused && ex instanceof RedisNotExecutedException
					&& (Thread.currentThread().isInterrupted() || first.deadline().left().isZero());
			handOver(began, isOfFirst ? others : List.of());
			if (isRefused) {
				others.forEach((send) -> send.wake(State.TAKEN, State.ALONE));
			}
			else if (!isOfFirst) {
				others.forEach((send) -> send.failed(known(ex)));
			}
			if (isRefused && !others.isEmpty()) {
				return this.script.apply(first.deadline(), first.batch());
			}
			throw ex;
		}
		handOver(began, List.of());
		others.forEach((send) -> send.answered(reply));
		return reply;
	}

	/**
	 * Returns whether nothing was sent, for a reason that the message of one caller may
	 * have given.
	 */
	private static boolean isRefused(Throwable failure) {
		return (failure instanceof RedisNotExecutedException ex && ex.isRefused())
				|| failure instanceof IllegalStateException;
	}

	private static RedisCallFailedException known(Throwable failure) {
		return (failure instanceof RedisCallFailedException ex) ? ex
				: new RedisOutcomeUnknownException("The message may have been sent or not: " + failure, failure);
	}

	/**
	 * Ends the turn of a script, and begins that of the next.
	 * @param began when the script began
	 * @param unsent what goes before those that wait
	 */
	private void handOver(long began, List<WaitingSend> unsent) {
		long took = System.nanoTime() - began;
		SendGroup<WaitingSend> group = new SendGroup<>();
		this.lock.lock();
		try {
			this.fastest = (this.fastest == 0) ? took : Math.min(took, this.fastest + this.fastest / 64);
			for (int i = unsent.size() - 1; i >= 0; i--) {
				if (unsent.get(i).wake(State.TAKEN, State.WAITING)) {
					this.waiting.add(0, unsent.get(i));
				}
			}
			Iterator<WaitingSend> all = this.waiting.iterator();
			while (all.hasNext() && !group.isFull()) {
				WaitingSend send = all.next();
				if (group.add(send)) {
					all.remove();
				}
			}
			if (group.isEmpty()) {
				this.underWay--;
			}
			else {
				group.members().forEach((send) -> send.change(State.WAITING, State.TAKEN));
				group.members().get(0).lead(group);
			}
		}
		finally {
			this.lock.unlock();
		}
	}

}
