package io.github.redisqueues.internal.queue.model;

import java.util.Optional;

/**
 * A message as the model knows it.
 */
final class ModelMessage {

	enum Place {

		READY, WAITING, DELAYED, IN_FLIGHT, DEAD

	}

	final String id;

	String payload;

	Letter letter;

	/**
	 * When it was sent, or when it joined or came to lead its group.
	 */
	long sequence;

	/**
	 * When it was sent; narrowed down as soon as the queue tells.
	 */
	Span sent;

	/**
	 * Since when it may stay untaken, if not since it was sent.
	 */
	Optional<Span> replaced = Optional.empty();

	/**
	 * How long it may stay untaken, -1 for ever.
	 */
	long timeToLive;

	Place place = Place.READY;

	/**
	 * When it falls due, its lease runs out, or it died.
	 */
	Span until;

	/**
	 * Deliveries so far.
	 */
	int attempts;

	/**
	 * The delivery that holds it.
	 */
	int receipt;

	/**
	 * Ready messages of one tie may stand in any order among themselves, as they came
	 * there at one moment; 0 is no tie.
	 */
	long tie;

	/**
	 * Where it stood among dead letters of the same moment.
	 */
	int rank;

	String reason = "";

	/**
	 * Why processes could not read it.
	 */
	String unreadable = "";

	ModelMessage(String id, String payload, Letter letter, long sequence, Span sent, long timeToLive) {
		this.id = id;
		this.payload = payload;
		this.letter = letter;
		this.sequence = sequence;
		this.sent = sent;
		this.until = sent;
		this.timeToLive = timeToLive;
	}

	/**
	 * Notes that a process could not read it.
	 * @return the reasons of all processes
	 */
	String unreadable(String reason) {
		this.unreadable = this.unreadable.isEmpty() ? "unreadable: " + reason : this.unreadable + "; " + reason;
		return this.unreadable;
	}

	ModelMessage copy() {
		ModelMessage copy = new ModelMessage(this.id, this.payload, this.letter, this.sequence, this.sent,
				this.timeToLive);
		copy.place = this.place;
		copy.replaced = this.replaced;
		copy.unreadable = this.unreadable;
		copy.until = this.until;
		copy.attempts = this.attempts;
		copy.receipt = this.receipt;
		copy.tie = this.tie;
		copy.rank = this.rank;
		copy.reason = this.reason;
		return copy;
	}

	boolean isIn(Place place) {
		return this.place == place;
	}

	boolean isUntaken() {
		return isIn(Place.READY) || isIn(Place.WAITING) || isIn(Place.DELAYED);
	}

	boolean expires() {
		return this.timeToLive >= 0 && isUntaken();
	}

	Span expiry() {
		return this.replaced.orElse(this.sent).plus(this.timeToLive);
	}

	/**
	 * Narrows the moment of sending down to what the queue says it was.
	 * @param sentAt what the queue says
	 */
	void learnSent(long sentAt) {
		Mismatch.unless(this.sent.contains(sentAt), "%s was sent at %s, not at %d", this.payload, this.sent, sentAt);
		this.sent = Span.at(sentAt);
	}

	void learnUntil(String what, long until) {
		Mismatch.unless(this.until.contains(until), "%s is %s at %s, not at %d", this.payload, what, this.until, until);
		this.until = Span.at(until);
	}

	@Override
	public String toString() {
		return "%s %s until %s attempts %d receipt %d tie %d sent %s replaced %s ttl %d %s".formatted(this.payload,
				this.place, this.until, this.attempts, this.receipt, this.tie, this.sent, this.replaced,
				this.timeToLive, this.reason);
	}

}
