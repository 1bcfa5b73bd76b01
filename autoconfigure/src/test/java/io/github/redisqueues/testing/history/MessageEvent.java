package io.github.redisqueues.testing.history;

import io.github.redisqueues.queue.Delivery;

/**
 * Something that happened to a message, written down outside of what may fail.
 *
 * @param kind what happened
 * @param message what names the message: its payload, as each is sent with one of its own
 * @param by who did it: a producer or a consumer
 * @param number the message's number among those of its producer
 * @param attempt which delivery it is about; 0 for none
 * @param leaseUntil when its lease runs out, in milliseconds of the server's clock; 0 for
 * none
 */
public record MessageEvent(Kind kind, String message, String by, long number, int attempt,
		long leaseUntil) implements HistoryEvent {

	/**
	 * What can happen to a message.
	 */
	public enum Kind {

		/**
		 * A send was acknowledged.
		 */
		SENT,

		/**
		 * A send was not answered.
		 */
		PERHAPS_SENT,

		/**
		 * A consumer was given the message.
		 */
		TAKEN,

		/**
		 * The consumer settled it.
		 */
		SETTLED,

		/**
		 * The consumer was told that its lease was lost.
		 */
		LEASE_LOST,

		/**
		 * The consumer handed it back.
		 */
		RETURNED,

		/**
		 * The consumer was killed while it may have held it.
		 */
		KILLED;

		boolean explainsRedelivery() {
			return this == LEASE_LOST || this == RETURNED || this == KILLED;
		}

	}

	/**
	 * A send that was acknowledged.
	 * @param message the message
	 * @param producer who sent it
	 * @param number its number among those of the producer
	 * @return the event
	 */
	public static MessageEvent sent(String message, String producer, long number) {
		return new MessageEvent(Kind.SENT, message, producer, number, 0, 0);
	}

	/**
	 * A message that was polled.
	 * @param message the message
	 * @param consumer who took it
	 * @return the event
	 */
	public static MessageEvent taken(String message, String consumer) {
		return new MessageEvent(Kind.TAKEN, message, consumer, 0, 0, 0);
	}

	/**
	 * Something about a delivery.
	 * @param kind what
	 * @param delivery the delivery
	 * @param consumer who has it
	 * @return the event
	 */
	public static MessageEvent of(Kind kind, Delivery<String> delivery, String consumer) {
		return new MessageEvent(kind, delivery.payload(), consumer, 0, delivery.attempt(),
				delivery.leaseUntil().toEpochMilli());
	}

	/**
	 * The same about another kind of event.
	 * @param kind what happened
	 * @return the event
	 */
	public MessageEvent as(Kind kind) {
		return new MessageEvent(kind, this.message, this.by, this.number, this.attempt, this.leaseUntil);
	}

	/**
	 * Reads a line.
	 * @param line what {@link #toLine()} wrote
	 * @return the event
	 */
	public static MessageEvent parse(String line) {
		String[] words = line.split(" ");
		return new MessageEvent(Kind.valueOf(words[0]), words[1], words[2], Long.parseLong(words[3]),
				Integer.parseInt(words[4]), Long.parseLong(words[5]));
	}

	@Override
	public String toLine() {
		return this.kind + " " + this.message + " " + this.by + " " + this.number + " " + this.attempt + " "
				+ this.leaseUntil;
	}

}
