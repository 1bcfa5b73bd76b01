package io.github.redisqueues.autoconfigure;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;

import javax.sql.DataSource;

import io.github.redisqueues.internal.lock.StoreDistributedLocks;
import io.github.redisqueues.internal.lock.registry.LockRegistryStore;
import io.github.redisqueues.lock.DistributedLock;
import io.github.redisqueues.lock.DistributedLocks;
import io.github.redisqueues.lock.LockHandle;
import io.github.redisqueues.lock.LockLostException;
import io.github.redisqueues.lock.LockOptions;
import io.github.redisqueues.testing.RedisTestServer;
import io.github.redisqueues.testing.BlockedCall;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;
import org.springframework.integration.jdbc.lock.DefaultLockRepository;
import org.springframework.integration.jdbc.lock.JdbcLockRegistry;
import org.springframework.integration.support.locks.DefaultLockRegistry;
import org.springframework.integration.support.locks.LockRegistry;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.jdbc.datasource.embedded.EmbeddedDatabase;
import org.springframework.jdbc.datasource.embedded.EmbeddedDatabaseBuilder;
import org.springframework.jdbc.datasource.embedded.EmbeddedDatabaseType;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Locks in other stores than the application's Redis, chosen by property.
 */
@ExtendWith(OutputCaptureExtension.class)
class LockStoreAutoConfigurationTests {

	private final ApplicationContextRunner registry = FailedStart.locksRunner()
		.withPropertyValues("queues.lock.store=registry", "spring.data.redis.port=1");

	@Test
	void templateAndAnnotationLockInTheDatabase() {
		this.registry.withUserConfiguration(Database.class, Stock.class).run((context) -> {
			assertThat(context.getBean(DistributedLocks.class)).isInstanceOf(StoreDistributedLocks.class);
			JdbcTemplate jdbc = new JdbcTemplate(context.getBean(EmbeddedDatabase.class));
			Stock stock = context.getBean(Stock.class);
			assertThat(stock.rows(jdbc)).isEqualTo(1);
			assertThat(jdbc.queryForObject("SELECT COUNT(*) FROM INT_LOCK", Integer.class)).isZero();
			DistributedLocks locks = context.getBean(DistributedLocks.class);
			try (LockHandle held = new BlockedCall<>(() -> locks.acquire("stock")).atOnce()) {
				assertThat(stock.rows(jdbc)).isNull();
				assertThat(held.isHeld()).isTrue();
			}
		});
	}

	@Test
	void aResultThatCompletesOnAnotherThreadHoldsTheLockUntilThen() {
		this.registry.withUserConfiguration(Database.class, Stock.class).run((context) -> {
			DistributedLocks locks = context.getBean(DistributedLocks.class);
			CompletableFuture<String> work = new CompletableFuture<>();
			CompletableFuture<String> result = context.getBean(Stock.class).later(work);
			assertThat(locks.tryAcquire("stock")).isEmpty();
			CompletableFuture.runAsync(() -> work.complete("done"), (task) -> new Thread(task).start()).join();
			assertThat(result.join()).isEqualTo("done");
			assertThat(locks.tryAcquire("stock")).isPresent();
		});
	}

	@Test
	void worksWithoutSpringDataRedis() {
		this.registry.withUserConfiguration(Database.class)
			.withClassLoader(new FilteredClassLoader("org.springframework.data", "io.lettuce"))
			.run((context) -> assertThat(context.getBean(DistributedLocks.class).tryAcquire("stock")).isPresent());
	}

	@Test
	void takesTheNamedRegistryOrThePrimaryOne() {
		ApplicationContextRunner two = this.registry.withUserConfiguration(Database.class)
			.withBean("local", LockRegistry.class, DefaultLockRegistry::new);
		two.run((context) -> assertThat(context.getBean(DistributedLocks.class)).hasToString("JdbcLockRegistry"));
		two.withPropertyValues("queues.lock.registry=local")
			.run((context) -> assertThat(context.getBean(DistributedLocks.class)).hasToString("DefaultLockRegistry"));
	}

	@Test
	void warnsOfARegistryThatOtherProcessesDoNotShare(CapturedOutput output) {
		this.registry.withBean("local", LockRegistry.class, DefaultLockRegistry::new)
			.run((context) -> assertThat(context.getBean(DistributedLocks.class).tryAcquire("stock")).isPresent());
		assertThat(output).contains("LockRegistry bean 'local' holds locks in this process only");
	}

