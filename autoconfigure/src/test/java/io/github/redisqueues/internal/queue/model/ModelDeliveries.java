package io.github.redisqueues.internal.queue.model;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

import io.github.redisqueues.internal.queue.Settlement.Kind;
import io.github.redisqueues.internal.queue.model.ModelMessage.Place;
import io.github.redisqueues.internal.queue.model.WorkerCalls.Ending;

import static io.github.redisqueues.internal.queue.model.Mismatch.unless;

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
			if (delay == 0 || this.state.isInLastAttempt(message)) {
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

	/**
	 * Acknowledgements come first; what comes back does so together.
	 */
	void exchange(List<Ending> endings, List<Integer> late, Moment moment) {
		List<ModelMessage> returned = new ArrayList<>();
		Comparator<Ending> acknowledgedFirst = Comparator.comparing((ending) -> ending.kind() != Kind.ACK);
		endings.stream().sorted(acknowledgedFirst).forEach((ending) -> {
			Optional<ModelMessage> message = held(ending.held(), moment);
			unless(message.isPresent() != late.contains(ending.held().receipt()), "%s is%s ours", ending,
					message.isPresent() ? "" : " not");
			message.ifPresent((ours) -> end(ours, ending, returned, moment));
		});
		this.state.giveBack(returned);
	}

	private void end(ModelMessage message, Ending ending, List<ModelMessage> returned, Moment moment) {
		boolean last = this.state.isInLastAttempt(message);
		switch (ending.kind()) {
			case ACK -> this.state.remove(message, moment);
			case GIVE_BACK -> {
				message.attempts--;
				if (ending.delay() > 0) {
					this.state.delay(message, moment.in(ending.delay()));
					return;
				}
				// No longer in flight, whatever follows it here
				message.place = Place.READY;
				returned.add(message);
			}
			case REJECT -> this.state.bury(message, ending.reason(), moment);
			case RETRY, UNREADABLE -> {
				String reason = (ending.kind() == Kind.UNREADABLE) ? message.unreadable(ending.reason())
						: ending.reason();
				if (last) {
					this.state.bury(message, reason, moment);
				}
				else if (ending.delay() > 0) {
					this.state.delay(message, moment.in(ending.delay()));
				}
				else {
					message.place = Place.READY;
					returned.add(message);
				}
			}
		}
	}

	void renew(List<Held> deliveries, List<?> lost, Moment moment) {
		for (Held held : deliveries) {
			Optional<ModelMessage> message = held(held, moment);
			unless(message.isPresent() != lost.contains(held.receipt()), "%s is%s ours", held,
					message.isPresent() ? "" : " not");
			message.ifPresent((ours) -> ours.until = ours.until
				.orLater(moment.in(held.leased().orElseThrow().leaseTime().toMillis())));
		}
	}

	private Optional<ModelMessage> held(Held held, Moment moment) {
		return Optional.ofNullable(this.state.messages.get(held.id()))
			.filter((candidate) -> candidate.receipt == held.receipt() && isHeld(candidate, moment));
	}

	private Optional<ModelMessage> held(Held held, Answer answer, Moment moment) {
		Optional<ModelMessage> message = held(held, moment);
		unless(answer.is(message.isPresent()), "%s is%s ours in receipt %d", held.payload(),
				message.isPresent() ? "" : " not", held.receipt());
		return message;
	}

	private static boolean isHeld(ModelMessage message, Moment moment) {
		return message.isIn(Place.IN_FLIGHT) && !message.until.reachedBy(moment.now());
	}

}
