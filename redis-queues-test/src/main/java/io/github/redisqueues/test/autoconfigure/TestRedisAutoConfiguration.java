package io.github.redisqueues.test.autoconfigure;

import java.util.List;

import redis.embedded.RedisServer;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionMessage;
import org.springframework.boot.autoconfigure.condition.ConditionOutcome;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.SpringBootCondition;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.data.redis.autoconfigure.DataRedisConnectionDetails;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.context.annotation.Conditional;
import org.springframework.core.env.Environment;
import org.springframework.core.type.AnnotatedTypeMetadata;
import org.springframework.data.redis.connection.RedisConnectionFactory;

/**
 * Connects to the embedded server of the JVM if the test names no other Redis.
 */
@AutoConfiguration(before = DataRedisAutoConfiguration.class)
@ConditionalOnClass(RedisServer.class)
@ConditionalOnMissingBean({ DataRedisConnectionDetails.class, RedisConnectionFactory.class })
@Conditional(TestRedisAutoConfiguration.NoRedisConfigured.class)
public final class TestRedisAutoConfiguration {

	@Bean
	DataRedisConnectionDetails redisQueuesTestConnectionDetails() {
		return new EmbeddedConnectionDetails(EmbeddedRedis.port());
	}

	/**
	 * The address of the embedded server.
	 *
	 * @param port its port
	 */
	private record EmbeddedConnectionDetails(int port) implements DataRedisConnectionDetails {

		@Override
		public Standalone getStandalone() {
			return Standalone.of("127.0.0.1", this.port);
		}

	}

	/**
	 * Matches if no property says where Redis is, or the embedded server is wanted in any
	 * case.
	 */
	static final class NoRedisConfigured extends SpringBootCondition {

		private static final List<String> ADDRESSES = List.of("url", "host", "port", "sentinel.master", "cluster.nodes",
				"cluster.nodes[0]", "masterreplica.nodes", "masterreplica.nodes[0]");

		@Override
		public ConditionOutcome getMatchOutcome(ConditionContext context, AnnotatedTypeMetadata metadata) {
			Environment environment = context.getEnvironment();
			ConditionMessage.Builder message = ConditionMessage.forCondition("Embedded Redis");
			if (environment.getProperty(TestQueuesContextCustomizer.EMBEDDED, Boolean.class, false)) {
				return ConditionOutcome.match(message.because("it is wanted in any case"));
			}
			List<String> configured = ADDRESSES.stream()
				.map((name) -> "spring.data.redis." + name)
				.filter(environment::containsProperty)
				.toList();
			return configured.isEmpty() ? ConditionOutcome.match(message.because("no Redis is configured"))
					: ConditionOutcome.noMatch(message.foundExactly(configured));
		}

	}

}
