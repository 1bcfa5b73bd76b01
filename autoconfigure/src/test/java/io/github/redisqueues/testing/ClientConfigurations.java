package io.github.redisqueues.testing;

import java.time.Duration;

import io.lettuce.core.ReadFrom;
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
		return builder(timeout).build();
	}

	static LettuceClientConfiguration of(Duration timeout, ReadFrom readFrom) {
		return (readFrom != null) ? builder(timeout).readFrom(readFrom).build() : of(timeout);
	}

	private static LettuceClientConfiguration.LettuceClientConfigurationBuilder builder(Duration timeout) {
		return LettuceClientConfiguration.builder()
			.clientResources(RESOURCES)
			.commandTimeout(timeout)
			.shutdownTimeout(Duration.ZERO);
	}

}
