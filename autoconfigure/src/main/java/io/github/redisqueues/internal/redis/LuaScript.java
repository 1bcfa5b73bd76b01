package io.github.redisqueues.internal.redis;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.springframework.data.redis.core.script.DigestUtils;
import org.springframework.data.redis.core.script.RedisScript;

/**
 * A Lua script from a resource file, read once. The file's header is not only for the
 * reader: {@code KEYS:} and {@code ARGV:} name the script's keys and arguments and become
 * its local variables, so that the header cannot lie. Names in brackets are whole numbers
 * that travel in one argument, see {@link #numbers(long...)}; {@code ...} ends the list,
 * and what follows begins at the index {@code first_rest}. A line
 * <code>--&#64; name</code> stands for another file of the folder, whose keys become the
 * script's own; it stands where it is needed, as Lua makes its functions anew each time
 * it passes. A script returns a string, see {@link LuaReply}. Immutable.
 * <p>
 * A script can also be made of others, of different keys and arguments: the line
 * <code>--&#64; parts</code> stands for a table of them as functions.
 */
public final class LuaScript implements RedisScript<byte[]> {

	private static final String KEYS = "-- KEYS:";

	private static final String ARGUMENTS = "-- ARGV:";

	private static final String INCLUDE = "--@ ";

	private static final String PARTS = "--@ parts";

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
	 * @param variants the files that some included names stand for
	 * @return the script
	 */
	public static LuaScript load(Class<?> owner, String name, Map<String, String> variants) {
		Set<String> keys = new LinkedHashSet<>();
		StringBuilder body = new StringBuilder();
		append(body, keys, owner, name, variants);
		StringBuilder text = new StringBuilder();
		if (!keys.isEmpty()) {
			text.append("local ").append(String.join(", ", keys)).append(" = unpack(KEYS)\n");
		}
		declareArguments(text, header(read(owner, name), ARGUMENTS));
		return new LuaScript(name, List.copyOf(keys), text.append(body).toString());
	}

	/**
	 * Reads a script that calls others.
	 * @param owner class beside whose package the script lies
	 * @param name the file's name without its ending; it names no keys of its own
	 * @param parts the others, which become functions of {@code KEYS} and {@code ARGV}
	 * @return the script
	 */
	public static LuaScript compose(Class<?> owner, String name, List<LuaScript> parts) {
		LuaScript script = load(owner, name, Map.of());
		StringBuilder table = new StringBuilder("local parts = {\n");
		parts.forEach((part) -> table.append("function(KEYS, ARGV)\n").append(part.text).append("end,\n"));
		return new LuaScript(name, script.keys, script.text.replace(PARTS + "\n", table.append("}\n")));
	}

	/**
	 * Writes whole numbers as the one argument whose names stand in brackets: as doubles,
	 * most significant byte first. To Lua all numbers are doubles, and those up to
	 * 2<sup>53</sup> are exact; its whole numbers of eight bytes are not, on a server of
	 * 32 bits.
	 * @param numbers the numbers
	 * @return the argument
	 */
	public static byte[] numbers(long... numbers) {
		ByteBuffer buffer = ByteBuffer.allocate(Double.BYTES * numbers.length);
		for (long number : numbers) {
			buffer.putDouble(number);
		}
		return buffer.array();
	}

	/**
	 * Comments stay out: they would only be sent and kept.
	 */
	private static void append(StringBuilder body, Set<String> keys, Class<?> owner, String name,
			Map<String, String> variants) {
		String source = read(owner, name);
		keys.addAll(header(source, KEYS));
		source.lines().map(String::strip).forEach((line) -> {
			if (line.equals(PARTS)) {
				body.append(line).append('\n');
			}
			else if (line.startsWith(INCLUDE)) {
				String included = line.substring(INCLUDE.length());
				append(body, keys, owner, variants.getOrDefault(included, included), variants);
			}
			else if (!line.isEmpty() && !line.startsWith("--")) {
				body.append(line).append('\n');
			}
		});
	}

	private static void declareArguments(StringBuilder text, List<String> words) {
		int index = 0;
		List<String> numbers = null;
		for (String word : words) {
			if (word.startsWith("[")) {
				index++;
				numbers = new ArrayList<>();
			}
			if (word.equals("...")) {
				text.append("local first_rest = ").append(index + 1).append('\n');
			}
			else if (numbers == null) {
				index++;
				text.append("local ").append(word).append(" = ARGV[").append(index).append("]\n");
			}
			else {
				numbers.add(word.replace("[", "").replace("]", ""));
				if (word.endsWith("]")) {
					text.append("local ").append(String.join(", ", numbers)).append(" = struct.unpack('>");
					text.append("d".repeat(numbers.size())).append("', ARGV[").append(index).append("])\n");
					numbers = null;
				}
			}
		}
	}

	private static List<String> header(String source, String word) {
		return source.lines()
			.filter((line) -> line.startsWith(word))
			.map((line) -> line.substring(word.length()).strip())
			.findFirst()
			.map((words) -> List.of(words.split(" +")))
			.orElse(List.of());
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
	public Class<byte[]> getResultType() {
		return byte[].class;
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
