package io.github.redisqueues.internal.topic.contract;

import java.time.Duration;
import java.util.List;

import io.github.redisqueues.queue.DeadLetter;
import io.github.redisqueues.queue.QueueFullException;
import io.github.redisqueues.queue.QueueType;
import io.github.redisqueues.queue.RedisQueue;
import io.github.redisqueues.queue.SendOptions;
import io.github.redisqueues.testing.RedisTestServer;
import io.github.redisqueues.testing.TestRedis;
import io.github.redisqueues.topic.RedisTopic;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Topics on a single server, where one publish is one script.
 */
class TopicTests extends TopicContract {

	@Override
	TestRedis redis() {
		return RedisTestServer.shared();
	}

	@Test
	void sendsNothingAnywhereWhenOneOfTheQueuesIsFull() {
		RedisQueue<String> first = queue();
		RedisQueue<String> small = queue((settings) -> settings.type(QueueType.PRIORITY).capacity(1));
		RedisQueue<String> last = queue((settings) -> settings.capacity(5));
		RedisTopic<String> topic = here().create(settings(), List.of(first, small, last));
		List<String> heard = heard(topic);
		topic.publish("a", SendOptions.defaults().id("a"));
		assertThatExceptionOfType(QueueFullException.class).isThrownBy(() -> topic.publish("b"))
			.withMessage("Queue '" + small.name() + "' holds 1 of 1 messages: 1 message was refused");
		assertThat(topic.publish("a", SendOptions.defaults().id("a"))).as("stands everywhere").isEqualTo("a");
		assertThat(List.of(first, small, last)).extracting(RedisQueue::size).containsExactly(1L, 1L, 1L);
		assertThat(small.poll()).contains("a");
		topic.publish("c");
		Awaitility.await().untilAsserted(() -> assertThat(heard).containsExactly("a", "c"));
		assertThat(List.of(first, small, last)).extracting(RedisQueue::size).containsExactly(2L, 1L, 2L);
	}

	@Test
	void makesSureThatAQueueIsStillFull() {
		RedisQueue<String> first = queue((settings) -> settings.capacity(1).timeToLive(Duration.ofMillis(1)));
		RedisQueue<String> second = queue((settings) -> settings.capacity(1).timeToLive(Duration.ofMillis(1)));
		RedisTopic<String> topic = here().create(settings(), List.of(first, second));
		topic.publish("a");
		long expired = redis().serverTime().toEpochMilli() + 2;
		Awaitility.await().until(() -> redis().serverTime().toEpochMilli() > expired);
		topic.publish("b");
		// The second message may have expired by now, too
		assertThat(first.deadLetters().browse(0, 2)).extracting(DeadLetter::payload).contains("a");
		assertThat(second.deadLetters().browse(0, 2)).extracting(DeadLetter::payload).contains("a");
	}

	@Test
	void completesAPublishThatSomeQueuesHaveAlready() {
		RedisQueue<String> first = queue();
		RedisQueue<String> second = queue((settings) -> settings.type(QueueType.LIFO));
		RedisTopic<String> topic = here().create(settings(), List.of(first, second));
		List<String> heard = heard(topic);
		SendOptions options = SendOptions.defaults().id("1");
		topic.publish("a", options);
		assertThat(second.poll()).contains("a");
		topic.publish("a", options);
		assertThat(List.of(first, second)).allMatch((queue) -> queue.size() == 1);
		topic.publish("b");
		Awaitility.await().untilAsserted(() -> assertThat(heard).containsExactly("a", "b"));
	}

}
