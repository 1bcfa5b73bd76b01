package io.github.redisqueues.internal.redis;

import java.util.ArrayList;
import java.util.List;

import org.assertj.core.api.Assertions;

/**
 * What every script must be once it is loaded.
 */
public final class LoadedScript {

	private static final int MOST_LINES = 750;

	private LoadedScript() {
	}

	/**
	 * Checks that no line of a file is in the script twice, and so no fragment.
	 * @param script the script
	 */
	public static void assertHasEachLineOnce(LuaScript script) {
		List<String> positions = positions(script);
		Assertions.assertThat(positions.stream().filter((position) -> !position.endsWith(".lua:1")))
			.as("lines of %s", script)
			.isNotEmpty()
			.doesNotHaveDuplicates();
		Assertions.assertThat(positions).as("lines of %s", script).hasSizeLessThan(MOST_LINES);
	}

	/**
	 * Returns the file and line of each line of a script.
	 * @param script the script
	 * @return for each line for example {@code send.lua:17}
	 */
	static List<String> positions(LuaScript script) {
		List<String> positions = new ArrayList<>();
		int lines = (int) script.getScriptAsString().lines().count();
		for (int line = 1; line <= lines; line++) {
			positions.add(script.located("user_script:" + line));
		}
		return positions;
	}

}
