package io.github.redisqueues.internal.queue.model;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import io.github.redisqueues.internal.queue.model.ModelMessage.Place;
import io.github.redisqueues.queue.DeadLetter;

import static io.github.redisqueues.internal.queue.model.Mismatch.unless;

/**
 * What the dead letters of a queue have to do.
 */
final class ModelLetters {

	private final ModelState state;

	ModelLetters(ModelState state) {
		this.state = state;
	}

	void size(Answer answer, Moment moment) {
		this.state.look(moment);
		unless(answer.is(this.state.count(Place.DEAD)), "%d", this.state.count(Place.DEAD));
	}

	void browse(int offset, int limit, Answer answer, Moment moment) {
		this.state.look(moment);
		List<ModelMessage> dead = this.state.inOrder(Place.DEAD);
		List<DeadLetter<String>> seen = answer.dead();
		unless(seen.size() == Math.max(0, Math.min(limit, dead.size() - offset)), "from %d of %s", offset, dead);
		List<ModelMessage> matched = match(dead, offset, seen.stream().map(DeadLetter::payload).toList());
		for (int i = 0; i < matched.size(); i++) {
			ModelMessage message = matched.get(i);
			DeadLetter<String> actual = seen.get(i);
			unless(message.id.equals(actual.id()) && message.attempts == actual.attempts()
					&& message.reason.equals(actual.reason()) && message.letter.headers().equals(actual.headers())
					&& message.letter.group().equals(actual.group()),
					"the same id, attempts, reason and headers as %s, not %s attempts %d %s", message, actual.id(),
					actual.attempts(), actual.reason());
			message.learnSent(actual.sentAt().toEpochMilli());
			message.rank = offset + i;
			message.learnUntil("dead", actual.diedAt().toEpochMilli());
		}
	}

	/**
	 * Finds messages that stand in the order of their moments; those of one moment stand
	 * in any order.
	 */
	static List<ModelMessage> match(List<ModelMessage> inOrder, int offset, List<String> payloads) {
		List<ModelMessage> matched = new ArrayList<>();
		Set<String> seen = new HashSet<>();
		for (int i = 0; i < payloads.size(); i++) {
			String payload = payloads.get(i);
			ModelMessage expected = inOrder.get(offset + i);
			Optional<ModelMessage> actual = inOrder.stream()
				.filter((message) -> message.payload.equals(payload))
				.filter((message) -> message.until.overlaps(expected.until))
				.findFirst();
			unless(actual.isPresent() && seen.add(payload), "%s at position %d of %s", expected.payload, offset + i,
					inOrder);
			matched.add(actual.get());
		}
		return matched;
	}

	void redrive(String id, Answer answer) {
		ModelMessage message = dead(id, answer);
		if (message != null) {
			redrive(message);
		}
	}

	/**
	 * Which ones go back first is only known once the dead letters were looked through.
	 * @param max how many at the most
	 * @param answer what the queue said
	 */
	void redrive(int max, Answer answer) {
		List<ModelMessage> dead = this.state.inOrder(Place.DEAD);
		int expected = Math.min(max, dead.size());
		unless(answer.is(expected), "%d of %s", expected, dead);
		dead.subList(0, expected).forEach(this::redrive);
	}

	void redrive(ModelMessage message) {
		message.unreadable = "";
		message.attempts = 0;
		message.timeToLive = -1;
		message.rank = 0;
		message.reason = "";
		this.state.join(message);
	}

	void delete(String id, Answer answer, Moment moment) {
		ModelMessage message = dead(id, answer);
		if (message != null) {
			this.state.remove(message, moment);
		}
	}

	private ModelMessage dead(String id, Answer answer) {
		ModelMessage message = this.state.messages.get(id);
		boolean dead = message != null && message.isIn(Place.DEAD);
		unless(answer.is(dead), "%s is %s", id, message);
		return dead ? message : null;
	}

	void purge(Answer answer, Moment moment) {
		List<ModelMessage> dead = this.state.inOrder(Place.DEAD);
		unless(answer.is((long) dead.size()), "%d of %s", dead.size(), dead);
		dead.forEach((message) -> this.state.remove(message, moment));
	}

}
