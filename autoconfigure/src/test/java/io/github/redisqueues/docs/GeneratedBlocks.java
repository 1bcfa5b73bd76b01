package io.github.redisqueues.docs;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A Markdown page in which some blocks are generated. A marker such as
 * {@code <!-- snippet: Checkout.java#checkout -->} names what the block under it has to
 * be.
 *
 * @param lines the lines of the page
 */
record GeneratedBlocks(List<String> lines) {

	private static final Pattern MARKER = Pattern.compile("<!-- (\\w+): (.+) -->");

	private static final Pattern CODE = Pattern.compile("\\s*```(java|yaml)");

	private static final String FENCE = "```";

	static GeneratedBlocks of(String page) {
		return new GeneratedBlocks(page.lines().toList());
	}

	/**
	 * Replaces the blocks of one kind.
	 * @param kind the first word of the markers
	 * @param generator makes a block of what its marker names
	 * @return the page
	 */
	GeneratedBlocks fill(String kind, UnaryOperator<String> generator) {
		List<String> filled = new ArrayList<>();
		for (int i = 0; i < this.lines.size(); i++) {
			Matcher marker = MARKER.matcher(this.lines.get(i));
			filled.add(this.lines.get(i));
			if (marker.matches() && marker.group(1).equals(kind)) {
				i = endOfBlock(i + 1) - 1;
				filled.addAll(generator.apply(marker.group(2)).lines().toList());
			}
		}
		return new GeneratedBlocks(filled);
	}

	/**
	 * Returns what the markers of one kind name.
	 */
	List<String> markers(String kind) {
		return this.lines.stream()
			.map(MARKER::matcher)
			.filter((marker) -> marker.matches() && marker.group(1).equals(kind))
			.map((marker) -> marker.group(2))
			.toList();
	}

	/**
	 * Returns the numbers of the lines on which Java or YAML begins without a marker.
	 */
	List<Integer> unmarkedCode() {
		List<Integer> unmarked = new ArrayList<>();
		for (int i = 0; i < this.lines.size(); i++) {
			if (CODE.matcher(this.lines.get(i)).matches()
					&& (i == 0 || !MARKER.matcher(this.lines.get(i - 1)).matches())) {
				unmarked.add(i + 1);
			}
		}
		return unmarked;
	}

	private int endOfBlock(int start) {
		if (start == this.lines.size() || !this.lines.get(start).startsWith(FENCE)) {
			int end = start;
			while (end < this.lines.size() && !this.lines.get(end).isBlank()) {
				end++;
			}
			return end;
		}
		int end = start + 1;
		while (!this.lines.get(end).equals(FENCE)) {
			end++;
		}
		return end + 1;
	}

	@Override
	public String toString() {
		return String.join("\n", this.lines) + "\n";
	}

}
