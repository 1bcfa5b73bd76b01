package io.github.redisqueues.benchmarks.scenario;

import java.util.List;

import io.github.redisqueues.benchmarks.contender.Clients;
import io.github.redisqueues.benchmarks.contender.OurApplication;
import io.github.redisqueues.benchmarks.contender.Payloads;
import io.github.redisqueues.benchmarks.contender.RepeatedWork;
import io.github.redisqueues.benchmarks.contender.Streams;
import io.github.redisqueues.benchmarks.harness.Contenders;
import io.github.redisqueues.benchmarks.harness.Figures;
import io.github.redisqueues.benchmarks.harness.Measure;
import io.github.redisqueues.benchmarks.harness.Place;
import io.github.redisqueues.benchmarks.harness.Profile;
import io.github.redisqueues.benchmarks.harness.Scenario;
import io.github.redisqueues.benchmarks.harness.ScenarioSource;
import io.github.redisqueues.benchmarks.harness.Side;
import io.github.redisqueues.benchmarks.harness.Work;
import io.github.redisqueues.queue.QueueType;
import io.github.redisqueues.queue.RedisQueue;
import io.lettuce.core.api.sync.RedisCommands;
import org.redisson.api.RQueue;

import org.springframework.data.redis.core.RedisTemplate;

/**
 * One thread sends a hundred messages at a time.
 */
public final class SendAllScenario implements ScenarioSource {

	private static final int SIZE = 100;

	private static final String KEY = "batch";

	@Override
	public List<Scenario> scenarios(Profile profile) {
		return List.of(Scenario.named("send-all", "One thread sends 100 messages at a time, which nobody takes.")
			.measures(Measure.more("messages", "messages/s"), Measure.serverTime())
			.sides(Side.of(Contenders.RAW, SendAllScenario::raw),
					Side.of(Contenders.TEMPLATE, SendAllScenario::template),
					Side.of(Contenders.REDISSON, SendAllScenario::redisson),
					Side.of(Contenders.STREAMS, SendAllScenario::streams), Side.ours(SendAllScenario::ours))
			.build());
	}

	/**
	 * Removes the messages after each round, unmeasured.
	 */
	private static Work rounds(Place place, Runnable send, Runnable clear) {
		Work sending = RepeatedWork.rounds(place, SIZE, send);
		return () -> {
			Figures figures = sending.round();
			clear.run();
			return figures;
		};
	}

	private static Work raw(Place place) {
		RedisCommands<byte[], byte[]> commands = Clients.raw(place);
		byte[] key = Clients.key(KEY);
		byte[][] payloads = Payloads.batch(SIZE).toArray(byte[][]::new);
		return rounds(place, () -> commands.rpush(key, payloads), () -> commands.unlink(key));
	}

	private static Work template(Place place) {
		RedisTemplate<String, byte[]> template = Clients.template(place);
		List<byte[]> payloads = Payloads.batch(SIZE);
		return rounds(place, () -> template.opsForList().rightPushAll(KEY, payloads), () -> template.unlink(KEY));
	}

	private static Work redisson(Place place) {
		RQueue<byte[]> queue = Clients.redisson(place).getQueue(KEY);
		List<byte[]> payloads = Payloads.batch(SIZE);
		return rounds(place, () -> queue.addAll(payloads), queue::unlink);
	}

	private static Work streams(Place place) {
		Streams streams = new Streams(place).create();
		List<byte[]> payloads = Payloads.batch(SIZE);
		return rounds(place, () -> streams.addAll(payloads), streams::clear);
	}

	private static Work ours(Place place) {
		RedisQueue<byte[]> queue = OurApplication.start(place).queue(QueueType.FIFO);
		List<byte[]> payloads = Payloads.batch(SIZE);
		return rounds(place, () -> queue.sendAll(payloads), queue::purge);
	}

}
