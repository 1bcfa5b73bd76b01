package io.github.redisqueues.autoconfigure;

import java.util.Optional;

import io.github.redisqueues.internal.lock.LockSettings;
import io.github.redisqueues.internal.lock.StoreDistributedLocks;
import io.github.redisqueues.lock.DistributedLock;
import io.github.redisqueues.lock.DistributedLocks;
import io.github.redisqueues.lock.LockHandle;
import io.github.redisqueues.testing.RedisTestServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.NoSuchBeanDefinitionException;
import org.springframework.boot.LazyInitializationBeanFactoryPostProcessor;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * The annotation as it is wired: never without locks.
 */
class LockAnnotationAutoConfigurationTests {

	private static final RedisTestServer server = RedisTestServer.start();

	/**
	 * The port answers nobody: making beans must not touch Redis.
	 */
	private final ApplicationContextRunner runner = FailedStart.locksRunner()
		.withPropertyValues("spring.data.redis.port=1");

	private final ApplicationContextRunner real = FailedStart.locksRunner()
		.withPropertyValues("spring.data.redis.host=" + server.host(), "spring.data.redis.port=" + server.port());

	@AfterAll
	static void stopServer() {
		server.close();
	}

	@Test
	void theAnnotationLocks() {
		this.real.withUserConfiguration(Stock.class).run((context) -> {
			assertThat(context.getBean(Stock.class).take()).contains("stock");
			assertThat(LockHandle.current()).isEmpty();
		});
	}

	@Test
	void worksWithoutSpringIntegrationReactorAndTransactions() {
		this.real
			.withClassLoader(new FilteredClassLoader("org.springframework.integration", "reactor",
					"org.springframework.transaction"))
			.withUserConfiguration(Stock.class)
			.run((context) -> assertThat(context.getBean(Stock.class).take()).contains("stock"));
	}

	@Test
	void annotatedBeansWithoutLocksKeepTheApplicationFromStarting() {
		FailureAnalysis disabled = FailedStart
			.analysis(this.runner.withUserConfiguration(Stock.class).withPropertyValues("queues.lock.enabled=false"));
		assertThat(disabled.getDescription()).contains("no DistributedLocks bean", "queues.lock.enabled is false");
		assertThat(disabled.getAction()).contains("queues.lock.enabled=true");
		FailureAnalysis missing = FailedStart.analysis(this.runner.withUserConfiguration(Stock.class)
			.withClassLoader(new FilteredClassLoader("org.springframework.data.redis")));
		assertThat(missing.getDescription()).contains("Spring Data Redis is not on the classpath");
		FailureAnalysis several = FailedStart.analysis(this.runner.withUserConfiguration(Stock.class, OwnLocks.class)
			.withBean("other", DistributedLocks.class, LockAnnotationAutoConfigurationTests::locks));
		assertThat(several.getDescription()).contains("none of which is primary: ");
	}

	@Test
	void aLazyAnnotatedBeanWithoutLocksNeverRuns() {
		this.runner.withUserConfiguration(LazyStock.class)
			.withPropertyValues("queues.lock.enabled=false")
			.run((context) -> assertThatExceptionOfType(NoSuchBeanDefinitionException.class)
				.isThrownBy(() -> context.getBean(Stock.class).take())
				.withMessageContaining("DistributedLocks"));
	}

	@Test
	void explainsAWrongAnnotation() {
		FailureAnalysis analysis = FailedStart.analysis(this.runner.withUserConfiguration(WrongStock.class));
		assertThat(analysis.getDescription()).contains("take").endsWith(".");
		assertThat(analysis.getAction()).isNotBlank();
	}

	@Test
	void worksWithLazyInitialization() {
		this.real
			.withInitializer(
					(context) -> context.addBeanFactoryPostProcessor(new LazyInitializationBeanFactoryPostProcessor()))
			.withUserConfiguration(Stock.class)
			.run((context) -> assertThat(context.getBean(Stock.class).take()).contains("stock"));
	}

	private static DistributedLocks locks() {
		return StoreDistributedLocks.inRedis(new LettuceConnectionFactory(), LockSettings.defaults(), (event) -> {
		});
	}

	public static class Stock {

		@DistributedLock(name = "stock")
		public Optional<String> take() {
			return LockHandle.current().map(LockHandle::name);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class LazyStock {

		@Bean
		@Lazy
		Stock stock() {
			return new Stock();
		}

	}

	static class WrongStock {

		@DistributedLock(name = "stock")
		private void take() {
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OwnLocks {

		@Bean
		DistributedLocks mine() {
			return locks();
		}

	}

}
