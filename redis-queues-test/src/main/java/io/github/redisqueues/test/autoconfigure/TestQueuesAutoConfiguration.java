package io.github.redisqueues.test.autoconfigure;

import io.github.redisqueues.QueuesConnectionFactory;
import io.github.redisqueues.autoconfigure.DistributedLocksAutoConfiguration;
import io.github.redisqueues.autoconfigure.QueueListenersAutoConfiguration;
import io.github.redisqueues.autoconfigure.RedisQueuesAutoConfiguration;
import io.github.redisqueues.lock.DistributedLocks;
import io.github.redisqueues.test.Locks;
import io.github.redisqueues.test.TestQueues;

import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;
import org.springframework.data.redis.connection.RedisConnectionFactory;

/**
 * Provides {@link TestQueues} and {@link Locks}.
 */
@AutoConfiguration(after = { RedisQueuesAutoConfiguration.class, QueueListenersAutoConfiguration.class,
		DistributedLocksAutoConfiguration.class })
public final class TestQueuesAutoConfiguration {

	@Bean
	TestNamespace redisQueuesTestNamespace(@QueuesConnectionFactory ObjectProvider<RedisConnectionFactory> marked,
			ObjectProvider<RedisConnectionFactory> all, Environment environment) {
		return new TestNamespace(marked.getIfAvailable(all::getObject),
				environment.getRequiredProperty("queues.namespace"),
				environment.getProperty(TestQueuesContextCustomizer.START_LISTENERS, Boolean.class, true));
	}

	@Bean
	TestQueues testQueues(ListableBeanFactory beanFactory, TestNamespace namespace) {
		return new TestQueues(beanFactory, namespace::clear);
	}

	@Bean
	@ConditionalOnBean(DistributedLocks.class)
	Locks testLocks(DistributedLocks locks) {
		return new Locks(locks);
	}

}
