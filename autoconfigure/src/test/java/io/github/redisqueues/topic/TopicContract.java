package io.github.redisqueues.topic;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

import io.github.redisqueues.queue.Delivery;
import io.github.redisqueues.queue.QueueSettings;
import io.github.redisqueues.queue.QueueType;
import io.github.redisqueues.queue.RedisQueue;
import io.github.redisqueues.queue.SendOptions;
import io.github.redisqueues.testing.QueueInvariant;
import io.github.redisqueues.testing.RespConnection;
import io.github.redisqueues.testing.TestRedis;
import io.github.redisqueues.testing.Waiter;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * What topics do on a single server and on a cluster, between two processes.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@ExtendWith(OutputCaptureExtension.class)
@Timeout(60)
abstract class TopicContract {

	private final List<RedisQueue<?>> queues = new ArrayList<>();

	private final List<Subscription> subscriptions = new CopyOnWriteArrayList<>();

	private TestTopics here;

	private TestTopics there;

	abstract TestRedis redis();

	@BeforeAll
	void connect() {
		Awaitility.setDefaultPollDelay(Duration.ZERO);
		Awaitility.setDefaultPollInterval(Duration.ofMillis(20));
		this.here = new TestTopics(redis().connectionFactory());
		this.there = new TestTopics(redis().connectionFactory());
	}

	@AfterAll
	void disconnect() {
		this.here.close();
		this.there.close();
	}

	@AfterEach
	void checkQueues() {
		this.subscriptions.forEach(Subscription::close);
		this.subscriptions.clear();
		this.queues.forEach((queue) -> {
			QueueInvariant invariant = QueueInvariant.of(redis(), TestTopics.NAMESPACE, queue.name());
			invariant.check();
			invariant.removeQueue();
		});
		this.queues.clear();
	}

	TestTopics here() {
		return this.here;
	}

	RedisQueue<String> queue(UnaryOperator<QueueSettings.Builder<String>> settings) {
		RedisQueue<String> queue = this.here.queues()
			.create(settings.apply(QueueSettings.builder("q" + UUID.randomUUID(), String.class)).build());
		this.queues.add(queue);
		return queue;
	}

	RedisQueue<String> queue() {
		return queue(UnaryOperator.identity());
	}

	static TopicSettings<String> settings() {
		return TopicSettings.of("t" + UUID.randomUUID(), String.class);
	}

	List<String> heard(RedisTopic<String> topic) {
		List<String> heard = new CopyOnWriteArrayList<>();
		this.subscriptions.add(topic.subscribe(heard::add));
		return heard;
	}

	@Test
	void everyProcessHearsWhatOneOfThemPublishes() {
		TopicSettings<String> settings = settings();
		RedisTopic<String> topic = this.here.create(settings);
		List<String> first = heard(topic);
		List<String> second = heard(topic);
		List<String> elsewhere = heard(this.there.create(settings));
		List<String> other = heard(this.there.create(settings()));
		topic.publish("a");
		this.there.create(settings).publish("b");
		for (List<String> heard : List.of(first, second, elsewhere)) {
			Awaitility.await().untilAsserted(() -> assertThat(heard).containsExactly("a", "b"));
		}
		assertThat(other).isEmpty();
	}

	@Test
	void aMessageTellsItsIdItsHeadersAndWhenItWasPublished() {
		RedisTopic<String> topic = this.here.create(settings());
		List<TopicMessage<String>> heard = new CopyOnWriteArrayList<>();
		this.subscriptions.add(topic.subscribeToMessages(heard::add));
		Instant before = redis().serverTime().minusMillis(1);
		String id = topic.publish("a", SendOptions.defaults().header("tenant", "äcme").header("empty", ""));
		assertThat(topic.publish("b", SendOptions.defaults().id("mine"))).isEqualTo("mine");
		Awaitility.await().until(() -> heard.size() == 2);
		assertThat(heard.get(0).id()).isEqualTo(id);
		assertThat(heard.get(0).payload()).isEqualTo("a");
		assertThat(heard.get(0).headers()).containsExactly(Map.entry("tenant", "äcme"), Map.entry("empty", ""));
		assertThat(heard.get(0).publishedAt()).isBetween(before, redis().serverTime());
		assertThat(heard.get(0)).asString().contains(id, "tenant").doesNotContain("äcme", "payload");
		assertThat(heard.get(1).id()).isEqualTo("mine");
		assertThat(heard.get(1).headers()).isEmpty();
	}

