package io.github.redisqueues.benchmarks.scenario;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.github.redisqueues.benchmarks.contender.Clients;
import io.github.redisqueues.benchmarks.contender.ConsumerThread;
import io.github.redisqueues.benchmarks.contender.CountingHandler;
import io.github.redisqueues.benchmarks.contender.OurListener;
import io.github.redisqueues.benchmarks.contender.Payloads;
import io.github.redisqueues.benchmarks.contender.Streams;
import io.github.redisqueues.benchmarks.harness.Aim;
import io.github.redisqueues.benchmarks.harness.Contenders;
import io.github.redisqueues.benchmarks.harness.Figures;
import io.github.redisqueues.benchmarks.harness.Measure;
import io.github.redisqueues.benchmarks.harness.Place;
import io.github.redisqueues.benchmarks.harness.Profile;
import io.github.redisqueues.benchmarks.harness.Scenario;
import io.github.redisqueues.benchmarks.harness.ScenarioSource;
import io.github.redisqueues.benchmarks.harness.Side;
import io.github.redisqueues.benchmarks.harness.Work;
import io.lettuce.core.StreamMessage;

import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.data.redis.core.RedisTemplate;
import org.springframework.data.redis.serializer.RedisSerializer;
import org.springframework.integration.channel.DirectChannel;
import org.springframework.integration.config.EnableIntegration;
import org.springframework.integration.redis.inbound.RedisQueueMessageDrivenEndpoint;

/**
 * A listener whose handler does nothing works off what was sent before: from its start
 * until the handler has the last message.
 */
public final class BacklogScenario implements ScenarioSource {

	private static final String MESSAGES = "messages";

	private static final int COUNT = 20_000;

	private static final int COUNT_ONE = 8_000;

	private static final int COUNT_RQUEUE = 100;

	private static final int SOME = 8;

	private static final int MANY = 50;

	private static final int STREAM_BATCH = 10;

	private static final int ROUNDS = 7;

	private static final Duration WAIT = Duration.ofMillis(100);

	private static final double AIM = 6;

	@Override
	public List<Scenario> scenarios(Profile profile) {
		int count = profile.count(COUNT);
		int one = profile.count(COUNT_ONE);
		int few = profile.count(COUNT_RQUEUE);
		return List.of(
				scenario(1, Side.of(Contenders.INTEGRATION, (place) -> integration(place, one)),
						Side.bullMq("backlog", one, 1), ours(one, 1))
					.build(),
				scenario(SOME, Side.of(Contenders.STREAMS, (place) -> streams(place, count)),
						Side.bullMq("backlog", count, SOME), Side.rqueue("backlog", few, SOME), ours(count, SOME))
					.aims(Aim.ratioAtLeast(AIM, MESSAGES, Contenders.BULLMQ))
					.build(),
				scenario(MANY, Side.bullMq("backlog", count, MANY), ours(count, MANY)).build());
	}

	private static Scenario.Builder scenario(int concurrency, Side... sides) {
		return Scenario
			.named("backlog-" + concurrency,
					"A listener with concurrency %d and an empty handler works off a backlog.".formatted(concurrency))
			.measures(Measure.more(MESSAGES, "messages/s"))
			.sides(sides)
			.rounds(2, ROUNDS);
	}

	private static Side ours(int messages, int concurrency) {
		return Side.ours((place) -> {
			OurListener listener = new OurListener(place);
			return () -> {
				listener.fill(messages);
				CountingHandler handler = new CountingHandler(messages);
				long begin = System.nanoTime();
				try (AutoCloseable running = listener.start(concurrency, handler::handle)) {
					Figures figures = Figures.perSecond(messages, handler.await() - begin);
					listener.awaitSettled();
					handler.check();
					return figures;
				}
			};
		});
	}

	/**
	 * Eight threads read ten entries at a time and acknowledge them.
	 */
	private static Work streams(Place place, int messages) {
		Streams filler = new Streams(place).create();
		List<Streams> workers = new ArrayList<>();
		for (int i = 0; i < SOME; i++) {
			workers.add(new Streams(place));
		}
		List<byte[]> payloads = Payloads.batch(messages);
		return () -> {
			filler.addAll(payloads);
			CountingHandler handler = new CountingHandler(messages);
			long begin = System.nanoTime();
			try (Place round = new Place(place.address(), place.profile(), place.directory())) {
				for (Streams worker : workers) {
					ConsumerThread.start(round, () -> {
						List<StreamMessage<byte[], byte[]>> taken = worker.await(STREAM_BATCH, WAIT);
						taken.forEach((message) -> handler.handle(Streams.payload(message)));
						if (!taken.isEmpty()) {
							worker.settle(taken);
						}
					});
				}
				return Figures.perSecond(messages, handler.await() - begin);
			}
		};
	}

	/**
	 * An endpoint of Spring Integration, which has one thread and takes without
	 * acknowledgement.
	 */
	private static Work integration(Place place, int messages) {
		LettuceConnectionFactory connections = Clients.connections(place);
		ConfigurableApplicationContext context = place
			.closing(new AnnotationConfigApplicationContext(Integration.class));
		RedisTemplate<String, byte[]> template = Clients.template(place);
		List<byte[]> payloads = Payloads.batch(messages);
		return () -> {
			template.opsForList().leftPushAll("integration", payloads);
			CountingHandler handler = new CountingHandler(messages);
			DirectChannel channel = new DirectChannel();
			channel.subscribe((message) -> handler.handle((byte[]) message.getPayload()));
			RedisQueueMessageDrivenEndpoint endpoint = new RedisQueueMessageDrivenEndpoint("integration", connections);
			endpoint.setSerializer(RedisSerializer.byteArray());
			endpoint.setOutputChannel(channel);
			endpoint.setReceiveTimeout(WAIT.toMillis());
			endpoint.setBeanFactory(context.getBeanFactory());
			endpoint.afterPropertiesSet();
			long begin = System.nanoTime();
			endpoint.start();
			try {
				return Figures.perSecond(messages, handler.await() - begin);
			}
			finally {
				endpoint.stop();
			}
		};
	}

	/**
	 * The beans that an endpoint needs.
	 */
	@Configuration(proxyBeanMethods = false)
	@EnableIntegration
	static class Integration {

	}

}
