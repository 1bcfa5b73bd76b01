package io.github.redisqueues.internal.redis;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.github.redisqueues.internal.redis.LuaFile.Line;

/**
 * Writes the functions that a header names in {@code Inlined:} in place of their calls,
 * so that they cost nothing. Such a function has one line, which returns an expression.
 */
final class LuaInliner {

	private static final Pattern DEFINITION = Pattern.compile("local function (\\w+)\\(([\\w, ]*)\\)");

	private static final Pattern ATOM = Pattern.compile("[\\w.]+(?:\\[[^\\[\\]()]+\\])?|'[^']*'");

	private final Map<String, Expression> expressions = new HashMap<>();

	private record Expression(List<String> parameters, String text) {

	}

	/**
	 * Adds the functions of a file.
	 * @throws IllegalStateException if one is not what can be inlined
	 */
	void addAll(LuaFile file) {
		for (String name : file.inlined()) {
			List<Line> lines = file.lines().stream().filter((line) -> line.function().equals(name)).toList();
			Matcher definition = DEFINITION.matcher(lines.isEmpty() ? "" : lines.get(0).text());
			if (lines.size() != 3 || !definition.matches() || !lines.get(1).text().startsWith("return ")) {
				throw file.refusal("'" + name + "' cannot be inlined, as it is not one line that returns a value");
			}
			List<String> parameters = List.of(Objects.requireNonNullElse(definition.group(2), "").split(", "));
			String value = lines.get(1).text().substring("return ".length());
			this.expressions.put(name, new Expression(parameters, value));
		}
	}

	boolean has(String function) {
		return this.expressions.containsKey(function);
	}

	/**
	 * Returns a line in which the calls are replaced.
	 */
	String inline(String line, LuaFile file) {
		String result = line;
		for (Map.Entry<String, Expression> each : this.expressions.entrySet()) {
			Pattern call = Pattern.compile("(?<![\\w.])" + each.getKey() + "\\(");
			for (Matcher matcher = call.matcher(result); matcher.find(); matcher = call.matcher(result)) {
				List<String> arguments = new ArrayList<>();
				int end = readArguments(result, matcher.end(), arguments);
				String value = value(each.getValue(), arguments, file, each.getKey());
				result = result.substring(0, matcher.start()) + "(" + inline(value, file) + ")" + result.substring(end);
			}
		}
		return result;
	}

	/**
	 * Reads the arguments of a call.
	 * @return the index behind the closing bracket
	 */
	private static int readArguments(String line, int start, List<String> arguments) {
		int depth = 0;
		int from = start;
		boolean quoted = false;
		for (int i = start; i < line.length(); i++) {
			char character = line.charAt(i);
			quoted ^= character == '\'';
			if (quoted) {
				continue;
			}
			if (depth == 0 && (character == ',' || character == ')')) {
				arguments.add(line.substring(from, i).strip());
				from = i + 1;
			}
			if (character == ')' && depth == 0) {
				return i + 1;
			}
			depth += ("([{".indexOf(character) >= 0) ? 1 : (")]}".indexOf(character) >= 0) ? -1 : 0;
		}
		throw new IllegalStateException("No closing bracket in: " + line);
	}

	private static String value(Expression expression, List<String> arguments, LuaFile file, String name) {
		if (arguments.size() != expression.parameters().size()) {
			throw file.refusal("'" + name + "' is called with " + arguments.size() + " arguments");
		}
		Map<String, String> values = new HashMap<>();
		for (int i = 0; i < arguments.size(); i++) {
			String argument = arguments.get(i);
			String parameter = expression.parameters().get(i);
			boolean atom = ATOM.matcher(argument).matches();
			if (!atom && LuaText.names(expression.text()).stream().filter(parameter::equals).count() > 1) {
				throw file.refusal("'" + argument + "' would be evaluated twice by '" + name + "', which is inlined");
			}
			values.put(parameter, atom ? argument : "(" + argument + ")");
		}
		return LuaText.replaced(expression.text(), values);
	}

}