	@Test
	void hearsInTheOrderOfPublishing() {
		RedisTopic<String> topic = this.here.create(settings());
		List<String> heard = heard(topic);
		List<String> published = IntStream.range(0, 900).mapToObj(String::valueOf).toList();
		published.forEach(topic::publish);
		Awaitility.await().untilAsserted(() -> assertThat(heard).isEqualTo(published));
	}

	@Test
	void aSlowSubscriberHoldsUpNoOtherAndDropsWhatIsTooMuch(CapturedOutput output) {
		RedisTopic<String> topic = this.here.create(settings());
		CountDownLatch go = new CountDownLatch(1);
		List<String> slowly = new CopyOnWriteArrayList<>();
		Subscription slow = topic.subscribe((payload) -> {
			awaitUninterruptibly(go);
			slowly.add(payload);
		});
		this.subscriptions.add(slow);
		List<String> fast = new CopyOnWriteArrayList<>();
		this.subscriptions.add(topic.subscribe(fast::add));
		int count = RedisTopic.MAX_BUFFERED + 51;
		List<String> published = IntStream.range(0, count).mapToObj(String::valueOf).toList();
		for (String payload : published) {
			topic.publish(payload);
			if (Integer.parseInt(payload) % 100 == 0) {
				Awaitility.await().until(() -> fast.contains(payload));
			}
		}
		Awaitility.await().untilAsserted(() -> assertThat(fast).isEqualTo(published));
		assertThat(slowly).isEmpty();
		assertThat(slow.dropped()).as("all but one in work and those that wait").isEqualTo(50);
		assertThat(topic.dropped()).isEqualTo(50);
		go.countDown();
		Awaitility.await()
			.untilAsserted(() -> assertThat(slowly).isEqualTo(published.subList(0, RedisTopic.MAX_BUFFERED + 1)));
		Awaitility.await().until(() -> output.getOut().contains("has caught up"));
		topic.publish("on time");
		Awaitility.await().until(() -> slowly.contains("on time"));
		assertThat(output.getOut().split("is too slow", -1)).as("one line").hasSize(2);
		assertThat(output).contains("topic '" + topic.name() + "' has caught up; it has missed 50 messages");
	}

	@Test
	void aSubscriberThatThrowsGetsTheNextMessage(CapturedOutput output) {
		RedisTopic<String> topic = this.here.create(settings());
		List<String> heard = new CopyOnWriteArrayList<>();
		this.subscriptions.add(topic.subscribe((payload) -> {
			heard.add(payload);
			switch (payload) {
				case "exception" -> throw new IllegalStateException("thrown by the test");
				case "error" -> throw new AssertionError("thrown by the test");
				case "fatal" -> throw new InternalError("thrown by the test");
				case "interrupt" -> Thread.currentThread().interrupt();
				default -> assertThat(Thread.currentThread().isInterrupted()).isFalse();
			}
		}));
		List<String> published = List.of("exception", "error", "fatal", "interrupt", "fine");
		published.forEach(topic::publish);
		// The thread may die of the fatal one, and Awaitility would make that the test's
		Awaitility.await().dontCatchUncaughtExceptions().untilAsserted(() -> assertThat(heard).isEqualTo(published));
		assertThat(output.getOut().split("A subscriber of topic '" + topic.name() + "' failed with message", -1))
			.hasSize(3);
	}

