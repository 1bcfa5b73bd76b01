package io.github.redisqueues.internal.queue.history;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

import io.github.redisqueues.internal.queue.history.Event.Kind;

/**
 * What happened, in the order in which it was written down. Safe for use by several
 * threads.
 */
public final class History {

	private final Queue<Event> events = new ConcurrentLinkedQueue<>();

	public void add(Event event) {
		this.events.add(event);
	}

	public void addAll(Collection<Event> events) {
		this.events.addAll(events);
	}

	public List<Event> events() {
		return List.copyOf(this.events);
	}

	public List<Event> events(Kind kind) {
		return this.events.stream().filter((event) -> event.kind() == kind).toList();
	}

	/**
	 * Reads the history that a process left behind. Its last line does not count if the
	 * process died while writing it.
	 * @param file where the lines are
	 * @return the events
	 */
	public static List<Event> read(Path file) {
		try {
			String text = Files.exists(file) ? Files.readString(file) : "";
			List<Event> events = new ArrayList<>();
			text.substring(0, text.lastIndexOf('\n') + 1).lines().map(Event::parse).forEach(events::add);
			return events;
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
