package io.github.redisqueues.docs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The snippets of the documentation: the tagged parts of {@code com.acme}, in this module
 * and in that of the test support, by file and tag.
 */
final class Snippets {

	private static final List<Path> SOURCES = List.of(Path.of("src/test/java/com/acme"),
			Path.of("src/test/resources/com/acme"), Path.of("../redis-queues-test/src/test/java/com/acme"));

	private static final Pattern TAG = Pattern.compile("\\s*(?://|#) (tag|end)::([a-z-]+)\\[\\]");

	private static final Pattern INDENT = Pattern.compile("[\\t ]*");

	private final Map<String, String> blocks = new LinkedHashMap<>();

	Snippets() {
		for (Path source : SOURCES) {
			try (Stream<Path> files = Files.list(source)) {
				files.sorted().forEach(this::read);
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
		}
	}

	/**
	 * Returns a snippet as a fenced block.
	 * @param name file and tag, such as {@code Checkout.java#checkout}
	 */
	String get(String name) {
		return Objects.requireNonNull(this.blocks.get(name),
				() -> "There is no snippet " + name + ". There are: " + this.blocks.keySet());
	}

	Iterable<String> names() {
		return this.blocks.keySet();
	}

	private void read(Path file) {
		Map<String, List<String>> open = new LinkedHashMap<>();
		String name = file.getFileName().toString();
		for (String line : Documentation.read(file).lines().toList()) {
			Matcher tag = TAG.matcher(line);
			if (!tag.matches()) {
				open.values().forEach((lines) -> lines.add(line));
			}
			else if (tag.group(1).equals("tag")) {
				open.put(tag.group(2), new ArrayList<>());
			}
			else {
				List<String> lines = Objects.requireNonNull(open.remove(tag.group(2)), () -> line + " in " + name);
				this.blocks.put(name + "#" + tag.group(2), fenced(name.substring(name.indexOf('.') + 1), lines));
			}
		}
		if (!open.isEmpty()) {
			throw new IllegalStateException("Snippets of " + name + " without an end: " + open.keySet());
		}
	}

	private static String fenced(String language, List<String> lines) {
		int indent = lines.stream().filter((line) -> !line.isBlank()).mapToInt(Snippets::indent).min().orElse(0);
		StringBuilder block = new StringBuilder("```" + language + "\n");
		lines.forEach((line) -> block.append(line.isBlank() ? "" : line.substring(indent).replace("\t", "    "))
			.append('\n'));
		return block.append("```").toString();
	}

	private static int indent(String line) {
		Matcher matcher = INDENT.matcher(line);
		return matcher.lookingAt() ? matcher.end() : 0;
	}

}
