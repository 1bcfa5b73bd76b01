package io.github.redisqueues.autoconfigure.endpoint;

import io.github.redisqueues.autoconfigure.QueueListenersAutoConfiguration;
import io.github.redisqueues.autoconfigure.RedisQueuesAutoConfiguration;
import io.github.redisqueues.autoconfigure.RedisTopicsAutoConfiguration;
import io.github.redisqueues.internal.endpoint.QueuesEndpoint;
import io.github.redisqueues.testing.RedisTestServer;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * When there is an endpoint.
 */
class QueuesEndpointAutoConfigurationTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(DataRedisAutoConfiguration.class, RedisQueuesAutoConfiguration.class,
				QueueListenersAutoConfiguration.class, RedisTopicsAutoConfiguration.class,
				QueuesEndpointAutoConfiguration.class))
		.withPropertyValues(RedisTestServer.shared().properties())
		.withPropertyValues("queues.instances.orders.payload-type=java.lang.String",
				"management.endpoints.web.exposure.include=*");

	@Test
	void isThereIfItIsExposed() {
		this.runner.run((context) -> assertThat(context).hasSingleBean(QueuesEndpoint.class));
	}

	@Test
	void isNotThereUnlessItIsExposed() {
		this.runner.withPropertyValues("management.endpoints.web.exposure.include=health")
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(QueuesEndpoint.class));
	}

	@Test
	void isNotThereWithoutAccess() {
		this.runner.withPropertyValues("management.endpoint.queues.access=NONE")
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(QueuesEndpoint.class));
	}

	@Test
	void isNotThereWhenTheQueuesAreSwitchedOff() {
		this.runner.withPropertyValues("queues.enabled=false")
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(QueuesEndpoint.class));
	}

	@Test
	void withoutActuatorEverythingStarts() {
		this.runner.withClassLoader(new FilteredClassLoader("org.springframework.boot.actuate"))
			.run((context) -> assertThat(context).hasNotFailed()
				.hasBean("orders")
				.doesNotHaveBean(QueuesEndpoint.class));
	}

}
