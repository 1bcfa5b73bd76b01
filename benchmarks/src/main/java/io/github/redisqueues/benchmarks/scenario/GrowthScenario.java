package io.github.redisqueues.benchmarks.scenario;

import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;

import io.github.redisqueues.benchmarks.contender.Clients;
import io.github.redisqueues.benchmarks.contender.OurApplication;
import io.github.redisqueues.benchmarks.contender.Payloads;
import io.github.redisqueues.benchmarks.contender.ServerFigures;
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
 * What send, receive and ack of one message cost the server with ever more messages
 * waiting.
 */
public final class GrowthScenario implements ScenarioSource {

	private static final int[] SMALL = { 100, 200, 300, 400, 500, 600, 700, 800, 900, 1_000 };

	private static final int[] LARGE = { 1_000, 10_000, 100_000, 1_000_000, 5_000_000 };

	private static final int LENGTH = 20;

	private static final int BATCH = 1_000;

	private static final int SMALL_BATCH = 100;

	private static final int CALLS = 400;

	/**
	 * A server that is used once is not cleared.
	 */
	private static final Runnable NOTHING = () -> {
	};

	@Override
	public List<Scenario> scenarios(Profile profile) {
		int[] large = Arrays.stream(LARGE).map((depth) -> Math.max(BATCH, profile.count(depth))).toArray();
		return List.of(scenario(profile, "growth-small", "hundreds", SMALL, SMALL, SMALL_BATCH).rounds(1, 5).build(),
				scenario(profile, "growth", "up to five million", LARGE, large, BATCH).rounds(0, 1).build());
	}

	private static Scenario.Builder scenario(Profile profile, String name, String behind, int[] labels, int[] depths,
			int batch) {
		int calls = profile.count(CALLS);
		return Scenario.named(name,
				"Server CPU for send, receive and ack of one message of %d bytes with %s waiting; raw: RPUSH and LPOP."
					.formatted(LENGTH, behind))
			.measures(IntStream.of(labels)
				.mapToObj((depth) -> Measure.less("%,d".formatted(depth), "µs of server CPU"))
				.toArray(Measure[]::new))
			.sides(Side.of(Contenders.RAW, (place) -> raw(place, depths, batch, calls)),
					Side.ours((place) -> ours(place, QueueType.FIFO, depths, batch, calls)),
					Side.ours("priority", (place) -> ours(place, QueueType.PRIORITY, depths, batch, calls)))
			.curve();
	}

	private static Work rounds(Place place, int[] depths, int batch, int calls, Runnable fill, Runnable call,
			Runnable clear) {
		ServerFigures server = new ServerFigures(place);
		return () -> {
			double[] micros = new double[depths.length];
			int waiting = 0;
			for (int i = 0; i < depths.length; i++) {
				for (; waiting < depths[i]; waiting += batch) {
					fill.run();
				}
				if (i == 0) {
					// The first calls load scripts
					repeat(calls, call);
				}
				double before = server.cpuMicros();
				repeat(calls, call);
				micros[i] = (server.cpuMicros() - before) / calls;
			}
			clear.run();
			return new Figures((double) calls * depths.length, micros);
		};
	}

	private static void repeat(int calls, Runnable call) {
		for (int i = 0; i < calls; i++) {
			call.run();
		}
	}

	private static Work raw(Place place, int[] depths, int batch, int calls) {
		RedisCommands<byte[], byte[]> commands = Clients.raw(place);
		byte[] key = Clients.key("growth");
		byte[] payload = Payloads.bytes(LENGTH);
		byte[][] payloads = Collections.nCopies(batch, payload).toArray(byte[][]::new);
		return rounds(place, depths, batch, calls, () -> commands.rpush(key, payloads), () -> {
			commands.rpush(key, payload);
			commands.lpop(key);
		}, (batch == BATCH) ? NOTHING : () -> commands.unlink(key));
	}

	private static Work ours(Place place, QueueType type, int[] depths, int batch, int calls) {
		RedisQueue<byte[]> queue = OurApplication.start(place)
			.queue(QueueSettings.builder("growth-" + type, byte[].class).type(type).build());
		byte[] payload = Payloads.bytes(LENGTH);
		List<byte[]> payloads = Collections.nCopies(batch, payload);
		Duration none = Duration.ZERO;
		return rounds(place, depths, batch, calls, () -> queue.sendAll(payloads), () -> {
			queue.send(payload);
			queue.ack(queue.receive(1, none));
		}, (batch == BATCH) ? NOTHING : queue::purge);
	}

}
