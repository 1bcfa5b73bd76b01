package io.github.redisqueues.internal.queue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.github.redisqueues.queue.QueueSettings;
import io.github.redisqueues.queue.RedisQueue;
import io.github.redisqueues.testing.RedisTestServer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Which queues a factory remembers.
 */
class CreatedQueuesTests {

	private final LettuceConnectionFactory connectionFactory = RedisTestServer.shared()
		.connectionFactory(Duration.ofSeconds(5));

	private final TestQueues queues = new TestQueues(RedisTestServer.shared(), this.connectionFactory);

	private final CreatedQueues created = new CreatedQueues();

	@AfterEach
	void close() {
		this.queues.close();
	}

	private RedisQueue<String> add(String name) {
		RedisQueue<String> queue = this.queues.create(QueueSettings.builder(name, String.class).build());
		this.created.add(queue);
		return queue;
	}

	private List<String> names() {
		return this.created.all().stream().<String>map(RedisQueue::name).toList();
	}

	@Test
	void remembersWhatTheApplicationHolds() {
		List<RedisQueue<String>> held = new ArrayList<>();
		for (int i = 0; i < 3 * CreatedQueues.HELD; i++) {
			held.add(add("held" + i));
		}
		for (int i = 0; i < 1_000; i++) {
			add("made up " + i);
		}
		Awaitility.await().until(() -> {
			System.gc();
			return names().size() <= held.size() + CreatedQueues.HELD;
		});
		assertThat(names()).containsAll(held.stream().<String>map(RedisQueue::name).toList()).contains("made up 999");
	}

	@Test
	void remembersANameThatIsCreatedAnewForEachUse() {
		RedisQueue<String> first = add("orders");
		for (int i = 0; i < 100; i++) {
			add("orders");
		}
		assertThat(this.created.all()).containsExactly(first);
		assertThat(names()).containsExactly("orders");
	}

	@Test
	void whatEachNameCountsIsForgottenWithTheQueue() {
		WeakValues<StringBuilder> values = new WeakValues<>();
		StringBuilder held = values.get("held", StringBuilder::new);
		for (int i = 0; i < 1_000; i++) {
			values.get("made up " + i, StringBuilder::new).append(i);
		}
		Awaitility.await().until(() -> {
			System.gc();
			return values.size() == 1;
		});
		assertThat(values.get("held", StringBuilder::new)).isSameAs(held);
	}

}
