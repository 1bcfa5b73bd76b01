package io.github.redisqueues.internal.queue;

import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;

import io.github.redisqueues.queue.QueueType;
import io.github.redisqueues.queue.RedisQueue;
import io.github.redisqueues.queue.SendOptions;
import io.github.redisqueues.testing.FaultyProxy;
import io.github.redisqueues.testing.RedisTestServer;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionTemplate;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link SendAfterCommit}: what is logged of messages that are not sent.
 */
@Timeout(60)
@ExtendWith(OutputCaptureExtension.class)
class SendAfterCommitTests {

	private static final SendOptions AFTER_COMMIT = SendOptions.defaults().afterCommit();

	@Test
	void logsWhatCouldNotBeSent(CapturedOutput output) {
		try (TestQueues queues = new TestQueues(RedisTestServer.shared())) {
			RedisQueue<String> queue = queues.create(QueueType.FIFO, (settings) -> settings.capacity(1));
			queue.send("first");
			AtomicReference<String> id = new AtomicReference<>();
			transactions().executeWithoutResult((transaction) -> id.set(queue.send("secret", AFTER_COMMIT)));
			assertThat(output)
				.contains("Message '" + id.get() + "' to queue '" + queue.name()
						+ "' was not sent after the commit of the transaction, and nothing sends it again")
				.contains("QueueFullException")
				.doesNotContain("secret");
			assertThat(queue.poll(10)).containsExactly("first");
		}
	}

	@Test
	void logsWhatMayHaveBeenSent(CapturedOutput output) {
		RedisTestServer server = RedisTestServer.shared();
		try (FaultyProxy proxy = new FaultyProxy(server);
				TestQueues queues = new TestQueues(server, server.connectionFactory(Duration.ofSeconds(1),
						(configuration) -> configuration.setPort(proxy.port())))) {
			RedisQueue<String> queue = queues.create(QueueType.FIFO);
			queue.size();
			transactions().executeWithoutResult((transaction) -> {
				queue.send("a", AFTER_COMMIT);
				proxy.refuse();
				proxy.cutAfter("EVALSHA");
			});
			assertThat(output).contains("to queue '" + queue.name() + "' may have been sent or not after the commit");
		}
	}

	@Test
	void logsThatTheOutcomeOfTheTransactionIsUnknown(CapturedOutput output) {
		try (TestQueues queues = new TestQueues(RedisTestServer.shared())) {
			RedisQueue<String> queue = queues.create(QueueType.FIFO);
			TransactionSynchronizationManager.initSynchronization();
			TransactionSynchronizationManager.setActualTransactionActive(true);
			try {
				queue.send("a", AFTER_COMMIT);
				TransactionSynchronizationManager.getSynchronizations()
					.forEach((each) -> each.afterCompletion(TransactionSynchronization.STATUS_UNKNOWN));
			}
			finally {
				TransactionSynchronizationManager.clear();
			}
			assertThat(queue.size()).isZero();
			assertThat(output).contains(
					"to queue '" + queue.name() + "' was not sent, because the outcome of the transaction is unknown");
		}
	}

	private static TransactionTemplate transactions() {
		JdbcDataSource dataSource = new JdbcDataSource();
		dataSource.setURL("jdbc:h2:mem:" + UUID.randomUUID());
		return new TransactionTemplate(new DataSourceTransactionManager(dataSource));
	}

}
