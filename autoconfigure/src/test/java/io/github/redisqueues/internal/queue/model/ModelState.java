package io.github.redisqueues.internal.queue.model;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.stream.Stream;

import io.github.redisqueues.internal.queue.model.ModelMessage.Place;
import io.github.redisqueues.queue.DeadLetter;
import io.github.redisqueues.queue.LimitValues;
import io.github.redisqueues.queue.PriorityOrder;
import io.github.redisqueues.queue.QueueSettings;
import io.github.redisqueues.queue.QueueType;

/**
 * The messages of the model and how they move between the places.
 */
final class ModelState {

	final QueueSettings<String> settings;

	final Map<String, ModelMessage> messages = new LinkedHashMap<>();

	/**
	 * Ids of the ready messages; the first is taken next.
	 */
	final List<String> ready = new ArrayList<>();

	final ModelMemory memory;

	final ModelGroups groups;

	final ModelPauses pauses;

	/**
	 * The limits that apply, which operators change.
	 */
	LimitValues limits;

	private long sequence;

	private long ties;

	ModelState(QueueSettings<String> settings) {
		this.settings = settings;
		this.memory = new ModelMemory(settings.duplicateWindow().toMillis());
		this.groups = new ModelGroups();
		this.pauses = new ModelPauses();
		this.limits = configuredLimits();
	}

	private ModelState(ModelState other) {
		this.settings = other.settings;
		other.messages.forEach((id, message) -> this.messages.put(id, message.copy()));
		this.ready.addAll(other.ready);
		this.memory = other.memory.copy();
		this.groups = other.groups.copy();
		this.pauses = other.pauses.copy();
		this.limits = other.limits;
		this.sequence = other.sequence;
		this.ties = other.ties;
	}

	LimitValues configuredLimits() {
		return new LimitValues(this.settings.capacity(), this.settings.maxInFlight(), this.settings.rate(),
				OptionalInt.empty());
	}

	ModelState copy() {
		return new ModelState(this);
	}

	/**
	 * All deadlines that may still change something.
	 * @return the deadlines, in no order
	 */
	List<Span> deadlines() {
		List<Span> deadlines = new ArrayList<>(this.memory.deadlines());
		deadlines.addAll(this.pauses.deadlines());
		for (ModelMessage message : this.messages.values()) {
			if (message.isIn(Place.DELAYED) || message.isIn(Place.IN_FLIGHT)) {
				deadlines.add(message.until);
			}
			if (message.isIn(Place.DEAD) && !this.settings.deadLetters().keep().isZero()) {
				deadlines.add(message.until.plus(this.settings.deadLetters().keep().toMillis()));
			}
			if (message.isIn(Place.DEAD) && this.settings.deadLetters().max() > 0) {
				// Who died in the same millisecond has no order
				deadlines.add(message.until);
			}
			if (message.expires()) {
				deadlines.add(message.expiry());
			}
		}
		return deadlines;
	}

	Stream<ModelMessage> in(Place place) {
		return this.messages.values().stream().filter((message) -> message.isIn(place));
	}

	List<ModelMessage> inOrder(Place place) {
		if (place == Place.READY) {
			return this.ready.stream().map(this.messages::get).toList();
		}
		if (place == Place.WAITING) {
			return this.groups.waiting().map(this.messages::get).toList();
		}
		return in(place)
			.sorted(Comparator.<ModelMessage>comparingLong((message) -> message.until.from())
				.thenComparingInt((message) -> message.rank)
				.thenComparing((message) -> message.id))
			.toList();
	}

	long count(Place place) {
		return in(place).count();
	}

	ModelMessage add(String id, String payload, Letter letter, Moment moment) {
		long timeToLive = letter.timeToLive().orElse(this.settings.timeToLive().toMillis());
		ModelMessage message = new ModelMessage(id, payload, letter, ++this.sequence, moment.span(),
				(timeToLive > 0) ? timeToLive : -1);
		this.messages.put(id, message);
		return message;
	}

	/**
	 * To where new messages belong.
	 * @param message the message
	 */
	void join(ModelMessage message) {
		boolean leads = this.groups.leads(message);
		if (message.letter.group().isPresent() && !leads) {
			message.sequence = ++this.sequence;
		}
		if (!leads && !this.groups.join(message)) {
			message.place = Place.WAITING;
			return;
		}
		message.place = Place.READY;
		if (this.settings.type() == QueueType.LIFO) {
			this.ready.add(0, message.id);
		}
		else {
			this.ready.add(message.id);
		}
		sortByPriority();
	}

	/**
	 * To the end that is taken from next; the first of them will be the first taken.
	 * @param returned the messages
	 */
	void giveBack(List<ModelMessage> returned) {
		for (ModelMessage message : returned) {
			message.place = Place.READY;
		}
		this.ready.addAll(0, returned.stream().map((message) -> message.id).toList());
		sortByPriority();
	}

	void sortByPriority() {
		if (this.settings.type() == QueueType.PRIORITY) {
			int direction = (this.settings.order() == PriorityOrder.HIGHEST_FIRST) ? -1 : 1;
			this.ready.sort(Comparator.<String>comparingLong((id) -> direction * (long) priority(this.messages.get(id)))
				.thenComparingLong((id) -> this.messages.get(id).sequence));
		}
	}

	private static int priority(ModelMessage message) {
		return message.letter.priority().orElse(0);
	}

