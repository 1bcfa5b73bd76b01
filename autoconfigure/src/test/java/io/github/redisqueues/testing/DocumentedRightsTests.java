package io.github.redisqueues.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The rights that {@code docs/production.md} gives to a Redis user are those that the
 * scripts and the client need.
 */
class DocumentedRightsTests {

	private static final Pattern COMMAND = Pattern.compile("'([A-Z]{2,})'");

	private static final Pattern CALL = Pattern.compile("(?:call\\(|local [A-Z_]+ = )'([A-Z]+)'");

	private static final Pattern CHECKED = Pattern.compile("(?m)^\t([A-Z]+) = \\{");

	private static final Set<String> ARGUMENTS = Set.of("byscore", "bylex", "limit", "withscores", "px", "nx", "xx",
			"keepttl", "rank", "maxlen", "rev");

	private static final Pattern RIGHT = Pattern.compile("(?<= )\\+([a-z]+)(?=\\s)");

	private static final Set<String> OF_THE_CLIENT = Set.of("eval", "evalsha", "subscribe", "unsubscribe", "ping",
			"info");

	@Test
	void coverWhatTheScriptsAndTheClientCallAndNothingElse() throws IOException {
		Set<String> needed = new TreeSet<>(OF_THE_CLIENT);
		for (Path script : scripts()) {
			needed.addAll(found(COMMAND, Files.readString(script)));
		}
		needed.removeAll(ARGUMENTS);
		assertThat(found(RIGHT, " " + String.join(" ", DocumentedUser.words()) + " ")).isEqualTo(needed);
	}

	/**
	 * The check at startup calls each command once, with the arguments that it lists.
	 */
	@Test
	void areCheckedAtStartup() throws IOException {
		Set<String> needed = new TreeSet<>();
		for (Path script : scripts()) {
			needed.addAll(found(CALL, Files.readString(script)));
		}
		Path check = Path.of("src/main/resources/io/github/redisqueues/internal/redis/check-rights.lua");
		assertThat(found(CHECKED, Files.readString(check))).containsAll(needed);
	}

	private static List<Path> scripts() throws IOException {
		try (Stream<Path> files = Files.walk(Path.of("src/main/resources"))) {
			return files.filter((file) -> file.toString().endsWith(".lua")).toList();
		}
	}

	private static Set<String> found(Pattern pattern, String text) {
		return pattern.matcher(text)
			.results()
			.map((result) -> result.group(1).toLowerCase(Locale.ROOT))
			.collect(Collectors.toCollection(TreeSet::new));
	}

}