	@Test
	void leavesOutWhatCannotBeReadAndTellsOnceWithoutThePayload(CapturedOutput output) {
		long seed = System.nanoTime();
		Random random = new Random(seed);
		TopicSettings<String> settings = settings();
		RedisTopic<String> topic = this.here.create(settings);
		List<String> heard = heard(topic);
		String channel = TestTopics.NAMESPACE + ":topic:" + settings.key();
		RespConnection node = redis().nodes().get(0);
		List<byte[]> hostile = new ArrayList<>(List.of(new byte[0], new byte[3], new byte[4], new byte[14],
				new byte[] { 127, -1, -1, -1, 1 }, "\0\0\0\1x\1\0\0\0\0\0\0\0\0\0{\"s3cret\":1}".getBytes()));
		for (int i = 0; i < 200; i++) {
			byte[] bytes = new byte[random.nextInt(60)];
			random.nextBytes(bytes);
			hostile.add(bytes);
		}
		hostile.forEach((bytes) -> node.command("PUBLISH", channel, bytes));
		topic.publish("readable");
		Awaitility.await().untilAsserted(() -> assertThat(heard).as("seed " + seed).containsExactly("readable"));
		assertThat(output.getOut().split("left out a message that cannot be read", -1)).as("seed " + seed).hasSize(2);
		assertThat(output).doesNotContain("s3cret");
	}

	@Test
	void hearsAgainWhenTheConnectionWasCut() {
		TopicSettings<String> settings = settings();
		List<String> heard = heard(this.here.create(settings));
		RedisTopic<String> topic = this.there.create(settings);
		redis().nodes().forEach((node) -> node.command("CLIENT", "KILL", "TYPE", "pubsub"));
		Awaitility.await().until(() -> {
			topic.publish("again");
			return !heard.isEmpty();
		});
		assertThat(this.here.create(settings).dropped()).isZero();
	}

	@Test
	void allTopicsShareOneConnectionAndGiveItBack() {
		try (TestTopics process = new TestTopics(redis().connectionFactory())) {
			long before = connections();
			RedisTopic<String> topic = process.create(settings());
			topic.publish("to nobody");
			assertThat(connections()).as("before anybody subscribes").isEqualTo(before);
			List<String> heard = new CopyOnWriteArrayList<>();
			List<Subscription> all = new ArrayList<>();
			all.add(topic.subscribe(heard::add));
			all.add(topic.subscribe(heard::add));
			for (int i = 0; i < 5; i++) {
				all.add(process.create(settings()).subscribe(heard::add));
			}
			assertThat(connections()).isEqualTo(before + 1);
			topic.publish("twice");
			Awaitility.await().until(() -> heard.size() == 2);
			all.get(0).close();
			all.get(0).close();
			assertThat(all.get(0).isClosed()).isTrue();
			topic.publish("once");
			Awaitility.await().until(() -> heard.size() == 3);
			all.forEach(Subscription::close);
			Awaitility.await().until(() -> connections() == before);
			all.add(topic.subscribe(heard::add));
			topic.publish("again");
			Awaitility.await().until(() -> heard.contains("again"));
			assertThat(heard).containsExactly("twice", "twice", "once", "again");
		}
	}

	private long connections() {
		return redis().nodes()
			.stream()
			.mapToLong((node) -> node.text("CLIENT", "LIST", "TYPE", "pubsub")
				.lines()
				.filter((line) -> !line.isBlank())
				.count())
			.sum();
	}

	@Test
	void anIdIsHeardOnce() {
		RedisTopic<String> topic = this.here.create(settings());
		List<String> heard = heard(topic);
		topic.publish("a", SendOptions.defaults().id("1"));
		topic.publish("a", SendOptions.defaults().id("1"));
		topic.publish("b", SendOptions.defaults().id("2"));
		Awaitility.await().untilAsserted(() -> assertThat(heard).containsExactly("a", "b"));
		for (int i = 0; i < RedisTopic.REMEMBERED; i++) {
			topic.publish("another");
		}
		topic.publish("a", SendOptions.defaults().id("1"));
		Awaitility.await().until(() -> heard.size() == 3 + RedisTopic.REMEMBERED);
	}

