package io.github.redisqueues.autoconfigure.observation;

import java.time.Duration;
import java.util.List;

import io.github.redisqueues.autoconfigure.DistributedLocksAutoConfiguration;
import io.github.redisqueues.autoconfigure.QueueListenersAutoConfiguration;
import io.github.redisqueues.autoconfigure.RedisQueuesAutoConfiguration;
import io.github.redisqueues.autoconfigure.RedisTopicsAutoConfiguration;
import io.github.redisqueues.autoconfigure.TracingProperties;
import io.github.redisqueues.internal.observation.MicrometerObserver;
import io.github.redisqueues.listener.QueueListenerRegistry;
import io.github.redisqueues.lock.DistributedLocks;
import io.github.redisqueues.observation.DefaultQueueSendObservationConvention;
import io.github.redisqueues.observation.OpenTelemetryMessagingConventions;
import io.github.redisqueues.observation.QueueProcessContext;
import io.github.redisqueues.observation.TraceRelation;
import io.github.redisqueues.queue.SendOptions;
import io.github.redisqueues.topic.RedisTopic;
import io.lettuce.core.tracing.LettuceObservationContext;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.tracing.Tracer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What an application can change about its observations.
 */
@Timeout(120)
class QueuesObservationAutoConfigurationTests extends ObservedApplication {

	@Test
	void aConventionOfTheApplicationWins() {
		this.observed.withBean(OpenTelemetryMessagingConventions.class).withBean(OwnConvention.class).run((context) -> {
			orders(context).send("a");
			orders(context).receive();
			assertThat(this.contexts.named("shop.send")).hasSize(1);
			assertThat(this.contexts.named("messaging.client.operation.duration")).hasSize(1);
		});
	}

	@Test
	void theNamesOfOpenTelemetryCanBeUsed() {
		this.observed.withBean(OpenTelemetryMessagingConventions.class).withBean(Shop.class).run((context) -> {
			orders(context).send("good");
			orders(context).send("bad", SendOptions.defaults().maxAttempts(1));
			context.getBean("prices", RedisTopic.class).publish("1 EUR");
			await().untilAsserted(() -> assertThat(this.contexts.named("messaging.process.duration")).hasSize(4));
			assertThat(this.contexts.named("messaging.client.operation.duration")).hasSize(3)
				.allSatisfy((call) -> assertThat(map(call.getLowCardinalityKeyValues())).containsOnlyKeys(
						"messaging.system", "messaging.operation.name", "messaging.operation.type",
						"messaging.destination.name", "error.type"));
			assertThat(this.contexts.named("messaging.process.duration"))
				.extracting((process) -> map(process.getLowCardinalityKeyValues()).get("error.type"))
				.containsExactlyInAnyOrder("none", "none", "none", IllegalStateException.class.getName());
		});
	}

	@Test
	void aRegistryWithoutHandlersIsNotUsed() {
		this.runner.withBean(ObservationRegistry.class, ObservationRegistry::create).run((context) -> {
			assertThat(context.getBean(MicrometerObserver.class).observesCalls()).isFalse();
			orders(context).send("a", SendOptions.defaults().delay(Duration.ofMillis(1)));
			assertThat(orders(context).receive(Duration.ofSeconds(20)).orElseThrow().headers()).isEmpty();
		});
	}

	@Test
	void whatAHandlerThrowsDoesNotReachTheCall() {
		for (String moment : List.of("start", "open", "close", "stop")) {
			this.runner.withPropertyValues("queues.namespace=" + moment)
				.withBean(ObservationRegistry.class, () -> throwingAt(moment))
				.withBean(Shop.class)
				.run((context) -> {
					for (int i = 0; i < 3; i++) {
						orders(context).send("good");
					}
					await().until(() -> orders(context).size() == 0);
					assertThat(context.getBean(QueueListenerRegistry.class).containers("packing")).allSatisfy(
							(container) -> await().untilAsserted(() -> assertThat(container.inFlight()).isZero()));
					context.getBean(DistributedLocks.class).acquire("stock").release();
				});
		}
	}

	private static ObservationRegistry throwingAt(String moment) {
		ObservationRegistry registry = ObservationRegistry.create();
		registry.observationConfig().observationHandler(new ObservationHandler<Observation.Context>() {

			@Override
			public void onStart(Observation.Context context) {
				fail("start");
			}

			@Override
			public void onScopeOpened(Observation.Context context) {
				fail("open");
			}

			@Override
			public void onScopeClosed(Observation.Context context) {
				fail("close");
			}

			@Override
			public void onStop(Observation.Context context) {
				fail("stop");
			}

			private void fail(String now) {
				if (now.equals(moment)) {
					throw new IllegalStateException("at " + moment);
				}
			}

			@Override
			public boolean supportsContext(Observation.Context context) {
				return !(context instanceof LettuceObservationContext);
			}

		});
		return registry;
	}

	@Test
	void observationsCanBeTurnedOff() {
		this.observed.withPropertyValues("management.observations.enable.queues=false").run((context) -> {
			orders(context).send("a");
			orders(context).poll();
			assertThat(this.contexts.all()).filteredOn((each) -> !(each instanceof LettuceObservationContext))
				.isEmpty();
		});
	}

	@Test
	void anApplicationWithoutMicrometerStartsAsBefore() {
		ApplicationContextRunner plain = new ApplicationContextRunner()
			.withConfiguration(
					AutoConfigurations.of(DataRedisAutoConfiguration.class, QueuesObservationAutoConfiguration.class,
							RedisQueuesAutoConfiguration.class, RedisTopicsAutoConfiguration.class,
							QueueListenersAutoConfiguration.class, DistributedLocksAutoConfiguration.class))
			.withPropertyValues("spring.data.redis.port=" + this.server.port(), "queues.instances.orders.type=fifo",
					"queues.tracing.relation=link");
		plain.withClassLoader(new FilteredClassLoader("io.micrometer")).run((context) -> {
			assertThat(context).hasNotFailed().doesNotHaveBean("redisQueuesObservations");
			orders(context).send("a");
			assertThat(orders(context).poll()).contains("a");
		});
		plain.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(MicrometerObserver.class));
	}

	@Test
	void anApplicationWithoutTracingIsObservedAllTheSame() {
		this.observed.withClassLoader(new FilteredClassLoader(Tracer.class)).run((context) -> {
			assertThat(context).hasNotFailed();
			orders(context).send("a");
			assertThat(this.contexts.named("queues.send")).hasSize(1);
		});
	}

	@Test
	void theRelationOfTracesIsAProperty() {
		this.observed.run((context) -> assertThat(context.getBean(TracingProperties.class).relation())
			.isEqualTo(TraceRelation.AUTO));
		this.observed.withPropertyValues("queues.tracing.relation=link").withBean(Shop.class).run((context) -> {
			orders(context).send("good", SendOptions.defaults().header("traceparent", "mine"));
			await().untilAsserted(() -> assertThat(this.contexts.named("queues.process")).isNotEmpty());
			QueueProcessContext process = (QueueProcessContext) this.contexts.named("queues.process").get(0);
			assertThat(process.getCarrier()).isEmpty();
			assertThat(process.linked()).singleElement()
				.satisfies((headers) -> assertThat(headers).containsEntry("traceparent", "mine"));
		});
	}

	static class OwnConvention extends DefaultQueueSendObservationConvention {

		@Override
		public String getName() {
			return "shop.send";
		}

	}

}
