package io.github.redisqueues.internal.queue;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

import io.github.redisqueues.RedisCallFailedException;
import io.github.redisqueues.RedisNotExecutedException;
import io.github.redisqueues.queue.QueueType;
import io.github.redisqueues.queue.RedisQueue;
import io.github.redisqueues.testing.CommandStats;
import io.github.redisqueues.testing.DocumentedUser;
import io.github.redisqueues.testing.RedisTestServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * A Redis user that loses one of its rights while the application runs.
 */
@Timeout(120)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MissingRightsTests {

	private static final String USER = "limited";

	/**
	 * Of the connection, not of a call.
	 */
	private static final List<String> OF_THE_CLIENT = List.of("+ping", "+info", "+subscribe", "+unsubscribe");

	private final RedisTestServer server = RedisTestServer.start();

	private final TestQueues queues = new TestQueues(this.server);

	private final Map<QueueType, Map<String, Set<String>>> commands = new EnumMap<>(QueueType.class);

	private TestQueues limited;

	@BeforeAll
	void connect() {
		allowAll();
		this.limited = new TestQueues(this.server,
				this.server.connectionFactory(Duration.ofSeconds(10), (configuration) -> {
					configuration.setUsername(USER);
					configuration.setPassword("secret");
				}));
		for (QueueType type : QueueType.values()) {
			this.commands.put(type, commands(type));
		}
	}

	/**
	 * Returns which commands each call runs on a queue in which a process waits, those
	 * inside scripts as well.
	 */
	private Map<String, Set<String>> commands(QueueType type) {
		Map<String, Set<String>> commands = new LinkedHashMap<>();
		for (String name : QueueCalls.onFilled(this.queues, this.queues.create(type)).all().keySet()) {
			QueueCalls calls = prepared(type);
			CommandStats before = CommandStats.of(this.server.connection());
			calls.named(name).run();
			commands.put(name, CommandStats.of(this.server.connection()).since(before));
		}
		return commands;
	}

	@BeforeEach
	void allowAll() {
		setUser(Stream
			.concat(Stream.of("reset", "on", ">secret"),
					DocumentedUser.words().stream().skip(1).filter((word) -> !word.startsWith(">")))
			.toArray(String[]::new));
	}

	private void setUser(String... rights) {
		List<Object> command = new ArrayList<>(List.of("ACL", "SETUSER", USER));
		command.addAll(List.of(rights));
		this.server.command(command.toArray());
	}

	@AfterAll
	void stop() {
		this.limited.close();
		this.queues.close();
		this.server.close();
	}

	static Stream<String> rights() {
		return DocumentedUser.words()
			.stream()
			.filter((word) -> word.startsWith("+") && !OF_THE_CLIENT.contains(word))
			.map((word) -> word.substring(1));
	}

	@ParameterizedTest
	@MethodSource("rights")
	void everyCallTellsWhetherItWasExecuted(String command) {
		for (QueueType type : List.of(QueueType.FIFO, QueueType.PRIORITY)) {
			List<String> calls = Objects.requireNonNull(this.commands.get(type))
				.entrySet()
				.stream()
				.filter((entry) -> entry.getValue().contains(command))
				.map(Map.Entry::getKey)
				.toList();
			forEach(calls, type, () -> setUser("-" + command), (name, failure, changed) -> {
				String what = name + " without " + command + " on " + type;
				if (failure != null) {
					assertThat(failure).as(what)
						.isInstanceOf(RedisCallFailedException.class)
						.hasMessageMatching("(?s).*(can't|NOPERM|ACL failure).*");
					assertThat(failure instanceof RedisNotExecutedException && changed)
						.as(what + " changed nothing, it says: " + failure)
						.isFalse();
				}
			});
		}
	}

	@ParameterizedTest
	@EnumSource
	void aWakeUpThatCannotBePublishedFailsNothing(QueueType type) {
		forEachCall(type, () -> setUser("-publish"), (name, failure, changed) -> {
			if (!name.equals("topic")) {
				assertThat(failure).as(name).isNull();
			}
		});
		allowAll();
		forEachCall(type, () -> setUser("resetchannels"), (name, failure, changed) -> {
			if (!name.equals("topic")) {
				assertThat(failure).as(name).isNull();
			}
		});
	}

	@Test
	void keysThatAreNotPermittedAreNotTouched() {
		forEachCall(QueueType.FIFO, () -> setUser("resetkeys", "~other:*"),
				(name, failure, changed) -> assertThat(failure).as(name)
					.isInstanceOf(RedisNotExecutedException.class)
					.hasMessageContaining("NOPERM"));
	}

	private void forEachCall(QueueType type, Runnable limitation, Check check) {
		forEach(Objects.requireNonNull(this.commands.get(type)).keySet(), type, limitation, check);
	}

	/**
	 * Makes each call on a queue of its own, in which a process waits.
	 */
	private void forEach(Collection<String> names, QueueType type, Runnable limitation, Check check) {
		for (String name : names) {
			allowAll();
			QueueCalls calls = prepared(type);
			Map<String, String> before = dump(calls.queue());
			limitation.run();
			Throwable failure = catchThrowable(calls.named(name)::run);
			check.check(name, failure, !dump(calls.queue()).equals(before));
		}
	}

	/**
	 * Returns the calls of the limited user on a filled queue in which a process waits.
	 */
	private QueueCalls prepared(QueueType type) {
		RedisQueue<String> queue = this.queues.create(type);
		QueueCalls calls = QueueCalls.onFilled(this.queues, queue).of(this.limited);
		calls.queue().size();
		this.server.command("ZADD", this.queues.invariant(queue).key("waiters"),
				String.valueOf(System.currentTimeMillis()), "somebody");
		return calls;
	}

	/**
	 * Returns what is stored of a queue, other than who waits for it.
	 */
	private Map<String, String> dump(RedisQueue<String> queue) {
		String prefix = this.queues.invariant(queue).key("");
		Map<String, String> dump = new TreeMap<>();
		for (byte[] key : this.server.connection().list("KEYS", prefix.replaceAll("[{}]", "?") + "*")) {
			String name = new String(key);
			if (!name.endsWith(":waiters")) {
				dump.put(name, new String((byte[]) this.server.command("DUMP", name), StandardCharsets.ISO_8859_1));
			}
		}
		return dump;
	}

	private interface Check {

		void check(String call, Throwable failure, boolean changed);

	}

}
