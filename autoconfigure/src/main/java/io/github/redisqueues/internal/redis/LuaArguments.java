package io.github.redisqueues.internal.redis;

import java.util.ArrayList;
import java.util.List;

/**
 * The local variables that a script's {@code ARGV:} declares.
 */
final class LuaArguments {

	private final List<String> names = new ArrayList<>();

	private final List<String> lines = new ArrayList<>();

	LuaArguments(LuaFile script) {
		int index = 0;
		List<String> numbers = null;
		for (String word : script.words("ARGV")) {
			if (word.startsWith("[")) {
				index++;
				numbers = new ArrayList<>();
			}
			String name = word.replaceAll("[\\[\\]]", "");
			if (word.equals("...")) {
				declare("first_rest", String.valueOf(index + 1));
			}
			else if (!name.matches("\\w+")) {
				throw script.refusal("'" + word + "' behind 'ARGV:' is not a name");
			}
			else if (numbers == null) {
				index++;
				declare(name, "ARGV[" + index + "]");
			}
			else {
				numbers.add(name);
				if (word.endsWith("]")) {
					declare(numbers, (numbers.size() == 1) ? "tonumber(ARGV[" + index + "])"
							: "struct.unpack('>" + "d".repeat(numbers.size()) + "', ARGV[" + index + "])");
					numbers = null;
				}
			}
		}
		if (numbers != null) {
			throw script.refusal("a '[' behind 'ARGV:' has no ']'");
		}
	}

	private void declare(String name, String value) {
		declare(List.of(name), value);
	}

	private void declare(List<String> declared, String value) {
		this.names.addAll(declared);
		this.lines.add("local " + String.join(", ", declared) + " = " + value);
	}

	List<String> names() {
		return this.names;
	}

	List<String> lines() {
		return this.lines;
	}

}
