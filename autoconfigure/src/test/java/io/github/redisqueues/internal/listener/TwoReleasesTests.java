package io.github.redisqueues.internal.listener;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import io.github.redisqueues.internal.listener.ReleaseApplication.Order1;
import io.github.redisqueues.internal.listener.ReleaseApplication.Order2;
import io.github.redisqueues.internal.listener.ReleaseApplication.Status1;
import io.github.redisqueues.internal.listener.ReleaseApplication.Status2;
import io.github.redisqueues.internal.queue.DefaultRedisQueueFactory;
import io.github.redisqueues.queue.DeadLetter;
import io.github.redisqueues.queue.JsonPayloadConverter;
import io.github.redisqueues.queue.QueueSettings;
import io.github.redisqueues.queue.RedisQueue;
import io.github.redisqueues.testing.ChildProcess;
import io.github.redisqueues.testing.RedisTestServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import org.springframework.core.ParameterizedTypeReference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * A rolling deployment: two releases of an application side by side, each in a process of
 * its own. Each has a status that the other does not know, and the newer one a property
 * more.
 */
@Timeout(120)
class TwoReleasesTests {

	private static final int EACH = 20;

	private final RedisTestServer server = RedisTestServer.shared();

	private final String name = "releases-" + System.nanoTime();

	private DefaultRedisQueueFactory factory;

	@BeforeEach
	void begin() {
		this.factory = new DefaultRedisQueueFactory(this.server.connectionFactory(), new JsonPayloadConverter(),
				ListenerProcess.NAMESPACE);
	}

	@AfterEach
	void end() {
		this.factory.close();
	}

	@Test
	void eachReleaseTakesWhatTheOtherCannotRead() throws Exception {
		RedisQueue<Order1> older = this.factory.create(ReleaseApplication.settings(this.name, Order1.class, 1_000));
		RedisQueue<Order2> newer = this.factory.create(ReleaseApplication.settings(this.name, Order2.class, 1_000));
		try (Release one = Release.start(1, this.server, this.name, 1_000);
				Release two = Release.start(2, this.server, this.name, 1_000)) {
			for (int i = 0; i < EACH; i++) {
				older.send(new Order1(i, Status1.LEGACY));
				older.send(new Order1(100 + i, Status1.NEW));
				newer.send(new Order2(200 + i, Status2.REFUNDED, "EUR"));
				newer.send(new Order2(300 + i, Status2.PAID, "EUR"));
			}
			await().atMost(Duration.ofSeconds(60)).until(() -> newer.size() == 0);
			assertThat(newer.deadLetters().size()).isZero();
			await().until(() -> one.handled().size() + two.handled().size() == 4 * EACH);
			assertThat(one.handled()).filteredOn((order) -> order.endsWith("LEGACY")).hasSize(EACH);
			assertThat(one.handled()).noneMatch((order) -> order.endsWith("REFUNDED"));
			assertThat(two.handled()).filteredOn((order) -> order.endsWith("REFUNDED")).hasSize(EACH);
			assertThat(two.handled()).noneMatch((order) -> order.endsWith("LEGACY"));
			List<String> all = new ArrayList<>(one.handled());
			all.addAll(two.handled());
			assertThat(all).doesNotHaveDuplicates();
		}
	}

	@Test
	void whatNeitherCanReadIsDeadWithTheReasonOfEach() throws Exception {
		QueueSettings<Map<String, String>> untyped = QueueSettings
			.builder(this.name, new ParameterizedTypeReference<Map<String, String>>() {
			})
			.build();
		RedisQueue<Map<String, String>> queue = this.factory.create(untyped);
		try (Release one = Release.start(1, this.server, this.name, 30);
				Release two = Release.start(2, this.server, this.name, 30)) {
			String id = queue.send(Map.of("number", "1", "status", "RETURNED"));
			await().atMost(Duration.ofSeconds(60)).until(() -> queue.deadLetters().size() == 1);
			DeadLetter<Map<String, String>> letter = queue.deadLetters().browse(0, 1).get(0);
			assertThat(letter.id()).isEqualTo(id);
			assertThat(letter.attempts()).isEqualTo(30);
			assertThat(letter.payload()).containsEntry("status", "RETURNED");
			assertThat(letter.reason()).startsWith("unreadable: ")
				.containsOnlyOnce(one.process() + ": The bytes cannot be read as JSON of " + Order1.class.getName())
				.containsOnlyOnce(two.process() + ": The bytes cannot be read as JSON of " + Order2.class.getName());
			assertThat(one.handled()).isEmpty();
			assertThat(two.handled()).isEmpty();
			assertThat(queue.deadLetters().purge()).isEqualTo(1);
		}
	}

	/**
	 * A process that runs one release.
	 *
	 * @param child the process
	 * @param process its name
	 * @param lines what it has said since
	 */
	private record Release(ChildProcess child, String process, List<String> lines) implements AutoCloseable {

		static Release start(int release, RedisTestServer server, String queue, int attempts)
				throws InterruptedException {
			ChildProcess child = ChildProcess.start(ReleaseApplication.class, release, server.host(), server.port(),
					queue, attempts);
			String line = child.awaitLine();
			while (!line.startsWith("ready ")) {
				line = child.awaitLine();
			}
			return new Release(child, line.substring("ready ".length()), new ArrayList<>());
		}

		List<String> handled() throws InterruptedException {
			while (this.child.hasLine()) {
				this.lines.add(this.child.awaitLine());
			}
			return this.lines.stream()
				.filter((line) -> line.startsWith("handled "))
				.map((line) -> line.substring("handled ".length()))
				.toList();
		}

		@Override
		public void close() {
			this.child.close();
		}

	}

}
