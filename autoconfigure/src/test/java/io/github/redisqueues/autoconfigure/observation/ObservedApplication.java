package io.github.redisqueues.autoconfigure.observation;

import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Predicate;

import io.github.redisqueues.autoconfigure.DistributedLocksAutoConfiguration;
import io.github.redisqueues.autoconfigure.QueueListenersAutoConfiguration;
import io.github.redisqueues.autoconfigure.RedisQueuesAutoConfiguration;
import io.github.redisqueues.autoconfigure.RedisTopicsAutoConfiguration;
import io.github.redisqueues.listener.QueueListener;
import io.github.redisqueues.queue.RedisQueue;
import io.github.redisqueues.testing.RedisTestServer;
import io.github.redisqueues.topic.TopicListener;
import io.lettuce.core.tracing.LettuceObservationContext;
import io.micrometer.common.KeyValues;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.observation.tck.TestObservationRegistry;
import org.junit.jupiter.api.AfterEach;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.data.redis.autoconfigure.observation.LettuceObservationAutoConfiguration;
import org.springframework.boot.micrometer.observation.autoconfigure.ObservationAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;

/**
 * An application with an observation registry, for tests of what that is told.
 */
abstract class ObservedApplication {

	final RedisTestServer server = RedisTestServer.start();

	final Contexts contexts = new Contexts();

	final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(
				AutoConfigurations.of(ObservationAutoConfiguration.class, LettuceObservationAutoConfiguration.class,
						DataRedisAutoConfiguration.class, QueuesObservationAutoConfiguration.class,
						RedisQueuesAutoConfiguration.class, RedisTopicsAutoConfiguration.class,
						QueueListenersAutoConfiguration.class, DistributedLocksAutoConfiguration.class))
		.withPropertyValues("spring.data.redis.port=" + this.server.port(), "queues.instances.orders.lease-time=1s",
				"queues.topics.prices.queues=orders", "queues.lock.lease-time=1s");

	final ApplicationContextRunner observed = this.runner.withBean(ObservationRegistry.class, () -> {
		TestObservationRegistry registry = TestObservationRegistry.builder()
			.validateObservationsWithTheSameNameHavingTheSameSetOfLowCardinalityKeys(true)
			.build();
		registry.observationConfig().observationHandler(this.contexts);
		return registry;
	});

	@AfterEach
	void close() {
		this.server.close();
	}

	@SuppressWarnings("unchecked")
	static RedisQueue<String> orders(ApplicationContext context) {
		return context.getBean("orders", RedisQueue.class);
	}

	/**
	 * The contexts of all observations that have ended.
	 */
	static final class Contexts implements ObservationHandler<Observation.Context> {

		private final Queue<Observation.Context> ended = new ConcurrentLinkedQueue<>();

		@Override
		public void onStop(Observation.Context context) {
			this.ended.add(context);
		}

		@Override
		public boolean supportsContext(Observation.Context context) {
			return true;
		}

		List<Observation.Context> all() {
			return List.copyOf(this.ended);
		}

		List<Observation.Context> named(String name) {
			return matching((context) -> name.equals(context.getName()));
		}

		/**
		 * The startup check sends other commands, too.
		 */
		List<Observation.Context> scripts() {
			return matching((context) -> "evalsha".equals(context.getContextualName()));
		}

		List<Observation.Context> commands() {
			return matching(LettuceObservationContext.class::isInstance);
		}

		private List<Observation.Context> matching(Predicate<Observation.Context> predicate) {
			return this.ended.stream().filter(predicate).toList();
		}

		void clear() {
			this.ended.clear();
		}

	}

	static class Shop {

		@QueueListener(value = "orders", id = "packing", concurrency = "1")
		void pack(String order) {
			if (order.equals("bad")) {
				throw new IllegalStateException("test");
			}
		}

		@TopicListener("prices")
		void note(String price) {
		}

	}

	static Map<String, String> map(KeyValues values) {
		Map<String, String> map = new TreeMap<>();
		values.stream().forEach((value) -> map.put(value.getKey(), value.getValue()));
		return map;
	}

}
