package io.github.redisqueues.queue.model;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;

import io.github.redisqueues.queue.model.ModelMessage.Place;

import static io.github.redisqueues.queue.model.Mismatch.unless;

/**
 * What the settlement of deliveries has to do.
 */
final class ModelDeliveries {

	private final ModelState state;

	ModelDeliveries(ModelState state) {
		this.state = state;
	}

	void ack(List<Integer> receipts, Answer answer, Moment moment) {
		List<ModelMessage> held = this.state.messages.values()
			.stream()
			.filter((message) -> receipts.contains(message.receipt) && isHeld(message, moment))
			.sorted(Comparator.comparingInt((message) -> receipts.indexOf(message.receipt)))
			.toList();
		unless(answer.is(held.size()), "%d were still ours", held.size());
		held.forEach((message) -> this.state.remove(message, moment));
	}

	void ack(Held held, Answer answer, Moment moment) {
		held(held, answer, moment).ifPresent((message) -> this.state.remove(message, moment));
	}

	void nack(Held held, long delay, Answer answer, Moment moment) {
		held(held, answer, moment).ifPresent((message) -> {
			if (delay == 0 || message.attempts >= this.state.settings.maxAttempts()) {
				this.state.handBack(message, moment);
			}
			else {
				this.state.delay(message, moment.in(delay));
			}
		});
	}

	void reject(Held held, String reason, Answer answer, Moment moment) {
		held(held, answer, moment).ifPresent((message) -> this.state.bury(message, reason, moment));
	}

	void extend(Held held, long lease, Answer answer, Moment moment) {
		held(held, answer, moment).ifPresent((message) -> {
			message.until = moment.in(lease);
			message.learnUntil("leased", held.leaseUntil());
		});
	}

	private Optional<ModelMessage> held(Held held, Answer answer, Moment moment) {
		Optional<ModelMessage> message = Optional.ofNullable(this.state.messages.get(held.id()))
			.filter((candidate) -> candidate.receipt == held.receipt() && isHeld(candidate, moment));
		unless(answer.is(message.isPresent()), "%s is%s ours in receipt %d", held.payload(),
				message.isPresent() ? "" : " not", held.receipt());
		return message;
	}

	private static boolean isHeld(ModelMessage message, Moment moment) {
		return message.isIn(Place.IN_FLIGHT) && !message.until.reachedBy(moment.now());
	}

}
