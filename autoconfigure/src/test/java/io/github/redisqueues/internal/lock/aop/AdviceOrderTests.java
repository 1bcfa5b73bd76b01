package io.github.redisqueues.internal.lock.aop;

import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;

import io.github.redisqueues.internal.validation.InvalidAnnotationException;
import io.github.redisqueues.lock.DistributedLock;
import io.github.redisqueues.lock.LockHandle;
import io.github.redisqueues.lock.LockUnavailableException;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.Test;

import org.springframework.aop.framework.autoproxy.DefaultAdvisorAutoProxyCreator;
import org.springframework.cache.annotation.Cacheable;
import org.springframework.cache.annotation.EnableCaching;
import org.springframework.cache.concurrent.ConcurrentMapCacheManager;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.resilience.annotation.EnableResilientMethods;
import org.springframework.resilience.annotation.Retryable;
import org.springframework.scheduling.annotation.Async;
import org.springframework.scheduling.annotation.EnableAsync;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.annotation.AnnotationTransactionAttributeSource;
import org.springframework.transaction.annotation.EnableTransactionManagement;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.interceptor.BeanFactoryTransactionAttributeSourceAdvisor;
import org.springframework.transaction.interceptor.TransactionInterceptor;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class AdviceOrderTests {

	@Test
	void theLockIsInsideOfAsync() throws Exception {
		asyncIsOutside(AsyncLast.class);
	}

	@Test
	void theLockIsInsideOfAsyncThatWasThereBefore() throws Exception {
		asyncIsOutside(AsyncFirst.class);
	}

	private static void asyncIsOutside(Class<?> configuration) throws Exception {
		try (LockedContext context = LockedContext.start(configuration, TransactionsOutermost.class, Shop.class)) {
			CompletableFuture<String> go = new CompletableFuture<>();
			CompletableFuture<Thread> thread = context.bean(Shop.class).async(go);
			go.complete(context.isTaken("other") ? "taken" : "free");
			assertThat(thread.get(20, TimeUnit.SECONDS)).isNotSameAs(Thread.currentThread());
			assertThat(context.isTaken("async")).isFalse();
		}
	}

	@Test
	void theLockIsOutsideOfTransactionsWhateverTheirOrder() {
		for (Class<?> transactions : new Class<?>[] { TransactionsOutermost.class, TransactionsInnermost.class }) {
			try (LockedContext context = LockedContext.start(transactions, Shop.class)) {
				AtomicInteger taken = new AtomicInteger();
				context.bean(Shop.class).transactional(() -> taken.addAndGet(context.isTaken("transactional") ? 1 : 0));
				assertThat(taken).hasValue(1);
				assertThat(context.isTaken("transactional")).isFalse();
			}
		}
	}

	@Test
	void aTransactionAroundTheLocksProxyIsAMistake() {
		assertThatExceptionOfType(InvalidAnnotationException.class)
			.isThrownBy(() -> LockedContext.start(TransactionsAround.class, Shop.class).close())
			.withMessageContaining("would be released before its transaction ends");
	}

	@Test
	void eachAttemptOfARetryAcquiresTheLock() {
		try (LockedContext context = LockedContext.start(Retries.class, Shop.class)) {
			assertThat(context.bean(Shop.class).retried()).isGreaterThan(0);
		}
	}

	@Test
	void theLockIsOutsideOfTheCache() throws Exception {
		try (LockedContext context = LockedContext.start(Caches.class, Shop.class)) {
			assertThat(context.bean(Shop.class).cached()).isEqualTo(context.bean(Shop.class).cached());
			context.whileTaken("cached", () -> {
				assertThatExceptionOfType(LockUnavailableException.class).isThrownBy(context.bean(Shop.class)::cached);
				return null;
			});
		}
	}

	@Test
	void scheduledMethodsRunUnderTheLock() throws Exception {
		try (LockedContext context = LockedContext.start(Schedules.class, Job.class)) {
			assertThat(context.bean(Job.class).ran().get(20, TimeUnit.SECONDS)).isEqualTo("job");
		}
	}

	static class Shop {

		private long firstToken;

		@Async
		@DistributedLock("async")
		public CompletableFuture<Thread> async(CompletableFuture<String> go) {
			go.join();
			LockHandle.requireCurrent("async");
			return CompletableFuture.completedFuture(Thread.currentThread());
		}

		@Transactional
		@DistributedLock("transactional")
		public void transactional(Runnable afterCompletion) {
			assertThat(TransactionSynchronizationManager.isActualTransactionActive()).isTrue();
			TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {

				@Override
				public void afterCompletion(int status) {
					afterCompletion.run();
				}

			});
		}

		@Retryable(delay = 0)
		@DistributedLock("retried")
		public long retried() {
			long token = LockHandle.requireCurrent("retried").token();
			if (this.firstToken == 0) {
				this.firstToken = token;
				throw new IllegalStateException("once");
			}
			return token - this.firstToken;
		}

		@Cacheable("values")
		@DistributedLock("cached")
		public String cached() {
			return UUID.randomUUID().toString();
		}

	}

	static class Job {

		private final CompletableFuture<String> ran = new CompletableFuture<>();

		@Scheduled(fixedDelay = 1, timeUnit = TimeUnit.HOURS)
		@DistributedLock("job")
		void run() {
			this.ran.complete(LockHandle.current().map(LockHandle::name).orElse("unlocked"));
		}

		public CompletableFuture<String> ran() {
			return this.ran;
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAsync
	static class AsyncLast {

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAsync(order = 0)
	static class AsyncFirst {

	}

	@Configuration(proxyBeanMethods = false)
	@EnableResilientMethods
	static class Retries {

	}

	@Configuration(proxyBeanMethods = false)
	@EnableScheduling
	static class Schedules {

	}

	@Configuration(proxyBeanMethods = false)
	@EnableCaching(proxyTargetClass = true)
	static class Caches {

		@Bean
		ConcurrentMapCacheManager cacheManager() {
			return new ConcurrentMapCacheManager();
		}

	}

	static class Transactions {

		@Bean
		DataSource dataSource() {
			JdbcDataSource dataSource = new JdbcDataSource();
			dataSource.setURL("jdbc:h2:mem:" + UUID.randomUUID());
			return dataSource;
		}

		@Bean
		PlatformTransactionManager transactionManager(DataSource dataSource) {
			return new DataSourceTransactionManager(dataSource);
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableTransactionManagement(order = Ordered.HIGHEST_PRECEDENCE, proxyTargetClass = true)
	static class TransactionsOutermost extends Transactions {

	}

	@Configuration(proxyBeanMethods = false)
	@EnableTransactionManagement(proxyTargetClass = true)
	static class TransactionsInnermost extends Transactions {

	}

	@Configuration(proxyBeanMethods = false)
	static class TransactionsAround extends Transactions {

		@Bean
		static DefaultAdvisorAutoProxyCreator late() {
			DefaultAdvisorAutoProxyCreator creator = new DefaultAdvisorAutoProxyCreator();
			creator.setProxyTargetClass(true);
			return creator;
		}

		@Bean
		static BeanFactoryTransactionAttributeSourceAdvisor advisor() {
			BeanFactoryTransactionAttributeSourceAdvisor advisor = new BeanFactoryTransactionAttributeSourceAdvisor();
			advisor.setTransactionAttributeSource(new AnnotationTransactionAttributeSource());
			advisor.setAdvice(new TransactionInterceptor());
			return advisor;
		}

	}

}
