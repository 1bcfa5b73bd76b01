package io.github.redisqueues.internal.lock.registry;

import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;

import javax.sql.DataSource;

import io.github.redisqueues.internal.lock.LockSettings;
import io.github.redisqueues.internal.lock.StoreDistributedLocks;
import io.github.redisqueues.lock.LockLostEvent;

import org.springframework.integration.jdbc.lock.DefaultLockRepository;
import org.springframework.integration.jdbc.lock.JdbcLockRegistry;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.jdbc.datasource.embedded.EmbeddedDatabase;
import org.springframework.jdbc.datasource.embedded.EmbeddedDatabaseBuilder;
import org.springframework.jdbc.datasource.embedded.EmbeddedDatabaseType;

/**
 * What one process has: a registry of its own over a database that others use as well.
 */
final class JdbcLocks implements AutoCloseable {

	final StoreDistributedLocks locks;

	final JdbcLockRegistry registry;

	final List<LockLostEvent> lost = new CopyOnWriteArrayList<>();

	JdbcLocks(DataSource database) {
		this(database, LockSettings.defaults());
	}

	JdbcLocks(DataSource database, LockSettings settings) {
		DefaultLockRepository repository = new DefaultLockRepository(database);
		repository.setTransactionManager(new DataSourceTransactionManager(database));
		repository.afterPropertiesSet();
		repository.afterSingletonsInstantiated();
		repository.start();
		this.registry = new JdbcLockRegistry(repository);
		this.locks = new StoreDistributedLocks(new LockRegistryStore(this.registry, settings.namespace()), settings,
				this.lost::add);
	}

	static EmbeddedDatabase database() {
		return new EmbeddedDatabaseBuilder().setType(EmbeddedDatabaseType.H2)
			.setName(UUID.randomUUID().toString())
			.addScript("classpath:org/springframework/integration/jdbc/schema-h2.sql")
			.build();
	}

	/**
	 * The locks as they are, whoever holds them.
	 */
	static int rows(EmbeddedDatabase database) {
		Integer rows = new JdbcTemplate(database).queryForObject("SELECT COUNT(*) FROM INT_LOCK", Integer.class);
		return (rows != null) ? rows : 0;
	}

	/**
	 * Threads that hold or want locks in registries that are not closed.
	 */
	static long carriers() {
		return Thread.getAllStackTraces()
			.keySet()
			.stream()
			.filter((thread) -> thread.getName().startsWith("redis-queues-lock-registry-"))
			.count();
	}

	@Override
	public void close() {
		this.locks.close();
	}

}
