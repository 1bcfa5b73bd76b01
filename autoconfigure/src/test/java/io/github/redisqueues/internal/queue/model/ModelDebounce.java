package io.github.redisqueues.internal.queue.model;

import java.util.Optional;

import io.github.redisqueues.internal.queue.model.ModelMessage.Place;

/**
 * What a debounced send does to the message that was sent before it.
 *
 * @param state the messages
 */
record ModelDebounce(ModelState state) {

	/**
	 * Replaces the message with the same deduplication id or id, if there is one that is
	 * delayed and nobody has had.
	 * @return the message that was replaced
	 */
	Optional<ModelMessage> replace(String payload, Letter letter, Moment moment) {
		Optional<ModelMessage> message = letter.deduplicationId()
			.flatMap(this.state.memory::holder)
			.flatMap(this::replaceable)
			.or(() -> letter.id().flatMap(this::replaceable));
		message.ifPresent((old) -> replace(old, payload, letter, moment));
		return message;
	}

	private Optional<ModelMessage> replaceable(String id) {
		return Optional.ofNullable(this.state.messages.get(id))
			.filter((message) -> message.isIn(Place.DELAYED) && message.attempts == 0);
	}

	private void replace(ModelMessage message, String payload, Letter letter, Moment moment) {
		long[] times = letter.debounce().orElseThrow();
		message.letter.deduplicationId()
			.filter((former) -> !letter.deduplicationId().equals(Optional.of(former)))
			.ifPresent((former) -> this.state.memory.release(former, message.id));
		letter.deduplicationId().ifPresent((id) -> this.state.memory.take(id, message.id));
		message.payload = payload;
		message.letter = letter;
		message.until = moment.in(times[0]).orEarlier(message.sent.plus(times[1]));
		long timeToLive = letter.timeToLive().orElse(this.state.settings.timeToLive().toMillis());
		message.timeToLive = (timeToLive > 0) ? timeToLive : -1;
		message.replaced = Optional.of(moment.span());
	}

}
