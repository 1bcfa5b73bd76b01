package io.github.redisqueues.internal.redis;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * The text of a script as Redis gets it, and for each of its lines where it comes from.
 */
final class LuaText {

	/**
	 * A string, a comment up to the end of the line, or a name that is no field.
	 */
	private static final Pattern TOKEN = Pattern
		.compile("'(?:[^'\\\\]|\\\\.)*'|\"(?:[^\"\\\\]|\\\\.)*\"|--.*|(?<![\\w.])[A-Za-z_]\\w*|\\.[A-Za-z_]\\w*");

	private static final Pattern POSITION = Pattern.compile("@?user_script:(\\d+)");

	private final StringBuilder text = new StringBuilder();

	private final List<String> places = new ArrayList<>();

	private final Map<String, String> replacements = new HashMap<>();

	/**
	 * Has keys and constants replaced in all lines that are added from now on.
	 */
	void replace(Collection<String> keys, Map<String, String> constants) {
		for (String key : keys) {
			this.replacements.put(key, "KEYS[" + (this.replacements.size() + 1) + "]");
		}
		this.replacements.putAll(constants);
	}

	void add(String line, LuaFile file, int number) {
		this.text.append(replaced(line, this.replacements)).append('\n');
		this.places.add(file.name() + ".lua:" + number);
	}

	void addAll(LuaText other) {
		this.text.append(other.text);
		this.places.addAll(other.places);
	}

	/**
	 * Replaces names, other than those of fields, and drops a comment.
	 */
	static String replaced(String line, Map<String, String> replacements) {
		Matcher matcher = TOKEN.matcher(line);
		return matcher.replaceAll((token) -> Matcher.quoteReplacement(replacement(token.group(), replacements)))
			.stripTrailing();
	}

	private static String replacement(String token, Map<String, String> replacements) {
		return token.startsWith("--") ? "" : replacements.getOrDefault(token, token);
	}

	/**
	 * Returns the names that a line of Lua uses, without those of fields.
	 */
	static List<String> names(String line) {
		return TOKEN.matcher(line)
			.results()
			.map(MatchResult::group)
			.filter((word) -> Character.isLetter(word.charAt(0)) || word.charAt(0) == '_')
			.toList();
	}

	/**
	 * Replaces the positions in an error message of Redis by files and their lines.
	 */
	String located(@Nullable String message) {
		return POSITION.matcher(String.valueOf(message)).replaceAll((position) -> {
			int line = Integer.parseInt(position.group(1));
			return (line >= 1 && line <= this.places.size()) ? this.places.get(line - 1) : position.group();
		});
	}

	/**
	 * Returns the number of the line that an error message of Redis names first, -1 if it
	 * names none.
	 */
	static int line(@Nullable String message) {
		Matcher position = POSITION.matcher(String.valueOf(message));
		return position.find() ? Integer.parseInt(position.group(1)) : -1;
	}

	@Override
	public String toString() {
		return this.text.toString();
	}

}
