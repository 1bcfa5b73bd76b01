package io.github.redisqueues.benchmarks.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;

import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * Results as JSON.
 */
public final class ResultsFile {

	private static final String NAME = "results.json";

	private static final JsonMapper JSON = JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

	private ResultsFile() {
	}

	/**
	 * Reads the results in a directory, if there are any.
	 */
	public static Optional<Results> read(Path directory) {
		Path file = directory.resolve(NAME);
		return Files.exists(file) ? Optional.of(JSON.readValue(file.toFile(), Results.class)) : Optional.empty();
	}

	public static void write(Results results, Path directory) throws IOException {
		Files.createDirectories(directory);
		Files.writeString(directory.resolve(NAME), JSON.writeValueAsString(results) + "\n");
	}

	/**
	 * Returns the newest of the directories that have results; they are named after their
	 * dates.
	 */
	public static Optional<Path> newest(Path directory) throws IOException {
		if (!Files.isDirectory(directory)) {
			return Optional.empty();
		}
		try (Stream<Path> children = Files.list(directory)) {
			return children.filter((child) -> Files.exists(child.resolve(NAME))).max(Comparator.naturalOrder());
		}
	}

}
