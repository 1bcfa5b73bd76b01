package io.github.redisqueues.autoconfigure;

import io.github.redisqueues.QueuesConnectionFactory;

import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.data.redis.connection.RedisConnectionFactory;

/**
 * The connection to Redis that queues and locks share, and its check at startup.
 */
@Configuration(proxyBeanMethods = false)
class RedisConfiguration {

	@Bean
	RedisConnections redisQueuesConnections(@QueuesConnectionFactory ObjectProvider<RedisConnectionFactory> marked,
			ObjectProvider<RedisConnectionFactory> all, ListableBeanFactory beanFactory, QueuesProperties properties,
			Environment environment) {
		int timeouts = properties.redis().reconnectAfterTimeouts();
		if (timeouts < 0) {
			throw new PropertyFailures(environment).wrong("queues.redis.reconnect-after-timeouts", timeouts,
					"it must not be negative", "Write a number such as 3, or 0 to keep the connection.");
		}
		return new RedisConnections(marked, all, beanFactory, timeouts);
	}

	@Bean
	RedisStartupCheck redisQueuesStartupCheck(RedisConnections connections, QueuesProperties properties,
			ObjectProvider<RedisStartupCheck.Feature> features) {
		return new RedisStartupCheck(connections, properties, features);
	}

}
