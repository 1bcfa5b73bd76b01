package io.github.redisqueues.internal.queue.model;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;

import io.github.redisqueues.queue.CancelMode;
import io.github.redisqueues.queue.MessageUpdate;
import io.github.redisqueues.queue.QueueSettings;
import io.github.redisqueues.queue.QueueType;
import io.github.redisqueues.queue.RedisQueue;

/**
 * Makes the steps of operators concrete.
 */
final class OperatorCalls {

	private final RedisQueue<String> queue;

	private final QueueSettings<String> settings;

	OperatorCalls(RedisQueue<String> queue, QueueSettings<String> settings) {
		this.queue = queue;
		this.settings = settings;
	}

	Call find(String id) {
		return Call.of("find " + id, () -> this.queue.find(id).stream().toList(),
				(model, answer, moment) -> model.operations().find(id, answer, moment));
	}

	Call update(String id, String newPayload, Random random) {
		boolean prioritized = this.settings.type() == QueueType.PRIORITY && random.nextBoolean();
		Optional<Integer> priority = prioritized ? Optional.of(random.nextInt(4) - 1) : Optional.empty();
		Optional<Long> delay = random.nextBoolean() ? Optional.of(30L * random.nextInt(3)) : Optional.empty();
		Optional<String> payload = random.nextBoolean() ? Optional.of(newPayload) : Optional.empty();
		MessageUpdate update = MessageUpdate.unchanged();
		update = priority.isPresent() ? update.priority(priority.get()) : update;
		update = delay.isPresent() ? update.delay(Duration.ofMillis(delay.get())) : update;
		MessageUpdate changes = update;
		return Call.of("update " + id + " " + payload + " " + changes,
				() -> payload.isPresent() ? this.queue.update(id, payload.get(), changes)
						: this.queue.update(id, changes),
				(model, answer, moment) -> model.operations().update(id, payload, priority, delay, answer, moment));
	}

	Call cancel(List<String> ids) {
		return Call
			.of("cancel " + ids, () -> this.queue.cancel(ids),
					(model, answer, moment) -> model.operations().cancel(ids, answer, moment))
			.maySweep();
	}

	Call cancelRunning(String id) {
		return Call
			.of("cancel running " + id, () -> this.queue.cancel(id, CancelMode.INTERRUPT),
					(model, answer, moment) -> model.operations().cancelRunning(id, answer, moment))
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
