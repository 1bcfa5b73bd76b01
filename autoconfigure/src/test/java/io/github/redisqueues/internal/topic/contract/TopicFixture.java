package io.github.redisqueues.internal.topic.contract;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;

import io.github.redisqueues.queue.QueueSettings;
import io.github.redisqueues.queue.RedisQueue;
import io.github.redisqueues.testing.QueueInvariant;
import io.github.redisqueues.testing.TestRedis;
import io.github.redisqueues.topic.RedisTopic;
import io.github.redisqueues.topic.Subscription;
import io.github.redisqueues.topic.TopicSettings;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;

/**
 * Two processes with topics and queues, which are checked after each test.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class TopicFixture {

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

	TestTopics there() {
		return this.there;
	}

	List<Subscription> subscriptions() {
		return this.subscriptions;
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

	public static TopicSettings<String> settings() {
		return TopicSettings.of("t" + UUID.randomUUID(), String.class);
	}

	List<String> heard(RedisTopic<String> topic) {
		List<String> heard = new CopyOnWriteArrayList<>();
		this.subscriptions.add(topic.subscribe(heard::add));
		return heard;
	}

}
