package io.github.redisqueues.redis;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.springframework.data.redis.core.script.DigestUtils;
import org.springframework.data.redis.core.script.RedisScript;

/**
 * A Lua script from a resource file, read once. The file's header is not only for the
 * reader: {@code KEYS:} and {@code ARGV:} name the script's keys and arguments, and
 * become its local variables, so that the header cannot lie; {@code Include:} names files
 * of the same folder whose functions it uses, and their keys become its own. In
 * {@code ARGV:} a {@code #} marks a number, and {@code ...} ends the list: what follows
 * begins at the local {@code first_rest}. Immutable.
 */
public final class LuaScript implements RedisScript<List<Object>> {

	private static final String INCLUDE = "-- Include:";

	private static final String KEYS = "-- KEYS:";

	private static final String ARGUMENTS = "-- ARGV:";

	private final String name;

	private final List<String> keys;

	private final String text;

	private final String sha1;

	private LuaScript(String name, List<String> keys, String text) {
		this.name = name;
		this.keys = keys;
		this.text = text;
		this.sha1 = DigestUtils.sha1DigestAsHex(text);
	}

	/**
	 * Reads a script.
	 * @param owner class beside whose package the script lies
	 * @param name the file's name without its ending
	 * @param variants which files an included name stands for, when it is not its own
	 * @return the script
	 */
	public static LuaScript load(Class<?> owner, String name, Map<String, List<String>> variants) {
		String source = read(owner, name);
		Map<String, String> parts = new LinkedHashMap<>();
		for (String included : header(source, INCLUDE)) {
			for (String file : variants.getOrDefault(included, List.of(included))) {
				parts.put(file, read(owner, file));
			}
		}
		parts.put(name, source);
		Set<String> keys = new LinkedHashSet<>();
		parts.values().forEach((part) -> keys.addAll(header(part, KEYS)));
		StringBuilder text = new StringBuilder();
		declareKeys(text, keys);
		declareArguments(text, header(source, ARGUMENTS));
		parts.values().forEach((part) -> text.append(withoutComments(part)));
		return new LuaScript(name, List.copyOf(keys), text.toString());
	}

	private static void declareKeys(StringBuilder text, Set<String> keys) {
		if (!keys.isEmpty()) {
			text.append("local ").append(String.join(", ", keys)).append(" = unpack(KEYS)\n");
		}
	}

	private static void declareArguments(StringBuilder text, List<String> arguments) {
		List<String> names = new ArrayList<>();
		List<String> values = new ArrayList<>();
		int index = 0;
		for (String argument : arguments) {
			index++;
			if (argument.equals("...")) {
				names.add("first_rest");
				values.add(String.valueOf(index));
				break;
			}
			boolean number = argument.startsWith("#");
			names.add(number ? argument.substring(1) : argument);
			values.add(number ? "tonumber(ARGV[" + index + "])" : "ARGV[" + index + "]");
		}
		if (!names.isEmpty()) {
			text.append("local ")
				.append(String.join(", ", names))
				.append(" = ")
				.append(String.join(", ", values))
				.append('\n');
		}
	}

	private static List<String> header(String source, String word) {
		return source.lines()
			.filter((line) -> line.startsWith(word))
			.map((line) -> line.substring(word.length()).trim())
			.findFirst()
			.map((words) -> List.of(words.split(" +")))
			.orElse(List.of());
	}

	/**
	 * Redis keeps the text of each script, and compares nothing but its digest.
	 */
	private static String withoutComments(String source) {
		StringBuilder text = new StringBuilder(source.length());
		source.lines()
			.filter((line) -> !line.isBlank() && !line.stripLeading().startsWith("--"))
			.forEach((line) -> text.append(line).append('\n'));
		return text.toString();
	}

	private static String read(Class<?> owner, String name) {
		String file = name + ".lua";
		try (InputStream in = owner.getResourceAsStream(file)) {
			if (in == null) {
				throw new IllegalStateException("No script " + file + " beside " + owner.getName());
			}
			return new String(in.readAllBytes(), StandardCharsets.UTF_8);
		}
		catch (IOException ex) {
			throw new UncheckedIOException("Cannot read script " + file, ex);
		}
	}

	/**
	 * The file's name without its ending.
	 * @return the name
	 */
	public String name() {
		return this.name;
	}

	/**
	 * The names of the keys that the script wants, in their order.
	 * @return the names
	 */
	public List<String> keys() {
		return this.keys;
	}

	@Override
	public String getSha1() {
		return this.sha1;
	}

	@Override
	@SuppressWarnings("unchecked")
	public Class<List<Object>> getResultType() {
		return (Class<List<Object>>) (Class<?>) List.class;
	}

	@Override
	public String getScriptAsString() {
		return this.text;
	}

	@Override
	public String toString() {
		return this.name;
	}

}
