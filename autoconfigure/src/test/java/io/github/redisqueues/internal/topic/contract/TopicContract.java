package io.github.redisqueues.internal.topic.contract;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.IntStream;

import io.github.redisqueues.queue.SendOptions;
import io.github.redisqueues.testing.BlockedCall;
import io.github.redisqueues.testing.RespConnection;
import io.github.redisqueues.topic.RedisTopic;
import io.github.redisqueues.topic.Subscription;
import io.github.redisqueues.topic.TopicMessage;
import io.github.redisqueues.topic.TopicSettings;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What topics do on a single server and on a cluster, between two processes; those with
 * queues besides as {@link FanOutContract} says.
 */
@ExtendWith(OutputCaptureExtension.class)
@Timeout(60)
public abstract class TopicContract extends FanOutContract {

	@Test
	void everyProcessHearsWhatOneOfThemPublishes() {
		TopicSettings<String> settings = settings();
		RedisTopic<String> topic = here().create(settings);
		List<String> first = heard(topic);
		List<String> second = heard(topic);
		List<String> elsewhere = heard(there().create(settings));
		List<String> other = heard(there().create(settings()));
		topic.publish("a");
		there().create(settings).publish("b");
		for (List<String> heard : List.of(first, second, elsewhere)) {
			Awaitility.await().untilAsserted(() -> assertThat(heard).containsExactly("a", "b"));
		}
		assertThat(other).isEmpty();
	}

	@Test
	void aMessageTellsItsIdItsHeadersAndWhenItWasPublished() {
		RedisTopic<String> topic = here().create(settings());
		List<TopicMessage<String>> heard = new CopyOnWriteArrayList<>();
		subscriptions().add(topic.subscribeToMessages(heard::add));
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
		RedisTopic<String> topic = here().create(settings());
		List<String> heard = heard(topic);
		List<String> published = IntStream.range(0, 900).mapToObj(String::valueOf).toList();
		published.forEach(topic::publish);
		Awaitility.await().untilAsserted(() -> assertThat(heard).isEqualTo(published));
	}

	@Test
	void aSlowSubscriberHoldsUpNoOtherAndDropsWhatIsTooMuch(CapturedOutput output) {
		RedisTopic<String> topic = here().create(settings());
		CountDownLatch go = new CountDownLatch(1);
		List<String> slowly = new CopyOnWriteArrayList<>();
		Subscription slow = topic.subscribe((payload) -> {
			awaitUninterruptibly(go);
			slowly.add(payload);
		});
		subscriptions().add(slow);
		List<String> fast = new CopyOnWriteArrayList<>();
		subscriptions().add(topic.subscribe(fast::add));
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
		RedisTopic<String> topic = here().create(settings());
		List<String> heard = new CopyOnWriteArrayList<>();
		subscriptions().add(topic.subscribe((payload) -> {
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
		assertThat(
				output.getOut().split("A subscriber of topic '" + topic.name() + "' threw an exception on message", -1))
			.hasSize(3);
	}

	@Test
	void leavesOutWhatCannotBeReadAndTellsOnceWithoutThePayload(CapturedOutput output) {
		long seed = System.nanoTime();
		Random random = new Random(seed);
		TopicSettings<String> settings = settings();
		RedisTopic<String> topic = here().create(settings);
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
		assertThat(output.getOut().split("skipped a message that cannot be read", -1)).as("seed " + seed).hasSize(2);
		assertThat(output).doesNotContain("s3cret");
	}

	@Test
	void hearsAgainWhenTheConnectionWasCut() {
		TopicSettings<String> settings = settings();
		List<String> heard = heard(here().create(settings));
		RedisTopic<String> topic = there().create(settings);
		redis().nodes().forEach((node) -> node.command("CLIENT", "KILL", "TYPE", "pubsub"));
		Awaitility.await().until(() -> {
			topic.publish("again");
			return !heard.isEmpty();
		});
		assertThat(here().create(settings).dropped()).isZero();
	}

	@Test
	void allTopicsShareOneConnectionAndGiveItBack() {
		try (TestTopics process = new TestTopics(redis().connectionFactory())) {
			long before = connections();
			RedisTopic<String> topic = process.create(settings());
			topic.publish("to nobody");
			assertThat(connections()).as("before anybody subscribes").isEqualTo(before);
			List<String> heard = new CopyOnWriteArrayList<>();
			// What was sent to nobody may still be on its way between the nodes of a
			// Cluster
			Consumer<String> hear = (message) -> {
				if (!message.equals("to nobody")) {
					heard.add(message);
				}
			};
			List<Subscription> all = new ArrayList<>();
			all.add(topic.subscribe(hear));
			all.add(topic.subscribe(hear));
			for (int i = 0; i < 5; i++) {
				all.add(process.create(settings()).subscribe(hear));
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
			all.add(topic.subscribe(hear));
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
		RedisTopic<String> topic = here().create(settings());
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
	void letsRunningSubscribersFinishWhenItStopsAndHearsAgainWhenItStarts() throws Exception {
		try (TestTopics process = new TestTopics(redis().connectionFactory())) {
			TopicSettings<String> settings = settings();
			RedisTopic<String> topic = process.create(settings);
			RedisTopic<String> publisher = here().create(settings);
			CountDownLatch busy = new CountDownLatch(1);
			CountDownLatch go = new CountDownLatch(1);
			List<String> finished = new CopyOnWriteArrayList<>();
			topic.subscribe((payload) -> {
				busy.countDown();
				awaitUninterruptibly(go);
				finished.add(payload);
			});
			List<String> heard = new CopyOnWriteArrayList<>();
			topic.subscribe(heard::add);
			publisher.publish("in work");
			busy.await();
			publisher.publish("waiting");
			// In a Cluster it may be on its way for a while
			Awaitility.await().until(() -> heard.contains("waiting"));
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
	void aSubscriberMayStopWhatItIsCalledBy() throws Exception {
		try (TestTopics process = new TestTopics(redis().connectionFactory())) {
			RedisTopic<String> topic = process.create(settings());
			CountDownLatch stopped = new CountDownLatch(1);
			topic.subscribe((payload) -> {
				process.stop();
				stopped.countDown();
			});
			topic.publish("stop");
			assertThat(stopped.await(BlockedCall.AT_ONCE.toMillis(), TimeUnit.MILLISECONDS)).isTrue();
		}
	}

	@Test
	void aSubscriberMayCloseItsOwnSubscription() {
		RedisTopic<String> topic = here().create(settings());
		List<String> heard = new CopyOnWriteArrayList<>();
		List<Subscription> own = new CopyOnWriteArrayList<>();
		own.add(topic.subscribe((payload) -> {
			heard.add(payload);
			own.get(0).close();
		}));
		List<String> other = heard(topic);
		topic.publish("a");
		topic.publish("b");
		// Each has a thread of its own
		Awaitility.await().until(() -> other.size() == 2 && !heard.isEmpty());
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
