package io.github.redisqueues.internal.queue.model;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;

import io.github.redisqueues.internal.queue.model.ModelMessage.Place;
import io.github.redisqueues.queue.LimitChange;
import io.github.redisqueues.queue.LimitValues;
import io.github.redisqueues.queue.QueuePauses;
import io.github.redisqueues.queue.QueuedMessage;

import static io.github.redisqueues.internal.queue.model.Mismatch.unless;

/**
 * What a queue has to do for operators, who name messages.
 */
final class ModelOperations {

	private final ModelState state;

	ModelOperations(ModelState state) {
		this.state = state;
	}

	void find(String id, Answer answer, Moment moment) {
		this.state.look(moment);
		ModelMessage message = this.state.messages.get(id);
		List<QueuedMessage<String>> seen = answer.queued();
		unless(seen.size() == ((message != null) ? 1 : 0), "%s is %s", id, message);
		if (message != null) {
			new ModelView(this.state).check(message, seen.get(0));
		}
	}

	void update(String id, Optional<String> payload, Optional<Integer> priority, Optional<Long> delay, Answer answer,
			Moment moment) {
		this.state.look(moment);
		ModelMessage message = this.state.messages.get(id);
		boolean untaken = message != null && message.isUntaken();
		if (answer.failed(IllegalArgumentException.class)) {
			unless(untaken && message.expires() && moment.in(delay.orElse(0L)).to() >= message.expiry().from(),
					"%s is %s", id, message);
			return;
		}
		unless(!untaken || !message.expires() || delay.orElse(0L) == 0
				|| moment.in(delay.get()).from() < message.expiry().to(), "%s expires before it is due", message);
		unless(answer.is(untaken), "%s is %s", id, message);
		if (untaken) {
			message.payload = payload.orElse(message.payload);
			message.letter = priority.map(message.letter::withPriority).orElse(message.letter);
			delay.ifPresent((millis) -> this.state.postpone(message, millis, moment));
			this.state.sortByPriority();
		}
	}

	void change(Consumer<ModelPauses> change, Answer answer, Moment moment) {
		unless(answer.is("done"), "no exception");
		this.state.pauses.end(moment);
		change.accept(this.state.pauses);
	}

	void changeLimits(LimitChange change, Answer answer) {
		unless(answer.is("done"), "no exception");
		LimitValues before = this.state.limits;
		this.state.limits = new LimitValues(change.capacity().orElse(before.capacity()),
				change.maxInFlight().orElse(before.maxInFlight()), before.rate(),
				change.concurrency().isPresent() ? change.concurrency() : before.concurrency());
	}

	void withdrawLimits(Answer answer) {
		unless(answer.is("done"), "no exception");
		this.state.limits = this.state.configuredLimits();
	}

	void limits(Answer answer) {
		unless(answer.is(this.state.limits), "%s", this.state.limits);
	}

	void pauses(Answer answer, Moment moment) {
		this.state.pauses.end(moment);
		QueuePauses seen = answer.as(QueuePauses.class);
		unless(seen.delivery().isPresent() == this.state.pauses.isDeliveryPaused()
				&& seen.sending().isPresent() == this.state.pauses.isSendingPaused(), "%s", this.state.pauses);
	}

	void cancel(List<String> ids, Answer answer, Moment moment) {
		List<ModelMessage> untaken = named(ids, ModelMessage::isUntaken, answer);
		untaken.forEach((message) -> this.state.remove(message, moment));
	}

	void cancelRunning(String id, Answer answer, Moment moment) {
		ModelMessage message = this.state.messages.get(id);
		boolean isAlive = message != null && !message.isIn(Place.DEAD);
		unless(answer.is(isAlive), "%s is %s", id, message);
		if (isAlive) {
			this.state.remove(message, moment);
		}
	}

	void redrive(List<String> ids, Answer answer) {
		named(ids, (message) -> message.isIn(Place.DEAD), answer).forEach(new ModelLetters(this.state)::redrive);
	}

	void deleteDead(List<String> ids, Answer answer, Moment moment) {
		named(ids, (message) -> message.isIn(Place.DEAD), answer)
			.forEach((message) -> this.state.remove(message, moment));
	}

	private List<ModelMessage> named(List<String> ids, Predicate<ModelMessage> expected, Answer answer) {
		List<ModelMessage> named = ids.stream()
			.distinct()
			.map(this.state.messages::get)
			.filter(Objects::nonNull)
			.filter(expected)
			.toList();
		unless(answer.is(named.size()), "%d of %s", named.size(), ids.stream().map(this.state.messages::get).toList());
		return named;
	}

}
