package io.github.redisqueues.internal.topic;

import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;

import io.github.redisqueues.RedisNotExecutedException;
import io.github.redisqueues.internal.topic.contract.TestTopics;
import io.github.redisqueues.internal.topic.contract.TopicContract;
import io.github.redisqueues.queue.QueueSettings;
import io.github.redisqueues.queue.QueueType;
import io.github.redisqueues.queue.RedisQueue;
import io.github.redisqueues.queue.SendOptions;
import io.github.redisqueues.queue.SendOutcomeUnknownException;
import io.github.redisqueues.testing.CommandStats;
import io.github.redisqueues.testing.FaultyProxy;
import io.github.redisqueues.testing.RedisTestServer;
import io.github.redisqueues.topic.RedisTopic;
import io.github.redisqueues.topic.Subscription;
import io.github.redisqueues.topic.TopicSettings;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Topics when the connection breaks, or the server is away or full.
 */
@ExtendWith(OutputCaptureExtension.class)
@Timeout(60)
class TopicFaultTests {

	private final RedisTestServer server = RedisTestServer.start();

	private final FaultyProxy proxy = new FaultyProxy(this.server);

	private TestTopics faulty;

	private TestTopics plain;

	private TopicSettings<String> settings;

	private List<RedisQueue<String>> queues;

	private RedisTopic<String> topic;

	@BeforeEach
	void connect() {
		this.faulty = throughProxy(Duration.ofSeconds(10));
		this.plain = new TestTopics(this.server.connectionFactory());
		this.settings = TopicContract.settings();
		this.queues = List.of(QueueType.FIFO, QueueType.PRIORITY, QueueType.DELAY)
			.stream()
			.map((type) -> this.plain.queues()
				.create(QueueSettings.builder("q" + UUID.randomUUID(), String.class).type(type).build()))
			.toList();
		this.topic = topicOf(this.faulty);
		// The first call of a process also brings its scripts to the server
		this.topic.publish("first");
		this.queues.forEach((queue) -> queue.poll(10));
	}

	@AfterEach
	void disconnect() {
		this.faulty.close();
		this.plain.close();
		this.proxy.close();
		this.server.close();
	}

	private TestTopics throughProxy(Duration timeout) {
		return new TestTopics(
				this.server.connectionFactory(timeout, (configuration) -> configuration.setPort(this.proxy.port())));
	}

	private RedisTopic<String> topicOf(TestTopics process) {
		return process.create(this.settings, process.sameQueues(this.queues, String.class));
	}

	@Test
	void publishesOnceThoughTheConnectionIsCut() {
		List<String> heard = heard();
		this.proxy.cutAfter("EVALSHA");
		this.topic.publish("after");
		this.proxy.cutBefore("EVALSHA");
		this.topic.publish("before");
		assertThat(this.proxy.injected()).isEqualTo(2);
		assertThat(this.queues)
			.allSatisfy((queue) -> assertThat(queue.poll(10)).containsExactlyInAnyOrder("after", "before"));
		Awaitility.await().untilAsserted(() -> assertThat(heard).containsExactly("after", "before"));
	}

	@Test
	void publishesOnceWhenAnUnknownOutcomeIsRepeatedWithItsId() {
		List<String> heard = heard();
		try (TestTopics impatient = throughProxy(Duration.ofSeconds(1))) {
			RedisTopic<String> again = topicOf(impatient);
			again.publish("first");
			this.proxy.refuse();
			this.proxy.cutAfter("EVALSHA");
			assertThatExceptionOfType(SendOutcomeUnknownException.class).isThrownBy(() -> again.publish("a"))
				.withMessageContaining("sent to topic '" + this.topic.name() + "'")
				.satisfies((ex) -> {
					this.proxy.heal();
					assertThat(ex.ids()).hasSize(1);
					String id = ex.ids().get(0);
					assertThat(topicOf(this.plain).publish("a", SendOptions.defaults().id(id))).isEqualTo(id);
				});
		}
		topicOf(this.plain).publish("last");
		assertThat(this.queues)
			.allSatisfy((queue) -> assertThat(queue.poll(10)).containsExactlyInAnyOrder("first", "a", "last"));
		Awaitility.await().untilAsserted(() -> assertThat(heard).containsExactly("first", "a", "last"));
	}

	@Test
	void aTopicWithoutQueuesIsHeardOnceThoughTheConnectionIsCut() {
		this.settings = TopicContract.settings();
		List<String> heard = heard();
		RedisTopic<String> bare = this.faulty.create(this.settings);
		bare.publish("first");
		this.proxy.cutAfter("EVALSHA");
		bare.publish("a");
		bare.publish("b");
		assertThat(this.proxy.injected()).isEqualTo(1);
		Awaitility.await().untilAsserted(() -> assertThat(heard).containsExactly("first", "a", "b"));
	}

