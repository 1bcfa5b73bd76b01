package io.github.redisqueues.internal.queue.model;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import io.github.redisqueues.internal.queue.model.ModelMessage.Place;
import io.github.redisqueues.queue.QueueFullException;
import io.github.redisqueues.queue.QueueSettings;
import io.github.redisqueues.queue.QueueStats;
import io.github.redisqueues.queue.QueueType;
import io.github.redisqueues.queue.QueuedMessage;
import io.github.redisqueues.queue.SendingPausedException;

import static io.github.redisqueues.internal.queue.model.Mismatch.unless;

/**
 * What a queue has to do, in memory: the reference that the real one is held against.
 * Each operation is told what the queue answered, and throws a {@link Mismatch} if it
 * should not have.
 */
final class ModelQueue {

	private final ModelState state;

	ModelQueue(QueueSettings<String> settings) {
		this(new ModelState(settings));
	}

	private ModelQueue(ModelState state) {
		this.state = state;
	}

	ModelQueue copy() {
		return new ModelQueue(this.state.copy());
	}

	ModelDeliveries deliveries() {
		return new ModelDeliveries(this.state);
	}

	ModelLetters deadLetters() {
		return new ModelLetters(this.state);
	}

	ModelOperations operations() {
		return new ModelOperations(this.state);
	}

	List<Span> deadlines() {
		return this.state.deadlines();
	}

	boolean isEmpty() {
		return this.state.messages.isEmpty();
	}

	boolean hasGroups() {
		return this.state.messages.values().stream().anyMatch((message) -> message.letter.group().isPresent());
	}

	boolean hasSomethingToTake() {
		return room(1) > 0 && !this.state.ready.isEmpty();
	}

	void sweep(Moment moment) {
		this.state.sweep(moment);
	}

	void look(Moment moment) {
		this.state.look(moment);
	}

	void fallDue(Moment moment) {
		this.state.fallDue(moment);
	}

	void send(List<String> payloads, Letter letter, Answer answer, Moment moment) {
		this.state.pauses.end(moment);
		if (this.state.pauses.isSendingPaused()) {
			unless(answer.failed(SendingPausedException.class), "sending is paused");
			return;
		}
		Optional<ModelMessage> replaced = letter.debounce()
			.flatMap((times) -> new ModelDebounce(this.state).replace(payloads.get(0), letter, moment));
		if (replaced.isPresent()) {
			unless(answer.is(List.of(replaced.get().id)), "message %s is replaced", replaced.get().id);
			return;
		}
		Optional<ModelMemory.Entry> standing = letter.deduplicationId()
			.filter((id) -> letter.debounce().isEmpty())
			.flatMap((id) -> this.state.memory.standing(id, moment));
		if (standing.isPresent() && !(standing.get().unsure() && !answer.is(List.of(standing.get().id())))) {
			unless(answer.is(List.of(standing.get().id())), "the deduplication id stands for %s", standing.get().id());
			return;
		}
		Optional<String> known = letter.id()
			.filter((id) -> this.state.messages.containsKey(id) || this.state.memory.remembers(id, moment));
		if (known.isPresent()) {
			unless(answer.is(List.of(known.get())), "message %s stands", known.get());
			return;
		}
		long capacity = this.state.limits.capacity();
		if (capacity > 0 && live() + payloads.size() > capacity) {
			unless(answer.failed(QueueFullException.class), "the queue is full with %d messages", live());
			return;
		}
		List<String> ids = answer.strings();
		unless(ids.size() == payloads.size() && new HashSet<>(ids).size() == ids.size(), "one id for each payload");
		letter.id().ifPresent((id) -> unless(ids.equals(List.of(id)), "the id is given"));
		for (int i = 0; i < ids.size(); i++) {
			unless(!this.state.messages.containsKey(ids.get(i)), "id %s is in use", ids.get(i));
			place(this.state.add(ids.get(i), payloads.get(i), letter, moment), letter, moment);
			String id = ids.get(i);
			letter.deduplicationId().ifPresent((deduplicationId) -> this.state.memory.take(deduplicationId, id));
		}
	}

	private void place(ModelMessage message, Letter letter, Moment moment) {
		long delay = letter.delay().orElse(this.state.settings.delay().toMillis());
		Span due = letter.deliverAt().map(Span::at).orElse(moment.in(delay));
		boolean delayed = letter.deliverAt().map((at) -> at > moment.now()).orElse(delay > 0);
		if (delayed) {
			this.state.delay(message, due);
		}
		else {
			this.state.join(message);
		}
	}

