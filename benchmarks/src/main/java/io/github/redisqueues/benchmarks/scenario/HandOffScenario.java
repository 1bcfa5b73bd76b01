package io.github.redisqueues.benchmarks.scenario;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

import io.github.redisqueues.benchmarks.contender.Arrivals;
import io.github.redisqueues.benchmarks.contender.Clients;
import io.github.redisqueues.benchmarks.contender.ConsumerThread;
import io.github.redisqueues.benchmarks.contender.OurApplication;
import io.github.redisqueues.benchmarks.contender.Payloads;
import io.github.redisqueues.benchmarks.contender.Percentiles;
import io.github.redisqueues.benchmarks.contender.Streams;
import io.github.redisqueues.benchmarks.harness.Aim;
import io.github.redisqueues.benchmarks.harness.Contenders;
import io.github.redisqueues.benchmarks.harness.Figures;
import io.github.redisqueues.benchmarks.harness.Place;
import io.github.redisqueues.benchmarks.harness.Profile;
import io.github.redisqueues.benchmarks.harness.Scenario;
import io.github.redisqueues.benchmarks.harness.ScenarioSource;
import io.github.redisqueues.benchmarks.harness.Side;
import io.github.redisqueues.benchmarks.harness.Work;
import io.github.redisqueues.queue.QueueType;
import io.github.redisqueues.queue.RedisQueue;
import io.lettuce.core.KeyValue;
import io.lettuce.core.StreamMessage;
import io.lettuce.core.api.sync.RedisCommands;
import org.jspecify.annotations.Nullable;
import org.redisson.api.RBlockingQueue;

import org.springframework.data.redis.core.ListOperations;

/**
 * From the call that sends until a waiting consumer has the message. Sender and consumer
 * are two threads with separate connections, as in two processes.
 */
public final class HandOffScenario implements ScenarioSource {

	private static final String KEY = "hand-off";

	private static final Duration WAIT = Duration.ofSeconds(5);

	private static final Duration PAUSE = Duration.ofMillis(1);

	private static final int MESSAGES = 1_000;

	private static final int LOADED_MESSAGES = 2_000;

	private static final int COLD_MESSAGES = 200;

	private static final int PER_SECOND = 2_000;

	private static final int ROUNDS = 5;

	private static final double AIM_P50 = 1.55;

	private static final double AIM_P99 = 2.5;

	@Override
	public List<Scenario> scenarios(Profile profile) {
		int messages = profile.count(MESSAGES);
		int loaded = profile.count(LOADED_MESSAGES);
		int cold = profile.count(COLD_MESSAGES);
		return List.of(
				scenario("idle", "One message at a time to a consumer that waits; raw: LPUSH and BRPOP.",
						(arrivals, sender) -> arrivals.oneByOne(messages, PAUSE, sender))
					.rounds(2, ROUNDS)
					.aims(Aim.ratioAtMost(AIM_P50, "p50", Contenders.RAW),
							Aim.ratioAtMost(AIM_P99, "p99", Contenders.RAW))
					.build(),
				scenario("loaded",
						"%,d messages a second to one consumer, since each was to be sent.".formatted(PER_SECOND),
						(arrivals, sender) -> arrivals.steadily(loaded, PER_SECOND, sender))
					.rounds(2, ROUNDS)
					.build(),
				scenario("cold", "The first %d messages of a new JVM, to a consumer that waits.".formatted(cold),
						(arrivals, sender) -> arrivals.oneByOne(cold, PAUSE, sender))
					.cold()
					.rounds(0, ROUNDS)
					.build());
	}

	private static Scenario.Builder scenario(String name, String title, Round round) {
		return Scenario.named("hand-off-" + name, title)
			.measures(Percentiles.measures())
			.sides(Side.of(Contenders.RAW, (place) -> raw(place, round)),
					Side.of(Contenders.TEMPLATE, (place) -> template(place, round)),
					Side.of(Contenders.REDISSON, (place) -> redisson(place, round)),
					Side.of(Contenders.STREAMS, (place) -> streams(place, round)),
					Side.ours((place) -> ours(place, round)));
	}

	private static byte[] numbered(int number) {
		return ByteBuffer.wrap(Payloads.bytes()).putInt(0, number).array();
	}

	private static void arrive(Arrivals arrivals, byte @Nullable [] payload) {
		if (payload != null) {
			arrivals.arrived(ByteBuffer.wrap(payload).getInt());
		}
	}

	private static Work raw(Place place, Round round) {
		RedisCommands<byte[], byte[]> sender = Clients.raw(place);
		RedisCommands<byte[], byte[]> consumer = Clients.raw(place);
		byte[] key = Clients.key(KEY);
		Arrivals arrivals = new Arrivals();
		ConsumerThread.start(place, () -> {
			KeyValue<byte[], byte[]> taken = consumer.brpop(WAIT.toSeconds(), key);
			arrive(arrivals, (taken != null) ? taken.getValue() : null);
		});
		return () -> round.run(arrivals, (number) -> sender.lpush(key, numbered(number)));
	}

	private static Work template(Place place, Round round) {
		ListOperations<String, byte[]> sender = Clients.template(place).opsForList();
		ListOperations<String, byte[]> consumer = Clients.template(place).opsForList();
		Arrivals arrivals = new Arrivals();
		ConsumerThread.start(place, () -> arrive(arrivals, consumer.rightPop(KEY, WAIT)));
		return () -> round.run(arrivals, (number) -> sender.leftPush(KEY, numbered(number)));
	}

	private static Work redisson(Place place, Round round) {
		RBlockingQueue<byte[]> sender = Clients.redisson(place).getBlockingQueue(KEY);
		RBlockingQueue<byte[]> consumer = Clients.redisson(place).getBlockingQueue(KEY);
		Arrivals arrivals = new Arrivals();
		ConsumerThread.start(place, () -> arrive(arrivals, consumer.poll(WAIT.toSeconds(), TimeUnit.SECONDS)));
		return () -> round.run(arrivals, (number) -> sender.offer(numbered(number)));
	}

	private static Work streams(Place place, Round round) {
		Streams sender = new Streams(place).create();
		Streams consumer = new Streams(place);
		Arrivals arrivals = new Arrivals();
		ConsumerThread.start(place, () -> {
			List<StreamMessage<byte[], byte[]>> taken = consumer.await(1, WAIT);
			if (!taken.isEmpty()) {
				arrive(arrivals, Streams.payload(taken.get(0)));
				consumer.settle(taken);
			}
		});
		return () -> round.run(arrivals, (number) -> sender.add(numbered(number)));
	}

	private static Work ours(Place place, Round round) {
		RedisQueue<byte[]> sender = OurApplication.start(place).queue(QueueType.FIFO);
		RedisQueue<byte[]> consumer = OurApplication.start(place).queue(QueueType.FIFO);
		Arrivals arrivals = new Arrivals();
		ConsumerThread.start(place, () -> consumer.receive(WAIT).ifPresent((delivery) -> {
			arrive(arrivals, delivery.payload());
			delivery.ack();
		}));
		return () -> round.run(arrivals, (number) -> sender.send(numbered(number)));
	}

	/**
	 * How the messages of a round are sent.
	 */
	private interface Round {

		Figures run(Arrivals arrivals, Arrivals.Sender sender) throws Exception;

	}

}
