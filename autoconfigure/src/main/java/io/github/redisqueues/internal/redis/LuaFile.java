package io.github.redisqueues.internal.redis;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One Lua file: its header, its constants and its lines of code. Immutable.
 */
final class LuaFile {

	static final String FRAGMENTS = "fragments/";

	private static final Pattern WORD = Pattern.compile("-- ([A-Z][A-Za-z]*(?: [a-z]+)?):(?: (.*))?");

	private static final Pattern NAME = Pattern.compile("(\\w+)(\\(\\))?(?: \\(.*\\))?");

	private static final Pattern CONSTANT = Pattern
		.compile("local ([A-Z][A-Z0-9_]*) = (-?[0-9]+|'(?:[^'\\\\]|\\\\.)*')(?: *--.*)?");

	private static final Pattern FUNCTION = Pattern.compile("local function (\\w+)");

	private static final Pattern DECLARATION = Pattern
		.compile("\\blocal (?!function)([\\w, ]+)|\\bfunction (\\w+)|\\bfunction[ \\w]*\\(([\\w, ]*)\\)"
				+ "|\\bfor ([\\w, ]+?) ?(?:=|in\\b)");

	private static final List<String> OF_SCRIPTS = List.of("KEYS", "ARGV", "Returns", "Called by");

	private static final List<String> OF_FRAGMENTS = List.of("KEYS", "Needs", "Provides", "Inlined");

	private static final String INCLUDE = "--@ ";

	private static final String NONE = "none";

	private final String name;

	private final Map<String, String> header = new LinkedHashMap<>();

	private final Map<String, String> constants = new LinkedHashMap<>();

	private final List<Line> lines = new ArrayList<>();

	LuaFile(String name, String source) {
		this.name = name;
		List<String> all = source.lines().toList();
		int number = readHeader(all);
		String function = "";
		for (String line : all.subList(number, all.size())) {
			number++;
			String text = line.strip();
			Matcher definition = FUNCTION.matcher(line);
			if (definition.lookingAt()) {
				function = group(definition, 1);
			}
			Matcher constant = CONSTANT.matcher(line);
			if (constant.matches()) {
				this.constants.put(group(constant, 1), group(constant, 2));
			}
			else if (text.startsWith(INCLUDE) || (!text.isEmpty() && !text.startsWith("--"))) {
				String included = text.startsWith(INCLUDE) ? text.substring(INCLUDE.length()) : "";
				this.lines.add(new Line(number, text, !line.equals(text), function, included));
			}
			if (line.equals("end")) {
				function = "";
			}
		}
	}

	/**
	 * A line that is not only a comment.
	 *
	 * @param number its number in the file, from 1
	 * @param text the line without its indentation
	 * @param indented whether it is indented, that is, inside a block
	 * @param function the name of the function that the line is part of, if that is not
	 * inside a block; otherwise empty
	 * @param included the name of the fragment that it stands for; empty if it is code
	 */
	record Line(int number, String text, boolean indented, String function, String included) {

		boolean isInclude() {
			return !this.included.isEmpty();
		}

		/**
		 * Returns whether the line begins the function that it is part of.
		 */
		boolean isDefinition() {
			return !this.function.isEmpty() && FUNCTION.matcher(this.text).lookingAt() && !this.indented;
		}

		/**
		 * Returns the names that the line declares: locals, functions, parameters and
		 * loop variables.
		 */
		Set<String> declared() {
			Set<String> names = new LinkedHashSet<>();
			Matcher matcher = DECLARATION.matcher(this.text);
			for (int from = 0; matcher.find(from);) {
				// A function's name and its parameters match at the same place
				from = (matcher.group(2) != null) ? matcher.start() + 1 : matcher.end();
				for (int i = 1; i <= matcher.groupCount(); i++) {
					names.addAll(List.of(group(matcher, i).strip().split(" *, *")));
				}
				if (matcher.group(2) != null) {
					Matcher parameters = Pattern.compile("\\(([\\w, ]*)\\)").matcher(this.text);
					if (parameters.find(matcher.end())) {
						names.addAll(List.of(group(parameters, 1).strip().split(" *, *")));
					}
				}
			}
			names.remove("");
			return names;
		}

	}

	private static String group(Matcher matcher, int index) {
		return Objects.requireNonNullElse(matcher.group(index), "");
	}

