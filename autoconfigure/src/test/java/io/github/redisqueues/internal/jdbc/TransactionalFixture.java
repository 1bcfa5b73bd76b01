package io.github.redisqueues.internal.jdbc;

import java.time.Duration;
import java.util.UUID;
import java.util.function.UnaryOperator;

import javax.sql.DataSource;

import io.github.redisqueues.internal.fleet.ProcessIdentity;
import io.github.redisqueues.internal.queue.DefaultRedisQueueFactory;
import io.github.redisqueues.internal.queue.QueueObserver;
import io.github.redisqueues.internal.redis.SilenceCheck;
import io.github.redisqueues.queue.JsonPayloadConverter;
import io.github.redisqueues.queue.QueueSettings;
import io.github.redisqueues.queue.RedisQueue;
import io.github.redisqueues.testing.TestRedis;

import org.springframework.core.io.ClassPathResource;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * A process with transactional queues in a database.
 */
public final class TransactionalFixture implements AutoCloseable {

	static final String NAMESPACE = "queues:outbox";

	private final LettuceConnectionFactory connectionFactory;

	private final JdbcTransactionManager transactions;

	private final JdbcTemplate jdbc;

	private final JdbcOutboxFactory outboxes;

	private final DefaultRedisQueueFactory factory;

	public TransactionalFixture(TestRedis redis, DataSource dataSource, String platform) {
		this.connectionFactory = redis.connectionFactory(Duration.ofSeconds(1));
		this.transactions = new JdbcTransactionManager(dataSource);
		this.jdbc = new JdbcTemplate(dataSource);
		ClassPathResource schema = new ClassPathResource("io/github/redisqueues/jdbc/schema-" + platform + ".sql");
		this.outboxes = new JdbcOutboxFactory(NAMESPACE,
				() -> new OutboxDatabase(dataSource, this.transactions, OutboxDatabase.TABLE, schema), () -> null);
		this.factory = new DefaultRedisQueueFactory(this.connectionFactory,
				new SilenceCheck(this.connectionFactory, SilenceCheck.DEFAULT_TIMEOUTS), new JsonPayloadConverter(),
				NAMESPACE, QueueObserver.NONE, ProcessIdentity.UNNAMED, this.outboxes);
		this.outboxes.start();
	}

	public RedisQueue<String> create(UnaryOperator<QueueSettings.Builder<String>> settings) {
		return create("q" + UUID.randomUUID(), settings);
	}

	public RedisQueue<String> create(String name, UnaryOperator<QueueSettings.Builder<String>> settings) {
		return this.factory
			.create(settings.apply(QueueSettings.builder(name, String.class).transactional(true)).build());
	}

	public JdbcTemplate jdbc() {
		return this.jdbc;
	}

	public TransactionTemplate transaction() {
		return new TransactionTemplate(this.transactions);
	}

	public int rows(RedisQueue<?> queue) {
		Integer count = this.jdbc.queryForObject("select count(*) from queue_messages where queue = ?", Integer.class,
				NAMESPACE + ":" + queue.name());
		return (count != null) ? count : -1;
	}

	@Override
	public void close() {
		this.outboxes.stop();
		this.factory.close();
		this.connectionFactory.destroy();
	}

}
