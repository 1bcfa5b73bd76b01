package com.acme;

import io.github.redisqueues.QueuesConnectionFactory;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.data.redis.connection.RedisStandaloneConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/**
 * A Redis for queues and locks.
 */
// tag::connection-factory[]
@Configuration
class QueueRedis {

	@Bean
	@QueuesConnectionFactory
	LettuceConnectionFactory queueRedis() {
		return new LettuceConnectionFactory(new RedisStandaloneConfiguration("queues.acme.com", 6379));
	}

}
// end::connection-factory[]
