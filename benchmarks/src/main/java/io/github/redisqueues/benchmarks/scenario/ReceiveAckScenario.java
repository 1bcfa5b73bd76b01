package io.github.redisqueues.benchmarks.scenario;

import java.time.Duration;
import java.util.List;

import io.github.redisqueues.benchmarks.contender.Clients;
import io.github.redisqueues.benchmarks.contender.OurApplication;
import io.github.redisqueues.benchmarks.contender.Payloads;
import io.github.redisqueues.benchmarks.contender.RepeatedWork;
import io.github.redisqueues.benchmarks.contender.Streams;
import io.github.redisqueues.benchmarks.contender.Traffic;
import io.github.redisqueues.benchmarks.harness.Aim;
import io.github.redisqueues.benchmarks.harness.Contenders;
import io.github.redisqueues.benchmarks.harness.Measure;
import io.github.redisqueues.benchmarks.harness.Place;
import io.github.redisqueues.benchmarks.harness.Profile;
import io.github.redisqueues.benchmarks.harness.Scenario;
import io.github.redisqueues.benchmarks.harness.ScenarioSource;
import io.github.redisqueues.benchmarks.harness.Side;
import io.github.redisqueues.benchmarks.harness.Work;
import io.github.redisqueues.queue.Delivery;
import io.github.redisqueues.queue.QueueType;
import io.github.redisqueues.queue.RedisQueue;
import io.lettuce.core.LMoveArgs;
import io.lettuce.core.StreamMessage;
import io.lettuce.core.api.sync.RedisCommands;

/**
 * Send, receive and acknowledge: singly, by 10 and by 100 on one thread, and singly with
 * eight senders and eight receivers.
 */
public final class ReceiveAckScenario implements ScenarioSource {

	private static final String MESSAGES = "messages";

	private static final byte[] READY = Clients.key("ready");

	private static final byte[] TAKEN = Clients.key("taken");

	private static final int TEN = 10;

	private static final int HUNDRED = 100;

	private static final int THREADS = 8;

	private static final double AIM_RAW = 1;

	private static final double AIM_STREAMS = 1.3;

	private static final double AIM_STREAMS_HUNDRED = 1;

	private static final double AIM_BEFORE = 2.2;

	@Override
	public List<Scenario> scenarios(Profile profile) {
		Aim[] single = { Aim.ratioAtLeast(AIM_RAW, MESSAGES, Contenders.RAW),
				Aim.ratioAtLeast(AIM_STREAMS, MESSAGES, Contenders.STREAMS) };
		return List.of(
				scenario("receive-ack-1",
						"One thread sends, receives and acknowledges one message; raw: LPUSH, LMOVE and LREM.")
					.sides(Side.of(Contenders.RAW, ReceiveAckScenario::raw),
							Side.of(Contenders.STREAMS, (place) -> streams(place, 1)), ours(1))
					.aims(single)
					.build(),
				batch(TEN).build(),
				batch(HUNDRED)
					.aims(Aim.ratioAtLeast(AIM_BEFORE, MESSAGES, Side.BASELINE),
							Aim.ratioAtLeast(AIM_STREAMS_HUNDRED, MESSAGES, Contenders.STREAMS))
					.build(),
				scenario("crowd-ack", "Eight threads send, eight receive and acknowledge; raw: LPUSH, LMOVE and LREM.")
					.sides(Side.of(Contenders.RAW, ReceiveAckScenario::rawCrowd),
							Side.of(Contenders.STREAMS, ReceiveAckScenario::streamsCrowd),
							Side.ours(ReceiveAckScenario::oursCrowd))
					.aims(single)
					.build());
	}

	private static Scenario.Builder scenario(String name, String title) {
		return Scenario.named(name, title).measures(Measure.more(MESSAGES, "messages/s"), Measure.serverTime());
	}

	private static Scenario.Builder batch(int size) {
		return scenario("receive-ack-" + size,
				"One thread sends %d messages at once, receives them and acknowledges them; raw: RPUSH and LPOP of %d, without leases."
					.formatted(size, size))
			.sides(Side.of(Contenders.RAW, (place) -> rawBatch(place, size)),
					Side.of(Contenders.STREAMS, (place) -> streams(place, size)), ours(size));
	}

	private static Work raw(Place place) {
		RedisCommands<byte[], byte[]> commands = Clients.raw(place);
		byte[] payload = Payloads.bytes();
		return RepeatedWork.rounds(place, 1, () -> {
			commands.lpush(READY, payload);
			byte[] taken = commands.lmove(READY, TAKEN, LMoveArgs.Builder.rightLeft());
			Payloads.check(taken);
			commands.lrem(TAKEN, 1, taken);
		});
	}

	private static Work rawBatch(Place place, int size) {
		RedisCommands<byte[], byte[]> commands = Clients.raw(place);
		byte[][] payloads = Payloads.batch(size).toArray(byte[][]::new);
		return RepeatedWork.rounds(place, size, () -> {
			commands.rpush(READY, payloads);
			check(commands.lpop(READY, size).size(), size);
		});
	}

	private static Work streams(Place place, int size) {
		Streams streams = new Streams(place).create();
		List<byte[]> payloads = Payloads.batch(size);
		return RepeatedWork.rounds(place, size, () -> {
			if (size == 1) {
				streams.add(payloads.get(0));
			}
			else {
				streams.addAll(payloads);
			}
			List<StreamMessage<byte[], byte[]>> taken = streams.read(size);
			check(taken.size(), size);
			streams.settle(taken);
		});
	}

	private static Side ours(int size) {
		return Side.ours((place) -> {
			RedisQueue<byte[]> queue = OurApplication.start(place).queue(QueueType.FIFO);
			List<byte[]> payloads = Payloads.batch(size);
			return RepeatedWork.rounds(place, size, () -> {
				if (size == 1) {
					queue.send(payloads.get(0));
					check(queue.receive().orElseThrow().ack() ? 1 : 0, 1);
				}
				else {
					queue.sendAll(payloads);
					check(queue.ack(queue.receive(size, Duration.ZERO)), size);
				}
			});
		});
	}

	private static void check(int taken, int expected) {
		if (taken != expected) {
			throw new IllegalStateException("sent " + expected + " messages, but took " + taken);
		}
	}

	private static Work rawCrowd(Place place) {
		RedisCommands<byte[], byte[]> commands = Clients.raw(place);
		byte[] payload = Payloads.bytes();
		return () -> Traffic.run(THREADS, place.profile().round(), (number) -> commands.lpush(READY, payload), () -> {
			byte[] taken = commands.lmove(READY, TAKEN, LMoveArgs.Builder.rightLeft());
			return (taken != null) ? commands.lrem(TAKEN, 1, taken).intValue() : 0;
		});
	}

	private static Work streamsCrowd(Place place) {
		Streams streams = new Streams(place).create();
		byte[] payload = Payloads.bytes();
		return () -> Traffic.run(THREADS, place.profile().round(), (number) -> streams.add(payload), () -> {
			List<StreamMessage<byte[], byte[]>> taken = streams.read(1);
			if (!taken.isEmpty()) {
				streams.settle(taken);
			}
			return taken.size();
		});
	}

	private static Work oursCrowd(Place place) {
		RedisQueue<byte[]> queue = OurApplication.start(place).queue(QueueType.FIFO);
		byte[] payload = Payloads.bytes();
		return () -> Traffic.run(THREADS, place.profile().round(), (number) -> queue.send(payload),
				() -> queue.receive().filter(Delivery::ack).isPresent() ? 1 : 0);
	}

}
