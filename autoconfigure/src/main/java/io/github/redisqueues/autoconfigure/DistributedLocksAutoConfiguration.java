package io.github.redisqueues.autoconfigure;

import java.net.URI;
import java.util.List;

import io.github.redisqueues.internal.lock.LockObserver;
import io.github.redisqueues.internal.lock.LockSettings;
import io.github.redisqueues.internal.lock.StoreDistributedLocks;
import io.github.redisqueues.internal.lock.aop.DistributedLockPostProcessor;
import io.github.redisqueues.internal.lock.redlock.RedlockStore;
import io.github.redisqueues.internal.lock.registry.LockRegistryStore;
import io.github.redisqueues.lock.DistributedLocks;
import io.lettuce.core.RedisClient;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Lazy;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.Environment;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.integration.support.locks.LockRegistry;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for {@link DistributedLocks}, in the
 * store that {@code queues.lock.store} names. The locks are created, and Redis is
 * connected, on first use.
 */
@AutoConfiguration(after = DataRedisAutoConfiguration.class)
@EnableConfigurationProperties({ QueuesProperties.class, LocksProperties.class })
public final class DistributedLocksAutoConfiguration {

	static final String BEAN = "distributedLocks";

	@Bean
	@Lazy
	@ConditionalOnMissingBean
	LockSettings redisQueuesLockSettings(LocksProperties locks, QueuesProperties queues, Environment environment) {
		return new LockSettingsReader(new PropertyFailures(environment)).read(locks, queues);
	}

	private static boolean isInUse(ConfigurableListableBeanFactory beanFactory,
			ObjectProvider<DistributedLockPostProcessor> annotations) {
		return beanFactory.containsSingleton(BEAN)
				|| annotations.stream().anyMatch(DistributedLockPostProcessor::isInUse);
	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnBooleanProperty(name = "queues.lock.enabled", matchIfMissing = true)
	static class Enabled {

		@Bean
		static LockPropertiesCheck redisQueuesLocksCheck(Environment environment) {
			return new LockPropertiesCheck(environment);
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnBooleanProperty(name = "queues.lock.enabled", matchIfMissing = true)
	@ConditionalOnClass(RedisConnectionFactory.class)
	@ConditionalOnProperty(name = "queues.lock.store", havingValue = "redis", matchIfMissing = true)
	@ConditionalOnMissingBean(DistributedLocks.class)
	@Import(RedisConfiguration.class)
	static class Redis {

		@Bean
		@Order(1)
		RedisStartupCheck.Feature redisQueuesLocksFeature(ConfigurableListableBeanFactory beanFactory,
				ObjectProvider<DistributedLockPostProcessor> annotations, ObjectProvider<LockSettings> settings) {
			return new RedisStartupCheck.Feature("locks", "locks", "locks", () -> isInUse(beanFactory, annotations),
					() -> List.of(StoreDistributedLocks.rights(settings.getObject().namespace())));
		}

		@Bean(BEAN)
		@Lazy
		DistributedLocks distributedLocks(RedisConnections connections, LockSettings settings,
				ApplicationEventPublisher events, ObjectProvider<LockObserver> observers, RedisStartupCheck check,
				RedisStartupCheck.Feature redisQueuesLocksFeature) {
			check.created(redisQueuesLocksFeature);
			return StoreDistributedLocks.inRedis(connections.get(), connections.silence(), settings,
					events::publishEvent, observers.orderedStream().toList());
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnBooleanProperty(name = "queues.lock.enabled", matchIfMissing = true)
	@ConditionalOnClass(LockRegistry.class)
	@ConditionalOnProperty(name = "queues.lock.store", havingValue = "registry")
	@ConditionalOnMissingBean(DistributedLocks.class)
	static class Registry {

		@Bean
		SmartInitializingSingleton redisQueuesLockRegistryCheck(LocksProperties properties,
				ConfigurableListableBeanFactory beanFactory, Environment environment) {
			return () -> new LockRegistryBean(beanFactory, new PropertyFailures(environment))
				.check(properties.registry());
		}

		@Bean(BEAN)
		@Lazy
		DistributedLocks distributedLocks(LocksProperties properties, LockSettings settings,
				ConfigurableListableBeanFactory beanFactory, Environment environment, ApplicationEventPublisher events,
				ObjectProvider<LockObserver> observers) {
			LockRegistry<?> registry = new LockRegistryBean(beanFactory, new PropertyFailures(environment))
				.get(properties.registry());
			return new StoreDistributedLocks(new LockRegistryStore(registry, settings.namespace()), settings,
					events::publishEvent, observers.orderedStream().toList());
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnBooleanProperty(name = "queues.lock.enabled", matchIfMissing = true)
	@ConditionalOnClass({ LettuceConnectionFactory.class, RedisClient.class })
	@ConditionalOnProperty(name = "queues.lock.store", havingValue = "redlock")
	@ConditionalOnMissingBean(DistributedLocks.class)
	static class Redlock {

		@Bean
		@Lazy
		RedlockConnections redisQueuesRedlockConnections(LocksProperties properties, Environment environment) {
			List<URI> nodes = new RedlockNodes(new PropertyFailures(environment)).read(properties.redlock(),
					properties.leaseTime());
			return new RedlockConnections(nodes, properties.redlock().nodeTimeout());
		}

		@Bean
		RedlockRightsCheck redisQueuesRedlockRightsCheck(ObjectProvider<RedlockConnections> connections,
				ObjectProvider<LockSettings> settings, ObjectProvider<DistributedLockPostProcessor> annotations,
				ConfigurableListableBeanFactory beanFactory, QueuesProperties properties) {
			return new RedlockRightsCheck(connections::getObject,
					() -> StoreDistributedLocks.redlockRights(settings.getObject().namespace()),
					() -> isInUse(beanFactory, annotations), properties.checkRights());
		}

		@Bean(BEAN)
		@Lazy
		DistributedLocks distributedLocks(RedlockConnections connections, LocksProperties properties,
				LockSettings settings, ApplicationEventPublisher events, ObjectProvider<LockObserver> observers,
				RedlockRightsCheck check) {
			check.created();
			RedlockStore store = new RedlockStore(connections.get(), settings.namespace(),
					properties.redlock().nodeTimeout());
			return new StoreDistributedLocks(store, settings, events::publishEvent, observers.orderedStream().toList());
		}

	}

	/**
	 * Active without locks too, so that an annotated method never runs unlocked.
	 */
	@Configuration(proxyBeanMethods = false)
	static class Annotations {

		@Bean
		static DistributedLockPostProcessor redisQueuesDistributedLockPostProcessor(
				ObjectProvider<DistributedLocks> locks, ObjectProvider<LockSettings> settings) {
			return new DistributedLockPostProcessor(locks::getObject, settings::getObject);
		}

		@Bean
		LockAnnotationsCheck redisQueuesLockedBeansCheck(DistributedLockPostProcessor postProcessor,
				ConfigurableListableBeanFactory beanFactory, Environment environment) {
			return new LockAnnotationsCheck(postProcessor, beanFactory, environment);
		}

	}

}
