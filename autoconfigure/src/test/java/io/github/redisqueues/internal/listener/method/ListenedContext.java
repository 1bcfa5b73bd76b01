package io.github.redisqueues.internal.listener.method;

import java.util.UUID;

import io.github.redisqueues.autoconfigure.QueueListenersAutoConfiguration;
import io.github.redisqueues.autoconfigure.RedisQueuesAutoConfiguration;
import io.github.redisqueues.internal.validation.InvalidAnnotationException;
import io.github.redisqueues.queue.RedisQueue;
import io.github.redisqueues.testing.RedisTestServer;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.util.StringUtils;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * An application with two queues of orders, one of texts and one of lists, in a namespace
 * of its own.
 */
final class ListenedContext {

	private ListenedContext() {
	}

	static ApplicationContextRunner runner() {
		RedisTestServer server = RedisTestServer.shared();
		return new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(DataRedisAutoConfiguration.class,
					RedisQueuesAutoConfiguration.class, QueueListenersAutoConfiguration.class))
			.withPropertyValues(server.properties())
			.withPropertyValues("queues.namespace=queues:listened-" + UUID.randomUUID(),
					"queues.instances.orders.payload-type=" + Order.class.getName(),
					"queues.instances.returns.payload-type=" + Order.class.getName(),
					"queues.instances.texts.type=fifo",
					"queues.instances.lists.payload-type=java.util.List<java.lang.String>",
					"queues.instances.numbers.payload-type=java.lang.Integer");
	}

	static <B> ApplicationContextRunner runner(Class<B> listener) {
		return runner().withBean(StringUtils.uncapitalize(listener.getSimpleName()), listener);
	}

	@SuppressWarnings("unchecked")
	static <E> RedisQueue<E> queue(ApplicationContext context, String name) {
		return context.getBean(name, RedisQueue.class);
	}

	static void awaitEmpty(ApplicationContext context, String name) {
		await().untilAsserted(() -> assertThat(queue(context, name).size()).isZero());
	}

	/**
	 * Why this listener keeps the application from starting.
	 */
	static InvalidAnnotationException mistake(ApplicationContextRunner runner) {
		InvalidAnnotationException[] mistake = new InvalidAnnotationException[1];
		runner.run((context) -> {
			assertThat(context).hasFailed();
			assertThat(context.getStartupFailure()).isInstanceOf(InvalidAnnotationException.class);
			mistake[0] = (InvalidAnnotationException) context.getStartupFailure();
		});
		return mistake[0];
	}

	interface Sold {

		String sku();

	}

	record Order(String sku, int amount) implements Sold {

	}

}
