package io.github.redisqueues.internal.queue.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What is paused, and until when.
 */
final class ModelPauses {

	private static final Span NEVER = Span.at(Long.MAX_VALUE);

	private Optional<Span> delivery = Optional.empty();

	private Optional<Span> sending = Optional.empty();

	ModelPauses copy() {
		ModelPauses copy = new ModelPauses();
		copy.delivery = this.delivery;
		copy.sending = this.sending;
		return copy;
	}

	void pauseDelivery(Optional<Span> end) {
		this.delivery = Optional.of(end.orElse(NEVER));
	}

	/**
	 * Opens the circuit for longer than a history lasts.
	 */
	void openCircuit() {
		this.delivery = this.delivery.or(() -> Optional.of(NEVER));
	}

	void pauseSending(Optional<Span> end) {
		this.sending = Optional.of(end.orElse(NEVER));
	}

	void resumeDelivery() {
		this.delivery = Optional.empty();
	}

	void resumeSending() {
		this.sending = Optional.empty();
	}

	/**
	 * Ends the pauses whose time is up.
	 */
	void end(Moment moment) {
		this.delivery = this.delivery.filter((end) -> !end.reachedBy(moment.now()));
		this.sending = this.sending.filter((end) -> !end.reachedBy(moment.now()));
	}

	boolean isDeliveryPaused() {
		return this.delivery.isPresent();
	}

	boolean isSendingPaused() {
		return this.sending.isPresent();
	}

	List<Span> deadlines() {
		List<Span> deadlines = new ArrayList<>(this.delivery.stream().toList());
		this.sending.ifPresent(deadlines::add);
		deadlines.remove(NEVER);
		deadlines.remove(NEVER);
		return deadlines;
	}

	@Override
	public String toString() {
		return "delivery paused " + this.delivery + ", sending paused " + this.sending;
	}

}