	@Test
	void sendsIntoQueuesOfEveryTypeUnderOneId() {
		List<RedisQueue<String>> targets = new ArrayList<>();
		for (QueueType type : QueueType.values()) {
			targets.add(queue((settings) -> settings.type(type)));
			targets.add(queue((settings) -> settings.type(type).capacity(10).duplicateWindow(Duration.ofMinutes(1))));
		}
		TopicSettings<String> settings = settings();
		List<String> heard = heard(this.there.create(settings));
		RedisTopic<String> topic = this.here.create(settings, targets);
		String id = topic.publish("a", SendOptions.defaults().header("tenant", "acme"));
		String second = topic.publish("b");
		for (RedisQueue<String> queue : targets) {
			List<Delivery<String>> deliveries = queue.receive(3, Duration.ZERO);
			assertThat(deliveries).as(queue.toString()).extracting(Delivery::id).containsExactlyInAnyOrder(id, second);
			assertThat(deliveries).extracting(Delivery::payload).containsExactlyInAnyOrder("a", "b");
			assertThat(deliveries).filteredOn((delivery) -> delivery.id().equals(id))
				.extracting(Delivery::headers)
				.containsExactly(Map.of("tenant", "acme"));
			assertThat(queue.ack(deliveries)).isEqualTo(2);
		}
		Awaitility.await().untilAsserted(() -> assertThat(heard).containsExactly("a", "b"));
	}

	@Test
	void publishingAnIdAgainAddsNothing() {
		List<RedisQueue<String>> targets = List.of(queue(),
				queue((settings) -> settings.duplicateWindow(Duration.ofMinutes(1))));
		TopicSettings<String> settings = settings();
		List<String> heard = heard(this.there.create(settings));
		RedisTopic<String> topic = this.here.create(settings, targets);
		SendOptions options = SendOptions.defaults().id("1");
		assertThat(topic.publish("a", options)).isEqualTo("1");
		assertThat(topic.publish("a", options)).isEqualTo("1");
		assertThat(targets).allMatch((queue) -> queue.size() == 1);
		assertThat(targets.get(1).poll()).contains("a");
		topic.publish("a", options);
		assertThat(targets).extracting(RedisQueue::size).containsExactly(1L, 0L);
		topic.publish("b");
		Awaitility.await().untilAsserted(() -> assertThat(heard).containsExactly("a", "b"));
	}

	@Test
	void aDelayIsForTheQueuesAndSubscribersHearAtOnce() {
		RedisQueue<String> plain = queue();
		RedisQueue<String> late = queue((settings) -> settings.delay(Duration.ofHours(1)));
		RedisTopic<String> topic = this.here.create(settings(), List.of(plain, late));
		List<String> heard = heard(topic);
		topic.publish("a");
		topic.publish("b", SendOptions.defaults().delay(Duration.ofHours(2)));
		Awaitility.await().until(() -> heard.size() == 2);
		assertThat(plain.stats().ready()).isEqualTo(1);
		assertThat(plain.stats().delayed()).isEqualTo(1);
		assertThat(late.stats().delayed()).isEqualTo(2);
	}

	@Test
	void wakesWhoWaitsForTheQueues() throws Exception {
		RedisQueue<String> first = queue();
		RedisQueue<String> second = queue();
		RedisTopic<String> topic = this.there.create(settings(),
				this.there.sameQueues(List.of(first, second), String.class));
		Waiter<String> waiter = new Waiter<>(() -> second.poll(Duration.ofSeconds(30)).orElseThrow());
		String waiters = QueueInvariant.of(redis(), TestTopics.NAMESPACE, second.name()).key("waiters");
		waiter.awaitParked(() -> redis().nodeOf(waiters).number("ZCARD", waiters) > 0);
		topic.publish("a");
		assertThat(waiter.atOnce()).isEqualTo("a");
		assertThat(first.poll()).contains("a");
	}

