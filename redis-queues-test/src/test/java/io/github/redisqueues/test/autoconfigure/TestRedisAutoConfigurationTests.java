package io.github.redisqueues.test.autoconfigure;

import org.junit.jupiter.api.Test;
import redis.embedded.RedisServer;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.data.redis.autoconfigure.DataRedisConnectionDetails;
import org.springframework.boot.data.redis.autoconfigure.DataRedisConnectionDetails.Standalone;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.ContextConsumer;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.data.redis.connection.RedisConnection;
import org.springframework.data.redis.connection.RedisConnectionFactory;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Which Redis a test uses.
 */
class TestRedisAutoConfigurationTests {

	private static final String HOST = "spring.data.redis.host=redis.example";

	private static final String IN_ANY_CASE = TestQueuesContextCustomizer.EMBEDDED + "=true";

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(TestRedisAutoConfiguration.class, DataRedisAutoConfiguration.class));

	@Test
	void theEmbeddedServerIsUsedIfNoOtherIsConfigured() {
		this.runner.run(connectsTo("127.0.0.1"));
		this.runner.run((context) -> {
			try (RedisConnection connection = context.getBean(RedisConnectionFactory.class).getConnection()) {
				assertThat(connection.ping()).isEqualTo("PONG");
			}
		});
	}

	@Test
	void aConfiguredServerComesFirstUnlessTheEmbeddedOneIsWanted() {
		this.runner.withPropertyValues(HOST).run(connectsTo("redis.example"));
		this.runner.withPropertyValues(HOST, IN_ANY_CASE).run(connectsTo("127.0.0.1"));
		this.runner.withPropertyValues("spring.data.redis.url=redis://other.example:1")
			.run(connectsTo("other.example"));
		this.runner.withPropertyValues("spring.data.redis.cluster.nodes[0]=a:1")
			.run((context) -> assertThat(context.getBean(DataRedisConnectionDetails.class).getCluster()).isNotNull());
	}

	@Test
	void theConnectionOfTheTestComesFirst() {
		this.runner.withPropertyValues(IN_ANY_CASE)
			.withBean(DataRedisConnectionDetails.class, () -> new DataRedisConnectionDetails() {
				@Override
				public Standalone getStandalone() {
					return Standalone.of("container.example", 1);
				}
			})
			.run(connectsTo("container.example"));
	}

	@Test
	void theEmbeddedServerIsOptional() {
		this.runner.withClassLoader(new FilteredClassLoader(RedisServer.class)).run(connectsTo("localhost"));
	}

	private static ContextConsumer<AssertableApplicationContext> connectsTo(String host) {
		return (context) -> assertThat(context.getBean(DataRedisConnectionDetails.class).getStandalone())
			.extracting(Standalone::getHost)
			.isEqualTo(host);
	}

}
