package io.github.redisqueues.shop.embedded;

import java.util.Map;

import redis.embedded.RedisServer;

import org.springframework.beans.factory.support.DefaultSingletonBeanRegistry;
import org.springframework.boot.EnvironmentPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.bootstrap.BootstrapContextClosedEvent;
import org.springframework.boot.bootstrap.ConfigurableBootstrapContext;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.Profiles;

/**
 * Starts a Redis server before the application connects, and stops it after the
 * application has disconnected. Starts none if any {@code spring.data.redis} property is
 * set, or if the profile {@value #PROFILE} is active, which uses the server at
 * localhost:6379.
 */
final class EmbeddedRedisEnvironmentPostProcessor implements EnvironmentPostProcessor {

	static final String PROFILE = "own-redis";

	private static final String NAME = "embeddedRedis";

	private final ConfigurableBootstrapContext bootstrapContext;

	EmbeddedRedisEnvironmentPostProcessor(ConfigurableBootstrapContext bootstrapContext) {
		this.bootstrapContext = bootstrapContext;
	}

	@Override
	public void postProcessEnvironment(ConfigurableEnvironment environment, SpringApplication application) {
		if (!hasRedis(environment)) {
			RedisServer server = EmbeddedRedis.start();
			environment.getPropertySources()
				.addLast(new MapPropertySource(NAME, Map.of("spring.data.redis.host", "127.0.0.1",
						"spring.data.redis.port", server.ports().get(0))));
			this.bootstrapContext.addCloseListener((event) -> stopLast(event, server));
		}
	}

	private static boolean hasRedis(ConfigurableEnvironment environment) {
		return environment.acceptsProfiles(Profiles.of(PROFILE)) || Binder.get(environment)
			.bind("spring.data.redis", Bindable.mapOf(String.class, Object.class))
			.isBound();
	}

	/**
	 * Beans are destroyed in reverse order of their registration, so the first one is
	 * destroyed last.
	 */
	private static void stopLast(BootstrapContextClosedEvent event, RedisServer server) {
		if (event.getApplicationContext().getBeanFactory() instanceof DefaultSingletonBeanRegistry registry) {
			registry.registerDisposableBean(NAME, server::stop);
		}
	}

}
