package io.github.redisqueues.autoconfigure;

import java.util.stream.Stream;

import io.github.redisqueues.internal.listener.DefaultQueueListenerContainerFactory;
import io.github.redisqueues.internal.listener.DefaultQueueListenerRegistry;
import io.github.redisqueues.internal.listener.InterceptorObserver;
import io.github.redisqueues.internal.listener.method.QueueListenerMethodProcessor;
import io.github.redisqueues.listener.QueueListener;
import io.github.redisqueues.listener.QueueListenerContainerFactory;
import io.github.redisqueues.listener.QueueListenerInterceptor;
import io.github.redisqueues.listener.QueueListenerRegistry;

import org.springframework.beans.factory.BeanFactoryUtils;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.SearchStrategy;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.ConfigurationCondition;
import org.springframework.core.env.Environment;
import org.springframework.core.io.ResourceLoader;
import org.springframework.core.type.AnnotatedTypeMetadata;
import org.springframework.data.redis.connection.RedisConnectionFactory;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for {@link QueueListener} methods,
 * for the {@link QueueListenerRegistry} that starts and stops them, and for containers
 * that an application creates in code.
 */
@AutoConfiguration(after = RedisQueuesAutoConfiguration.class)
@ConditionalOnClass(RedisConnectionFactory.class)
@ConditionalOnBooleanProperty(name = "queues.enabled", matchIfMissing = true)
@EnableConfigurationProperties({ QueuesProperties.class, ListenerProperties.class })
public final class QueueListenersAutoConfiguration {

	private static final String CONTAINER_FACTORY = "queueListenerContainerFactory";

	@Bean
	ListenerSettingsReader redisQueuesListenerSettings(ListenerProperties listeners, QueuesProperties queues,
			Environment environment, ResourceLoader resourceLoader) {
		return new ListenerSettingsReader(listeners, queues, environment, resourceLoader.getClassLoader());
	}

	/**
	 * A factory that a parent context defines is used by its children. Otherwise each
	 * context has one of its own, with its own settings and error handlers.
	 */
	@Bean(CONTAINER_FACTORY)
	@ConditionalOnMissingBean(search = SearchStrategy.CURRENT)
	@Conditional(NoFactoryOfAParent.class)
	QueueListenerContainerFactory queueListenerContainerFactory(ListenerSettingsReader settings,
			ConfigurableListableBeanFactory beanFactory) {
		return new DefaultQueueListenerContainerFactory(settings::builder, new ErrorHandlerBean(beanFactory)::get);
	}

	@Bean
	InterceptorObserver redisQueuesListenerInterceptors(ObjectProvider<QueueListenerInterceptor> interceptors) {
		return new InterceptorObserver(() -> interceptors.orderedStream().toList());
	}

	/**
	 * Each context has one of its own, as its listeners start and stop with it.
	 */
	@Bean
	@ConditionalOnMissingBean(search = SearchStrategy.CURRENT)
	QueueListenerRegistry queueListenerRegistry() {
		return new DefaultQueueListenerRegistry();
	}

	@Bean
	ListenerContainerRegistrar redisQueuesListenerContainers(ConfigurableListableBeanFactory beanFactory) {
		return new ListenerContainerRegistrar(beanFactory, ownRegistry(beanFactory));
	}

	@Bean
	@ConditionalOnBooleanProperty(name = "queues.listener.enabled", matchIfMissing = true)
	static QueueListenerMethodProcessor redisQueuesListenerMethods(ConfigurableListableBeanFactory beanFactory,
			ObjectProvider<QueueListenerContainerFactory> containers) {
		return new QueueListenerMethodProcessor(() -> ownRegistry(beanFactory), containers::getObject);
	}

	/**
	 * Returns the registry of the context itself, never that of its parent.
	 */
	private static QueueListenerRegistry ownRegistry(ConfigurableListableBeanFactory beanFactory) {
		return BeanFactoryUtils.beanOfType(beanFactory, QueueListenerRegistry.class);
	}

	/**
	 * Matches unless a parent context has a factory that is not auto-configured.
	 */
	static final class NoFactoryOfAParent implements ConfigurationCondition {

		@Override
		public ConfigurationPhase getConfigurationPhase() {
			return ConfigurationPhase.REGISTER_BEAN;
		}

		@Override
		public boolean matches(ConditionContext context, AnnotatedTypeMetadata metadata) {
			return context.getBeanFactory() == null || Stream
				.of(BeanFactoryUtils.beanNamesForTypeIncludingAncestors(context.getBeanFactory(),
						QueueListenerContainerFactory.class, true, false))
				.allMatch(CONTAINER_FACTORY::equals);
		}

	}

}