	@Test
	void sendsNothingAnywhereWhenTheServerIsOutOfMemory() {
		this.server.command("CONFIG", "SET", "maxmemory", "1");
		assertThatExceptionOfType(RedisNotExecutedException.class).isThrownBy(() -> this.topic.publish("a"))
			.satisfies((ex) -> assertThat(ex.isRefused()).isTrue());
		this.server.command("CONFIG", "SET", "maxmemory", "0");
		assertThat(this.queues).allMatch((queue) -> queue.size() == 0);
		List<String> heard = heard();
		this.topic.publish("b");
		assertThat(this.queues).allSatisfy((queue) -> assertThat(queue.poll(10)).containsExactly("b"));
		Awaitility.await().untilAsserted(() -> assertThat(heard).containsExactly("b"));
	}

	@Test
	void doesNotTellAgainWhatIsNewToNoQueue() {
		SendOptions options = SendOptions.defaults().id("1");
		this.topic.publish("a", options);
		long before = CommandStats.of(this.server.connection()).calls("publish");
		this.topic.publish("a", options);
		assertThat(CommandStats.of(this.server.connection()).calls("publish")).isEqualTo(before);
		this.queues.get(1).poll();
		this.topic.publish("a", options);
		assertThat(CommandStats.of(this.server.connection()).calls("publish")).isEqualTo(before + 1);
	}

	@Test
	void sendsThePayloadOverTheWireOnce() {
		long before = received();
		this.topic.publish("a".repeat(100_000));
		assertThat(received() - before).isBetween(100_000L, 150_000L);
	}

	private long received() {
		return this.server.connection()
			.text("INFO", "stats")
			.lines()
			.filter((line) -> line.startsWith("total_net_input_bytes:"))
			.mapToLong((line) -> Long.parseLong(line.substring(line.indexOf(':') + 1)))
			.sum();
	}

	@Test
	void subscribesToAServerThatIsAwayAndHearsWhenItIsBack(CapturedOutput output) {
		this.server.kill();
		List<String> heard = new CopyOnWriteArrayList<>();
		RedisTopic<String> early = this.plain.create(this.settings);
		early.subscribe(heard::add);
		early.subscribe(heard::add);
		this.plain.create(TopicContract.settings()).subscribe(heard::add);
		assertThat(output.getOut().split("Cannot subscribe", -1)).as("one line").hasSize(2);
		this.server.restart();
		Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> {
			topicOf(this.plain).publish("again");
			return heard.size() > 1;
		});
	}

	@Test
	void triesToSubscribeOnlyWhileSomebodyListens(CapturedOutput output) {
		this.proxy.refuse();
		try (TestTopics lonely = throughProxy(Duration.ofSeconds(10))) {
			RedisTopic<String> refused = lonely.create(this.settings);
			int before = this.proxy.connections();
			Subscription first = refused.subscribe((payload) -> {
			});
			Awaitility.await().until(() -> this.proxy.connections() == before + 2);
			first.close();
			Awaitility.await()
				.during(Duration.ofSeconds(7))
				.atMost(Duration.ofSeconds(15))
				.until(() -> this.proxy.connections() == before + 2);
			assertThat(output.getOut().split("Cannot subscribe", -1)).hasSize(2);
			List<String> heard = new CopyOnWriteArrayList<>();
			refused.subscribe(heard::add);
			assertThat(this.proxy.connections()).as("at once").isEqualTo(before + 3);
			assertThat(output.getOut().split("Cannot subscribe", -1)).as("one line for each beginning").hasSize(3);
			this.proxy.heal();
			Awaitility.await().until(() -> {
				topicOf(this.plain).publish("again");
				return !heard.isEmpty();
			});
		}
	}

	@Test
	void hearsAgainWhenTheServerWasAway() {
		List<String> heard = new CopyOnWriteArrayList<>();
		this.plain.create(this.settings).subscribe(heard::add);
		this.server.restart();
		Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> {
			topicOf(this.plain).publish("again");
			return !heard.isEmpty();
		});
	}

	@Test
	void stopsAtOnceThoughTheServerHangs() {
		heard();
		this.server.pause();
		try {
			Thread subscriber = new Thread(() -> this.faulty.create(TopicContract.settings()).subscribe((payload) -> {
			}));
			subscriber.start();
			Awaitility.await().until(() -> subscriber.getState() == Thread.State.TIMED_WAITING);
			long start = System.nanoTime();
			this.faulty.stop();
			assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
		}
		finally {
			this.server.unpause();
		}
	}

	private List<String> heard() {
		List<String> heard = new CopyOnWriteArrayList<>();
		this.faulty.create(this.settings).subscribe(heard::add);
		return heard;
	}

}
