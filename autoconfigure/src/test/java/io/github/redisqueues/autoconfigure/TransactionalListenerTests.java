package io.github.redisqueues.autoconfigure;

import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

import javax.sql.DataSource;

import io.github.redisqueues.autoconfigure.jdbc.QueuesJdbcAutoConfiguration;
import io.github.redisqueues.listener.QueueListener;
import io.github.redisqueues.queue.Delivery;
import io.github.redisqueues.queue.RedisQueue;
import io.github.redisqueues.testing.RedisTestServer;
import org.h2.jdbcx.JdbcConnectionPool;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.jdbc.autoconfigure.DataSourceTransactionManagerAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.JdbcTemplateAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.jdbc.core.JdbcOperations;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests for transactional queues from their properties to the transactions of listeners.
 */
@Timeout(60)
class TransactionalListenerTests {

	private final RedisTestServer server = RedisTestServer.shared();

	private final ApplicationContextRunner runner = FailedStart.listenersRunner()
		.withConfiguration(
				AutoConfigurations.of(DistributedLocksAutoConfiguration.class, QueuesJdbcAutoConfiguration.class))
		.withPropertyValues(this.server.properties())
		.withPropertyValues("queues.namespace=queues:" + UUID.randomUUID(),
				"queues.instances.orders.transactional=true", "queues.instances.orders.backoff.initial=0s",
				"queues.instances.orders.resend-after=1s");

	private final ApplicationContextRunner withDatabase = this.runner
		.withConfiguration(AutoConfigurations.of(DataSourceTransactionManagerAutoConfiguration.class,
				JdbcTemplateAutoConfiguration.class))
		.withBean(DataSource.class, () -> JdbcConnectionPool.create("jdbc:h2:mem:" + UUID.randomUUID(), "", ""));

	@Test
	void aHandlerRunsInTheTransactionThatClaimsItsMessage() {
		this.withDatabase.withBean(Handler.class).run((context) -> {
			JdbcTemplate jdbc = context.getBean(JdbcTemplate.class);
			jdbc.execute("create table effects (id varchar(20))");
			Handler handler = context.getBean(Handler.class);
			handler.failures.set(2);
			@SuppressWarnings("unchecked")
			RedisQueue<String> queue = context.getBean(RedisQueue.class);
			new TransactionTemplate(context.getBean(PlatformTransactionManager.class))
				.executeWithoutResult((status) -> queue.send("a"));
			await().until(() -> handler.attempts.size() == 3 && queue.size() == 0);
			assertThat(jdbc.queryForList("select id from effects", String.class)).containsExactly("a");
			assertThat(jdbc.queryForObject("select count(*) from queue_messages", Integer.class)).isZero();
			assertThat(handler.claims).as("claims of the handler").containsOnly(true);
		});
	}

	@Test
	void aBatchIsOneTransactionAndThenOneForEachMessage() {
		this.withDatabase.withBean(BatchHandler.class)
			.withPropertyValues("queues.instances.orders.listener.batch-size=10")
			.run((context) -> {
				JdbcTemplate jdbc = context.getBean(JdbcTemplate.class);
				jdbc.execute("create table effects (id varchar(20))");
				@SuppressWarnings("unchecked")
				RedisQueue<String> queue = context.getBean(RedisQueue.class);
				new TransactionTemplate(context.getBean(PlatformTransactionManager.class))
					.executeWithoutResult((status) -> queue.sendAll(List.of("a", "bad", "c")));
				await().until(() -> queue.deadLetters().size() == 1 && queue.size() == 0);
				assertThat(jdbc.queryForList("select id from effects order by id", String.class)).containsExactly("a",
						"c");
				assertThat(queue.deadLetters().browse(0, 1).get(0).payload()).isEqualTo("bad");
			});
	}

	@Test
	void aDatabaseOfTheQueuesOwn() {
		this.runner
			.withPropertyValues("queues.jdbc.url=jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1",
					"queues.jdbc.table-name=outbox")
			.run((context) -> {
				@SuppressWarnings("unchecked")
				RedisQueue<String> queue = context.getBean(RedisQueue.class);
				queue.send("a");
				assertThat(queue.poll()).isPresent();
			});
	}

	@Test
	void withoutADatabaseTheStartFailsAndSaysWhatIsMissing() {
		this.runner.run((context) -> assertThat(context).getFailure()
			.rootCause()
			.hasMessage("there is no DataSource, and queues.jdbc.url is not set either"));
		this.runner.withClassLoader(new FilteredClassLoader(JdbcOperations.class))
			.run((context) -> assertThat(context).getFailure().rootCause().hasMessageContaining("starter-jdbc"));
	}

	@Test
	void withoutTheTableTheStartFails() {
		this.withDatabase.withPropertyValues("queues.jdbc.initialize-schema=never")
			.run((context) -> assertThat(context).getFailure()
				.hasRootCauseInstanceOf(java.sql.SQLException.class)
				.hasMessageContaining("queue_messages"));
	}

	static class Handler {

		final AtomicInteger failures = new AtomicInteger();

		final List<String> attempts = new CopyOnWriteArrayList<>();

		final List<Boolean> claims = new CopyOnWriteArrayList<>();

		private final ObjectProvider<JdbcTemplate> jdbc;

		Handler(ObjectProvider<JdbcTemplate> jdbc) {
			this.jdbc = jdbc;
		}

		@QueueListener("orders")
		void handle(Delivery<String> order) {
			this.claims.add(order.claim());
			this.jdbc.getObject().update("insert into effects (id) values (?)", order.payload());
			this.attempts.add(order.payload());
			if (this.failures.getAndDecrement() > 0) {
				throw new IllegalStateException("not yet");
			}
		}

	}

	static class BatchHandler {

		private final ObjectProvider<JdbcTemplate> jdbc;

		BatchHandler(ObjectProvider<JdbcTemplate> jdbc) {
			this.jdbc = jdbc;
		}

		@QueueListener("orders")
		void handle(List<String> orders) {
			for (String order : orders) {
				this.jdbc.getObject().update("insert into effects (id) values (?)", order);
				if (order.equals("bad")) {
					throw new io.github.redisqueues.listener.BatchFailure().add(orders.indexOf(order),
							new IllegalArgumentException("bad"));
				}
			}
		}

	}

}
