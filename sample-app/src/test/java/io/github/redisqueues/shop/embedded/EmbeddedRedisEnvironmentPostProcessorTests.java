package io.github.redisqueues.shop.embedded;

import java.io.IOException;
import java.util.Map;

import org.junit.jupiter.api.Test;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.bootstrap.DefaultBootstrapContext;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class EmbeddedRedisEnvironmentPostProcessorTests {

	private final DefaultBootstrapContext bootstrapContext = new DefaultBootstrapContext();

	private final ConfigurableEnvironment environment = new StandardEnvironment();

	@Test
	void startsAServerThatIsStoppedWithTheApplication() throws IOException {
		process();
		int port = this.environment.getRequiredProperty("spring.data.redis.port", Integer.class);
		assertThat(this.environment.getProperty("spring.data.redis.host")).isEqualTo("127.0.0.1");
		GenericApplicationContext context = new GenericApplicationContext();
		this.bootstrapContext.close(context);
		context.refresh();
		assertThat(new RedisCommand("PING").ask(port)).isEqualTo("+PONG");
		context.close();
		assertThatExceptionOfType(IOException.class).isThrownBy(() -> new RedisCommand("PING").ask(port));
	}

	@Test
	void leavesAUsersPropertyAlone() {
		this.environment.getPropertySources()
			.addFirst(new MapPropertySource("user", Map.of("spring.data.redis.url", "redis://redis.example.com")));
		process();
		assertThat(this.environment.getProperty("spring.data.redis.port")).isNull();
	}

	@Test
	void leavesAUsersEnvironmentVariableAlone() {
		this.environment.getPropertySources()
			.addFirst(new SystemEnvironmentPropertySource(
					"user-" + StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME,
					Map.of("SPRING_DATA_REDIS_HOST", "redis.example.com")));
		process();
		assertThat(this.environment.getProperty("spring.data.redis.port")).isNull();
	}

	@Test
	void leavesAUserOfTheProfileAlone() {
		this.environment.setActiveProfiles(EmbeddedRedisEnvironmentPostProcessor.PROFILE);
		process();
		assertThat(this.environment.getProperty("spring.data.redis.port")).isNull();
	}

	private void process() {
		new EmbeddedRedisEnvironmentPostProcessor(this.bootstrapContext).postProcessEnvironment(this.environment,
				new SpringApplication());
	}

}
