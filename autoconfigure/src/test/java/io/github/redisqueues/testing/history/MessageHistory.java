package io.github.redisqueues.testing.history;

import java.util.Collection;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

import io.github.redisqueues.testing.history.MessageEvent.Kind;

/**
 * What happened, in the order in which it was written down. Safe for use by several
 * threads.
 */
public final class MessageHistory {

	private final Queue<MessageEvent> events = new ConcurrentLinkedQueue<>();

	public void add(MessageEvent event) {
		this.events.add(event);
	}

	public void addAll(Collection<MessageEvent> events) {
		this.events.addAll(events);
	}

	public List<MessageEvent> events() {
		return List.copyOf(this.events);
	}

	public List<MessageEvent> events(Kind kind) {
		return this.events.stream().filter((event) -> event.kind() == kind).toList();
	}

}
