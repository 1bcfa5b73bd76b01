package io.github.redisqueues.benchmarks.harness;

import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The directory of the benchmarks in a clone.
 */
public final class Clone {

	private Clone() {
	}

	public static Path directory() {
		Path classes;
		try {
			classes = Path.of(Clone.class.getProtectionDomain().getCodeSource().getLocation().toURI());
		}
		catch (URISyntaxException ex) {
			throw new IllegalStateException(ex);
		}
		Path directory = classes.resolve("../..").normalize();
		if (!Files.isDirectory(directory.resolve("src/main/node"))) {
			throw new IllegalStateException("benchmarks run from a clone, but its sources are not in " + directory);
		}
		return directory;
	}

	/**
	 * Returns the directory with the results of each date.
	 */
	public static Path results() {
		return directory().resolve("results");
	}

	/**
	 * Returns the page of the documentation that shows them.
	 */
	public static Path page() {
		return directory().resolve("../docs/performance.md").normalize();
	}

}
