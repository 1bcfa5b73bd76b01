package io.github.redisqueues.internal.queue.contract;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

import io.github.redisqueues.internal.queue.ConsumableQueue;
import io.github.redisqueues.internal.queue.RedisDelivery;
import io.github.redisqueues.internal.queue.Settlement;
import io.github.redisqueues.queue.Delivery;
import io.github.redisqueues.queue.RedisQueue;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A failover that loses the latest writes: a message that was taken is ready again, and
 * is taken with the same attempt number, by another process or again by this one.
 */
interface RolledBackContract extends QueueFixture {

	List<String> TAKEN = List.of("ready", "inflight", "attempts", "delayed");

	@Test
	default void aDeliveryFromBeforeARollbackSettlesNothing() {
		RedisQueue<String> queue = queue();
		RedisQueue<String> other = inOtherProcess(queue);
		// Each process has its slot before the failover
		other.receive();
		queue.receive();
		for (RedisQueue<String> next : List.of(queue, other)) {
			for (int kind = 0; kind < 8; kind++) {
				for (String name : calls(queue).keySet()) {
					checkRollback(queue, next, name, (kind & 1) != 0, (kind & 2) != 0, (kind & 4) != 0);
				}
			}
		}
		for (String part : TAKEN) {
			String key = invariant(queue).key(part);
			redis().nodeOf(key).command("DEL", key + ":before");
		}
	}

	private void checkRollback(RedisQueue<String> queue, RedisQueue<String> next, String name, boolean isOldRenewed,
			boolean isNewRenewed, boolean isAsync) {
		queue.send(name);
		copy(queue, "", ":before");
		RedisDelivery<String> old = take(queue, isAsync);
		assertThat(!isOldRenewed || old.extend(Duration.ofMinutes(2))).isTrue();
		copy(queue, ":before", "");
		RedisDelivery<String> current = take(next, isAsync);
		assertThat(!isNewRenewed || current.extend(Duration.ofMinutes(1))).isTrue();
		assertThat(current.attempt()).isEqualTo(old.attempt());
		calls(queue).forEach(
				(late, refused) -> assertThat(refused.test(old))
					.as("%s, of the same process %s, old renewed %s, new renewed %s, async %s", late, next == queue,
							isOldRenewed, isNewRenewed, isAsync)
					.isFalse());
		assertThat(calls(next).get(name).test(current)).as("%s of the new delivery", name).isTrue();
		if (name.equals("extend") || name.equals("renew")) {
			assertThat(current.ack()).isTrue();
		}
		queue.purge();
		queue.deadLetters().purge();
	}

	@SuppressWarnings("unchecked")
	private static RedisDelivery<String> take(RedisQueue<String> queue, boolean isAsync) {
		return (RedisDelivery<String>) (isAsync ? queue.receiveAsync().join() : queue.receive()).orElseThrow();
	}

	private void copy(RedisQueue<String> queue, String from, String to) {
		for (String part : TAKEN) {
			String key = invariant(queue).key(part);
			redis().nodeOf(key).command("DEL", key + to);
			redis().nodeOf(key).command("COPY", key + from, key + to);
		}
	}

	private static Map<String, Predicate<RedisDelivery<String>>> calls(RedisQueue<String> queue) {
		ConsumableQueue<String> consumable = (ConsumableQueue<String>) queue;
		Map<String, Predicate<RedisDelivery<String>>> calls = new LinkedHashMap<>();
		calls.put("extend", (delivery) -> delivery.extend(Duration.ofMinutes(3)));
		calls.put("renew", (delivery) -> consumable.renew(List.of(delivery)).isEmpty());
		calls.put("ack", Delivery::ack);
		calls.put("ackAsync", (delivery) -> delivery.ackAsync().join());
		calls.put("ack of many", (delivery) -> queue.ack(List.of(delivery)) == 1);
		calls.put("nack", Delivery::nack);
		calls.put("reject", (delivery) -> delivery.reject("bad"));
		calls.put("exchange of an ack",
				(delivery) -> consumable.exchange(List.of(Settlement.ack(delivery)), 0, null).late().isEmpty());
		calls.put("exchange of a reject",
				(delivery) -> consumable.exchange(List.of(Settlement.reject(delivery, "bad")), 0, null)
					.late()
					.isEmpty());
		calls.put("exchange of a return",
				(delivery) -> consumable.exchange(List.of(Settlement.giveBack(delivery)), 0, null).late().isEmpty());
		calls.put("exchange of a retry",
				(delivery) -> consumable.exchange(List.of(Settlement.retry(delivery, Duration.ZERO, "bad")), 0, null)
					.late()
					.isEmpty());
		return calls;
	}

}