	void receive(int max, Duration lease, Answer answer, Moment moment) {
		List<Held> deliveries = answer.deliveries();
		List<ModelMessage> taken = take(max, deliveries.stream().map(Held::payload).toList(), moment);
		for (int i = 0; i < taken.size(); i++) {
			ModelMessage message = taken.get(i);
			Held held = deliveries.get(i);
			unless(message.id.equals(held.id()), "%s is %s, not %s", message.payload, message.id, held.id());
			unless(held.delivery().attempt() == message.attempts + 1, "%s is in attempt %d", message.payload,
					message.attempts + 1);
			unless(held.delivery().group().equals(message.letter.group()), "%s has group %s", message.payload,
					message.letter.group());
			unless(held.delivery().headers().equals(message.letter.headers()), "%s has headers %s", message.payload,
					message.letter.headers());
			message.learnSent(held.delivery().sentAt().toEpochMilli());
			this.state.lease(message, held.receipt(), moment.in(lease.toMillis()));
			message.learnUntil("leased", held.leaseUntil());
		}
	}

	/**
	 * A poll is several scripts if it gets less than it asked for. How many those are is
	 * left open, where there is a limit on the messages in flight.
	 */
	void poll(int max, Answer answer, Moment moment) {
		this.state.sweep(moment);
		List<String> payloads = answer.strings();
		int polled = 0;
		while (polled < payloads.size()) {
			int most = (int) Math.min(Math.min(max - polled, room(max)), this.state.ready.size());
			unless(most > 0, "no more than %d", polled);
			int next = Math.min(polled + most, payloads.size());
			unless(polled > 0 || next == most, "%d of the ready %s", most, payloadsOfReady());
			matchReady(0, payloads.subList(polled, next)).forEach((message) -> this.state.remove(message, moment));
			polled = next;
		}
		boolean isBounded = polled == 0 ? room(max) == 0 : this.state.limits.maxInFlight() > 0;
		unless(polled == max || this.state.ready.isEmpty() || isBounded, "more, as %s are ready", payloadsOfReady());
	}

	/**
	 * Which messages were lent.
	 */
	private List<ModelMessage> take(int max, List<String> payloads, Moment moment) {
		this.state.sweep(moment);
		long expected = Math.min(Math.min(max, room(max)), this.state.ready.size());
		unless(expected == payloads.size(), "%d of the ready %s", expected, payloadsOfReady());
		return matchReady(0, payloads);
	}

	private long room(int max) {
		int limit = this.state.limits.maxInFlight();
		long room = (limit == 0) ? max : Math.max(0, limit - this.state.count(Place.IN_FLIGHT));
		return this.state.pauses.isDeliveryPaused() ? 0 : room;
	}

	private List<ModelMessage> matchReady(int offset, List<String> payloads) {
		List<ModelMessage> ready = this.state.inOrder(Place.READY);
		List<ModelMessage> matched = new ArrayList<>();
		Set<String> seen = new HashSet<>();
		for (int i = 0; i < payloads.size(); i++) {
			String payload = payloads.get(i);
			ModelMessage expected = ready.get(offset + i);
			Optional<ModelMessage> actual = ready.stream()
				.filter((message) -> message.payload.equals(payload))
				.filter((message) -> message == expected || (message.tie > 0 && message.tie == expected.tie))
				.findFirst();
			unless(actual.isPresent() && seen.add(payload), "%s at position %d of the ready %s", expected.payload,
					offset + i, payloadsOfReady());
			matched.add(actual.get());
		}
		return matched;
	}

	private List<String> payloadsOfReady() {
		return this.state.inOrder(Place.READY).stream().map((message) -> message.payload).toList();
	}

	void peek(Answer answer, Moment moment) {
		this.state.look(moment);
		List<String> seen = answer.strings();
		List<ModelMessage> waiting = this.state.inOrder(Place.WAITING);
		if (this.state.ready.isEmpty() && !waiting.isEmpty()) {
			unless(answer.is(List.of(waiting.get(0).payload)), "%s, which waits", waiting.get(0));
			return;
		}
		unless(seen.size() == Math.min(1, this.state.ready.size()), "the first of the ready %s", payloadsOfReady());
		matchReady(0, seen);
	}

