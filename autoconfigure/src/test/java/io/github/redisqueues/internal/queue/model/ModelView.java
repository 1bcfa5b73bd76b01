package io.github.redisqueues.internal.queue.model;

import java.util.List;
import java.util.OptionalLong;

import io.github.redisqueues.internal.queue.model.ModelMessage.Place;
import io.github.redisqueues.queue.MessageState;
import io.github.redisqueues.queue.QueuedMessage;

import static io.github.redisqueues.internal.queue.model.Mismatch.unless;

/**
 * What a queue has to say about one message.
 */
final class ModelView {

	private final ModelState state;

	ModelView(ModelState state) {
		this.state = state;
	}

	void check(ModelMessage message, QueuedMessage<String> seen) {
		unless(seen.payload().equals(message.payload) && seen.attempts() == message.attempts
				&& seen.headers().equals(message.letter.headers()) && seen.group().equals(message.letter.group()),
				"the same payload, attempts, headers and group as %s", message);
		unless(seen.state() == MessageState.valueOf(message.place.name()), "%s is %s", message.payload, message.place);
		message.learnSent(seen.sentAt().toEpochMilli());
		unless(seen.dueAt().isPresent() == message.isIn(Place.DELAYED)
				&& seen.leaseUntil().isPresent() == message.isIn(Place.IN_FLIGHT), "the moment of %s", message);
		seen.dueAt().ifPresent((dueAt) -> message.learnUntil("due", dueAt.toEpochMilli()));
		seen.leaseUntil().ifPresent((until) -> message.learnUntil("leased", until.toEpochMilli()));
		unless(isPossible(seen.position(), message), "another position than %s of %s", seen.position(), message);
	}

	private boolean isPossible(OptionalLong position, ModelMessage message) {
		if (message.isIn(Place.IN_FLIGHT) || message.isIn(Place.DEAD)) {
			return position.isEmpty();
		}
		if (message.isIn(Place.WAITING)) {
			return position.getAsLong() == 1 + this.state.inOrder(Place.WAITING)
				.stream()
				.filter((other) -> other.letter.group().equals(message.letter.group()))
				.toList()
				.indexOf(message);
		}
		List<ModelMessage> all = this.state.inOrder(message.place);
		if (position.getAsLong() >= all.size()) {
			return false;
		}
		ModelMessage there = all.get((int) position.getAsLong());
		boolean together = message.isIn(Place.READY) ? message.tie > 0 && message.tie == there.tie
				: message.until.overlaps(there.until);
		return there == message || together;
	}

}
