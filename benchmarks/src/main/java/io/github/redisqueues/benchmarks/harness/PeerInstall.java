package io.github.redisqueues.benchmarks.harness;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Locale;

/**
 * Installs the libraries to compare with into the {@code target} of the module, with the
 * npm and Maven of this machine. Skips what is installed.
 */
final class PeerInstall {

	private static final boolean WINDOWS = System.getProperty("os.name").toLowerCase(Locale.ROOT).startsWith("windows");

	private PeerInstall() {
	}

	/**
	 * Installs BullMQ.
	 * @return the script to run with node
	 */
	static Path bullMq() throws IOException, PeerMissingException {
		Path sources = Clone.directory().resolve("src/main/node");
		Path target = Files.createDirectories(Clone.directory().resolve("target/node"));
		run(target, "node", "--version");
		Files.copy(sources.resolve("bullmq.js"), target.resolve("bullmq.js"), StandardCopyOption.REPLACE_EXISTING);
		Path wanted = sources.resolve("package.json");
		Path installed = target.resolve("package.json");
		Path modules = target.resolve("node_modules/bullmq");
		if (!Files.isDirectory(modules) || Files.mismatch(wanted, installed) >= 0) {
			Files.copy(wanted, installed, StandardCopyOption.REPLACE_EXISTING);
			run(target, WINDOWS ? "npm.cmd" : "npm", "install", "--no-package-lock", "--no-audit", "--no-fund",
					"--loglevel=error");
		}
		return target.resolve("bullmq.js");
	}

	/**
	 * Compiles the program for Rqueue, which needs another version of Spring Boot.
	 * @return its class path
	 */
	static String rqueue() throws IOException, PeerMissingException {
		Path project = Clone.directory().resolve("src/main/rqueue");
		Path target = Clone.directory().resolve("target/rqueue");
		Path source = project.resolve("java/io/github/redisqueues/benchmarks/rqueue/RqueueChild.java");
		Path compiled = target.resolve("classpath");
		if (Files.exists(compiled)
				&& Files.getLastModifiedTime(compiled).compareTo(Files.getLastModifiedTime(source)) > 0) {
			return classPath(target);
		}
		run(project, WINDOWS ? "mvn.cmd" : "mvn", "-q", "-B", "compile", "dependency:build-classpath",
				"-Dmdep.outputFile=" + compiled);
		return classPath(target);
	}

	private static String classPath(Path target) throws IOException {
		return target.resolve("classes") + System.getProperty("path.separator")
				+ Files.readString(target.resolve("classpath")).strip();
	}

	private static void run(Path directory, String... command) throws PeerMissingException {
		String line = String.join(" ", command);
		try {
			int status = new ProcessBuilder(command).directory(directory.toFile())
				.redirectOutput(ProcessBuilder.Redirect.DISCARD)
				.redirectError(ProcessBuilder.Redirect.INHERIT)
				.start()
				.waitFor();
			if (status != 0) {
				throw new PeerMissingException("'" + line + "' failed with status " + status);
			}
		}
		catch (IOException ex) {
			throw new PeerMissingException("'" + line + "' cannot be run: " + ex.getMessage());
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new PeerMissingException("'" + line + "' was interrupted");
		}
	}

}
