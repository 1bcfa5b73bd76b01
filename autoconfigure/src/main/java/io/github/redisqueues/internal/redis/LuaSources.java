package io.github.redisqueues.internal.redis;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;

import io.github.redisqueues.internal.redis.LuaFile.Line;

/**
 * The files of one script: its own and those of all fragments that it includes, directly
 * or not. Leaves out the functions that the script does not use.
 */
final class LuaSources {

	/**
	 * What a script includes that calls other scripts.
	 */
	static final String PARTS = "parts";

	private final Function<String, LuaFile> reader;

	private final Map<String, String> variants;

	private final LuaFile script;

	private final Map<String, LuaFile> fragments = new LinkedHashMap<>();

	private final Set<String> keys = new LinkedHashSet<>();

	private final Map<String, String> constants = new HashMap<>();

	private final Set<String> used = new HashSet<>();

	private final LuaInliner inliner = new LuaInliner();

	/**
	 * Reads the files.
	 * @param reader reads a file, given its name without its ending
	 * @param name the script's name
	 * @param variants the fragments that some included names stand for
	 */
	LuaSources(Function<String, LuaFile> reader, String name, Map<String, String> variants) {
		this.reader = reader;
		this.variants = variants;
		this.script = reader.apply(name);
		read(this.script, new ArrayDeque<>());
		this.fragments.values().forEach(this.inliner::addAll);
		findUsed();
	}

	private void read(LuaFile file, Deque<String> path) {
		path.push(file.name());
		this.keys.addAll(file.keys());
		file.constants().forEach((name, value) -> {
			String other = this.constants.putIfAbsent(name, value);
			if (other != null && !other.equals(value)) {
				throw file.refusal("constant " + name + " is " + value + " here and " + other + " elsewhere");
			}
		});
		for (Line line : file.lines()) {
			String name = resolve(line);
			if (path.contains(name)) {
				throw file.refusal("line " + line.number() + " includes " + name + ", which includes this file");
			}
			if (isFragment(line) && !this.fragments.containsKey(name)) {
				LuaFile fragment = read(file, line, name);
				this.fragments.put(name, fragment);
				read(fragment, path);
			}
		}
		path.pop();
	}

	private LuaFile read(LuaFile from, Line line, String name) {
		try {
			return this.reader.apply(name);
		}
		catch (IllegalStateException ex) {
			throw from.refusal("line " + line.number() + " includes '" + line.included() + "': " + ex.getMessage());
		}
	}

	private String resolve(Line line) {
		return LuaFile.FRAGMENTS + this.variants.getOrDefault(line.included(), line.included());
	}

	private static boolean isFragment(Line line) {
		return line.isInclude() && !line.included().equals(PARTS);
	}

	/**
	 * Finds all names that are used, and with them the functions.
	 */
	private void findUsed() {
		int before;
		do {
			before = this.used.size();
			Set<String> included = new HashSet<>();
			Deque<LuaFile> files = new ArrayDeque<>(List.of(this.script));
			while (!files.isEmpty()) {
				LuaFile file = files.pop();
				for (Line line : lines(file)) {
					this.used.addAll(LuaText.names(line.isDefinition() ? "" : text(file, line)));
					if (isFragment(line) && included.add(resolve(line))) {
						files.push(fragment(line));
					}
				}
			}
		}
		while (this.used.size() > before);
	}

	LuaFile script() {
		return this.script;
	}

	Collection<LuaFile> fragments() {
		return this.fragments.values();
	}

	LuaFile fragment(Line line) {
		return Objects.requireNonNull(this.fragments.get(resolve(line)), line.included());
	}

	List<LuaFile> included(LuaFile file) {
		return file.lines().stream().filter(LuaSources::isFragment).map(this::fragment).toList();
	}

	Set<String> keys() {
		return this.keys;
	}

	Map<String, String> constants() {
		return this.constants;
	}

	/**
	 * Returns the lines of a file without the functions that are not used or are inlined.
	 */
	List<Line> lines(LuaFile file) {
		return file.lines().stream().filter((line) -> line.function().isEmpty() || isDefined(line.function())).toList();
	}

	private boolean isDefined(String function) {
		return this.used.contains(function) && !this.inliner.has(function);
	}

	/**
	 * Returns a line's text, with the functions that are inlined.
	 */
	String text(LuaFile file, Line line) {
		return this.inliner.inline(line.text(), file);
	}

	/**
	 * Returns the functions that a file provides and that are used and not inlined.
	 */
	List<String> functions(LuaFile file) {
		return file.functions().stream().filter(this::isDefined).toList();
	}

	/**
	 * Returns in how many places a fragment is included.
	 */
	int sites(LuaFile fragment) {
		int sites = 0;
		Set<LuaFile> files = new LinkedHashSet<>(this.fragments.values());
		files.add(this.script);
		for (LuaFile file : files) {
			for (Line line : lines(file)) {
				sites += (isFragment(line) && fragment(line) == fragment) ? 1 : 0;
			}
		}
		return sites;
	}

}
