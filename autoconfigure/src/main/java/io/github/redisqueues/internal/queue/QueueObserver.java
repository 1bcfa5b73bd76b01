package io.github.redisqueues.internal.queue;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

import io.github.redisqueues.RedisCallFailedException;
import io.github.redisqueues.internal.observer.CallCarrier;
import io.github.redisqueues.internal.observer.ObservedCall;
import io.github.redisqueues.queue.Delivery;
import io.github.redisqueues.queue.QueueEvent;
import io.github.redisqueues.queue.RedisQueue;

/**
 * Learns what happens where messages are sent, received and handled. Every method does
 * nothing by default. Safe for use by several threads.
 */
public interface QueueObserver {

	/**
	 * Observes nothing.
	 */
	QueueObserver NONE = new QueueObserver() {
	};

	/**
	 * Notes something that happened. Must not throw.
	 * @param event what happened
	 */
	default void happened(QueueEvent event) {
	}

	/**
	 * Notes that a call of this process to Redis failed. Must not throw.
	 * @param queue the queue
	 * @param failure why
	 */
	default void failed(String queue, RedisCallFailedException failure) {
	}

	/**
	 * Notes that a message was not stored because sending is paused. Must not throw.
	 * @param queue the queue
	 */
	default void refusedByPause(String queue) {
	}

	/**
	 * Notes that a tick of a schedule was due. Must not throw.
	 * @param schedule the schedule
	 * @param queue the queue that it sends to
	 * @param outcome what became of the tick
	 * @param late how long after its moment that was, by the server's clock
	 */
	default void ticked(String schedule, String queue, SchedulableQueue.Outcome outcome, Duration late) {
	}

	/**
	 * Decorates the handler of a listener.
	 * @param <E> type of the payloads
	 * @param listener the listener's id
	 * @param queue the queue that its messages come from
	 * @param handler the handler
	 * @return the handler to call instead
	 */
	default <E> Handler<E> decorate(String listener, RedisQueue<E> queue, Handler<E> handler) {
		return handler;
	}

	/**
	 * Returns whether this observes the calls that follow, and not only events. If no
	 * observer does, none of them is called.
	 * @return whether it does
	 */
	default boolean observesCalls() {
		return false;
	}

	/**
	 * Begins to observe a send to a queue or topic. Only the attempt to send that a
	 * transaction has deferred is observed, not the call that deferred it.
	 * @param call the send
	 * @return the call to end when Redis has answered
	 */
	default ObservedCall sending(OutgoingCall call) {
		return ObservedCall.NONE;
	}

	/**
	 * Notes that a call of the application has taken messages, one or more.
	 * @param queue the queue
	 * @param operation how they were taken
	 * @param messages the messages
	 */
	default void received(String queue, TakeOperation operation, List<? extends TakenMessage> messages) {
	}

	/**
	 * Returns whether this wants to know how long messages wait.
	 * @return whether {@link #waited} is to be called
	 */
	default boolean measuresWaits() {
		return false;
	}

	/**
	 * Notes that a listener or another consumer has leased a message for the first time.
	 * Called if {@link #measuresWaits()}.
	 * @param queue the queue
	 * @param wait for how long it had been ready, by the server's clock
	 */
	default void waited(String queue, Duration wait) {
	}

	/**
	 * Begins to observe the work on messages, which includes error handlers and ends when
	 * it is decided how the messages are settled.
	 * @param listener the listener's id
	 * @param queue the queue that its messages come from
	 * @param messages the messages, one or more
	 * @return the call to end
	 */
	default ObservedCall handling(String listener, String queue, List<? extends TakenMessage> messages) {
		return ObservedCall.NONE;
	}

	/**
	 * Begins to observe a subscriber's work on a message of a topic.
	 * @param topic the topic
	 * @param id id of the message
	 * @param headers its headers
	 * @return the call to end
	 */
	default ObservedCall hearing(String topic, String id, Map<String, String> headers) {
		return ObservedCall.NONE;
	}

	/**
	 * Remembers the current call of this thread.
	 * @return a carrier for other threads
	 */
	default CallCarrier carrier() {
		return CallCarrier.NONE;
	}

	/**
	 * Combines observers.
	 * @param observers the observers; the handler decorated by the last is the innermost
	 * @return an observer that passes everything to each of them
	 */
	static QueueObserver of(List<QueueObserver> observers) {
		return observers.isEmpty() ? NONE : (observers.size() == 1) ? observers.get(0) : new QueueObservers(observers);
	}

	/**
	 * Returns an observer of events.
	 * @param events takes each event, and must not throw
	 * @return the observer
	 */
	static QueueObserver ofEvents(Consumer<QueueEvent> events) {
		return new QueueObserver() {

			@Override
			public void happened(QueueEvent event) {
				events.accept(event);
			}

		};
	}

	/**
	 * The ways in which an application takes messages.
	 */
	enum TakeOperation {

		/**
		 * Under a lease.
		 */
		RECEIVE,

		/**
		 * For good.
		 */
		POLL

	}

	/**
	 * A handler of messages.
	 *
	 * @param <E> type of the payloads
	 */
	@FunctionalInterface
	interface Handler<E> {

		/**
		 * Handles messages.
		 * @param deliveries the messages
		 * @throws Exception if they could not be handled
		 */
		void handle(List<Delivery<E>> deliveries) throws Exception;

	}

}
