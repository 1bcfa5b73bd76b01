package io.github.redisqueues.benchmarks.scenario;

import java.util.List;

import io.github.redisqueues.benchmarks.contender.Clients;
import io.github.redisqueues.benchmarks.contender.OurApplication;
import io.github.redisqueues.benchmarks.contender.Payloads;
import io.github.redisqueues.benchmarks.contender.RepeatedWork;
import io.github.redisqueues.benchmarks.harness.Aim;
import io.github.redisqueues.benchmarks.harness.Contenders;
import io.github.redisqueues.benchmarks.harness.Measure;
import io.github.redisqueues.benchmarks.harness.Place;
import io.github.redisqueues.benchmarks.harness.Profile;
import io.github.redisqueues.benchmarks.harness.Scenario;
import io.github.redisqueues.benchmarks.harness.ScenarioSource;
import io.github.redisqueues.benchmarks.harness.Side;
import io.github.redisqueues.benchmarks.harness.Work;
import io.github.redisqueues.queue.QueueType;
import io.github.redisqueues.queue.RedisQueue;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.api.sync.RedisCommands;
import org.redisson.api.RQueue;

import org.springframework.data.redis.core.ListOperations;

/**
 * One thread sends one message and takes it. Two scripts that do nothing show what is
 * left to gain.
 */
public final class PairsScenario implements ScenarioSource {

	private static final String NAME = "pairs";

	private static final String SCRIPTS = "two empty scripts";

	private static final double AIM = 0.8;

	private static final double AIM_CPU = 0.55;

	@Override
	public List<Scenario> scenarios(Profile profile) {
		return List.of(Scenario.named("pairs", "One thread sends one message and polls it, again and again.")
			.measures(Measure.more(NAME, "pairs/s"), Measure.serverTime())
			.sides(Side.of(Contenders.RAW, PairsScenario::raw), Side.of(SCRIPTS, PairsScenario::scripts),
					Side.of(Contenders.TEMPLATE, PairsScenario::template),
					Side.of(Contenders.REDISSON, PairsScenario::redisson), Side.ours(PairsScenario::ours))
			.aims(Aim.ratioAtLeast(AIM, NAME, Contenders.RAW),
					Aim.ratioAtMost(AIM_CPU, Measure.SERVER_TIME, Side.BASELINE))
			.build());
	}

	private static Work raw(Place place) {
		RedisCommands<byte[], byte[]> commands = Clients.raw(place);
		byte[] key = Clients.key(NAME);
		byte[] payload = Payloads.bytes();
		return RepeatedWork.rounds(place, 1, () -> {
			commands.lpush(key, payload);
			Payloads.check(commands.rpop(key));
		});
	}

	private static Work scripts(Place place) {
		RedisCommands<byte[], byte[]> commands = Clients.raw(place);
		String nothing = commands.scriptLoad("return ARGV[1]");
		byte[][] keys = { Clients.key(NAME) };
		byte[] payload = Payloads.bytes();
		return RepeatedWork.rounds(place, 1, () -> {
			commands.evalsha(nothing, ScriptOutputType.VALUE, keys, new byte[0]);
			byte[] answer = commands.evalsha(nothing, ScriptOutputType.VALUE, keys, payload);
			Payloads.check(answer);
		});
	}

	private static Work template(Place place) {
		ListOperations<String, byte[]> lists = Clients.template(place).opsForList();
		byte[] payload = Payloads.bytes();
		return RepeatedWork.rounds(place, 1, () -> {
			lists.leftPush(NAME, payload);
			Payloads.check(lists.rightPop(NAME));
		});
	}

	private static Work redisson(Place place) {
		RQueue<byte[]> queue = Clients.redisson(place).getQueue(NAME);
		byte[] payload = Payloads.bytes();
		return RepeatedWork.rounds(place, 1, () -> {
			queue.offer(payload);
			Payloads.check(queue.poll());
		});
	}

	private static Work ours(Place place) {
		RedisQueue<byte[]> queue = OurApplication.start(place).queue(QueueType.FIFO);
		byte[] payload = Payloads.bytes();
		return RepeatedWork.rounds(place, 1, () -> {
			queue.send(payload);
			Payloads.check(queue.poll().orElse(null));
		});
	}

}
