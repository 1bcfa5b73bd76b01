package io.github.redisqueues.integration;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;

import com.sun.management.ThreadMXBean;
import io.github.redisqueues.internal.fleet.ProcessIdentity;
import io.github.redisqueues.internal.metrics.MeterObserver;
import io.github.redisqueues.internal.observation.CustomConventions;
import io.github.redisqueues.internal.observation.MicrometerObserver;
import io.github.redisqueues.internal.observation.ObservationConventions;
import io.github.redisqueues.internal.queue.DefaultRedisQueueFactory;
import io.github.redisqueues.internal.queue.QueueObserver;
import io.github.redisqueues.internal.redis.SilenceCheck;
import io.github.redisqueues.observation.TraceRelation;
import io.github.redisqueues.queue.JsonPayloadConverter;
import io.github.redisqueues.queue.QueueSettings;
import io.github.redisqueues.queue.RedisQueue;
import io.github.redisqueues.testing.RedisTestServer;
import io.micrometer.core.instrument.observation.DefaultMeterObservationHandler;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.tracing.Tracer;
import io.micrometer.tracing.handler.PropagatingSenderTracingObservationHandler;
import io.micrometer.tracing.otel.bridge.OtelCurrentTraceContext;
import io.micrometer.tracing.otel.bridge.OtelPropagator;
import io.micrometer.tracing.otel.bridge.OtelTracer;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.propagation.ContextPropagators;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import org.junit.jupiter.api.Test;

import org.springframework.data.redis.connection.RedisStandaloneConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What observations cost a send: without, with metrics, and with metrics and traces, of
 * which one in ten is sampled and none is exported. Fails if a send allocates more than
 * it did. Prints the time too, which means something on a machine that does nothing else:
 * {@code mvn -pl integration-tests -am verify -Dtest=ObservationCostTests
 * -Dsurefire.failIfNoSpecifiedTests=false -Dobservations.rounds=41}.
 */
class ObservationCostTests {

	private static final List<String> SIDES = List.of("off", "metrics", "metrics and traces");

	private static final int SENDS = 1_000;

	private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();

	@Test
	void aSendAllocatesNoMoreThanItDid() {
		int rounds = Integer.getInteger("observations.rounds", 3);
		RedisTestServer server = RedisTestServer.shared();
		LettuceConnectionFactory connections = new LettuceConnectionFactory(
				new RedisStandaloneConfiguration(server.host(), server.port()));
		connections.afterPropertiesSet();
		connections.start();
		double[][] micros = new double[SIDES.size()][rounds];
		double[][] bytes = new double[SIDES.size()][rounds];
		List<DefaultRedisQueueFactory> factories = new ArrayList<>();
		try (SdkTracerProvider provider = SdkTracerProvider.builder()
			.setSampler(Sampler.parentBased(Sampler.traceIdRatioBased(0.1)))
			.build()) {
			List<RedisQueue<byte[]>> queues = new ArrayList<>();
			for (QueueObserver observer : List.of(QueueObserver.NONE, observer(metrics()),
					observer(withTraces(provider, metrics())))) {
				DefaultRedisQueueFactory factory = new DefaultRedisQueueFactory(connections,
						new SilenceCheck(connections, SilenceCheck.DEFAULT_TIMEOUTS), new JsonPayloadConverter(),
						"queues:" + UUID.randomUUID(), observer, ProcessIdentity.UNNAMED);
				factories.add(factory);
				queues.add(factory.create(QueueSettings.of("observations", byte[].class)));
			}
			for (int round = -1 - rounds / 3; round < rounds; round++) {
				for (int side = 0; side < queues.size(); side++) {
					measure(queues.get(side), round, micros[side], bytes[side]);
				}
			}
		}
		finally {
			factories.forEach(DefaultRedisQueueFactory::close);
			connections.destroy();
		}
		for (int side = 0; side < SIDES.size(); side++) {
			System.out.printf("send, %s: %.1f µs (%.3f of off), %.0f bytes allocated%n", SIDES.get(side),
					median(micros[side]), median(ratios(micros[side], micros[0])), median(bytes[side]));
		}
		assertThat(median(bytes[1]) - median(bytes[0])).as("bytes that metrics add").isLessThan(4_000);
		assertThat(median(bytes[2]) - median(bytes[0])).as("bytes that metrics and traces add").isLessThan(7_500);
	}

	private void measure(RedisQueue<byte[]> queue, int round, double[] micros, double[] bytes) {
		byte[] payload = new byte[200];
		long allocated = this.threads.getCurrentThreadAllocatedBytes();
		long begin = System.nanoTime();
		for (int i = 0; i < SENDS; i++) {
			queue.send(payload);
		}
		if (round >= 0) {
			micros[round] = (System.nanoTime() - begin) / 1e3 / SENDS;
			bytes[round] = (double) (this.threads.getCurrentThreadAllocatedBytes() - allocated) / SENDS;
		}
		queue.purge();
	}

	private static double[] ratios(double[] ours, double[] reference) {
		double[] ratios = new double[ours.length];
		Arrays.setAll(ratios, (round) -> ours[round] / reference[round]);
		return ratios;
	}

	private static double median(double[] values) {
		double[] sorted = values.clone();
		Arrays.sort(sorted);
		return sorted[sorted.length / 2];
	}

	private static ObservationRegistry metrics() {
		ObservationRegistry registry = ObservationRegistry.create();
		registry.observationConfig().observationHandler(new DefaultMeterObservationHandler(new SimpleMeterRegistry()));
		return registry;
	}

	private static ObservationRegistry withTraces(SdkTracerProvider provider, ObservationRegistry registry) {
		io.opentelemetry.api.trace.Tracer spans = provider.get("test");
		Tracer tracer = new OtelTracer(spans, new OtelCurrentTraceContext(), (event) -> {
		});
		registry.observationConfig()
			.observationHandler(new PropagatingSenderTracingObservationHandler<>(tracer,
					new OtelPropagator(ContextPropagators.create(W3CTraceContextPropagator.getInstance()), spans)));
		return registry;
	}

	private static QueueObserver observer(ObservationRegistry registry) {
		return QueueObserver.of(List.of(new MeterObserver(new SimpleMeterRegistry()), new MicrometerObserver(registry,
				CustomConventions.NONE, ObservationConventions.of(null), TraceRelation.AUTO)));
	}

}
