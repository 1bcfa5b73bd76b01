package io.github.redisqueues.internal.queue.model;

import java.util.Collection;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What the model remembers to tell duplicates: deduplication ids of unsettled messages,
 * and those and message ids for a while after.
 */
final class ModelMemory {

	private final long window;

	private final TreeMap<String, Entry> deduplicationIds = new TreeMap<>();

	private final TreeMap<String, Span> ids = new TreeMap<>();

	ModelMemory(long window) {
		this.window = window;
	}

	ModelMemory copy() {
		ModelMemory copy = new ModelMemory(this.window);
		copy.deduplicationIds.putAll(this.deduplicationIds);
		copy.ids.putAll(this.ids);
		return copy;
	}

	Collection<Span> deadlines() {
		TreeMap<String, Span> deadlines = new TreeMap<>(this.ids);
		this.deduplicationIds
			.forEach((id, entry) -> entry.until().ifPresent((until) -> deadlines.put("d" + id, until)));
		return deadlines.values();
	}

	Optional<Entry> standing(String deduplicationId, Moment moment) {
		return Optional.ofNullable(this.deduplicationIds.get(deduplicationId))
			.filter((entry) -> !entry.until().filter((until) -> until.reachedBy(moment.now())).isPresent());
	}

	boolean remembers(String id, Moment moment) {
		Span until = this.ids.get(id);
		return until != null && !until.reachedBy(moment.now());
	}

	/**
	 * Returns the message that a deduplication id leads to, whether or not it is settled.
	 */
	Optional<String> holder(String deduplicationId) {
		return Optional.ofNullable(this.deduplicationIds.get(deduplicationId)).map(Entry::id);
	}

	void release(String deduplicationId, String id) {
		this.deduplicationIds.computeIfPresent(deduplicationId, (key, entry) -> entry.id().equals(id) ? null : entry);
	}

	void take(String deduplicationId, String id) {
		this.deduplicationIds.put(deduplicationId, new Entry(id, Optional.empty(), false));
	}

	/**
	 * The message is done with or dead: its deduplication id is free, after the window.
	 * One that died, came back after the window and is settled once more may be
	 * remembered for another one or not.
	 */
	void settle(ModelMessage message, Moment moment) {
		message.letter.deduplicationId().ifPresent((deduplicationId) -> {
			Entry entry = this.deduplicationIds.get(deduplicationId);
			if (entry == null || !entry.id().equals(message.id)) {
				return;
			}
			if (this.window == 0) {
				this.deduplicationIds.remove(deduplicationId);
				return;
			}
			boolean over = entry.until().filter((until) -> until.reachedBy(moment.now())).isPresent();
			this.deduplicationIds.put(deduplicationId,
					new Entry(message.id, Optional.of(moment.in(this.window)), over || entry.unsure()));
		});
	}

	void forget(ModelMessage message, Moment moment) {
		if (this.window > 0) {
			this.ids.put(message.id, moment.in(this.window));
		}
	}

	@Override
	public String toString() {
		return this.deduplicationIds + " " + this.ids;
	}

	/**
	 * Who stands for a deduplication id.
	 *
	 * @param id the message
	 * @param until when it is forgotten; empty while the message is unsettled
	 * @param unsure whether the contract leaves open that it is remembered at all
	 */
	record Entry(String id, Optional<Span> until, boolean unsure) {

	}

}
