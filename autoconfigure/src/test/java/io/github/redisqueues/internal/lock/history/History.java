package io.github.redisqueues.internal.lock.history;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * What one process did, in a file that outlives it. Each event is written before what
 * follows it is done. Safe for use by several threads.
 */
public final class History implements AutoCloseable {

	private final FileChannel channel;

	public History(Path file) throws IOException {
		this.channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE,
				StandardOpenOption.APPEND);
	}

	public void add(Event... events) throws IOException {
		StringBuilder lines = new StringBuilder();
		for (Event event : events) {
			lines.append(event.toLine()).append('\n');
		}
		ByteBuffer bytes = ByteBuffer.wrap(lines.toString().getBytes(StandardCharsets.UTF_8));
		synchronized (this) {
			while (bytes.hasRemaining()) {
				this.channel.write(bytes);
			}
		}
	}

	/**
	 * Adds one event to a file.
	 * @param file the file
	 * @param event the event
	 */
	public static void append(Path file, Event event) {
		try (History history = new History(file)) {
			history.add(event);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	@Override
	public void close() throws IOException {
		this.channel.close();
	}

	/**
	 * Reads what processes left behind. The last line of a file does not count if its
	 * process died while writing it.
	 * @param files where the lines are
	 * @return the events in the order of their moments
	 */
	public static List<Event> read(List<Path> files) {
		List<Event> events = new ArrayList<>();
		for (Path file : files) {
			try {
				String text = Files.exists(file) ? Files.readString(file) : "";
				text.substring(0, text.lastIndexOf('\n') + 1).lines().map(Event::parse).forEach(events::add);
			}
			catch (IOException ex) {
				throw new IllegalStateException(ex);
			}
		}
		events.sort(Comparator.comparingLong(Event::at));
		return events;
	}

}
