package io.github.redisqueues.autoconfigure;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Configuration properties of the database that keeps the messages of transactional
 * queues.
 *
 * @param url JDBC URL of a database of the queues' own, such as
 * 'jdbc:sqlite:/var/lib/shop/queues.db'. Sends do not share transactions with other data
 * then. By default the application's data source is used.
 * @param username User of the database at 'url'.
 * @param password Password of the database at 'url'.
 * @param dataSource Name of the 'DataSource' bean to use. The only or primary one by
 * default.
 * @param transactionManager Name of the 'PlatformTransactionManager' bean that manages
 * the transactions of the data source. The only or primary one by default.
 * @param tableName Name of the table.
 * @param initializeSchema When the table is created if it is not there. With 'url' it
 * always is, unless this is 'never'.
 */
@ConfigurationProperties("queues.jdbc")
public record JdbcProperties(@Nullable String url, @Nullable String username, @Nullable String password,
		@Nullable String dataSource, @Nullable String transactionManager,
		@DefaultValue("queue_messages") String tableName,
		@DefaultValue("embedded") SchemaInitialization initializeSchema) {

	/**
	 * When the table is created if it is not there.
	 */
	public enum SchemaInitialization {

		/**
		 * In an embedded database.
		 */
		EMBEDDED,

		/**
		 * In every database.
		 */
		ALWAYS,

		/**
		 * Never.
		 */
		NEVER

	}

}
