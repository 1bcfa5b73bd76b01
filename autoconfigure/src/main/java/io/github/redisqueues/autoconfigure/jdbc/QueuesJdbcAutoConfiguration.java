package io.github.redisqueues.autoconfigure.jdbc;

import io.github.redisqueues.autoconfigure.JdbcProperties;
import io.github.redisqueues.autoconfigure.QueuesProperties;
import io.github.redisqueues.autoconfigure.RedisQueuesAutoConfiguration;
import io.github.redisqueues.internal.jdbc.JdbcOutboxFactory;
import io.github.redisqueues.internal.queue.OutboxFactory;
import io.github.redisqueues.lock.DistributedLocks;

import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.jdbc.DataSourceBuilder;
import org.springframework.context.annotation.Bean;
import org.springframework.core.io.ResourceLoader;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.jdbc.core.JdbcOperations;
import org.springframework.transaction.PlatformTransactionManager;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for transactional queues. The
 * database is not asked before the first of them is created.
 */
@AutoConfiguration(after = RedisQueuesAutoConfiguration.class)
@ConditionalOnClass({ RedisConnectionFactory.class, JdbcOperations.class, PlatformTransactionManager.class,
		DataSourceBuilder.class })
@ConditionalOnBooleanProperty(name = "queues.enabled", matchIfMissing = true)
@EnableConfigurationProperties(JdbcProperties.class)
public final class QueuesJdbcAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	OutboxFactory redisQueuesOutboxes(QueuesProperties queues, JdbcProperties properties,
			ListableBeanFactory beanFactory, ResourceLoader resources, ObjectProvider<DistributedLocks> locks) {
		OutboxDatabases databases = new OutboxDatabases(properties, beanFactory, resources);
		return new JdbcOutboxFactory(queues.namespace(), databases::open, locks::getIfUnique);
	}

}
