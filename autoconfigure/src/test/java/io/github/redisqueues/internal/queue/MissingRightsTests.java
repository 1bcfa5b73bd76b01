package io.github.redisqueues.internal.queue;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

import io.github.redisqueues.RedisCallFailedException;
import io.github.redisqueues.RedisNotExecutedException;
import io.github.redisqueues.queue.QueueType;
import io.github.redisqueues.queue.RedisQueue;
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

	private TestQueues limited;

	@BeforeAll
	void connect() {
		allowAll();
		this.limited = new TestQueues(this.server,
				this.server.connectionFactory(Duration.ofSeconds(10), (configuration) -> {
					configuration.setUsername(USER);
					configuration.setPassword("secret");
				}));
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
			forEachCall(type, () -> setUser("-" + command), (name, failure, changed) -> {
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

	/**
	 * Makes each call on a queue of its own, in which a process waits.
	 */
	private void forEachCall(QueueType type, Runnable limitation, Check check) {
		RedisQueue<String> names = this.queues.create(type);
		for (String name : QueueCalls.onFilled(this.queues, names).all().keySet()) {
			allowAll();
			RedisQueue<String> queue = this.queues.create(type);
			QueueCalls filled = QueueCalls.onFilled(this.queues, queue);
			QueueCalls calls = filled.of(this.limited);
			calls.queue().size();
			this.server.command("ZADD", this.queues.invariant(queue).key("waiters"),
					String.valueOf(System.currentTimeMillis()), "somebody");
			Map<String, String> before = dump(queue);
			limitation.run();
			Throwable failure = catchThrowable(calls.named(name)::run);
			check.check(name, failure, !dump(queue).equals(before));
		}
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
