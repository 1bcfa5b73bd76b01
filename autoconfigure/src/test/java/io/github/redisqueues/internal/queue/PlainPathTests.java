package io.github.redisqueues.internal.queue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.github.redisqueues.internal.queue.contract.ExchangingContract;
import io.github.redisqueues.queue.Delivery;
import io.github.redisqueues.queue.QueueType;
import io.github.redisqueues.queue.RedisQueue;
import io.github.redisqueues.testing.RedisTestServer;
import io.github.redisqueues.testing.ScriptCost;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What each operation costs in a queue that uses neither groups nor a rate nor anything
 * else: each key and each command counted, so that nothing makes them dearer unseen.
 */
@Timeout(60)
class PlainPathTests {

	/**
	 * The costs. TAKE is the command that takes from {@code ready}, and the keys are
	 * those of a queue whose {@code ready} is a LIST; with a ZSET there is one key less,
	 * as nothing is withdrawn.
	 */
	private static final String TAKING = """
			poll = 8 keys: exists TAKE hget hdel
			poll of nothing = 8 keys: exists TAKE
			poll that could wait = 9 keys: exists TAKE hget hdel
			poll of 3 = 8 keys: exists TAKE hmget hdel
			receive = 8 keys: exists time TAKE hget zadd zrem
			receive beside others = 8 keys: exists zcard time zcount TAKE hget zadd
			receive that could wait = 9 keys: exists zcard time zcount TAKE hget zadd
			receive of 3 = 8 keys: exists zcard time zcount TAKE hmget zadd zrem
			exchange of 0 for 1 = 8 keys: exists time TAKE hget zadd zrem
			exchange of 1 for 2 = 8 keys: exists zcard time zcount zscore TAKE hmget zadd zrem*2 hdel
			exchange of 1 for nothing = 8 keys: exists zcard time zcount zscore TAKE zrem hdel
			""";

	private static final String SETTLING = """
			ack = 4 keys: exists time zscore zrem hdel
			ack of 5 = 4 keys: exists time zmscore zrem hdel
			exchange of 2 for 0 = 4 keys: exists time zmscore zrem hdel
			""";

	private static final String SENDING_TO_LIST = """
			send = 4 keys: exists time hsetnx rpush
			sendAll of 3 = 4 keys: exists time hmget hset hdel rpush
			""";

	private static final String SENDING_TO_ZSET = """
			send = 5 keys: exists time hincrby hsetnx zadd
			sendAll of 3 = 5 keys: exists time hincrby hmget hset hdel zadd
			""";

	private static final String SENDING_IN_DUE_ORDER = """
			send = 15 keys: exists time hexists hsetnx zrange rpush hlen
			sendAll of 3 = 15 keys: exists time hexists*3 hmget hset hdel zrange rpush hlen
			""";

	@ParameterizedTest
	@EnumSource
	void callsFewCommandsWithFewKeys(QueueType type) {
		try (RedisTestServer server = RedisTestServer.start(); TestQueues queues = new TestQueues(server)) {
			RedisQueue<String> queue = queues.create(type);
			ConsumableQueue<String> consumable = ExchangingContract.consumable(queue);
			queue.send("a");
			assertThat(queue.receive().orElseThrow().ack()).isTrue();
			queue.send("a");
			assertThat(queue.poll()).contains("a");
			assertThat(consumable.exchange(List.of(), 1, null).deliveries()).isEmpty();
			Map<String, String> costs = new TreeMap<>();
			costs.put("send", ScriptCost.of(server, () -> queue.send("a")));
			costs.put("poll", ScriptCost.of(server, () -> assertThat(queue.poll()).contains("a")));
			costs.put("poll of nothing", ScriptCost.of(server, () -> assertThat(queue.poll()).isEmpty()));
			queue.send("a");
			costs.put("poll that could wait",
					ScriptCost.of(server, () -> assertThat(queue.poll(Duration.ofMinutes(1))).contains("a")));
			costs.put("sendAll of 3", ScriptCost.of(server, () -> queue.sendAll(List.of("a", "b", "c"))));
			costs.put("poll of 3", ScriptCost.of(server, () -> assertThat(queue.poll(3)).hasSize(3)));
			queue.sendAll(List.of("a", "b", "c", "d", "e", "f", "g", "h", "i", "j"));
			List<Delivery<String>> held = new ArrayList<>();
			costs.put("receive", ScriptCost.of(server, () -> held.add(queue.receive().orElseThrow())));
			costs.put("receive beside others", ScriptCost.of(server, () -> held.add(queue.receive().orElseThrow())));
			costs.put("receive that could wait",
					ScriptCost.of(server, () -> held.add(queue.receive(Duration.ofMinutes(1)).orElseThrow())));
			costs.put("receive of 3", ScriptCost.of(server, () -> held.addAll(queue.receive(3, Duration.ZERO))));
			costs.put("ack", ScriptCost.of(server, () -> assertThat(held.remove(0).ack()).isTrue()));
			costs.put("ack of 5", ScriptCost.of(server, () -> assertThat(queue.ack(held)).isEqualTo(5)));
			List<RedisDelivery<String>> taken = new ArrayList<>();
			costs.put("exchange of 0 for 1",
					ScriptCost.of(server, () -> taken.addAll(consumable.exchange(List.of(), 1, null).deliveries())));
			costs.put("exchange of 1 for 2",
					ScriptCost.of(server, () -> taken.addAll(consumable.exchange(acks(taken), 2, null).deliveries())));
			costs.put("exchange of 2 for 0", ScriptCost.of(server,
					() -> assertThat(consumable.exchange(acks(taken), 0, null).late()).isEmpty()));
			taken.addAll(consumable.exchange(List.of(), 1, null).deliveries());
			costs.put("exchange of 1 for nothing", ScriptCost.of(server,
					() -> assertThat(consumable.exchange(acks(taken), 1, null).late()).isEmpty()));
			assertThat(queue.size()).isZero();
			assertThat(costs).isEqualTo(expected(type));
			queues.invariant(queue).checkEmpty();
		}
	}

	private static Map<String, String> expected(QueueType type) {
		String taking = switch (type) {
			case FIFO, DELAY -> TAKING.replace("TAKE", "lpop");
			case LIFO -> TAKING.replace("TAKE", "rpop");
			case PRIORITY -> TAKING.replace("TAKE", "zpopmin").replace("8 keys", "7 keys").replace("9 keys", "8 keys");
		};
		String sending = switch (type) {
			case FIFO, LIFO -> SENDING_TO_LIST;
			case PRIORITY -> SENDING_TO_ZSET;
			case DELAY -> SENDING_IN_DUE_ORDER;
		};
		Map<String, String> costs = new TreeMap<>();
		(sending + taking + SETTLING).lines().forEach((line) -> {
			String[] parts = line.split(" = |: ");
			costs.put(parts[0],
					parts[1] + ": " + Stream.of(parts[2].split(" ")).sorted().collect(Collectors.joining(" ")));
		});
		return costs;
	}

	private static List<Settlement> acks(List<RedisDelivery<String>> taken) {
		List<Settlement> acks = new ArrayList<>();
		taken.forEach((delivery) -> acks.add(Settlement.ack(delivery)));
		taken.clear();
		return acks;
	}

}
