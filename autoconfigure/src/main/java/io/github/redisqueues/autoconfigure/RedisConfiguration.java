package io.github.redisqueues.autoconfigure;

import io.github.redisqueues.QueuesConnectionFactory;

import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.data.redis.connection.RedisConnectionFactory;

/**
 * The connection to Redis that queues and locks share, and its check at startup.
 */
@Configuration(proxyBeanMethods = false)
class RedisConfiguration {

	@Bean
	RedisConnections redisQueuesConnections(@QueuesConnectionFactory ObjectProvider<RedisConnectionFactory> marked,
			ObjectProvider<RedisConnectionFactory> all, ListableBeanFactory beanFactory) {
		return new RedisConnections(marked, all, beanFactory);
	}

	@Bean
	RedisStartupCheck redisQueuesStartupCheck(RedisConnections connections, QueuesProperties properties,
			ObjectProvider<RedisStartupCheck.Feature> features) {
		return new RedisStartupCheck(connections, properties, features);
	}

}
