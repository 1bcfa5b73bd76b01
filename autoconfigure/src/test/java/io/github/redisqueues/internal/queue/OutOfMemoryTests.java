package io.github.redisqueues.internal.queue;

import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

import io.github.redisqueues.RedisNotExecutedException;
import io.github.redisqueues.queue.DeadLetter;
import io.github.redisqueues.queue.Delivery;
import io.github.redisqueues.queue.QueueSettings;
import io.github.redisqueues.queue.QueueType;
import io.github.redisqueues.queue.Rate;
import io.github.redisqueues.queue.RedisQueue;
import io.github.redisqueues.queue.SendOptions;
import io.github.redisqueues.testing.RedisTestServer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;

/**
 * A server without a byte left: nothing can be sent, and everything can be worked off.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(60)
class OutOfMemoryTests {

	private RedisTestServer server;

	private TestQueues queues;

	@BeforeAll
	void start() {
		this.server = RedisTestServer.start("--maxmemory-policy", "noeviction");
		this.queues = new TestQueues(this.server);
	}

	@AfterAll
	void stop() {
		this.queues.close();
		this.server.close();
	}

	@ParameterizedTest
	@EnumSource
	void aTickIsNotSentAndStaysToBeSent(QueueType type) {
		SchedulableQueue<String> queue = (SchedulableQueue<String>) this.queues.create(type);
		Instant tick = Instant.parse("2026-01-01T00:00:00Z");
		queue.beginSchedule("nightly", "every PT1H");
		withoutMemory(() -> {
			assertThatExceptionOfType(RedisNotExecutedException.class)
				.isThrownBy(() -> queue.sendTick("nightly", tick, Duration.ZERO, "a"));
			assertThat(this.queues.invariant(queue).check().ready()).isEmpty();
			assertThat(queue.beginSchedule("nightly", "every PT1H").settled()).isAfter(tick);
		});
		assertThat(queue.sendTick("nightly", tick, Duration.ZERO, "a").outcome())
			.isEqualTo(SchedulableQueue.Outcome.SENT);
		assertThat(queue.poll()).contains("a");
	}

	@ParameterizedTest
	@EnumSource
	void refusesToSendAndChangesNothing(QueueType type) {
		RedisQueue<String> queue = this.queues.create(type);
		queue.send("a");
		withoutMemory(() -> {
			assertThatExceptionOfType(RedisNotExecutedException.class).isThrownBy(() -> queue.send("b"));
			assertThatExceptionOfType(RedisNotExecutedException.class)
				.isThrownBy(() -> queue.sendAll(List.of("b", "c")));
			assertThatExceptionOfType(RedisNotExecutedException.class)
				.isThrownBy(() -> queue.send("b", SendOptions.defaults().delay(Duration.ofHours(1)).id("b")));
			assertThat(this.queues.invariant(queue).check().ready()).hasSize(1);
			assertThat(queue.poll()).contains("a");
		});
		queue.send("b");
		assertThat(queue.poll()).contains("b");
	}

	@ParameterizedTest
	@EnumSource
	void exportsAndPurgesAndRefusesToImport(QueueType type) throws IOException {
		RedisQueue<String> queue = this.queues.create(type,
				(settings) -> settings.duplicateWindow(Duration.ofMinutes(1)));
		queue.sendAll(List.of("a", "b"));
		StringWriter lines = new StringWriter();
		withoutMemory(() -> {
			assertThatNoException().isThrownBy(() -> queue.exportTo(lines));
			assertThat(queue.purge()).isEqualTo(2);
			assertThatExceptionOfType(RedisNotExecutedException.class)
				.isThrownBy(() -> queue.importFrom(new StringReader(lines.toString())));
			this.queues.invariant(queue).checkEmpty();
		});
		assertThat(queue.importFrom(new StringReader(lines.toString())).added()).isEqualTo(2);
		assertThat(queue.poll(2)).containsExactlyInAnyOrder("a", "b");
	}

	@ParameterizedTest
	@EnumSource
	void settlesAndDrains(QueueType type) {
		RedisQueue<String> queue = this.queues.create(type,
				(settings) -> settings.maxAttempts(3).duplicateWindow(Duration.ofMinutes(1)));
		SendOptions named = SendOptions.defaults();
		for (int i = 0; i < 20; i++) {
			queue.send("message " + i, named.deduplicationId("name " + i));
		}
		String delayed = queue.send("delayed", SendOptions.defaults().delay(Duration.ofHours(1)));
		queue.send("due", SendOptions.defaults().delay(Duration.ofMillis(1)));
		queue.send("expires", SendOptions.defaults().timeToLive(Duration.ofMillis(50)));
		List<Delivery<String>> before = queue.receive(5, Duration.ZERO);
		withoutMemory(() -> {
			assertThat(before.get(0).ack()).as("ack").isTrue();
			assertThat(before.get(1).nack()).as("nack").isTrue();
			assertThat(before.get(2).nack(Duration.ofMillis(1))).as("nack with a delay").isTrue();
			assertThat(before.get(3).reject("bad")).as("reject").isTrue();
			assertThat(before.get(4).extend(Duration.ofMillis(1))).as("extend").isTrue();
			assertThat(queue.cancel(delayed)).as("cancel").isTrue();
			assertThat(queue.receive(1, Duration.ofSeconds(5))).hasSize(1)
				.allSatisfy((delivery) -> assertThat(delivery.ack()).isTrue());
			assertThat(queue.poll()).as("poll").isPresent();
			assertThat(queue.deadLetters().redrive(1)).as("redrive").isEqualTo(1);
			assertThat(queue.browse(0, 100)).isNotEmpty();
			Awaitility.await().untilAsserted(() -> {
				List<Delivery<String>> deliveries = queue.receive(100, Duration.ZERO);
				assertThat(queue.ack(deliveries)).isEqualTo(deliveries.size());
				assertThat(queue.size()).isZero();
			});
			queue.deadLetters().purge();
			this.queues.invariant(queue).checkEmpty();
		});
	}

	@ParameterizedTest
	@EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "LIFO")
	void goesOnWithGroups(QueueType type) {
		RedisQueue<String> queue = this.queues.create(type, (settings) -> settings.maxAttempts(2));
		SendOptions grouped = SendOptions.defaults().group("a");
		queue.send("expires", grouped.timeToLive(Duration.ofMillis(1)));
		queue.sendAll(List.of("acked", "nacked", "rejected", "cancelled", "lost", "polled", "purged"), grouped);
		queue.send("due", grouped.delay(Duration.ofMillis(1)));
		Instant expired = this.server.serverTime().plusMillis(1);
		Awaitility.await().until(() -> this.server.serverTime().isAfter(expired));
		withoutMemory(() -> {
			assertThatExceptionOfType(RedisNotExecutedException.class).isThrownBy(() -> queue.send("b", grouped));
			assertThat(queue.receive(Duration.ofSeconds(5)).orElseThrow().ack()).as("ack").isTrue();
			assertThat(queue.receive().orElseThrow().nack()).as("nack").isTrue();
			assertThat(queue.receive().orElseThrow().nack()).as("last nack").isTrue();
			assertThat(queue.receive().orElseThrow().reject("bad")).as("reject").isTrue();
			assertThat(queue.cancel(queue.browse(0, 1).get(0).id())).as("cancel").isTrue();
			queue.receive().orElseThrow().extend(Duration.ofMillis(1));
			queue.receive(Duration.ofSeconds(5)).orElseThrow().extend(Duration.ofMillis(1));
			Awaitility.await().untilAsserted(() -> assertThat(queue.poll()).contains("polled"));
			assertThat(queue.deadLetters().browse(0, 10)).extracting(DeadLetter::payload)
				.containsExactlyInAnyOrder("expires", "nacked", "rejected", "lost");
			assertThat(queue.deadLetters().redrive(10)).isEqualTo(4);
			assertThat(queue.purge()).as("purged, due, and the four that were dead").isEqualTo(6);
			this.queues.invariant(queue).checkEmpty();
		});
	}

	@ParameterizedTest
	@EnumSource
	void drainsAtARate(QueueType type) {
		RedisQueue<String> queue = this.queues.create(type, (settings) -> settings.rate(Rate.parse("20/s")));
		queue.sendAll(List.of("a", "b", "c", "d", "e"));
		withoutMemory(() -> {
			for (int i = 0; i < 4; i++) {
				assertThat(queue.receive(Duration.ofSeconds(5)).orElseThrow().ack()).isTrue();
			}
			assertThat(queue.poll(Duration.ofSeconds(5))).isPresent();
			this.queues.invariant(queue).checkEmpty();
		});
	}

	@ParameterizedTest
	@EnumSource
	void waitsAndPurges(QueueType type) {
		RedisQueue<String> queue = this.queues.create(type);
		queue.sendAll(List.of("a", "b", "c"));
		withoutMemory(() -> {
			assertThat(queue.purge()).isEqualTo(3);
			assertThat(queue.receive(Duration.ofMillis(100))).isEmpty();
			assertThat(queue.poll(Duration.ofMillis(100))).isEmpty();
		});
	}

	@ParameterizedTest
	@EnumSource
	void refusesToSendAnIdAgainThatWasCancelledInTheMiddle(QueueType type) {
		RedisQueue<String> queue = this.queues.create(type);
		List.of("a", "b", "c").forEach((id) -> queue.send(id, SendOptions.defaults().id(id)));
		assertThat(queue.cancel("b")).isTrue();
		withoutMemory(() -> {
			assertThatExceptionOfType(RedisNotExecutedException.class)
				.isThrownBy(() -> queue.send("b", SendOptions.defaults().id("b")));
			assertThat(queue.size()).isEqualTo(2);
		});
		queue.send("b", SendOptions.defaults().id("b"));
		assertThat(queue.poll(10)).containsExactlyInAnyOrder("a", "b", "c");
	}

	@ParameterizedTest
	@EnumSource
	void letsAProcessThatComesLaterDrain(QueueType type) {
		QueueSettings<String> settings = QueueSettings.builder("later-" + type, String.class).type(type).build();
		RedisQueue<byte[]> careless = this.queues
			.create(QueueSettings.builder("later-" + type, byte[].class).type(type).build());
		careless.sendAll(List.of("\"a\"".getBytes(), "unreadable".getBytes(), "\"b\"".getBytes()));
		withoutMemory(() -> {
			RedisQueue<String> queue = this.queues.create(settings);
			assertThat(queue.receive(10, Duration.ZERO)).hasSize(2)
				.allSatisfy((delivery) -> assertThat(delivery.ack()).isTrue());
			assertThat(queue.browse(0, 10)).singleElement()
				.satisfies((message) -> assertThat(message.bytes()).isEqualTo("unreadable".getBytes()));
		});
	}

	@ParameterizedTest
	@EnumSource
	void keepsTheBytesOfWhatWasPolledAndCannotBeRead(QueueType type) {
		RedisQueue<byte[]> careless = this.queues
			.create(QueueSettings.builder("polled-" + type, byte[].class).type(type).build());
		careless.send("unreadable".getBytes());
		withoutMemory(() -> {
			RedisQueue<String> queue = this.queues
				.create(QueueSettings.builder("polled-" + type, String.class).type(type).build());
			assertThat(queue.poll()).isEmpty();
			assertThat(queue.browse(0, 10)).singleElement()
				.satisfies((message) -> assertThat(message.bytes()).isEqualTo("unreadable".getBytes()));
		});
	}

	private void withoutMemory(Runnable work) {
		this.server.command("CONFIG", "SET", "maxmemory", 1);
		try {
			work.run();
		}
		finally {
			this.server.command("CONFIG", "SET", "maxmemory", 0);
		}
	}

}
