package io.github.redisqueues.internal.queue.model;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Which message of each group is its head, and who waits behind it.
 */
final class ModelGroups {

	private final TreeMap<String, String> heads = new TreeMap<>();

	private final TreeMap<String, List<String>> lines = new TreeMap<>();

	ModelGroups copy() {
		ModelGroups copy = new ModelGroups();
		copy.heads.putAll(this.heads);
		this.lines.forEach((group, line) -> copy.lines.put(group, new ArrayList<>(line)));
		return copy;
	}

	boolean leads(ModelMessage message) {
		return message.letter.group().map(this.heads::get).filter(message.id::equals).isPresent();
	}

	/**
	 * Adds a message to its group.
	 * @param message the message
	 * @return whether it may be taken: it has no group, or is its head now
	 */
	boolean join(ModelMessage message) {
		if (message.letter.group().isEmpty()) {
			return true;
		}
		String group = message.letter.group().get();
		if (this.heads.putIfAbsent(group, message.id) == null) {
			return true;
		}
		this.lines.computeIfAbsent(group, (key) -> new ArrayList<>()).add(message.id);
		return false;
	}

	/**
	 * Takes a message out of its group.
	 * @param message the message
	 * @return the one that is the head instead, if that has changed
	 */
	Optional<String> leave(ModelMessage message) {
		if (message.letter.group().isEmpty()) {
			return Optional.empty();
		}
		String group = message.letter.group().get();
		List<String> line = this.lines.getOrDefault(group, new ArrayList<>());
		if (!leads(message)) {
			line.remove(message.id);
			return Optional.empty();
		}
		if (line.isEmpty()) {
			this.heads.remove(group);
			return Optional.empty();
		}
		this.heads.put(group, line.remove(0));
		return Optional.of(this.heads.get(group));
	}

	/**
	 * Who waits, group by group.
	 * @return the ids
	 */
	Stream<String> waiting() {
		return this.lines.values().stream().flatMap(List::stream);
	}

	@Override
	public String toString() {
		Map<String, List<String>> waiting = new HashMap<>(this.lines);
		waiting.values().removeIf(List::isEmpty);
		return "heads " + this.heads + " waiting " + new TreeMap<>(waiting);
	}

}
