package io.github.redisqueues.internal.redis;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

import io.github.redisqueues.internal.redis.LuaFile.Line;

/**
 * Puts a script and its fragments together, each fragment once, and checks what their
 * headers say.
 * <p>
 * A fragment that is included in one place is copied there. One that is included in
 * several places must be a library, that is, provide functions only. All such libraries
 * of a script go into one function {@code define} at the top of the script, and an
 * include becomes a call of it. {@code define} makes a library's functions when they are
 * first needed: Lua makes a function anew each time it runs through its definition, and
 * most calls of a script need none of them. As {@code define} refers to no local variable
 * of the script, it costs one small object per call. What the libraries need is passed to
 * it.
 * <p>
 * Keys become {@code KEYS[n]} and constants their values, so neither needs a local
 * variable. Functions that are not used are left out, and those that a header names in
 * {@code Inlined:} are written in place of their calls.
 */
final class LuaLinker {

	private static final int FEW_KEYS = 4;

	private final LuaSources sources;

	private final List<LuaScript> parts;

	private final List<LuaFile> libraries;

	private final Set<String> passed = new TreeSet<>();

	/**
	 * The fragments that were copied, and whether outside of any block, so that all that
	 * follows can use them.
	 */
	private final Map<LuaFile, Boolean> copied = new HashMap<>();

	private final LuaText text = new LuaText();

	/**
	 * Links a script.
	 * @param sources its files
	 * @param given names that the enclosing script declares
	 * @param parts the scripts that <code>--&#64; parts</code> stands for
	 */
	LuaLinker(LuaSources sources, Set<String> given, List<LuaScript> parts) {
		this.sources = sources;
		this.parts = parts;
		this.libraries = sources.fragments()
			.stream()
			.filter((fragment) -> fragment.isLibrary() && !sources.functions(fragment).isEmpty())
			.filter((fragment) -> sources.sites(fragment) > 1)
			.toList();
		LuaFile script = sources.script();
		LuaArguments arguments = new LuaArguments(script);
		new LuaNames(sources, arguments.names(), given).check();
		this.text.replace(sources.keys(), sources.constants());
		for (LuaFile library : this.libraries) {
			library.needs().stream().filter((need) -> !isConstant(need)).forEach(this.passed::add);
		}
		writeLibraries();
		if (sources.keys().size() > FEW_KEYS) {
			// A local variable is read faster than a global one
			this.text.add("local KEYS = KEYS", script, 1);
		}
		arguments.lines().forEach((line) -> this.text.add(line, script, 1));
		Set<String> visible = new HashSet<>(given);
		visible.addAll(arguments.names());
		write(script, true, visible);
	}

	LuaText text() {
		return this.text;
	}

	private boolean isConstant(String name) {
		return this.sources.constants().containsKey(name);
	}

	private void writeLibraries() {
		if (this.libraries.isEmpty()) {
			return;
		}
		LuaFile script = this.sources.script();
		this.text.add("local function define(library, functions" + passing() + ")", script, 1);
		this.text.add("functions = functions or {}", script, 1);
		this.text.add("if functions[library] then return functions end", script, 1);
		this.text.add("functions[library] = true", script, 1);
		for (int i = 1; i <= this.libraries.size(); i++) {
			LuaFile library = this.libraries.get(i - 1);
			this.text.add(((i > 1) ? "elseif" : "if") + " library == " + i + " then", library, 1);
			write(library, false, new HashSet<>(this.passed));
			this.text.add(fields(library) + " = " + functions(library), library, 1);
		}
		this.text.add("end", script, 1);
		this.text.add("return functions", script, 1);
		this.text.add("end", script, 1);
		this.text.add("local functions", script, 1);
	}

	private String passing() {
		return this.passed.stream().map((name) -> ", " + name).collect(Collectors.joining());
	}

	private String functions(LuaFile library) {
		return String.join(", ", this.sources.functions(library));
	}

	private String fields(LuaFile library) {
		return this.sources.functions(library).stream().map("functions."::concat).collect(Collectors.joining(", "));
	}

	/**
	 * Writes a file.
	 * @param outermost whether it is written outside of any block
	 * @param visible the names that it may use, to which its own are added
	 */
	private void write(LuaFile file, boolean outermost, Set<String> visible) {
		for (Line line : this.sources.lines(file)) {
			if (!line.isInclude()) {
				this.text.add(this.sources.text(file, line), file, line.number());
				visible.addAll(line.declared());
			}
			else if (line.included().equals(LuaSources.PARTS)) {
				writeParts(file, line);
			}
			else {
				include(this.sources.fragment(line), file, line, outermost && !line.indented(), visible);
			}
		}
	}

	private void include(LuaFile fragment, LuaFile file, Line line, boolean outermost, Set<String> visible) {
		int library = this.libraries.indexOf(fragment) + 1;
		Collection<String> needed = (library > 0) ? this.passed : fragment.needs();
		for (String need : needed) {
			if (!visible.contains(need) && !isConstant(need)) {
				throw fragment.refusal("it needs '" + need + "', which nothing provides where " + file.name() + ".lua:"
						+ line.number() + " includes it in " + this.sources.script().name() + ".lua");
			}
		}
		if (library > 0) {
			this.text.add("functions = define(" + library + ", functions" + passing() + ") local " + functions(fragment)
					+ " = " + fields(fragment), file, line.number());
		}
		else if (!this.copied.containsKey(fragment)) {
			this.copied.put(fragment, outermost);
			write(fragment, outermost, visible);
		}
		else if (!this.copied.get(fragment) && !fragment.isLibrary() && !fragment.lines().isEmpty()) {
			throw fragment
				.refusal("it provides more than functions, so it can be included once only, but " + file.name()
						+ ".lua:" + line.number() + " includes it again in " + this.sources.script().name() + ".lua");
		}
		visible.addAll(fragment.provides());
	}

	private void writeParts(LuaFile file, Line line) {
		this.text.add("local parts = {", file, line.number());
		for (LuaScript part : this.parts) {
			this.text.add("function(KEYS, ARGV)", file, line.number());
			this.text.addAll(part.text());
			this.text.add("end,", file, line.number());
		}
		this.text.add("}", file, line.number());
	}

}
