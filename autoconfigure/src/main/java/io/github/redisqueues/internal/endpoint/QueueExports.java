package io.github.redisqueues.internal.endpoint;

import java.io.IOException;
import java.io.Reader;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.util.Map;

import io.github.redisqueues.queue.MessageImport;
import io.github.redisqueues.queue.RedisQueue;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.InvalidEndpointRequestException;
import org.springframework.boot.json.JsonParseException;
import org.springframework.boot.json.JsonParserFactory;

/**
 * Exports messages of a queue as lines of JSON, and imports them. Safe for use by several
 * threads.
 */
final class QueueExports {

	/**
	 * Most characters of an import of several lines. A single line, which cannot be
	 * split, may be longer.
	 */
	static final int LARGEST_IMPORT = 1_000_000;

	private final PayloadViews views;

	QueueExports(PayloadViews views) {
		this.views = views;
	}

	/**
	 * Exports messages.
	 * @param state dead for dead letters, null for those that are ready or delayed
	 * @param visible whether the caller may see payloads
	 * @throws NotShownException if the caller may not see all of them
	 */
	ExportFile export(RedisQueue<?> queue, @Nullable String state, boolean visible) {
		if (state != null && !state.equals("dead")) {
			throw new InvalidEndpointRequestException("Unknown state " + state,
					"state must be dead, or missing for all messages that are ready or delayed, but is " + state);
		}
		if (!visible) {
			throw new NotShownException("An export has payloads in it, which you may not see. The property"
					+ " management.endpoint.queues.show-payloads decides who may");
		}
		try {
			return ExportFile.write((target) -> {
				WholeLines lines = new WholeLines(target, this.views);
				if (state != null) {
					queue.deadLetters().exportTo(lines);
				}
				else {
					queue.exportTo(lines);
				}
			});
		}
		catch (IOException ex) {
			throw new UncheckedIOException("The export of queue '" + queue.name() + "' could not be written to the"
					+ " temporary folder: " + ex.getMessage(), ex);
		}
	}

	/**
	 * Adds messages of an export. Its first line tells whether they are dead letters.
	 */
	static Map<String, Object> importLines(RedisQueue<?> queue, QueueWrites.Call call) {
		String lines = call.request().requireLines();
		if (lines.length() > LARGEST_IMPORT && lines.lines().filter((line) -> !line.isBlank()).limit(2).count() != 1) {
			throw new IllegalArgumentException("One call imports one line of any length, or several of at most "
					+ LARGEST_IMPORT + " characters in all, but lines has " + lines.length()
					+ "; split the export between two lines, or import it in code with importFrom");
		}
		try {
			boolean areDead = lines.lines()
				.map((line) -> line.startsWith("\uFEFF") ? line.substring(1) : line)
				.filter((line) -> !line.isBlank())
				.findFirst()
				.map((line) -> JsonParserFactory.getJsonParser().parseMap(line).containsKey("diedAt"))
				.orElse(false);
			Reader source = new StringReader(lines);
			MessageImport done = areDead ? queue.deadLetters().importFrom(source) : queue.importFrom(source);
			return Map.of("added", done.added(), "known", done.known());
		}
		catch (JsonParseException ex) {
			throw new IllegalArgumentException("The first line is not JSON, so this is no export", ex);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