	void delay(ModelMessage message, Span due) {
		message.place = Place.DELAYED;
		message.until = due;
	}

	/**
	 * Changes when an untaken message is due. One that was not delayed leaves its group.
	 */
	void postpone(ModelMessage message, long delay, Moment moment) {
		if (delay == 0) {
			if (message.isIn(Place.DELAYED)) {
				join(message);
			}
			return;
		}
		if (!message.isIn(Place.DELAYED)) {
			this.ready.remove(message.id);
			message.tie = 0;
			delay(message, moment.in(delay));
			leave(message);
		}
		delay(message, moment.in(delay));
	}

	void lease(ModelMessage message, int receipt, Span until) {
		this.ready.remove(message.id);
		message.place = Place.IN_FLIGHT;
		message.tie = 0;
		message.attempts++;
		message.timeToLive = -1;
		message.receipt = receipt;
		message.until = until;
	}

	void bury(ModelMessage message, String reason, Moment moment) {
		this.ready.remove(message.id);
		message.place = Place.DEAD;
		message.tie = 0;
		message.reason = reason;
		message.until = moment.span();
		message.rank = 0;
		this.memory.settle(message, moment);
		leave(message);
		trim(2, moment);
	}

	/**
	 * Housekeeping of those who look: also deletes dead letters.
	 * @param moment when
	 */
	void look(Moment moment) {
		sweep(moment);
		trim(500, moment);
	}

	private void trim(int most, Moment moment) {
		List<ModelMessage> dead = inOrder(Place.DEAD);
		long keep = this.settings.deadLetters().keep().toMillis();
		long max = this.settings.deadLetters().max();
		long old = (keep == 0) ? 0
				: dead.stream().filter((message) -> message.until.plus(keep).reachedBy(moment.now())).count();
		long trimmed = Math.min(most, Math.max(old, (max == 0) ? 0 : dead.size() - max));
		dead.stream().limit(Math.max(0, trimmed)).forEach((message) -> remove(message, moment));
	}

	/**
	 * The next of its group has its turn behind all others.
	 */
	private void leave(ModelMessage message) {
		this.groups.leave(message).map(this.messages::get).ifPresent((next) -> {
			next.sequence = ++this.sequence;
			next.place = Place.READY;
			this.ready.add(next.id);
			sortByPriority();
		});
	}

	void remove(ModelMessage message, Moment moment) {
		this.ready.remove(message.id);
		this.messages.remove(message.id);
		if (!message.isIn(Place.DEAD)) {
			// The window of a dead letter began with its death
			this.memory.settle(message, moment);
		}
		this.memory.forget(message, moment);
		leave(message);
	}

	boolean isInLastAttempt(ModelMessage message) {
		return message.attempts >= message.letter.maxAttempts().orElse(this.settings.maxAttempts());
	}

	void handBack(ModelMessage message, Moment moment) {
		if (isInLastAttempt(message)) {
			bury(message, DeadLetter.MAX_ATTEMPTS, moment);
		}
		else {
			giveBack(List.of(message));
		}
	}

	/**
	 * Housekeeping: what expired dies, what is due gets ready, what was leased for too
	 * long goes back.
	 * @param moment when
	 */
	void sweep(Moment moment) {
		this.pauses.end(moment);
		this.messages.values()
			.stream()
			.filter((message) -> message.expires() && message.expiry().reachedBy(moment.now()))
			.sorted(Comparator.<ModelMessage>comparingLong((message) -> message.expiry().from())
				.thenComparing((message) -> message.id))
			.toList()
			.forEach((message) -> bury(message, DeadLetter.EXPIRED, moment));
		fallDue(moment);
		List<ModelMessage> returned = new ArrayList<>();
		for (ModelMessage message : reached(Place.IN_FLIGHT, moment)) {
			if (isInLastAttempt(message)) {
				bury(message, DeadLetter.MAX_ATTEMPTS, moment);
			}
			else {
				returned.add(message);
			}
		}
		tie(returned);
		giveBack(returned);
	}

	/**
	 * A part of housekeeping: what is due gets ready.
	 * @param moment when
	 */
	void fallDue(Moment moment) {
		List<ModelMessage> due = reached(Place.DELAYED, moment);
		tie(due);
		due.forEach(this::join);
	}

	private List<ModelMessage> reached(Place place, Moment moment) {
		return inOrder(place).stream().filter((message) -> message.until.reachedBy(moment.now())).toList();
	}

	/**
	 * Messages that come at the same moment may do so in any order.
	 */
	private void tie(Collection<ModelMessage> arriving) {
		ModelMessage last = null;
		if (this.settings.type() == QueueType.PRIORITY) {
			return;
		}
		for (ModelMessage message : arriving) {
			boolean together = last != null && last.until.overlaps(message.until);
			if (!together) {
				this.ties++;
			}
			message.tie = this.ties;
			last = message;
		}
	}

	/**
	 * Takes over the order that was seen.
	 * @param ids all ready messages
	 */
	void learnOrder(List<String> ids) {
		this.ready.clear();
		this.ready.addAll(ids);
		in(Place.READY).forEach((message) -> message.tie = 0);
	}

	@Override
	public String toString() {
		return "ready " + this.ready + " " + this.groups + " " + this.pauses + " " + this.limits + " " + this.memory
				+ " " + new TreeMap<>(this.messages);
	}

}
