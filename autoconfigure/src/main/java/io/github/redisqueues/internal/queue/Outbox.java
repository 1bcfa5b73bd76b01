package io.github.redisqueues.internal.queue;

import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * Keeps the messages of one transactional queue in a database, from the transaction that
 * sends them to the one that handles them. What is called by a thread with a transaction
 * takes part in it. Throws the exceptions of Spring's data access. Safe for use by
 * several threads.
 */
public interface Outbox {

	/**
	 * That of a queue that is not transactional.
	 */
	Outbox NONE = new Outbox() {

		@Override
		public boolean isTransactional() {
			return false;
		}

		@Override
		public List<String> add(List<OutboxMessage> messages, boolean isNew,
				Supplier<CompletableFuture<OutboxFactory.Outcome>> send) {
			throw new UnsupportedOperationException("This queue is not transactional");
		}

		@Override
		public boolean claim(RedisDelivery<?> delivery) {
			throw new UnsupportedOperationException("This queue is not transactional");
		}

		@Override
		public <E> QueueObserver.Handler<E> transactional(String listener, QueueObserver.Handler<E> handler) {
			return handler;
		}

		@Override
		public Collection<String> remove(Collection<String> ids) {
			return List.of();
		}

		@Override
		public long removeLiving() {
			return 0;
		}

		@Override
		public void mark(Collection<String> ids, boolean areDead) {
		}

	};

	/**
	 * Returns whether the queue is transactional. If not, only
	 * {@link #transactional(String, QueueObserver.Handler)}, {@link #remove(Collection)},
	 * {@link #removeLiving()} and {@link #mark(Collection, boolean)} may be called, and
	 * do nothing.
	 * @return whether it is
	 */
	boolean isTransactional();

	/**
	 * Stores messages.
	 * @param messages the messages
	 * @param isNew whether no other message can have one of their ids
	 * @param send sends them to Redis after the commit, without blocking
	 * @return the ids of those that were not stored before
	 */
	List<String> add(List<OutboxMessage> messages, boolean isNew,
			Supplier<CompletableFuture<OutboxFactory.Outcome>> send);

	/**
	 * Removes the message of a delivery, if it is still there.
	 * @param delivery the delivery
	 * @return false if the message was handled or removed before
	 */
	boolean claim(RedisDelivery<?> delivery);

	/**
	 * Makes a handler run in a transaction that first removes its messages, and get only
	 * those that are still there.
	 * @param <E> type of the payloads
	 * @param listener the listener's name, for log lines
	 * @param handler the handler
	 * @return the handler to call instead
	 */
	<E> QueueObserver.Handler<E> transactional(String listener, QueueObserver.Handler<E> handler);

	/**
	 * Removes messages.
	 * @param ids their ids
	 * @return the ids of those that were there
	 */
	Collection<String> remove(Collection<String> ids);

	/**
	 * Removes all messages that are not dead letters.
	 * @return how many there were
	 */
	long removeLiving();

	/**
	 * Notes that messages are dead letters, which are not sent to Redis again, or no
	 * longer are.
	 * @param ids their ids
	 * @param areDead whether they are
	 */
	void mark(Collection<String> ids, boolean areDead);

}
