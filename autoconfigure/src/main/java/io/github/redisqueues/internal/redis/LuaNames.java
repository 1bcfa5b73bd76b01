package io.github.redisqueues.internal.redis;

import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Checks that the headers of a script and its fragments name all that each takes from the
 * others, and nothing else.
 */
final class LuaNames {

	private final LuaSources sources;

	private final Collection<String> arguments;

	private final Set<String> shared;

	/**
	 * Creates a check.
	 * @param sources the files
	 * @param arguments the script's arguments
	 * @param given names that the enclosing script declares
	 */
	LuaNames(LuaSources sources, List<String> arguments, Set<String> given) {
		this.sources = sources;
		this.arguments = arguments;
		this.shared = new HashSet<>(given);
		this.shared.addAll(arguments);
		sources.fragments().forEach((fragment) -> this.shared.addAll(fragment.provides()));
	}

	/**
	 * Checks all files.
	 * @throws IllegalStateException if a header is not true
	 */
	void check() {
		checkUse(this.sources.script(), this.arguments);
		for (LuaFile fragment : this.sources.fragments()) {
			checkUse(fragment, fragment.needs());
			checkNeeds(fragment);
			checkProvides(fragment);
		}
	}

	private void checkUse(LuaFile file, Collection<String> taken) {
		Set<String> known = new HashSet<>(file.declared());
		known.addAll(taken);
		this.sources.included(file).forEach((included) -> known.addAll(included.provides()));
		for (LuaFile.Line line : file.lines()) {
			for (String name : LuaText.names(line.text())) {
				if (this.sources.keys().contains(name) && !file.keys().contains(name)) {
					throw file.refusal("line " + line.number() + " uses key '" + name + "', which KEYS does not name");
				}
				if (this.shared.contains(name) && !known.contains(name)) {
					throw file.refusal("line " + line.number() + " uses '" + name + "', which Needs does not name");
				}
			}
		}
	}

	private void checkNeeds(LuaFile fragment) {
		Set<String> used = new HashSet<>();
		fragment.lines().forEach((line) -> used.addAll(LuaText.names(line.text())));
		this.sources.included(fragment).forEach((included) -> used.addAll(included.needs()));
		for (String need : fragment.needs()) {
			// One without code says what must be there in place of another fragment
			if (!used.contains(need) && !fragment.lines().isEmpty()) {
				throw fragment.refusal("its header says that it needs '" + need + "', and it does not");
			}
		}
	}

	private void checkProvides(LuaFile fragment) {
		Set<String> provided = new HashSet<>(fragment.declared());
		this.sources.included(fragment).forEach((included) -> provided.addAll(included.provides()));
		for (String name : fragment.provides()) {
			if (!provided.contains(name)) {
				throw fragment.refusal("its header says that it provides '" + name + "', and it does not");
			}
		}
	}

}
