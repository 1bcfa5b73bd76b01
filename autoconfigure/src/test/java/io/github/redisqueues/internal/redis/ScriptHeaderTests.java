package io.github.redisqueues.internal.redis;

import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests over the headers of all Lua files, for what is not checked when they are loaded.
 */
class ScriptHeaderTests {

	private static final Path FOLDERS = Path.of("src/main/resources/io/github/redisqueues/internal");

	private static final Path CLASSES = Path.of("src/main/java/io/github/redisqueues/internal");

	private static final Pattern CALLER = Pattern.compile("(\\w+)\\.(\\w+)(?: \\([^()]+\\))?");

	private static Stream<Path> files() throws IOException {
		try (Stream<Path> files = Files.walk(FOLDERS)) {
			return files.filter((file) -> file.toString().endsWith(".lua")).toList().stream();
		}
	}

	static Stream<Path> scripts() throws IOException {
		return files().filter((file) -> !isFragment(file));
	}

	static Stream<Path> fragments() throws IOException {
		return files().filter((file) -> isFragment(file));
	}

	@ParameterizedTest
	@MethodSource("scripts")
	void tellWhatAScriptIsForAndWhatItTakesAndReturns(Path file) throws IOException {
		LuaFile script = read(file);
		assertThat(script.purpose()).as("purpose").endsWith(".");
		assertThat(List.of("KEYS", "ARGV", "Returns", "Called by")).allSatisfy(
				(word) -> assertThat(script.header(word)).as(word + " of " + script.name() + ".lua").isNotEmpty());
	}

	@ParameterizedTest
	@MethodSource("fragments")
	void tellWhatAFragmentIsForAndWhatItNeedsAndProvides(Path file) throws IOException {
		LuaFile fragment = read(file);
		assertThat(fragment.purpose()).as("purpose").isNotEmpty();
		assertThat(List.of("Needs", "Provides")).allSatisfy(
				(word) -> assertThat(fragment.header(word)).as(word + " of " + fragment.name() + ".lua").isNotEmpty());
	}

	@ParameterizedTest
	@MethodSource("scripts")
	void nameMethodsThatCallAScript(Path file) throws Exception {
		Map<String, String> classes = classes();
		for (String caller : read(file).header("Called by").split(", ")) {
			Matcher matcher = CALLER.matcher(caller);
			assertThat(matcher.matches()).as("'%s' is Class.method", caller).isTrue();
			assertThat(classes).containsKey(matcher.group(1));
			Class<?> type = Class.forName(classes.get(matcher.group(1)));
			assertThat(Arrays.stream(type.getDeclaredMethods()).map(Method::getName)).as("methods of %s", type)
				.contains(matcher.group(2));
		}
	}

	@ParameterizedTest
	@MethodSource("fragments")
	void belongToAFragmentThatIsIncluded(Path file) throws IOException {
		String name = read(file).name().substring(LuaFile.FRAGMENTS.length());
		// Of some, a script includes the general name, and the type of queue or lock
		// chooses
		String general = name.replaceFirst("^(list|sorted)", "ready")
			.replaceFirst("^order-.*", "order")
			.replaceFirst("^(exclusive|shared)$", "holding")
			.replaceFirst("^shared-clock$", "clock")
			.replaceFirst("^ask-first$", "accepted")
			.replaceFirst("^without-", "")
			.replaceFirst("-limited$", "");
		Path folder = folderOf(folderOf(file));
		assertThat(files()).anyMatch((other) -> other.startsWith(folder) && includes(other, general));
	}

	private static boolean includes(Path file, String fragment) {
		return read(file).lines().stream().anyMatch((line) -> line.included().equals(fragment));
	}

	private static LuaFile read(Path file) {
		String name = file.getFileName().toString().replace(".lua", "");
		try {
			return new LuaFile((isFragment(file) ? LuaFile.FRAGMENTS : "") + name, Files.readString(file));
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * The top-level classes by their simple names.
	 */
	private static Map<String, String> classes() throws IOException {
		try (Stream<Path> files = Files.walk(CLASSES)) {
			return files.map((file) -> CLASSES.relativize(file).toString())
				.filter((file) -> file.endsWith(".java") && !file.endsWith("package-info.java"))
				.map((file) -> "io.github.redisqueues.internal." + file.replace(".java", "").replace('/', '.'))
				.collect(Collectors.toMap((name) -> name.substring(name.lastIndexOf('.') + 1), (name) -> name,
						(first, second) -> first));
		}
	}

	private static boolean isFragment(Path file) {
		return folderOf(file).endsWith("fragments");
	}

	private static Path folderOf(Path file) {
		return Objects.requireNonNull(file.getParent());
	}

}
