package io.github.redisqueues;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * No asynchronous step of any module, test or page runs in the common pool. It has one
 * thread on two cores, and under JDK 25 {@code CompletableFuture} uses it even there.
 */
class CommonPoolTests {

	/**
	 * Number of arguments of a call that names an executor. What has none must not be
	 * called.
	 */
	private static final Map<String, Integer> ARGUMENTS = Map.ofEntries(Map.entry("supplyAsync", 2),
			Map.entry("runAsync", 2), Map.entry("completeAsync", 2), Map.entry("thenApplyAsync", 2),
			Map.entry("thenAcceptAsync", 2), Map.entry("thenRunAsync", 2), Map.entry("thenComposeAsync", 2),
			Map.entry("handleAsync", 2), Map.entry("whenCompleteAsync", 2), Map.entry("exceptionallyAsync", 2),
			Map.entry("exceptionallyComposeAsync", 2), Map.entry("thenCombineAsync", 3),
			Map.entry("thenAcceptBothAsync", 3), Map.entry("runAfterBothAsync", 3), Map.entry("applyToEitherAsync", 3),
			Map.entry("acceptEitherAsync", 3), Map.entry("runAfterEitherAsync", 3), Map.entry("delayedExecutor", 3),
			Map.entry("parallelStream", Integer.MAX_VALUE), Map.entry("commonPool", Integer.MAX_VALUE));

	private static final Pattern CALL = Pattern
		.compile("(?:\\.|::)\\s*(" + String.join("|", ARGUMENTS.keySet()) + ")\\b(\\()?|\\)\\s*\\.parallel\\(\\)");

	private static final String TEXT = "\"\"\"[\\s\\S]*?\"\"\"|\"(?:\\\\.|[^\"\\\\\\n])*\"|'(?:\\\\.|[^'\\\\\\n])'";

	@Test
	void everyAsynchronousStepNamesItsExecutor() throws IOException {
		List<String> findings = new ArrayList<>();
		try (Stream<Path> files = Files.walk(Path.of("..").toAbsolutePath().normalize())) {
			for (Path file : files.filter(CommonPoolTests::isSource).toList()) {
				String source = Files.readString(file);
				findings(source).forEach((finding) -> findings.add(file + ": " + finding));
			}
		}
		assertThat(findings).isEmpty();
	}

	@Test
	void theCheckFindsWhatIsWrong() {
		assertThat(findings("a.supplyAsync(() -> b(c, d))")).hasSize(1);
		assertThat(findings("a.supplyAsync(() -> { e(\"),(\", '('); return List.of(1, 2); })")).hasSize(1);
		assertThat(findings("a.thenApplyAsync(b).thenRunAsync(c, d)")).hasSize(1);
		assertThat(findings("a.thenCombineAsync(b, (c, d) -> e)")).hasSize(1);
		assertThat(findings("CompletableFuture.delayedExecutor(1,\n TimeUnit.SECONDS)")).hasSize(1);
		assertThat(findings("map(CompletableFuture::runAsync)")).hasSize(1);
		assertThat(findings("list.parallelStream().count()")).hasSize(1);
		assertThat(findings("list.stream().parallel().count()")).hasSize(1);
		assertThat(findings("a.supplyAsync(() -> b(c, d), executor).thenApply(e).orTimeout(1, SECONDS)")).isEmpty();
		assertThat(findings("a.thenCombineAsync(b, (c, d) -> e, this.executor); queue.sendAsync(f)")).isEmpty();
		assertThat(findings("flux.publishOn(Schedulers.parallel())")).isEmpty();
	}

	private static boolean isSource(Path file) {
		String path = file.toString().replace('\\', '/');
		return !path.contains("/target/") && !path.endsWith("/CommonPoolTests.java")
				&& ((path.endsWith(".java") && path.contains("/src/")) || path.endsWith(".md"));
	}

	private static List<String> findings(String source) {
		List<String> findings = new ArrayList<>();
		String code = source.replaceAll(TEXT, "text");
		Matcher calls = CALL.matcher(code);
		while (calls.find()) {
			String method = calls.group(1);
			if (method == null || calls.group(2) == null
					|| arguments(code, calls.end()) < ARGUMENTS.getOrDefault(method, Integer.MAX_VALUE)) {
				findings.add(code.substring(calls.start(),
						code.indexOf('\n', calls.end()) < 0 ? code.length() : code.indexOf('\n', calls.end())));
			}
		}
		return findings;
	}

	/**
	 * Counts the arguments of a call.
	 * @param start the position after the opening parenthesis
	 */
	private static int arguments(String code, int start) {
		int depth = 1;
		int count = 1;
		for (int i = start; depth > 0 && i < code.length(); i++) {
			char character = code.charAt(i);
			if ("([{".indexOf(character) >= 0) {
				depth++;
			}
			else if (")]}".indexOf(character) >= 0) {
				depth--;
			}
			else if (character == ',' && depth == 1) {
				count++;
			}
		}
		return count;
	}

}
