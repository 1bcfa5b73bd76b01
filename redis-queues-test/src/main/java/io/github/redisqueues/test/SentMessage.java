package io.github.redisqueues.test;

import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;

import io.github.redisqueues.queue.DeadLetter;
import io.github.redisqueues.queue.MessageState;
import io.github.redisqueues.queue.PayloadException;
import io.github.redisqueues.queue.QueuedMessage;
import org.jspecify.annotations.Nullable;

/**
 * A message of a queue, wherever it is.
 *
 * @param <E> type of the payload
 * @param id the message's id
 * @param state where it is
 * @param payload its payload, null if it cannot be read
 * @param payloadText the payload as failure messages show it
 * @param delay by how much its sender delayed it
 * @param group its group
 * @param headers its headers
 */
record SentMessage<E>(String id, MessageState state, @Nullable E payload, String payloadText, Optional<Duration> delay,
		Optional<String> group, Map<String, String> headers) {

	static <E> SentMessage<E> of(QueuedMessage<E> message) {
		Optional<Instant> due = message.dueAt().filter((at) -> message.attempts() == 0);
		return of(message.id(), message.state(), message::payload,
				due.map((at) -> Duration.between(message.sentAt(), at)), message.group(), message.headers());
	}

	static <E> SentMessage<E> of(DeadLetter<E> letter) {
		return of(letter.id(), MessageState.DEAD, letter::payload, Optional.empty(), letter.group(), letter.headers());
	}

	private static <E> SentMessage<E> of(String id, MessageState state, Supplier<E> payload, Optional<Duration> delay,
			Optional<String> group, Map<String, String> headers) {
		try {
			E read = payload.get();
			return new SentMessage<>(id, state, read, String.valueOf(read), delay, group, headers);
		}
		catch (PayloadException ex) {
			return new SentMessage<>(id, state, null, "unreadable: " + ex.getMessage(), delay, group, headers);
		}
	}

	boolean hasPayload(Object expected) {
		return Objects.deepEquals(this.payload, expected);
	}

	@Override
	public String toString() {
		StringBuilder text = new StringBuilder(this.payloadText);
		text.append(" (").append(this.state.name().toLowerCase(Locale.ROOT).replace('_', ' '));
		this.delay.ifPresent((delay) -> text.append(", delayed by ").append(delay));
		this.group.ifPresent((group) -> text.append(", in group '").append(group).append('\''));
		if (!this.headers.isEmpty()) {
			text.append(", headers ").append(this.headers);
		}
		return text.append(", id ").append(this.id).append(')').toString();
	}

}
