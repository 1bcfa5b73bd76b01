package io.github.redisqueues.benchmarks.scenario;

import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;

import io.github.redisqueues.benchmarks.contender.Clients;
import io.github.redisqueues.benchmarks.contender.OurApplication;
import io.github.redisqueues.benchmarks.contender.Payloads;
import io.github.redisqueues.benchmarks.contender.ServerFigures;
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
import io.github.redisqueues.queue.QueueSettings;
import io.github.redisqueues.queue.QueueType;
import io.github.redisqueues.queue.RedisQueue;
import io.lettuce.core.api.sync.RedisCommands;

/**
 * Memory that Redis needs for a message that waits, beyond its payload.
 */
public final class MemoryScenario implements ScenarioSource {

	private static final String BYTES = "beyond the payload";

	private static final int MESSAGES = 20_000;

	private static final int BATCH = 100;

	private static final int[] LENGTHS = { 100, 1_000, 10_000 };

	private static final double AIM = 120;

	@Override
	public List<Scenario> scenarios(Profile profile) {
		int messages = Math.max(BATCH, profile.count(MESSAGES));
		return IntStream.of(LENGTHS).mapToObj((length) -> scenario(length, messages)).toList();
	}

	private static Scenario scenario(int length, int messages) {
		return Scenario
			.named("memory-" + length,
					"Memory of Redis for a waiting message of %,d bytes; raw: a list.".formatted(length))
			.measures(Measure.less(BYTES, "bytes/message"))
			.sides(Side.of(Contenders.RAW, (place) -> raw(place, length, messages)),
					Side.of(Contenders.STREAMS, (place) -> streams(place, length, messages)),
					Side.bullMq("memory", messages, length),
					Side.ours((place) -> ours(place, QueueType.FIFO, length, messages)),
					Side.ours("priority", (place) -> ours(place, QueueType.PRIORITY, length, messages)),
					Side.ours("delayed", (place) -> ours(place, QueueType.DELAY, length, messages)))
			.rounds(1, 2)
			.aims(Aim.atMost(AIM, BYTES))
			.build();
	}

	private static Work rounds(Place place, int length, int messages, Runnable send, Runnable clear) {
		ServerFigures server = new ServerFigures(place);
		return () -> {
			long before = server.usedMemory();
			for (int i = 0; i < messages; i += BATCH) {
				send.run();
			}
			double grown = server.usedMemory() - before;
			clear.run();
			return new Figures(messages, grown / messages - length);
		};
	}

	private static Work raw(Place place, int length, int messages) {
		RedisCommands<byte[], byte[]> commands = Clients.raw(place);
		byte[] key = Clients.key("memory");
		byte[][] payloads = Collections.nCopies(BATCH, Payloads.bytes(length)).toArray(byte[][]::new);
		return rounds(place, length, messages, () -> commands.rpush(key, payloads), () -> commands.del(key));
	}

	private static Work streams(Place place, int length, int messages) {
		Streams streams = new Streams(place).create();
		List<byte[]> payloads = Collections.nCopies(BATCH, Payloads.bytes(length));
		return rounds(place, length, messages, () -> streams.addAll(payloads), streams::clear);
	}

	private static Work ours(Place place, QueueType type, int length, int messages) {
		QueueSettings.Builder<byte[]> settings = QueueSettings.builder("memory-" + type, byte[].class).type(type);
		if (type == QueueType.DELAY) {
			settings.delay(Duration.ofHours(1));
		}
		RedisQueue<byte[]> queue = OurApplication.start(place).queue(settings.build());
		List<byte[]> payloads = Collections.nCopies(BATCH, Payloads.bytes(length));
		return rounds(place, length, messages, () -> queue.sendAll(payloads), queue::purge);
	}

}
