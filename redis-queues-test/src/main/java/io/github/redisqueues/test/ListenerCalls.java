package io.github.redisqueues.test;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

import io.github.redisqueues.internal.listener.DefaultQueueListenerContainer;
import io.github.redisqueues.internal.listener.HandledMessage;
import io.github.redisqueues.internal.observer.CallOutcome;
import io.github.redisqueues.internal.queue.ConsumableQueue;
import io.github.redisqueues.internal.queue.RedisDelivery;
import io.github.redisqueues.internal.queue.Settlement;
import io.github.redisqueues.queue.DeadLetter;
import io.github.redisqueues.queue.QueuedMessage;
import io.github.redisqueues.test.DeliveryOutcome.Result;
import org.jspecify.annotations.Nullable;

/**
 * Passes messages to a listener on the current thread, and finds out what became of them.
 *
 * @param <E> type of the payloads
 * @param container the listener's container, not started
 * @param queue its queue
 */
record ListenerCalls<E>(DefaultQueueListenerContainer<E> container, ConsumableQueue<E> queue) {

	DeliveryOutcome deliver(String id, int attempt) {
		return handle(List.of(new MessageTaker<>(this.queue).take(id, attempt))).get(0);
	}

	/**
	 * Delivers the next messages, up to a batch.
	 * @return empty if none is ready
	 */
	List<DeliveryOutcome> deliverNext() {
		List<RedisDelivery<E>> taken = this.queue.exchange(List.of(), this.container.settings().batchSize(), null)
			.deliveries();
		return taken.isEmpty() ? List.of() : handle(taken);
	}

	private List<DeliveryOutcome> handle(List<RedisDelivery<E>> messages) {
		List<HandledMessage> handled = this.container.handle(messages);
		long endedAt = System.nanoTime();
		return handled.stream().map((message) -> outcome(message, endedAt)).toList();
	}

	private DeliveryOutcome outcome(HandledMessage handled, long endedAt) {
		RedisDelivery<?> delivery = handled.delivery();
		Settlement settlement = handled.settlement();
		Result result = (settlement != null) ? result(delivery, settlement) : result(delivery.outcome());
		Duration delay = null;
		Duration tolerance = Duration.ZERO;
		String reason = null;
		if (result == Result.DEAD) {
			reason = this.queue.deadLetters().find(delivery.id()).map(DeadLetter::reason).orElse(null);
			// A dead letter that cannot be kept is deleted
			reason = (reason == null && settlement != null) ? settlement.reason() : reason;
		}
		else if (result == Result.RETRIED || result == Result.RELEASED) {
			Duration took = Duration.ofNanos(endedAt - delivery.takenAt()).plusMillis(1);
			delay = (settlement != null) ? settlement.delay() : remaining(delivery, took);
			tolerance = (settlement != null) ? Duration.ZERO : took;
		}
		return new DeliveryOutcome(this.queue.name(), delivery.id(), delivery.attempt(), result, delay, tolerance,
				reason, handled.failure());
	}

	private static Result result(RedisDelivery<?> delivery, Settlement settlement) {
		if (!delivery.isLeased()) {
			return Result.LEASE_LOST;
		}
		return switch (settlement.kind()) {
			case ACK -> Result.ACKED;
			case REJECT -> Result.DEAD;
			case GIVE_BACK -> Result.RELEASED;
			case RETRY, UNREADABLE -> (delivery.attempt() < delivery.maxAttempts()) ? Result.RETRIED : Result.DEAD;
		};
	}

	private static Result result(@Nullable CallOutcome outcome) {
		if (outcome == null) {
			return Result.UNSETTLED;
		}
		return switch (outcome) {
			case ACKED -> Result.ACKED;
			case RETRIED -> Result.RETRIED;
			case DEAD -> Result.DEAD;
			default -> Result.LEASE_LOST;
		};
	}

	/**
	 * Returns the delay that a handler has asked for, too short by the time that has
	 * passed since.
	 * @param took how long ago the message was taken, an upper bound
	 */
	private Duration remaining(RedisDelivery<?> delivery, Duration took) {
		Optional<Instant> due = this.queue.find(delivery.id()).flatMap(QueuedMessage::dueAt);
		Instant latestStart = delivery.leaseUntil().minus(delivery.leaseTime()).plus(took);
		return due.map((at) -> Duration.between(latestStart, at))
			.filter((left) -> !left.isNegative())
			.orElse(Duration.ZERO);
	}

}
