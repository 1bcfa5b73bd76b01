package io.github.redisqueues.internal.jdbc;

import java.util.regex.Pattern;

import javax.sql.DataSource;

import org.springframework.core.io.Resource;
import org.springframework.jdbc.core.JdbcOperations;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.init.ResourceDatabasePopulator;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionTemplate;
import org.jspecify.annotations.Nullable;

/**
 * A database that keeps the messages of transactional queues. Safe for use by several
 * threads.
 */
public final class OutboxDatabase {

	/**
	 * Default name of the table, which is the one in the scripts.
	 */
	public static final String TABLE = "queue_messages";

	private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_$.]{0,199}");

	private final DataSource dataSource;

	private final PlatformTransactionManager transactions;

	private final String table;

	private final @Nullable Resource schema;

	/**
	 * Creates a database.
	 * @param dataSource connects to it
	 * @param transactions manages transactions of the data source
	 * @param table name of the table
	 * @param schema creates the table if it is not there, null if something else does
	 */
	public OutboxDatabase(DataSource dataSource, PlatformTransactionManager transactions, String table,
			@Nullable Resource schema) {
		if (!NAME.matcher(table).matches()) {
			throw new IllegalArgumentException("'" + table + "' is not the name of a table");
		}
		this.dataSource = dataSource;
		this.transactions = transactions;
		this.table = table;
		this.schema = schema;
	}

	/**
	 * Creates the table if that is wanted, and checks that the transactions are those of
	 * the data source.
	 */
	void prepare() {
		if (this.schema != null) {
			new ResourceDatabasePopulator(false, false, "UTF-8", this.schema).execute(this.dataSource);
		}
		boolean isManaged = Boolean.TRUE.equals(new TransactionTemplate(this.transactions).execute((status) -> {
			jdbc().queryForList("select id from " + this.table + " where queue = '' and id = ''");
			return TransactionSynchronizationManager.hasResource(this.dataSource);
		}));
		if (!isManaged) {
			throw new IllegalStateException("the transaction manager " + this.transactions
					+ " does not manage the connections of the data source " + this.dataSource);
		}
	}

	JdbcOperations jdbc() {
		return new JdbcTemplate(this.dataSource);
	}

	PlatformTransactionManager transactions() {
		return this.transactions;
	}

	String table() {
		return this.table;
	}

}
