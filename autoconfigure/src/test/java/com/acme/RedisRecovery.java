package com.acme;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

import io.lettuce.core.SocketOptions;
import io.lettuce.core.SocketOptions.KeepAliveOptions;
import io.lettuce.core.SocketOptions.TcpUserTimeoutOptions;
import io.lettuce.core.resource.Delay;
import io.lettuce.core.resource.EpollProvider;

import org.springframework.boot.data.redis.autoconfigure.ClientResourcesBuilderCustomizer;
import org.springframework.boot.data.redis.autoconfigure.LettuceClientOptionsBuilderCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * How Lettuce finds back to Redis.
 */
// tag::recovery[]
@Configuration
class RedisRecovery {

	@Bean
	ClientResourcesBuilderCustomizer reconnectEverySecond() {
		return (resources) -> resources
			.reconnectDelay(Delay.exponential(Duration.ofMillis(1), Duration.ofSeconds(1), 2, TimeUnit.MILLISECONDS));
	}

	@Bean
	LettuceClientOptionsBuilderCustomizer deadConnections() {
		return (options) -> options.socketOptions(SocketOptions.builder()
			.connectTimeout(Duration.ofSeconds(2))
			.keepAlive(KeepAliveOptions.builder()
				.enable()
				.idle(Duration.ofSeconds(5))
				.interval(Duration.ofSeconds(1))
				.count(3)
				.build())
			.tcpUserTimeout(TcpUserTimeoutOptions.builder()
				.enable(EpollProvider.isAvailable())
				.tcpUserTimeout(Duration.ofSeconds(5))
				.build())
			.build());
	}

}
// end::recovery[]
