package io.github.redisqueues.autoconfigure;

import java.util.List;

import io.github.redisqueues.internal.redis.SilenceCheck;

import org.springframework.beans.factory.BeanFactoryUtils;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.diagnostics.FailureAnalyzedException;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.util.function.SingletonSupplier;

/**
 * Finds the connection factory for queues and locks: the one with
 * {@code @QueuesConnectionFactory}, or else the only one or the primary one.
 */
final class RedisConnections {

	private final ObjectProvider<RedisConnectionFactory> marked;

	private final ObjectProvider<RedisConnectionFactory> all;

	private final ListableBeanFactory beanFactory;

	private final SingletonSupplier<SilenceCheck> silence;

	/**
	 * Creates the finder.
	 * @param timeouts the checked value of {@code queues.redis.reconnect-after-timeouts}
	 */
	RedisConnections(ObjectProvider<RedisConnectionFactory> marked, ObjectProvider<RedisConnectionFactory> all,
			ListableBeanFactory beanFactory, int timeouts) {
		this.marked = marked;
		this.all = all;
		this.beanFactory = beanFactory;
		this.silence = SingletonSupplier.of(() -> new SilenceCheck(get(), timeouts));
	}

	/**
	 * Returns the one check of the connection.
	 */
	SilenceCheck silence() {
		return this.silence.obtain();
	}

	RedisConnectionFactory get() {
		RedisConnectionFactory own = this.marked.getIfAvailable();
		RedisConnectionFactory chosen = (own != null) ? own : this.all.getIfUnique();
		if (chosen != null) {
			return chosen;
		}
		List<String> names = List
			.of(BeanFactoryUtils.beanNamesForTypeIncludingAncestors(this.beanFactory, RedisConnectionFactory.class));
		if (names.isEmpty()) {
			throw new FailureAnalyzedException(
					"The application uses queues or locks, but there is no RedisConnectionFactory bean.",
					"Do not exclude DataRedisAutoConfiguration, or define a RedisConnectionFactory bean, or set"
							+ " queues.enabled=false and queues.lock.enabled=false.");
		}
		throw new FailureAnalyzedException(
				"Queues and locks need one RedisConnectionFactory, but there are " + names.size()
						+ " and none of them is primary: " + String.join(", ", names) + ".",
				"Put @QueuesConnectionFactory, or @Primary, on the one to use.");
	}

}
