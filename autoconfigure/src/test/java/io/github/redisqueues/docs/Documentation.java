package io.github.redisqueues.docs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The files of the documentation, and what is generated into them. With
 * {@code -Ddocs.update=true} a difference is written instead of reported.
 */
final class Documentation {

	static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

	static final Path FOLDER = ROOT.resolve("docs");

	private static final String RENEW = "mvn test -pl autoconfigure -Dtest=DocumentationTests -Ddocs.update=true";

	private Documentation() {
	}

	/**
	 * Returns README.md and the Markdown files of the docs folder.
	 */
	static List<Path> pages() {
		try (Stream<Path> files = Files.list(FOLDER)) {
			return Stream
				.concat(Stream.of(ROOT.resolve("README.md")),
						files.filter((file) -> file.toString().endsWith(".md")).sorted())
				.toList();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	static String read(Path file) {
		try {
			return Files.readString(file);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Compares a file with what it has to be.
	 */
	static void requireContent(Path file, String expected) {
		if (Boolean.getBoolean("docs.update")) {
			try {
				Files.writeString(file, expected);
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
		}
		assertThat(Files.exists(file) ? read(file) : "")
			.as("%s is out of date. Look at the difference. If it is meant, renew the file and commit it:%n%n    %s%n",
					ROOT.relativize(file), RENEW)
			.isEqualTo(expected);
	}

}
