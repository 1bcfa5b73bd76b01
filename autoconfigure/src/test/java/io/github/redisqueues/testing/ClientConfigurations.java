package io.github.redisqueues.testing;

import java.time.Duration;

import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.DefaultClientResources;

import org.springframework.data.redis.connection.lettuce.LettuceClientConfiguration;

/**
 * How the tests configure Lettuce: as Spring Boot does, but with the threads shared by
 * all clients of the JVM.
 */
final class ClientConfigurations {

	private static final ClientResources RESOURCES = DefaultClientResources.create();

	private ClientConfigurations() {
	}

	static LettuceClientConfiguration of(Duration timeout) {
		return LettuceClientConfiguration.builder()
			.clientResources(RESOURCES)
			.commandTimeout(timeout)
			.shutdownTimeout(Duration.ZERO)
			.build();
	}

}
