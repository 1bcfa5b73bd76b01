package io.github.redisqueues.autoconfigure.observation;

import io.github.redisqueues.autoconfigure.DistributedLocksAutoConfiguration;
import io.github.redisqueues.autoconfigure.LocksProperties;
import io.github.redisqueues.autoconfigure.QueuesProperties;
import io.github.redisqueues.autoconfigure.RedisQueuesAutoConfiguration;
import io.github.redisqueues.autoconfigure.TracingProperties;
import io.github.redisqueues.internal.observation.CustomConventions;
import io.github.redisqueues.internal.observation.MessageTracingHandler;
import io.github.redisqueues.internal.observation.MicrometerObserver;
import io.github.redisqueues.internal.observation.ObservationConventions;
import io.github.redisqueues.observation.LockAcquireObservationConvention;
import io.github.redisqueues.observation.OpenTelemetryMessagingConventions;
import io.github.redisqueues.observation.QueueProcessObservationConvention;
import io.github.redisqueues.observation.QueueReceiveObservationConvention;
import io.github.redisqueues.observation.QueueSendObservationConvention;
import io.github.redisqueues.observation.TopicHearObservationConvention;
import io.github.redisqueues.observation.TopicPublishObservationConvention;
import io.lettuce.core.tracing.LettuceObservationContext;
import io.micrometer.observation.ObservationPredicate;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.tracing.Tracer;
import io.micrometer.tracing.handler.PropagatingReceiverTracingObservationHandler;
import io.micrometer.tracing.propagation.Propagator;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.data.redis.connection.RedisConnectionFactory;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for observations of queues, topics
 * and locks, and for traces that messages carry.
 */
@AutoConfiguration(before = { RedisQueuesAutoConfiguration.class, DistributedLocksAutoConfiguration.class },
		afterName = { "org.springframework.boot.micrometer.observation.autoconfigure.ObservationAutoConfiguration",
				"org.springframework.boot.micrometer.tracing.brave.autoconfigure.BraveAutoConfiguration",
				"org.springframework.boot.micrometer.tracing.opentelemetry.autoconfigure.OpenTelemetryTracingAutoConfiguration",
				"org.springframework.boot.micrometer.tracing.autoconfigure.NoopTracerAutoConfiguration" })
@ConditionalOnClass({ ObservationRegistry.class, RedisConnectionFactory.class })
@ConditionalOnBean(ObservationRegistry.class)
@EnableConfigurationProperties(TracingProperties.class)
public final class QueuesObservationAutoConfiguration {

	@Bean
	MicrometerObserver redisQueuesObservations(ObservationRegistry registry, TracingProperties tracing,
			ObjectProvider<OpenTelemetryMessagingConventions> openTelemetry,
			ObjectProvider<QueueSendObservationConvention> send,
			ObjectProvider<QueueReceiveObservationConvention> receive,
			ObjectProvider<QueueProcessObservationConvention> process,
			ObjectProvider<TopicPublishObservationConvention> publish,
			ObjectProvider<TopicHearObservationConvention> hear,
			ObjectProvider<LockAcquireObservationConvention> lockAcquire) {
		return new MicrometerObserver(registry,
				new CustomConventions(send.getIfAvailable(), receive.getIfAvailable(), process.getIfAvailable(),
						publish.getIfAvailable(), hear.getIfAvailable(), lockAcquire.getIfAvailable()),
				ObservationConventions.of(openTelemetry.getIfAvailable()), tracing.relation());
	}

	/**
	 * Boot traces all commands of Lettuce.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(LettuceObservationContext.class)
	@EnableConfigurationProperties({ QueuesProperties.class, LocksProperties.class })
	static class Lettuce {

		@Bean
		ObservationPredicate redisQueuesBackgroundCommands(QueuesProperties queues) {
			return new BackgroundCommands(queues.namespace());
		}

		@Bean
		ObservationPredicate redisQueuesBackgroundCommandsOfLocks(QueuesProperties queues, LocksProperties locks) {
			return new BackgroundCommands((locks.namespace() != null) ? locks.namespace() : queues.namespace());
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass({ Tracer.class, PropagatingReceiverTracingObservationHandler.class })
	@ConditionalOnBean({ Tracer.class, Propagator.class })
	static class Tracing {

		/**
		 * Before the handler of Boot, which supports the same contexts, but not links.
		 */
		static final int ORDER = 900;

		@Bean
		@Order(ORDER)
		MessageTracingHandler redisQueuesTracingHandler(Tracer tracer, Propagator propagator) {
			return new MessageTracingHandler(tracer, propagator);
		}

	}

}
