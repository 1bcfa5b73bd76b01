package io.github.redisqueues.internal.queue.model;

import java.util.List;
import java.util.concurrent.Callable;

import io.github.redisqueues.queue.DeadLetter;
import io.github.redisqueues.queue.QueuedMessage;

/**
 * What the queue answered to an operation: a value or an exception.
 *
 * @param value what was returned; null for none
 * @param failure what was thrown; null for nothing
 */
record Answer(Object value, Exception failure) {

	static Answer of(Callable<?> operation) {
		try {
			return new Answer(operation.call(), null);
		}
		catch (Exception ex) {
			return new Answer(null, ex);
		}
	}

	boolean is(Object expected) {
		return this.failure == null && expected.equals(this.value);
	}

	boolean failed(Class<? extends Exception> type) {
		return type.isInstance(this.failure);
	}

	boolean isEmpty() {
		return this.value instanceof List<?> list && list.isEmpty();
	}

	<T> T as(Class<T> type) {
		Mismatch.unless(this.failure == null, "no exception");
		return type.cast(this.value);
	}

	List<String> strings() {
		return list(String.class);
	}

	List<Held> deliveries() {
		return list(Held.class);
	}

	@SuppressWarnings("unchecked")
	List<QueuedMessage<String>> queued() {
		return (List<QueuedMessage<String>>) (List<?>) list(QueuedMessage.class);
	}

	@SuppressWarnings("unchecked")
	List<DeadLetter<String>> dead() {
		return (List<DeadLetter<String>>) (List<?>) list(DeadLetter.class);
	}

	private <T> List<T> list(Class<T> type) {
		return as(List.class).stream().map(type::cast).toList();
	}

	@Override
	public String toString() {
		if (this.failure != null) {
			return this.failure.toString();
		}
		return (this.value instanceof List<?> list) ? list.stream().map(Answer::describe).toList().toString()
				: String.valueOf(this.value);
	}

	private static String describe(Object element) {
		if (element instanceof QueuedMessage<?> message) {
			return "%s(%d%s)".formatted(message.payload(), message.attempts(),
					message.dueAt().map((dueAt) -> " due " + dueAt.toEpochMilli()).orElse(""));
		}
		if (element instanceof DeadLetter<?> letter) {
			return "%s(%d %s at %d)".formatted(letter.payload(), letter.attempts(), letter.reason(),
					letter.diedAt().toEpochMilli());
		}
		return element.toString();
	}

}
