package io.github.redisqueues.internal.queue.model;

import java.util.List;

import io.github.redisqueues.queue.RedisQueue;

/**
 * Makes the steps of operators concrete.
 */
final class OperatorCalls {

	private final RedisQueue<String> queue;

	OperatorCalls(RedisQueue<String> queue) {
		this.queue = queue;
	}

	Call find(String id) {
		return Call.of("find " + id, () -> this.queue.find(id).stream().toList(),
				(model, answer, moment) -> model.operations().find(id, answer, moment));
	}

	Call cancel(List<String> ids) {
		return Call
			.of("cancel " + ids, () -> this.queue.cancel(ids),
					(model, answer, moment) -> model.operations().cancel(ids, answer, moment))
			.maySweep();
	}

	Call redrive(List<String> ids) {
		return Call
			.of("redrive " + ids, () -> this.queue.deadLetters().redrive(ids),
					(model, answer, moment) -> model.operations().redrive(ids, answer))
			.maySweep();
	}

	Call deleteDead(List<String> ids) {
		return Call
			.of("delete dead " + ids, () -> this.queue.deadLetters().delete(ids),
					(model, answer, moment) -> model.operations().deleteDead(ids, answer, moment))
			.maySweep();
	}

}
