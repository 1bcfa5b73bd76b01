package io.github.redisqueues.internal.topic.contract;

import java.util.List;

import io.github.redisqueues.queue.FanOutIncompleteException;
import io.github.redisqueues.queue.QueueFullException;
import io.github.redisqueues.queue.RedisQueue;
import io.github.redisqueues.queue.SendOptions;
import io.github.redisqueues.testing.RedisTestCluster;
import io.github.redisqueues.testing.TestRedis;
import io.github.redisqueues.topic.RedisTopic;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Topics on a cluster, where each queue has a script of its own.
 */
class ClusterTopicTests extends TopicContract {

	@Override
	TestRedis redis() {
		return RedisTestCluster.shared();
	}

	@Test
	void tellsWhichQueuesHaveItAndCompletesItWithTheSameId() {
		RedisQueue<String> first = queue();
		RedisQueue<String> small = queue((settings) -> settings.capacity(1));
		RedisQueue<String> last = queue();
		RedisTopic<String> topic = here().create(settings(), List.of(first, small, last));
		List<String> heard = heard(topic);
		small.send("in the way");
		assertThatExceptionOfType(FanOutIncompleteException.class).isThrownBy(() -> topic.publish("a"))
			.withCauseInstanceOf(QueueFullException.class)
			.satisfies((ex) -> {
				assertThat(ex.sent()).containsExactly(first.name());
				assertThat(ex.missing()).containsExactly(small.name(), last.name());
				assertThat(List.of(first, small, last)).extracting(RedisQueue::size).containsExactly(1L, 1L, 0L);
				small.purge();
				assertThat(topic.publish("a", SendOptions.defaults().id(ex.id()))).isEqualTo(ex.id());
			});
		for (RedisQueue<String> queue : List.of(first, small, last)) {
			assertThat(queue.poll(10)).containsExactly("a");
		}
		Awaitility.await().untilAsserted(() -> assertThat(heard).containsExactly("a"));
	}

	@Test
	void sendsNothingWhenTheFirstQueueIsFull() {
		RedisQueue<String> small = queue((settings) -> settings.capacity(1));
		RedisQueue<String> last = queue();
		RedisTopic<String> topic = here().create(settings(), List.of(small, last));
		topic.publish("a");
		assertThatExceptionOfType(QueueFullException.class).isThrownBy(() -> topic.publish("b"));
		assertThat(last.size()).isEqualTo(1);
	}

}
