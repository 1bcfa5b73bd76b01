package io.github.redisqueues.internal.queue.model;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.BiConsumer;

/**
 * A step made concrete: what to ask of the queue, and what the model says to the answer.
 *
 * @param text what is done, for the report
 * @param operation asks the queue
 * @param checks ask the model; there are several where the contract leaves open how the
 * queue goes about it
 * @param patience how long the queue may wait for something to answer, in milliseconds
 */
record Call(String text, Callable<?> operation, List<Check> checks, long patience) {

	static Call of(String text, Callable<?> operation, Check check) {
		return new Call(text, operation, List.of(check), 0);
	}

	/**
	 * Leaves open whether housekeeping comes first.
	 * @return a copy
	 */
	Call maySweep() {
		return mayBegin(ModelQueue::look);
	}

	/**
	 * Leaves open whether that part of housekeeping comes first that lets messages fall
	 * due.
	 * @return a copy
	 */
	Call mayFallDue() {
		return mayBegin(ModelQueue::fallDue);
	}

	private Call mayBegin(BiConsumer<ModelQueue, Moment> beginning) {
		Check check = this.checks.get(0);
		List<Check> more = new ArrayList<>(this.checks);
		more.add((model, answer, moment) -> {
			beginning.accept(model, moment);
			check.apply(model, answer, moment);
		});
		return new Call(this.text, this.operation, List.copyOf(more), this.patience);
	}

	/**
	 * Lets the queue wait, and look at what is there as often as it likes meanwhile.
	 * @param patience how long it may wait
	 * @return a copy
	 */
	Call waiting(long patience) {
		return new Call(this.text, this.operation, this.checks, patience);
	}

	interface Check {

		void apply(ModelQueue model, Answer answer, Moment moment);

	}

}
