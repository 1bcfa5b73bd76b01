package io.github.redisqueues.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

import org.springframework.data.redis.connection.RedisStandaloneConfiguration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The Redis user that the documentation tells an application to connect as. Every test
 * server knows this user, and the tests connect as it, so that the whole suite proves
 * that its rights suffice. The keys and channels of the tests are therefore in namespaces
 * below {@code queues:}.
 */
public final class DocumentedUser {

	/** What the documentation adds to these rights on a Cluster. */
	static final List<String> ON_A_CLUSTER = List.of("+cluster|nodes", "+cluster|myid", "+client|setname");

	/** What Lettuce tells servers that know the command; they refuse it without harm. */
	private static final List<String> OF_THE_CLIENT = List.of("+client|setname", "+client|setinfo",
			"+client|maint_notifications");

	private static final Path DOCUMENT = Path.of("../docs/production.md");

	private static final String COMMAND = "ACL SETUSER";

	private static final List<String> WORDS = read();

	private DocumentedUser() {
	}

	/**
	 * Returns the name of the user and its rights, as they follow {@code ACL SETUSER} in
	 * the documentation.
	 * @return the words
	 */
	public static List<String> words() {
		return WORDS;
	}

	public static String name() {
		return WORDS.get(0);
	}

	public static String password() {
		return WORDS.stream().filter((word) -> word.startsWith(">")).findFirst().orElseThrow().substring(1);
	}

	/**
	 * Returns how an application connects to a server as this user.
	 * @param host where the server is
	 * @param port its port
	 * @return the configuration
	 */
	public static RedisStandaloneConfiguration configuration(String host, int port) {
		RedisStandaloneConfiguration configuration = new RedisStandaloneConfiguration(host, port);
		configuration.setUsername(name());
		configuration.setPassword(password());
		return configuration;
	}

	/**
	 * Returns the options of a server that knows this user from its start.
	 * @return words of the command line
	 */
	static List<String> serverOptions() {
		List<String> options = new ArrayList<>(List.of("--user"));
		options.addAll(WORDS);
		return options;
	}

	/**
	 * Allows what the client says of itself, where the server knows it, and forgets what
	 * was denied before.
	 * @param server the server
	 */
	static void allowTheClient(RespConnection server) {
		for (String right : OF_THE_CLIENT) {
			try {
				server.command("ACL", "SETUSER", name(), right);
			}
			catch (RespConnection.RedisError ex) {
				assertThat(ex).hasMessageContaining("Unknown command");
			}
		}
		server.command("ACL", "LOG", "RESET");
	}

	private static List<String> read() {
		try {
			String command = Files.readAllLines(DOCUMENT)
				.stream()
				.dropWhile((line) -> !line.strip().startsWith(COMMAND))
				.takeWhile((line) -> !line.isBlank())
				.map(String::strip)
				.collect(Collectors.joining(" "));
			return List.of(command.substring(COMMAND.length()).strip().split("\\s+"));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
