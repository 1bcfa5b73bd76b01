package io.github.redisqueues.benchmarks.report;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * The machine and the versions of a run, without names of hosts or users.
 */
public final class Environment {

	private static final List<String> LIBRARIES = List.of("spring-boot", "spring-data-redis", "lettuce-core",
			"redisson", "spring-integration-redis", "jmh-core");

	private static final int PATIENCE_SECONDS = 10;

	private Environment() {
	}

	public static Map<String, String> machine() throws IOException {
		Map<String, String> machine = new LinkedHashMap<>();
		Path cpu = Path.of("/proc/cpuinfo");
		if (Files.exists(cpu)) {
			find("model name\\s*:\\s*(.+)", Files.readString(cpu)).ifPresentPut(machine, "processor");
		}
		machine.put("processors", String.valueOf(Runtime.getRuntime().availableProcessors()));
		machine.put("system", System.getProperty("os.name") + " " + System.getProperty("os.arch"));
		return machine;
	}

	/**
	 * Returns the versions of what was measured.
	 * @param redis version of the server
	 * @param module directory of the benchmarks
	 */
	public static Map<String, String> versions(String redis, Path module) throws IOException {
		Map<String, String> versions = new LinkedHashMap<>();
		versions.put("redis", redis);
		versions.put("java", System.getProperty("java.vendor") + " " + Runtime.version());
		String classPath = System.getProperty("java.class.path").replace(File.pathSeparatorChar, '\n');
		for (String library : LIBRARIES) {
			find("(?m)[/\\\\]" + Pattern.quote(library) + "-(\\d[^/\\\\]*)\\.jar$", classPath).ifPresentPut(versions,
					library);
		}
		Path node = module.resolve("src/main/node/package.json");
		if (Files.exists(node)) {
			find("\"bullmq\": \"([^\"]+)\"", Files.readString(node)).ifPresentPut(versions, "bullmq");
			String version = output(module, "node", "--version");
			if (version != null) {
				versions.put("node", version);
			}
		}
		Path rqueue = module.resolve("src/main/rqueue/pom.xml");
		if (Files.exists(rqueue)) {
			find("<rqueue.version>([^<]+)<", Files.readString(rqueue)).ifPresentPut(versions, "rqueue");
		}
		return versions;
	}

	/**
	 * Returns the commit that is checked out, marked if files were changed, or null if
	 * there is no repository.
	 */
	public static @Nullable String commit(Path module) {
		String commit = output(module, "git", "rev-parse", "--short=10", "HEAD");
		String changes = output(module, "git", "status", "--porcelain", "--untracked-files=no");
		return (commit == null) ? null : (changes == null) ? commit : commit + " with changes";
	}

	/**
	 * Returns what a command prints, or null if it prints nothing or does not work.
	 */
	private static @Nullable String output(Path directory, String... command) {
		try {
			Process process = new ProcessBuilder(command).directory(directory.toFile())
				.redirectError(ProcessBuilder.Redirect.DISCARD)
				.start();
			String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
			boolean worked = process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS) && process.exitValue() == 0;
			return (worked && !output.isEmpty()) ? output : null;
		}
		catch (IOException ex) {
			return null;
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return null;
		}
	}

	private static Found find(String pattern, String text) {
		Matcher matcher = Pattern.compile(pattern).matcher(text);
		return new Found(matcher.find() ? matcher.group(1).strip() : null);
	}

	private record Found(@Nullable String value) {

		void ifPresentPut(Map<String, String> map, String key) {
			if (this.value != null) {
				map.put(key, this.value);
			}
		}

	}

}