	@Test
	void refusesOptionsThatDoNotSuit() {
		RedisTopic<String> plain = this.here.create(settings());
		RedisQueue<String> fifo = queue();
		RedisQueue<String> tickets = queue((settings) -> settings.type(QueueType.PRIORITY));
		RedisTopic<String> both = this.here.create(settings(), List.of(tickets, fifo));
		assertThatIllegalArgumentException()
			.isThrownBy(() -> plain.publish("a", SendOptions.defaults().delay(Duration.ofSeconds(1))))
			.withMessageContaining("Topic '" + plain.name() + "' sends to no queue");
		assertThatIllegalArgumentException()
			.isThrownBy(() -> both.publish("a", SendOptions.defaults().deduplicationId("d")))
			.withMessageContaining("takes no deduplicationId");
		assertThatIllegalArgumentException().isThrownBy(() -> both.publish("a", SendOptions.defaults().priority(1)))
			.withMessageContaining("Queue '" + fifo.name() + "' is of type FIFO");
		assertThat(tickets.size()).isZero();
		assertThatIllegalArgumentException().isThrownBy(() -> publishNull(both)).withMessageContaining("null");
		assertThatIllegalArgumentException().isThrownBy(() -> publishNumber(both))
			.withMessageContaining("takes payloads of type java.lang.String, but got java.lang.Integer");
	}

	@SuppressWarnings("NullAway")
	private static void publishNull(RedisTopic<String> topic) {
		topic.publish(null);
	}

	@SuppressWarnings({ "unchecked", "rawtypes" })
	private static void publishNumber(RedisTopic topic) {
		topic.publish(1);
	}

	@Test
	void refusesQueuesThatItCannotSendTo() {
		RedisQueue<String> queue = queue();
		RedisQueue<String> foreign = this.there.queues().create(QueueSettings.of(queue.name(), String.class));
		assertThatIllegalArgumentException().isThrownBy(() -> this.here.create(settings(), List.of(queue, queue)))
			.withMessageContaining("names queue '" + queue.name() + "' twice");
		assertThatIllegalArgumentException().isThrownBy(() -> this.here.create(settings(), List.of(foreign)))
			.withMessageContaining("not made by the same RedisQueueFactory");
		assertThatIllegalArgumentException().isThrownBy(() -> createOfOtherType(queue))
			.withMessageContaining("payloads of type java.lang.Integer");
	}

	@SuppressWarnings({ "unchecked", "rawtypes" })
	private void createOfOtherType(RedisQueue queue) {
		this.here.create((TopicSettings) TopicSettings.of("t", Integer.class), (List) List.of(queue));
	}

	@Test
	void letsRunningSubscribersFinishWhenItStopsAndHearsAgainWhenItStarts() throws Exception {
		try (TestTopics process = new TestTopics(redis().connectionFactory())) {
			TopicSettings<String> settings = settings();
			RedisTopic<String> topic = process.create(settings);
			RedisTopic<String> publisher = this.here.create(settings);
			CountDownLatch busy = new CountDownLatch(1);
			CountDownLatch go = new CountDownLatch(1);
			List<String> finished = new CopyOnWriteArrayList<>();
			topic.subscribe((payload) -> {
				busy.countDown();
				awaitUninterruptibly(go);
				finished.add(payload);
			});
			publisher.publish("in work");
			busy.await();
			publisher.publish("waiting");
			Thread stopping = new Thread(process::stop);
			stopping.start();
			Awaitility.await()
				.until(() -> stopping.getState() == Thread.State.TIMED_WAITING
						|| stopping.getState() == Thread.State.WAITING);
			assertThat(finished).isEmpty();
			go.countDown();
			stopping.join();
			assertThat(finished).containsExactly("in work");
			process.start();
			Awaitility.await().until(() -> {
				publisher.publish("after the start");
				return finished.size() > 1;
			});
			assertThat(finished.get(1)).isEqualTo("after the start");
		}
	}

	@Test
	void aSubscriberMayCloseItsOwnSubscription() {
		RedisTopic<String> topic = this.here.create(settings());
		List<String> heard = new CopyOnWriteArrayList<>();
		List<Subscription> own = new CopyOnWriteArrayList<>();
		own.add(topic.subscribe((payload) -> {
			heard.add(payload);
			own.get(0).close();
		}));
		List<String> other = heard(topic);
		topic.publish("a");
		topic.publish("b");
		Awaitility.await().until(() -> other.size() == 2);
		assertThat(heard).containsExactly("a");
	}

	static void awaitUninterruptibly(CountDownLatch latch) {
		try {
			latch.await();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

}
