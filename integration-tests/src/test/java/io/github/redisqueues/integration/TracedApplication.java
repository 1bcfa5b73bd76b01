package io.github.redisqueues.integration;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

import io.github.redisqueues.listener.Attempt;
import io.github.redisqueues.listener.DoNotRetry;
import io.github.redisqueues.listener.QueueListener;
import io.github.redisqueues.listener.RetryLater;
import io.github.redisqueues.queue.RedisQueue;
import io.github.redisqueues.testing.RedisTestServer;
import io.github.redisqueues.topic.TopicListener;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SpanProcessor;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import org.awaitility.Awaitility;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.util.TestPropertyValues;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * A running application that traces with OpenTelemetry, and the spans that it has
 * exported.
 */
final class TracedApplication implements AutoCloseable {

	private final ConfigurableApplicationContext context;

	private TracedApplication(ConfigurableApplicationContext context) {
		this.context = context;
	}

	/**
	 * Starts an application with a namespace of its own.
	 * @param properties further properties
	 */
	static TracedApplication start(RedisTestServer server, String... properties) {
		List<String> all = new ArrayList<>(List.of(server.properties()));
		all.addAll(List.of("spring.main.banner-mode=off", "queues.namespace=queues:" + UUID.randomUUID(),
				"management.tracing.sampling.probability=1", "queues.instances.orders.type=fifo",
				"queues.instances.orders.lease-time=2s", "queues.instances.batches.listener.batch-size=10",
				"queues.instances.other.type=fifo", "queues.instances.fanned.type=fifo",
				"queues.topics.prices.queues=fanned"));
		all.addAll(List.of(properties));
		return new TracedApplication(new SpringApplicationBuilder(Traced.class).web(WebApplicationType.NONE)
			.initializers(TestPropertyValues.of(all)::applyTo)
			.run());
	}

	ConfigurableApplicationContext context() {
		return this.context;
	}

	@SuppressWarnings("unchecked")
	RedisQueue<String> queue(String name) {
		return this.context.getBean(name, RedisQueue.class);
	}

	/**
	 * Runs an action as a request that is traced would.
	 */
	void request(Runnable action) {
		Observation.createNotStarted("request", this.context.getBean(ObservationRegistry.class)).observe(action);
	}

	private InMemorySpanExporter exporter() {
		return this.context.getBean(Spans.class).exported();
	}

	void forgetSpans() {
		exporter().reset();
	}

	List<SpanData> spans() {
		return exporter().getFinishedSpanItems();
	}

	List<SpanData> spans(String name) {
		return spans().stream().filter((span) -> span.getName().equals(name)).toList();
	}

	/**
	 * Waits for spans of a name.
	 * @return the spans, in the order in which they ended
	 */
	List<SpanData> await(String name, int count) {
		Awaitility.await().until(() -> spans(name).size() >= count);
		return spans(name);
	}

	@Override
	public void close() {
		this.context.close();
	}

	/**
	 * The spans, in a type that Spring Boot does not export to as well.
	 *
	 * @param exported the spans that have ended
	 */
	record Spans(InMemorySpanExporter exported) {

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Traced {

		@Bean
		Spans spans() {
			return new Spans(InMemorySpanExporter.create());
		}

		@Bean
		SpanProcessor inMemory(Spans spans) {
			return SimpleSpanProcessor.create(spans.exported());
		}

		@Bean
		Listeners listeners() {
			return new Listeners();
		}

	}

	static class Listeners {

		@QueueListener(value = "orders", concurrency = "1")
		void order(String order, @Attempt int attempt) {
			if (order.equals("later") && attempt == 1) {
				throw new RetryLater(Duration.ZERO);
			}
			if (order.equals("dead") && attempt == 1) {
				throw new DoNotRetry("dead");
			}
		}

		@QueueListener("fanned")
		void fanned(String price) {
		}

		@QueueListener(value = "batches", concurrency = "1", autoStartup = "false", id = "batches")
		void batch(List<String> batch) {
		}

		@TopicListener("prices")
		void price(String price) {
		}

	}

}