	void browse(int offset, int limit, Answer answer, Moment moment) {
		this.state.look(moment);
		List<QueuedMessage<String>> seen = answer.queued();
		List<ModelMessage> delayed = this.state.inOrder(Place.DELAYED);
		List<ModelMessage> waiting = this.state.inOrder(Place.WAITING);
		int ready = this.state.ready.size();
		int undelayed = ready + waiting.size();
		int expected = Math.max(0, Math.min(limit, undelayed + delayed.size() - offset));
		unless(seen.size() == expected, "%d of the ready %s, the waiting %s and the delayed %s", expected,
				payloadsOfReady(), waiting, delayed);
		int readySeen = Math.max(0, Math.min(limit, ready - offset));
		int undelayedSeen = Math.max(0, Math.min(limit, undelayed - offset));
		List<String> payloads = seen.stream().map(QueuedMessage::payload).toList();
		List<ModelMessage> matched = new ArrayList<>(matchReady(offset, payloads.subList(0, readySeen)));
		int firstWaiting = Math.max(0, offset - ready);
		matched.addAll(waiting.subList(Math.min(firstWaiting, waiting.size()),
				Math.min(firstWaiting + undelayedSeen - readySeen, waiting.size())));
		matched.addAll(ModelLetters.match(delayed, Math.max(0, offset - undelayed),
				payloads.subList(undelayedSeen, payloads.size())));
		for (int i = 0; i < matched.size(); i++) {
			ModelMessage message = matched.get(i);
			QueuedMessage<String> actual = seen.get(i);
			unless(message.id.equals(actual.id()) && message.attempts == actual.attempts()
					&& message.letter.headers().equals(actual.headers())
					&& message.letter.group().equals(actual.group()), "the same id, attempts, headers and group as %s",
					message);
			unless(actual.dueAt().isPresent() == message.isIn(Place.DELAYED), "a due moment only if delayed: %s",
					message);
			message.learnSent(actual.sentAt().toEpochMilli());
			actual.dueAt().ifPresent((dueAt) -> message.learnUntil("due", dueAt.toEpochMilli()));
		}
		if (readySeen == ready) {
			this.state.learnOrder(matched.subList(0, ready).stream().map((message) -> message.id).toList());
		}
	}

	void size(Answer answer, Moment moment) {
		this.state.look(moment);
		unless(answer.is(live()), "%d", live());
	}

	private long live() {
		return this.state.messages.size() - this.state.count(Place.DEAD);
	}

	void stats(Answer answer, Moment moment) {
		this.state.look(moment);
		QueueStats stats = answer.as(QueueStats.class);
		QueueStats expected = new QueueStats(this.state.ready.size() + this.state.count(Place.WAITING),
				this.state.count(Place.DELAYED), this.state.count(Place.IN_FLIGHT), this.state.count(Place.DEAD),
				stats.oldestAge());
		unless(stats.equals(expected), "%s", expected);
		long age = stats.oldestAge().toMillis();
		List<ModelMessage> oldest = oldest();
		unless(oldest.isEmpty() ? age == 0
				: oldest.stream()
					.anyMatch((message) -> age >= moment.asked() - message.sent.to()
							&& age <= moment.answered() - message.sent.from()),
				"the age of one of %s between %d and %d", oldest, moment.asked(), moment.answered());
	}

	/**
	 * The message that waits where the oldest ones do, or those that may; or the one that
	 * waits longest in its group, if that was sent before.
	 */
	private List<ModelMessage> oldest() {
		List<ModelMessage> oldest = oldestReady();
		Optional<ModelMessage> waiting = this.state.in(Place.WAITING)
			.min(Comparator.comparingLong((message) -> message.sequence));
		if (waiting.isEmpty() || oldest.isEmpty()) {
			return oldest.isEmpty() ? waiting.stream().toList() : oldest;
		}
		return oldest.stream()
			.map((ready) -> (ready.sent.from() < waiting.get().sent.from()) ? ready : waiting.get())
			.toList();
	}

	private List<ModelMessage> oldestReady() {
		List<ModelMessage> ready = this.state.inOrder(Place.READY);
		if (ready.isEmpty()) {
			return ready;
		}
		if (this.state.settings.type() == QueueType.PRIORITY) {
			return List.of(Collections.min(ready, Comparator.comparingLong((message) -> message.sequence)));
		}
		ModelMessage last = ready.get((this.state.settings.type() == QueueType.LIFO) ? ready.size() - 1 : 0);
		return ready.stream()
			.filter((message) -> message == last || (message.tie > 0 && message.tie == last.tie))
			.toList();
	}

	void cancel(String id, Answer answer, Moment moment) {
		ModelMessage message = this.state.messages.get(id);
		boolean untaken = message != null && message.isUntaken();
		unless(answer.is(untaken), "%s is %s", id, message);
		if (untaken) {
			this.state.remove(message, moment);
		}
	}

	void purge(Answer answer, Moment moment) {
		List<ModelMessage> waiting = new ArrayList<>(this.state.in(Place.WAITING).toList());
		waiting.addAll(this.state.in(Place.READY).toList());
		waiting.addAll(this.state.in(Place.DELAYED).toList());
		unless(answer.is((long) waiting.size()), "%d were ready or delayed", waiting.size());
		waiting.forEach((message) -> this.state.remove(message, moment));
	}

	@Override
	public String toString() {
		return this.state.toString();
	}

}
