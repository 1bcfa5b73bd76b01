package io.github.redisqueues.queue.model;

import java.util.concurrent.Callable;

/**
 * A step made concrete: what to ask of the queue, and what the model says to the answer.
 *
 * @param text what is done, for the report
 * @param operation asks the queue
 * @param check asks the model
 * @param unswept whether the contract leaves open that housekeeping comes first
 * @param patience how long the queue may wait for something to answer, in milliseconds
 */
record Call(String text, Callable<?> operation, Check check, boolean unswept, long patience) {

	static Call of(String text, Callable<?> operation, Check check) {
		return new Call(text, operation, check, false, 0);
	}

	Call maySweep() {
		return new Call(this.text, this.operation, this.check, true, this.patience);
	}

	Call waiting(long patience) {
		return new Call(this.text, this.operation, this.check, this.unswept, patience);
	}

	interface Check {

		void apply(ModelQueue model, Answer answer, Moment moment);

	}

}
