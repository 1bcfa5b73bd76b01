package io.github.redisqueues.docs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import io.github.redisqueues.observation.QueueMeterDocumentation;
import io.micrometer.common.docs.KeyName;

/**
 * The tables of meters and of their tags, from their documentation in the code.
 */
final class MeterTable {

	private static final Path SOURCE = Path
		.of("src/main/java/io/github/redisqueues/observation/QueueMeterDocumentation.java");

	private static final Pattern LINK = Pattern.compile("\\{@code ([^}]*)\\}");

	private MeterTable() {
	}

	static String of(String which) {
		return switch (which) {
			case "meters" -> meters();
			case "tags" -> tags();
			default -> throw new IllegalArgumentException("No table of " + which);
		};
	}

	private static String meters() {
		StringBuilder table = new StringBuilder("| name | kind | tags | meaning |\n|---|---|---|---|\n");
		for (QueueMeterDocumentation meter : QueueMeterDocumentation.values()) {
			String tags = Arrays.stream(meter.getKeyNames())
				.map((key) -> "`" + key.asString() + "`")
				.collect(Collectors.joining(", "));
			table.append("| `" + meter.getName() + "` | " + meter.getType().name().toLowerCase(Locale.ROOT) + " | "
					+ tags + " | " + javadoc(meter.name() + "(") + " |\n");
		}
		return table.toString();
	}

	private static String tags() {
		StringBuilder table = new StringBuilder("| tag | value |\n|---|---|\n");
		for (KeyName key : QueueMeterDocumentation.KeyNames.values()) {
			table.append("| `" + key.asString() + "` | "
					+ javadoc(((Enum<?>) key).name() + ((key == QueueMeterDocumentation.KeyNames.REASON) ? ";" : ","))
					+ " |\n");
		}
		return table.toString();
	}

	/**
	 * Returns the comment of a constant as one line.
	 */
	private static String javadoc(String constant) {
		Matcher comment = Pattern.compile("/\\*\\*((?:(?!\\*/).)*)\\*/\\s*" + Pattern.quote(constant), Pattern.DOTALL)
			.matcher(source());
		if (!comment.find()) {
			throw new IllegalStateException("No comment of " + constant);
		}
		String text = comment.group(1).replaceAll("\\s*\\n\\s*\\*\\s?", " ").strip();
		return LINK.matcher(text).replaceAll("`$1`").replace("|", "\\|");
	}

	private static String source() {
		try {
			return Files.readString(SOURCE);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
