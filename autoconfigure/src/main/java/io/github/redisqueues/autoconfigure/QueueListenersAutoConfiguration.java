package io.github.redisqueues.autoconfigure;

import io.github.redisqueues.internal.listener.DefaultQueueListenerContainerFactory;
import io.github.redisqueues.internal.listener.DefaultQueueListenerRegistry;
import io.github.redisqueues.internal.listener.InterceptorObserver;
import io.github.redisqueues.internal.listener.method.QueueListenerMethodProcessor;
import io.github.redisqueues.listener.QueueListener;
import io.github.redisqueues.listener.QueueListenerContainerFactory;
import io.github.redisqueues.listener.QueueListenerInterceptor;
import io.github.redisqueues.listener.QueueListenerRegistry;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;
import org.springframework.core.io.ResourceLoader;
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

	@Bean
	ListenerSettingsReader redisQueuesListenerSettings(ListenerProperties listeners, QueuesProperties queues,
			Environment environment, ResourceLoader resourceLoader) {
		return new ListenerSettingsReader(listeners, queues, environment, resourceLoader.getClassLoader());
	}

	@Bean
	@ConditionalOnMissingBean
	QueueListenerContainerFactory queueListenerContainerFactory(ListenerSettingsReader settings,
			ConfigurableListableBeanFactory beanFactory) {
		return new DefaultQueueListenerContainerFactory(settings::builder, new ErrorHandlerBean(beanFactory)::get);
	}

	@Bean
	InterceptorObserver redisQueuesListenerInterceptors(ObjectProvider<QueueListenerInterceptor> interceptors) {
		return new InterceptorObserver(() -> interceptors.orderedStream().toList());
	}

	@Bean
	@ConditionalOnMissingBean
	QueueListenerRegistry queueListenerRegistry() {
		return new DefaultQueueListenerRegistry();
	}

	@Bean
	ListenerContainerRegistrar redisQueuesListenerContainers(ConfigurableListableBeanFactory beanFactory,
			QueueListenerRegistry registry) {
		return new ListenerContainerRegistrar(beanFactory, registry);
	}

	@Bean
	@ConditionalOnBooleanProperty(name = "queues.listener.enabled", matchIfMissing = true)
	static QueueListenerMethodProcessor redisQueuesListenerMethods(ObjectProvider<QueueListenerRegistry> registry,
			ObjectProvider<QueueListenerContainerFactory> containers) {
		return new QueueListenerMethodProcessor(registry::getObject, containers::getObject);
	}

}
