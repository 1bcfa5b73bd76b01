package io.github.redisqueues.internal.endpoint;

import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.util.Map;

import io.github.redisqueues.queue.MessageImport;
import io.github.redisqueues.queue.RedisQueue;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.InvalidEndpointRequestException;

/**
 * Exports messages of a queue as lines of JSON, and imports them. Safe for use by several
 * threads.
 */
final class QueueExports {

	/**
	 * Most characters of an import.
	 */
	static final int LARGEST_IMPORT = 1_000_000;

	private final PayloadViews views;

	QueueExports(PayloadViews views) {
		this.views = views;
	}

	/**
	 * Exports messages.
	 * @param state which ones
	 * @param visible whether the caller may see payloads
	 * @throws NotShownException if the caller may not see all of them
	 */
	ExportFile export(RedisQueue<?> queue, @Nullable String state, boolean visible) {
		if (!"dead".equals(state)) {
			throw new InvalidEndpointRequestException("Unknown state " + state, "state must be dead, but is " + state);
		}
		if (!visible) {
			throw new NotShownException("An export has payloads in it, which you may not see. The property"
					+ " management.endpoint.queues.show-payloads decides who may");
		}
		try {
			return ExportFile.write((target) -> queue.deadLetters().exportTo(new WholeLines(target, this.views)));
		}
		catch (IOException ex) {
			throw new UncheckedIOException("The export of queue '" + queue.name() + "' could not be written to the"
					+ " temporary folder: " + ex.getMessage(), ex);
		}
	}

	/**
	 * Adds messages of an export.
	 */
	static Map<String, Object> importLines(RedisQueue<?> queue, QueueWrites.Call call) {
		String lines = call.request().requireLines();
		if (lines.length() > LARGEST_IMPORT) {
			throw new IllegalArgumentException("One call imports at most " + LARGEST_IMPORT + " characters, but lines"
					+ " has " + lines.length() + "; split the export between two lines");
		}
		try {
			MessageImport done = queue.deadLetters().importFrom(new StringReader(lines));
			return Map.of("added", done.added(), "known", done.known());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
