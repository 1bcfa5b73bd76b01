package io.github.redisqueues.benchmarks.scenario;

import java.lang.management.ManagementFactory;
import java.util.List;

import com.sun.management.ThreadMXBean;
import io.github.redisqueues.benchmarks.contender.Clients;
import io.github.redisqueues.benchmarks.contender.Payloads;
import io.github.redisqueues.benchmarks.contender.RepeatedWork;
import io.github.redisqueues.benchmarks.harness.Aim;
import io.github.redisqueues.benchmarks.harness.Figures;
import io.github.redisqueues.benchmarks.harness.Measure;
import io.github.redisqueues.benchmarks.harness.Place;
import io.github.redisqueues.benchmarks.harness.Profile;
import io.github.redisqueues.benchmarks.harness.Scenario;
import io.github.redisqueues.benchmarks.harness.ScenarioSource;
import io.github.redisqueues.benchmarks.harness.Side;
import io.github.redisqueues.benchmarks.harness.Work;
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

import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/**
 * One thread sends without observations, with metrics, and with metrics and traces, of
 * which one in ten is sampled and none is exported: what Spring Boot does by default.
 */
public final class ObservationsScenario implements ScenarioSource {

	private static final String SENDS = "sends";

	private static final String METRICS = "metrics";

	private static final String TRACES = "metrics and traces";

	private static final double AIM = 0.95;

	private static final double SAMPLED = 0.1;

	@Override
	public List<Scenario> scenarios(Profile profile) {
		return List
			.of(Scenario.named("observations", "One thread sends single messages, without and with observations.")
				.measures(Measure.more(SENDS, "sends/s"), Measure.less("allocated by the thread", "bytes/send"))
				.sides(Side.ours((place) -> sends(place, QueueObserver.NONE)),
						Side.ours(METRICS, (place) -> sends(place, observer(metrics()))),
						Side.ours(TRACES, (place) -> sends(place, observer(withTraces(place, metrics())))))
				.aims(new Aim(SENDS, Side.variant(METRICS), Side.OURS, true, AIM),
						new Aim(SENDS, Side.variant(TRACES), Side.OURS, true, AIM))
				.build());
	}

	private static Work sends(Place place, QueueObserver observer) {
		LettuceConnectionFactory connections = Clients.connections(place);
		DefaultRedisQueueFactory factory = place.closing(new DefaultRedisQueueFactory(connections,
				new SilenceCheck(connections, SilenceCheck.DEFAULT_TIMEOUTS), new JsonPayloadConverter(), "benchmark",
				observer, ProcessIdentity.UNNAMED));
		RedisQueue<byte[]> queue = factory.create(QueueSettings.of("observations", byte[].class));
		byte[] payload = Payloads.bytes();
		ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
		return () -> {
			long[] allocated = new long[2];
			RepeatedWork.Times work = RepeatedWork.run(1, place.profile().round(), (thread) -> () -> {
				if (allocated[0] == 0) {
					allocated[0] = threads.getCurrentThreadAllocatedBytes();
				}
				queue.send(payload);
				allocated[1] = threads.getCurrentThreadAllocatedBytes();
			});
			queue.purge();
			return new Figures(work.times(), work.perSecond(), (double) (allocated[1] - allocated[0]) / work.times());
		};
	}

	private static ObservationRegistry metrics() {
		ObservationRegistry registry = ObservationRegistry.create();
		registry.observationConfig()
			.observationHandler(new DefaultMeterObservationHandler(new SimpleMeterRegistry()));
		return registry;
	}

	private static ObservationRegistry withTraces(Place place, ObservationRegistry registry) {
		SdkTracerProvider provider = place.closing(SdkTracerProvider.builder()
			.setSampler(Sampler.parentBased(Sampler.traceIdRatioBased(SAMPLED)))
			.build());
		io.opentelemetry.api.trace.Tracer spans = provider.get("benchmark");
		Tracer tracer = new OtelTracer(spans, new OtelCurrentTraceContext(), (event) -> {
		});
		registry.observationConfig()
			.observationHandler(new PropagatingSenderTracingObservationHandler<>(tracer, new OtelPropagator(
					ContextPropagators.create(W3CTraceContextPropagator.getInstance()), spans)));
		return registry;
	}

	private static QueueObserver observer(ObservationRegistry registry) {
		return QueueObserver.of(List.of(new MeterObserver(new SimpleMeterRegistry()), new MicrometerObserver(registry,
				CustomConventions.NONE, ObservationConventions.of(null), TraceRelation.AUTO)));
	}

}
