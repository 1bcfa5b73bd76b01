package io.github.redisqueues.testing.history;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.function.Function;

/**
 * What one process did, in a file that outlives it. Each event is written before what
 * follows it is done. Safe for use by several threads.
 */
public final class HistoryFile implements AutoCloseable {

	private final FileChannel channel;

	public HistoryFile(Path file) throws IOException {
		this.channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE,
				StandardOpenOption.APPEND);
	}

	public void add(HistoryEvent... events) throws IOException {
		StringBuilder lines = new StringBuilder();
		for (HistoryEvent event : events) {
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
	public static void append(Path file, HistoryEvent event) {
		try (HistoryFile history = new HistoryFile(file)) {
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
	 * Reads what a process left behind. The last line does not count if the process died
	 * while writing it.
	 * @param file where the lines are
	 * @param parser reads a line
	 * @param <E> type of the events
	 * @return the events in the order of the lines
	 */
	public static <E> List<E> read(Path file, Function<String, E> parser) {
		try {
			String text = Files.exists(file) ? Files.readString(file) : "";
			return text.substring(0, text.lastIndexOf('\n') + 1).lines().map(parser).toList();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
