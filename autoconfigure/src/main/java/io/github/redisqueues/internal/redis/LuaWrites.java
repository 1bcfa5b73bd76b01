package io.github.redisqueues.internal.redis;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Tells of each line of a script whether the script may have changed something before it
 * came to that line. Redis does not undo what a script did before it failed. Errs on the
 * side of a change: a line of a function may run at any time, and a line of a loop may
 * run after a later one of the same loop.
 */
final class LuaWrites {

	private static final Set<String> READS = Set.of("EXISTS", "GET", "HEXISTS", "HGET", "HLEN", "HMGET", "LINDEX",
			"LLEN", "LRANGE", "PTTL", "SCARD", "SISMEMBER", "SMISMEMBER", "TIME", "ZCARD", "ZCOUNT", "ZMSCORE",
			"ZRANGE", "ZRANK", "ZSCORE");

	private static final Pattern COMMAND = Pattern.compile("\\bredis\\.p?call\\b(?:\\('([A-Z]+)')?");

	private static final Pattern STRING = Pattern.compile("'(?:[^'\\\\]|\\\\.)*'");

	private static final Pattern CALL = Pattern.compile("(?<!\\bfunction )\\b(\\w+)\\(");

	private static final Pattern ALIAS = Pattern.compile("local (\\w+) = (\\w+)");

	private static final Pattern BLOCK = Pattern
		.compile("\\b(?:function\\b ?(\\w*)|(for|while|repeat)\\b|if\\b|(end|until)\\b)");

	private static final String LOOP = "loop";

	private static final String FUNCTION = "function ";

	private final List<String> lines;

	/**
	 * The functions that change something.
	 */
	private final Set<String> writers = new HashSet<>();

	private final boolean[] unsure;

	LuaWrites(String script) {
		this.lines = script.lines().toList();
		this.unsure = new boolean[this.lines.size()];
		int known;
		do {
			known = this.writers.size();
			read();
		}
		while (this.writers.size() > known);
		if (this.writers.contains("")) {
			// A function without a name may be called anywhere
			Arrays.fill(this.unsure, true);
		}
	}

	/**
	 * Returns whether something may have been changed before a line.
	 * @param line its number, from 1
	 */
	boolean mayPrecede(int line) {
		return line < 1 || line > this.unsure.length || this.unsure[line - 1];
	}

	private void read() {
		Deque<String> blocks = new ArrayDeque<>();
		boolean written = false;
		int loop = -1;
		for (int i = 0; i < this.lines.size(); i++) {
			String line = this.lines.get(i);
			Optional<String> function = blocks.stream().filter((block) -> block.startsWith(FUNCTION)).findFirst();
			boolean writes = writes(line);
			this.unsure[i] = written || function.isPresent();
			if (writes && function.isPresent()) {
				this.writers.add(function.get().substring(FUNCTION.length()));
			}
			written |= writes && function.isEmpty();
			loop = (function.isEmpty() && !blocks.contains(LOOP)) ? i : loop;
			boolean hasLoop = updateBlocks(line, blocks) || blocks.contains(LOOP);
			if (function.isEmpty() && hasLoop && written) {
				Arrays.fill(this.unsure, loop, i + 1, true);
			}
		}
	}

	/**
	 * Opens and closes the blocks of a line.
	 * @return whether a loop begins there
	 */
	private static boolean updateBlocks(String line, Deque<String> blocks) {
		boolean hasLoop = false;
		Matcher block = BLOCK.matcher(withoutTexts(line));
		while (block.find()) {
			if (block.group(3) != null) {
				blocks.pop();
			}
			else if (block.group(2) != null) {
				blocks.push(LOOP);
				hasLoop = true;
			}
			else {
				blocks.push((block.group(1) != null) ? FUNCTION + block.group(1) : "if");
			}
		}
		return hasLoop;
	}

	private boolean writes(String line) {
		Matcher alias = ALIAS.matcher(line);
		if (alias.matches() && this.writers.contains(alias.group(2))) {
			this.writers.add(alias.group(1));
		}
		return COMMAND.matcher(line)
			.results()
			.anyMatch((command) -> command.group(1) == null || !READS.contains(command.group(1)))
				|| CALL.matcher(withoutTexts(line)).results().anyMatch((call) -> this.writers.contains(call.group(1)));
	}

	private static String withoutTexts(String line) {
		return STRING.matcher(line).replaceAll("''");
	}

}
