package io.github.redisqueues.autoconfigure;

import io.github.redisqueues.QueuesConnectionFactory;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

import static org.assertj.core.api.Assertions.assertThat;

class ConnectionFactoryTests {

	private final ApplicationContextRunner runner = FailedStart.runner()
		.withPropertyValues("queues.check-eviction-policy=false", "queues.instances.orders.type=fifo");

	@Test
	void usesTheOneOfSpringBoot() {
		this.runner.run((context) -> assertThat(context.getBean(RedisConnections.class).get())
			.isSameAs(context.getBean("redisConnectionFactory")));
	}

	@Test
	void usesTheOneOfTheApplication() {
		this.runner.withUserConfiguration(First.class)
			.run((context) -> assertThat(context.getBean(RedisConnections.class).get())
				.isSameAs(context.getBean("first")));
	}

	@Test
	void usesThePrimaryOneOfSeveral() {
		this.runner.withUserConfiguration(First.class, PrimaryOne.class)
			.run((context) -> assertThat(context.getBean(RedisConnections.class).get())
				.isSameAs(context.getBean("primary")));
	}

	@Test
	void usesTheMarkedOneEvenBesideAPrimaryOne() {
		this.runner.withUserConfiguration(First.class, PrimaryOne.class, Marked.class)
			.run((context) -> assertThat(context.getBean(RedisConnections.class).get())
				.isSameAs(context.getBean("marked")));
	}

	@Test
	void usesAMarkedOneThatIsForQueuesAloneBesideTheOneOfSpringBoot() {
		this.runner.withUserConfiguration(MarkedAlone.class).run((context) -> {
			assertThat(context.getBean(RedisConnections.class).get()).isSameAs(context.getBean("alone"));
			assertThat(context.getBean(RedisConnectionFactory.class))
				.isSameAs(context.getBean("redisConnectionFactory"));
		});
	}

	@Test
	void explainsThatOneOfSeveralMustBeMarked() {
		FailureAnalysis analysis = FailedStart.analysis(this.runner.withUserConfiguration(First.class, Second.class));
		assertThat(analysis.getDescription()).contains("there are 2 and none of them is primary: first, second");
		assertThat(analysis.getAction()).contains("@QueuesConnectionFactory", "@Primary");
	}

	@Test
	void explainsThatThereIsNone() {
		FailureAnalysis analysis = FailedStart.analysis(new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(RedisQueuesAutoConfiguration.class))
			.withPropertyValues("queues.instances.orders.type=fifo"));
		assertThat(analysis.getDescription()).contains("no RedisConnectionFactory bean");
		assertThat(analysis.getAction()).contains("DataRedisAutoConfiguration", "queues.enabled=false");
	}

	@Test
	void needsNoneWithoutAQueue() {
		new ApplicationContextRunner().withConfiguration(AutoConfigurations.of(RedisQueuesAutoConfiguration.class))
			.run((context) -> assertThat(context).hasNotFailed());
		FailedStart.runner()
			.withUserConfiguration(First.class, Second.class)
			.run((context) -> assertThat(context).hasNotFailed());
	}

	@Configuration(proxyBeanMethods = false)
	static class First {

		@Bean
		LettuceConnectionFactory first() {
			return new LettuceConnectionFactory();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Second {

		@Bean
		LettuceConnectionFactory second() {
			return new LettuceConnectionFactory();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class PrimaryOne {

		@Bean
		@Primary
		LettuceConnectionFactory primary() {
			return new LettuceConnectionFactory();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Marked {

		@Bean
		@QueuesConnectionFactory
		LettuceConnectionFactory marked() {
			return new LettuceConnectionFactory();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class MarkedAlone {

		@Bean(defaultCandidate = false)
		@QueuesConnectionFactory
		LettuceConnectionFactory alone() {
			return new LettuceConnectionFactory();
		}

	}

}
