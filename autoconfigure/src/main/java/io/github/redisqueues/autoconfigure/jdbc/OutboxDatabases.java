package io.github.redisqueues.autoconfigure.jdbc;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

import javax.sql.DataSource;

import io.github.redisqueues.autoconfigure.JdbcProperties;
import io.github.redisqueues.internal.jdbc.OutboxDatabase;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.boot.context.properties.PropertyMapper;
import org.springframework.boot.jdbc.DataSourceBuilder;
import org.springframework.boot.jdbc.DatabaseDriver;
import org.springframework.boot.jdbc.EmbeddedDatabaseConnection;
import org.springframework.core.io.ByteArrayResource;
import org.springframework.core.io.Resource;
import org.springframework.core.io.ResourceLoader;
import org.springframework.jdbc.core.ConnectionCallback;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.PlatformTransactionManager;

/**
 * Finds the database that keeps the messages of transactional queues.
 */
final class OutboxDatabases {

	private static final String SCRIPTS = "classpath:io/github/redisqueues/jdbc/schema-";

	private final JdbcProperties properties;

	private final ListableBeanFactory beanFactory;

	private final ResourceLoader resources;

	OutboxDatabases(JdbcProperties properties, ListableBeanFactory beanFactory, ResourceLoader resources) {
		this.properties = properties;
		this.beanFactory = beanFactory;
		this.resources = resources;
	}

	/**
	 * Finds the database, and connects to it if its schema may have to be created.
	 */
	OutboxDatabase open() {
		if (this.properties.url() != null) {
			DataSource own = ownDataSource(this.properties.url());
			boolean isWanted = this.properties.initializeSchema() != JdbcProperties.SchemaInitialization.NEVER;
			return database(own, new JdbcTransactionManager(own), isWanted);
		}
		DataSource dataSource = bean(DataSource.class, this.properties.dataSource(), "data-source");
		PlatformTransactionManager transactions = bean(PlatformTransactionManager.class,
				this.properties.transactionManager(), "transaction-manager");
		return database(dataSource, transactions, switch (this.properties.initializeSchema()) {
			case ALWAYS -> true;
			case EMBEDDED -> EmbeddedDatabaseConnection.isEmbedded(dataSource);
			case NEVER -> false;
		});
	}

	/**
	 * Returns a pool of connections, or a data source without one if there is no pool on
	 * the class path.
	 */
	private DataSource ownDataSource(String url) {
		if (DataSourceBuilder.findType(this.resources.getClassLoader()) == null) {
			DriverManagerDataSource dataSource = new DriverManagerDataSource(url);
			PropertyMapper properties = PropertyMapper.get();
			properties.from(this.properties::username).to(dataSource::setUsername);
			properties.from(this.properties::password).to(dataSource::setPassword);
			return dataSource;
		}
		return DataSourceBuilder.create(this.resources.getClassLoader())
			.url(url)
			.username(this.properties.username())
			.password(this.properties.password())
			.build();
	}

	private OutboxDatabase database(DataSource dataSource, PlatformTransactionManager transactions,
			boolean isSchemaWanted) {
		return new OutboxDatabase(dataSource, transactions, this.properties.tableName(),
				isSchemaWanted ? schema(dataSource) : null);
	}

	private <T> T bean(Class<T> type, @Nullable String name, String property) {
		if (name != null) {
			return this.beanFactory.getBean(name, type);
		}
		T unique = this.beanFactory.getBeanProvider(type).getIfUnique();
		if (unique == null) {
			int count = this.beanFactory.getBeanNamesForType(type).length;
			throw new IllegalStateException("there " + ((count == 0) ? "is no" : "are " + count + " beans of type")
					+ " " + type.getSimpleName() + ((count == 0) ? ", and queues.jdbc.url is not set either"
							: "; name one with queues.jdbc." + property));
		}
		return unique;
	}

	private Resource schema(DataSource dataSource) {
		String product = new JdbcTemplate(dataSource)
			.execute((ConnectionCallback<String>) (connection) -> connection.getMetaData().getDatabaseProductName());
		String platform = DatabaseDriver.fromProductName(product).getId();
		Resource script = this.resources.getResource(SCRIPTS + platform + ".sql");
		if (!script.exists()) {
			throw new IllegalStateException("there is no script that creates the table in " + product
					+ "; create it yourself, and set queues.jdbc.initialize-schema to never");
		}
		try {
			String text = script.getContentAsString(StandardCharsets.UTF_8);
			return new ByteArrayResource(
					text.replace(OutboxDatabase.TABLE, this.properties.tableName()).getBytes(StandardCharsets.UTF_8),
					script.getDescription());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
