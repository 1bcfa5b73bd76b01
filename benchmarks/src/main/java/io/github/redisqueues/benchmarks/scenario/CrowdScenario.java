package io.github.redisqueues.benchmarks.scenario;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

import io.github.redisqueues.benchmarks.contender.Clients;
import io.github.redisqueues.benchmarks.contender.OurApplication;
import io.github.redisqueues.benchmarks.contender.Payloads;
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
import io.github.redisqueues.queue.QueueSettings;
import io.github.redisqueues.queue.QueueType;
import io.github.redisqueues.queue.RedisQueue;
import io.github.redisqueues.queue.SendOptions;
import io.lettuce.core.api.sync.RedisCommands;
import org.redisson.api.RDeque;
import org.redisson.api.RPriorityQueue;
import org.redisson.api.RQueue;
import org.redisson.client.codec.StringCodec;

import org.springframework.data.redis.core.ListOperations;

/**
 * Eight threads send single messages and eight poll, on each type of queue. All threads
 * share one connection. A consumer that finds nothing polls again at once.
 */
public final class CrowdScenario implements ScenarioSource {

	private static final String MESSAGES = "messages";

	private static final String KEY = "crowd";

	private static final int THREADS = 8;

	private static final int PRIORITIES = 10;

	private static final double AIM_FIFO = 1;

	private static final double AIM_REDISSON = 1.7;

	private static final double AIM_PRIORITY = 0.9;

	@Override
	public List<Scenario> scenarios(Profile profile) {
		return List.of(
				scenario("fifo", "a FIFO queue; raw: LPUSH and RPOP", Side.of(Contenders.RAW, CrowdScenario::rawFifo),
						Side.of(Contenders.TEMPLATE, CrowdScenario::template),
						Side.of(Contenders.REDISSON, CrowdScenario::redissonFifo), ours(QueueType.FIFO))
					.aims(Aim.ratioAtLeast(AIM_FIFO, MESSAGES, Contenders.RAW),
							Aim.ratioAtLeast(AIM_REDISSON, MESSAGES, Contenders.REDISSON))
					.build(),
				scenario("lifo", "a LIFO queue; raw: LPUSH and LPOP", Side.of(Contenders.RAW, CrowdScenario::rawLifo),
						Side.of(Contenders.REDISSON, CrowdScenario::redissonLifo), ours(QueueType.LIFO))
					.build(),
				scenario("priority", "a priority queue with ten priorities; raw: ZADD and ZPOPMIN",
						Side.of(Contenders.RAW, (place) -> rawSorted(place, (number) -> number % PRIORITIES)),
						Side.of(Contenders.REDISSON, CrowdScenario::redissonPriority), ours(QueueType.PRIORITY))
					.aims(Aim.ratioAtLeast(AIM_PRIORITY, MESSAGES, Contenders.RAW))
					.build(),
				scenario("delay", "a queue whose messages are due in 1 ms; raw: ZADD and ZPOPMIN, due or not",
						Side.of(Contenders.RAW, (place) -> rawSorted(place, (number) -> System.currentTimeMillis())),
						ours(QueueType.DELAY))
					.build());
	}

	private static Scenario.Builder scenario(String name, String title, Side... sides) {
		return Scenario.named("crowd-" + name, "Eight threads send and eight poll: " + title + ".")
			.measures(Measure.more(MESSAGES, "messages/s"))
			.sides(sides);
	}

	private static Work traffic(Place place, Traffic.Producer producer, Traffic.Consumer consumer) {
		return () -> Traffic.run(THREADS, place.profile().round(), producer, consumer);
	}

	private static Work rawFifo(Place place) {
		RedisCommands<byte[], byte[]> commands = Clients.raw(place);
		byte[] key = Clients.key(KEY);
		byte[] payload = Payloads.bytes();
		return traffic(place, (number) -> commands.lpush(key, payload), () -> (commands.rpop(key) != null) ? 1 : 0);
	}

	private static Work rawLifo(Place place) {
		RedisCommands<byte[], byte[]> commands = Clients.raw(place);
		byte[] key = Clients.key(KEY);
		byte[] payload = Payloads.bytes();
		return traffic(place, (number) -> commands.lpush(key, payload), () -> (commands.lpop(key) != null) ? 1 : 0);
	}

	/**
	 * A member is the payload after a number that makes it unique.
	 */
	private static Work rawSorted(Place place, Score score) {
		RedisCommands<byte[], byte[]> commands = Clients.raw(place);
		byte[] key = Clients.key(KEY);
		byte[] payload = Payloads.bytes();
		return traffic(place, (number) -> {
			byte[] member = ByteBuffer.allocate(Long.BYTES + payload.length).putLong(number).put(payload).array();
			commands.zadd(key, score.of(number), member);
		}, () -> commands.zpopmin(key).hasValue() ? 1 : 0);
	}

	private static Work template(Place place) {
		ListOperations<String, byte[]> lists = Clients.template(place).opsForList();
		byte[] payload = Payloads.bytes();
		return traffic(place, (number) -> lists.leftPush(KEY, payload), () -> (lists.rightPop(KEY) != null) ? 1 : 0);
	}

	private static Work redissonFifo(Place place) {
		RQueue<byte[]> queue = Clients.redisson(place).getQueue(KEY);
		byte[] payload = Payloads.bytes();
		return traffic(place, (number) -> queue.offer(payload), () -> (queue.poll() != null) ? 1 : 0);
	}

	private static Work redissonLifo(Place place) {
		RDeque<byte[]> queue = Clients.redisson(place).getDeque(KEY);
		byte[] payload = Payloads.bytes();
		return traffic(place, (number) -> queue.push(payload), () -> (queue.poll() != null) ? 1 : 0);
	}

	/**
	 * Its comparator runs in the client, so it gets the payload as a text that begins
	 * with the priority.
	 */
	private static Work redissonPriority(Place place) {
		RPriorityQueue<String> queue = Clients.redisson(place).getPriorityQueue(KEY, StringCodec.INSTANCE);
		queue.trySetComparator(new FirstLetter());
		List<String> payloads = IntStream.range(0, PRIORITIES)
			.mapToObj((priority) -> priority + "x".repeat(Payloads.LENGTH - 1))
			.toList();
		return traffic(place, (number) -> queue.offer(payloads.get(number % PRIORITIES)),
				() -> (queue.poll() != null) ? 1 : 0);
	}

	private static Side ours(QueueType type) {
		return Side.ours((place) -> {
			QueueSettings.Builder<byte[]> settings = QueueSettings.builder(KEY, byte[].class).type(type);
			if (type == QueueType.DELAY) {
				settings.delay(Duration.ofMillis(1));
			}
			RedisQueue<byte[]> queue = OurApplication.start(place).queue(settings.build());
			byte[] payload = Payloads.bytes();
			List<SendOptions> priorities = IntStream.range(0, PRIORITIES)
				.mapToObj((priority) -> SendOptions.defaults().priority(priority))
				.toList();
			Traffic.Producer producer = (type == QueueType.PRIORITY)
					? (number) -> queue.send(payload, priorities.get(number % PRIORITIES))
					: (number) -> queue.send(payload);
			return traffic(place, producer, () -> queue.poll().isPresent() ? 1 : 0);
		});
	}

	/**
	 * Score of a message.
	 */
	private interface Score {

		double of(int number);

	}

	/**
	 * Redisson stores the name of this class.
	 */
	public static final class FirstLetter implements Comparator<String> {

		@Override
		public int compare(String one, String other) {
			return Character.compare(one.charAt(0), other.charAt(0));
		}

	}

}
