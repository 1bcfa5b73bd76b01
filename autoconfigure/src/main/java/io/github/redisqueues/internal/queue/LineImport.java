package io.github.redisqueues.internal.queue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Reader;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Function;

import io.github.redisqueues.queue.MessageImport;

/**
 * Reads an export line by line and adds its messages page by page.
 *
 * @param <L> type of what a line has in it
 * @param queue name of the queue
 * @param what what a line is, such as {@code dead letter}
 * @param parse reads a line
 * @param add adds a page, each script with the call
 */
record LineImport<L>(String queue, String what, Function<String, L> parse, BiConsumer<List<L>, PartialCall> add) {

	/**
	 * How many messages one script reads or adds.
	 */
	static final int PAGE = 100;

	/**
	 * What some editors and shells put before the first line.
	 */
	private static final String BYTE_ORDER_MARK = "\uFEFF";

	MessageImport read(Reader source) throws IOException {
		BufferedReader lines = new BufferedReader(source);
		PartialCall added = new PartialCall("imported");
		List<L> page = new ArrayList<>();
		long read = 0;
		long number = 0;
		for (String line = lines.readLine(); line != null; line = lines.readLine()) {
			number++;
			line = line.startsWith(BYTE_ORDER_MARK) ? line.substring(1) : line;
			if (!line.isBlank()) {
				page.add(parse(line, number, added));
				read++;
			}
			if (page.size() == PAGE) {
				this.add.accept(page, added);
				page.clear();
			}
		}
		if (!page.isEmpty()) {
			this.add.accept(page, added);
		}
		return new MessageImport(added.done(), read - added.done());
	}

	private L parse(String line, long number, PartialCall added) {
		try {
			return this.parse.apply(line);
		}
		catch (IllegalArgumentException ex) {
			throw new IllegalArgumentException("Line " + number + " is no " + this.what + " of an export: "
					+ ex.getMessage() + ". " + added.done() + " messages were added to queue '" + this.queue
					+ "' before; importing the corrected lines again adds the others", ex);
		}
	}

}
