package io.github.redisqueues.internal.lock.registry;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import javax.sql.DataSource;

import io.github.redisqueues.lock.LockHandle;
import io.github.redisqueues.lock.LockOptions;
import io.github.redisqueues.testing.BlockedCall;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import org.springframework.dao.TransientDataAccessException;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.jdbc.datasource.DelegatingDataSource;
import org.springframework.jdbc.datasource.embedded.EmbeddedDatabase;
import org.springframework.transaction.support.TransactionTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * A pool with as many connections as there are transactions that want locks.
 */
@Timeout(60)
class JdbcPoolTests {

	private static final int CONNECTIONS = 4;

	private final EmbeddedDatabase database = JdbcLocks.database();

	private final Pool pool = new Pool(this.database);

	private final JdbcLocks locks = new JdbcLocks(this.pool);

	@AfterEach
	void close() {
		this.locks.close();
		this.database.shutdown();
	}

	@Test
	void aWaitInsideATransactionEndsInTimeAndSaysThatTheLockIsNotTaken() {
		TransactionTemplate transactions = new TransactionTemplate(new DataSourceTransactionManager(this.pool));
		CountDownLatch begun = new CountDownLatch(CONNECTIONS);
		List<BlockedCall<Object>> calls = IntStream.range(0, CONNECTIONS)
			.mapToObj((i) -> new BlockedCall<>(() -> transactions.execute((status) -> {
				begun.countDown();
				try {
					begun.await();
					return this.locks.locks.tryAcquire("stock " + i,
							LockOptions.defaults().waitTime(Duration.ofMillis((i % 2) * 500)));
				}
				catch (TransientDataAccessException | InterruptedException ex) {
					return ex;
				}
			})))
			.toList();
		List<Object> results = calls.stream().map((call) -> call.within(Duration.ofSeconds(9))).toList();
		// The transaction of one that fails leaves its connection to another
		assertThat(results).isNotEmpty().doesNotContain(Optional.empty());
		assertThat(results).filteredOn(TransientDataAccessException.class::isInstance)
			.isNotEmpty()
			.allSatisfy((failure) -> assertThat((Exception) failure)
				.hasMessageContaining("inside a transaction it needs a second one"));
		assertThat(this.locks.locks.tryAcquire("stock " + UUID.randomUUID())).isPresent();
	}

	@Test
	void aDatabaseThatCannotBeReachedIsNotALockThatIsTaken() {
		LockHandle held = this.locks.locks.acquire("held");
		this.pool.down = true;
		for (Duration wait : List.of(Duration.ZERO, Duration.ofMillis(300))) {
			assertThat(
					catchThrowable(() -> this.locks.locks.tryAcquire("stock", LockOptions.defaults().waitTime(wait))))
				.isInstanceOf(TransientDataAccessException.class)
				.hasMessageContaining("The lock registry");
		}
		this.pool.down = false;
		assertThat(this.locks.locks.tryAcquire("stock")).isPresent();
		assertThat(held.release()).isTrue();
	}

	private static final class Pool extends DelegatingDataSource {

		private final Semaphore free = new Semaphore(CONNECTIONS);

		private volatile boolean down;

		Pool(DataSource database) {
			super(database);
		}

		@Override
		public Connection getConnection() throws SQLException {
			try {
				if (this.down || !this.free.tryAcquire(30, TimeUnit.SECONDS)) {
					throw new SQLException("No connection");
				}
			}
			catch (InterruptedException ex) {
				throw new SQLException(ex);
			}
			Connection connection = super.getConnection();
			return (Connection) Proxy.newProxyInstance(getClass().getClassLoader(), new Class<?>[] { Connection.class },
					(proxy, method, arguments) -> {
						try {
							return method.invoke(connection, arguments);
						}
						catch (InvocationTargetException ex) {
							throw ex.getTargetException();
						}
						finally {
							if (method.getName().equals("close")) {
								this.free.release();
							}
						}
					});
		}

	}

}
