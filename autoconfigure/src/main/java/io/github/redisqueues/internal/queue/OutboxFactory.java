package io.github.redisqueues.internal.queue;

import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.github.redisqueues.queue.QueueSettings;

/**
 * Opens the outboxes of transactional queues. Safe for use by several threads.
 */
@FunctionalInterface
public interface OutboxFactory {

	/**
	 * That of an application without a database.
	 */
	OutboxFactory NONE = (settings, relay) -> {
		throw new IllegalStateException("Queue '" + settings.name() + "' is transactional, but there is no database"
				+ " to keep its messages in. Add spring-boot-starter-jdbc and a DataSource, or set queues.jdbc.url");
	};

	/**
	 * Opens the outbox of a queue.
	 * @param settings settings of a transactional queue
	 * @param redis the queue in Redis
	 * @return the outbox
	 */
	Outbox open(QueueSettings<?> settings, Target redis);

	/**
	 * A transactional queue in Redis, as what sends its messages sees it.
	 */
	interface Target {

		/**
		 * Asks what Redis knows of messages.
		 * @param ids their ids, up to 500
		 * @return their states, in this order
		 */
		List<State> states(List<String> ids);

		/**
		 * Sends a message, unless Redis has it. Does not block.
		 * @param message the message
		 * @return what became of it; fails if Redis did not answer, or refused it for now
		 */
		CompletableFuture<Outcome> send(OutboxMessage message);

		/**
		 * Asks whether Redis has lost the queue's data, or never had any.
		 * @return empty if not; otherwise a mark, also in later calls and other
		 * processes, until {@link #restored(String)} is called with it
		 */
		String lossMark();

		/**
		 * Notes that all messages were sent again.
		 * @param mark the mark that {@link #lossMark()} returned before
		 */
		void restored(String mark);

	}

	/**
	 * What Redis knows of a message.
	 */
	enum State {

		/**
		 * Nothing.
		 */
		UNKNOWN,

		/**
		 * It is ready, delayed or in flight.
		 */
		LIVING,

		/**
		 * It is a dead letter.
		 */
		DEAD

	}

	/**
	 * What became of a message that was sent.
	 */
	enum Outcome {

		/**
		 * Redis has it.
		 */
		QUEUED,

		/**
		 * Redis does not take it, because another message with the same deduplication id
		 * was sent shortly before.
		 */
		DROPPED

	}

}