	/**
	 * Spring Integration deletes its rows when the context is closed.
	 */
	@Test
	void aHoldIsLostBeforeItsContextGivesTheLockAway() {
		EmbeddedDatabase shared = new Database().database();
		ApplicationContextRunner outlived = this.registry.withUserConfiguration(Outlived.class)
			.withInitializer((context) -> context.getBeanFactory().registerSingleton("database", shared));
		outlived.run((other) -> outlived.run((context) -> {
			DistributedLocks locks = context.getBean(DistributedLocks.class);
			CountDownLatch lost = new CountDownLatch(1);
			AtomicReference<LockHandle> working = new AtomicReference<>();
			BlockedCall<Boolean> work = new BlockedCall<>(() -> {
				assertThatExceptionOfType(LockLostException.class).isThrownBy(() -> locks.execute("stock", () -> {
					LockHandle handle = LockHandle.requireCurrent("stock");
					handle.onLost(lost::countDown);
					working.set(handle);
					lost.await();
					return true;
				}));
				return true;
			});
			Awaitility.await().until(() -> working.get() != null);
			BlockedCall<Boolean> next = new BlockedCall<>(() -> {
				other.getBean(DistributedLocks.class)
					.acquire("stock", LockOptions.defaults().waitTime(Duration.ofSeconds(30)));
				return Objects.requireNonNull(working.get()).isHeld();
			});
			context.close();
			assertThat(next.within(Duration.ofSeconds(20))).as("two holders").isFalse();
			assertThat(work.atOnce()).isTrue();
		}));
		shared.shutdown();
	}

	@Test
	void refusesARegistryThatDoesNotTellWhenALockIsLost() {
		FailureAnalysis analysis = FailedStart
			.analysis(this.registry.withBean("sessions", LockRegistry.class, Sessions::new));
		assertThat(analysis.getDescription()).contains("Property queues.lock.store is 'registry'",
				"bean 'sessions' is a Sessions", "its locks have no time to live");
		assertThat(analysis.getAction()).contains("JdbcLockRegistry");
		assertThatIllegalArgumentException().isThrownBy(() -> new LockRegistryStore(new Sessions(), "test"))
			.withMessageContaining("its locks have no time to live");
	}

	@Test
	void locksInAMajorityOfTheServers() {
		try (RedisTestServer one = RedisTestServer.start();
				RedisTestServer two = RedisTestServer.start();
				RedisTestServer three = RedisTestServer.start()) {
			two.command("CONFIG", "SET", "requirepass", "pass word");
			three.command("ACL", "SETUSER", "shop", "on", ">secret", "~*", "&*", "+@all");
			List<String> nodes = List.of("redis://127.0.0.1:" + one.port(),
					"redis://:pass%20word@127.0.0.1:" + two.port(), "redis://shop:secret@127.0.0.1:" + three.port());
			FailedStart.locksRunner()
				.withPropertyValues("queues.lock.store=redlock", "spring.data.redis.port=1",
						"queues.lock.redlock.nodes=" + String.join(",", nodes))
				.run((context) -> {
					assertThat(context.getBeanFactory().containsSingleton("redisQueuesRedlockConnections")).isFalse();
					DistributedLocks locks = context.getBean(DistributedLocks.class);
					assertThat(locks).hasToString("Redlock over 3 servers");
					LockHandle held = locks.acquire("stock");
					// Two of them are enough, and the third may be a moment behind
					Awaitility.await()
						.until(() -> Stream.of(one, three)
							.allMatch(
									(server) -> server.connection().number("EXISTS", "queues:lock:{stock}:lock") == 1));
					assertThat(held.release()).isTrue();
				});
		}
	}

	/**
	 * As that of ZooKeeper: its locks are held until a session ends.
	 */
	static class Sessions implements LockRegistry<Lock> {

		@Override
		public Lock obtain(Object key) {
			return new ReentrantLock();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Outlived {

		@Bean
		DataSourceTransactionManager transactionManager(DataSource database) {
			return new DataSourceTransactionManager(database);
		}

		@Bean
		DefaultLockRepository lockRepository(DataSource database) {
			return new DefaultLockRepository(database);
		}

		@Bean
		JdbcLockRegistry jdbc(DefaultLockRepository repository) {
			return new JdbcLockRegistry(repository);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Database {

		@Bean
		EmbeddedDatabase database() {
			return new EmbeddedDatabaseBuilder().setType(EmbeddedDatabaseType.H2)
				.generateUniqueName(true)
				.addScript("classpath:org/springframework/integration/jdbc/schema-h2.sql")
				.build();
		}

		@Bean
		DataSourceTransactionManager transactionManager(EmbeddedDatabase database) {
			return new DataSourceTransactionManager(database);
		}

		@Bean
		DefaultLockRepository lockRepository(EmbeddedDatabase database) {
			return new DefaultLockRepository(database);
		}

		@Bean
		@Primary
		JdbcLockRegistry jdbc(DefaultLockRepository repository) {
			return new JdbcLockRegistry(repository);
		}

	}

	public static class Stock {

		@DistributedLock(name = "stock", waitTime = "0s", onFailure = DistributedLock.OnFailure.SKIP)
		public @Nullable Integer rows(JdbcTemplate jdbc) {
			return jdbc.queryForObject("SELECT COUNT(*) FROM INT_LOCK", Integer.class);
		}

		@DistributedLock(name = "stock")
		public CompletableFuture<String> later(CompletableFuture<String> work) {
			return work;
		}

	}

}