	/**
	 * Reads a file.
	 * @param owner class beside whose package the file lies
	 * @param name the file's name without its ending
	 * @return the file
	 * @throws IllegalStateException if there is no such file, or its header is wrong
	 */
	static LuaFile read(Class<?> owner, String name) {
		try (InputStream in = owner.getResourceAsStream(name + ".lua")) {
			if (in == null) {
				throw new IllegalStateException("No file " + name + ".lua beside " + owner.getName());
			}
			return new LuaFile(name, new String(in.readAllBytes(), StandardCharsets.UTF_8));
		}
		catch (IOException ex) {
			throw new UncheckedIOException("Cannot read script " + name + ".lua", ex);
		}
	}

	/**
	 * Reads the comment that begins the file.
	 * @return how many lines it has
	 */
	private int readHeader(List<String> all) {
		List<String> allowed = this.name.startsWith(FRAGMENTS) ? OF_FRAGMENTS : OF_SCRIPTS;
		String word = "";
		int count = 0;
		for (String line : all) {
			if (!line.startsWith("--") || line.startsWith(INCLUDE)) {
				break;
			}
			count++;
			Matcher matcher = WORD.matcher(line);
			if (matcher.matches()) {
				word = group(matcher, 1);
				if (!allowed.contains(word)) {
					throw refusal("line " + count + " begins with '" + word + ":', but a header knows only " + allowed);
				}
				if (this.header.containsKey(word)) {
					throw refusal("its header has '" + word + ":' twice");
				}
			}
			String text = matcher.matches() ? group(matcher, 2) : line.substring(2);
			this.header.merge(word, text.strip(), (first, second) -> first + " " + second);
		}
		if (purpose().isEmpty()) {
			throw refusal("its header does not begin with what it is for");
		}
		return count;
	}

	String name() {
		return this.name;
	}

	List<Line> lines() {
		return this.lines;
	}

	/**
	 * Returns the constants of the file: capital letters and a literal, not indented.
	 */
	Map<String, String> constants() {
		return this.constants;
	}

	String purpose() {
		return this.header.getOrDefault("", "");
	}

	/**
	 * Returns what the header says behind a word, empty if it has no such word.
	 */
	String header(String word) {
		return this.header.getOrDefault(word, "");
	}

	/**
	 * Returns the words behind {@code KEYS:} or {@code ARGV:}, up to and with
	 * {@code ...}.
	 */
	List<String> words(String word) {
		List<String> words = new ArrayList<>();
		for (String next : header(word).split(" +")) {
			if (!next.isEmpty() && !next.equals(NONE)) {
				words.add(next);
			}
			if (next.equals("...")) {
				break;
			}
		}
		return words;
	}

	/**
	 * Returns the names of the keys, without those that {@code ...} stands for.
	 */
	List<String> keys() {
		return words("KEYS").stream().filter((key) -> !key.equals("...")).toList();
	}

	Set<String> needs() {
		return names("Needs").keySet();
	}

	/**
	 * Returns what the file provides, in the header's order.
	 */
	Set<String> provides() {
		return names("Provides").keySet();
	}

	/**
	 * Returns the functions that the file provides, in the header's order.
	 */
	List<String> functions() {
		return names("Provides").entrySet().stream().filter(Map.Entry::getValue).map(Map.Entry::getKey).toList();
	}

	/**
	 * Returns the functions that are written in place of their calls.
	 */
	Set<String> inlined() {
		return names("Inlined").keySet();
	}

	/**
	 * Returns whether the file provides functions and constants, but no values.
	 */
	boolean isLibrary() {
		return !provides().isEmpty() && provides().stream()
			.allMatch((provided) -> functions().contains(provided) || this.constants.containsKey(provided));
	}

	private Map<String, Boolean> names(String word) {
		Map<String, Boolean> names = new LinkedHashMap<>();
		// Text in brackets is for the reader and may contain commas
		for (String name : header(word).replaceAll(" \\([^()]+\\)", "").split(" *, *")) {
			Matcher matcher = NAME.matcher(name.strip());
			if (matcher.matches() && !name.equals(NONE)) {
				names.put(group(matcher, 1), matcher.group(2) != null);
			}
			else if (!name.isBlank() && !name.equals(NONE)) {
				throw refusal("'" + name + "' behind '" + word + ":' is not a name");
			}
		}
		return names;
	}

	/**
	 * Returns the names that the file declares anywhere.
	 */
	Set<String> declared() {
		Set<String> names = new LinkedHashSet<>(this.constants.keySet());
		this.lines.forEach((line) -> names.addAll(line.declared()));
		return names;
	}

	IllegalStateException refusal(String reason) {
		return new IllegalStateException("Cannot load " + this.name + ".lua: " + reason);
	}

}
