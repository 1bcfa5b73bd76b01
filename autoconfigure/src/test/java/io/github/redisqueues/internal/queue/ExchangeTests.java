package io.github.redisqueues.internal.queue;

import java.time.Duration;
import java.util.List;
import java.util.UUID;

import io.github.redisqueues.RedisNotExecutedException;
import io.github.redisqueues.internal.queue.contract.ExchangingContract;
import io.github.redisqueues.queue.Delivery;
import io.github.redisqueues.queue.QueueSettings;
import io.github.redisqueues.queue.QueueStats;
import io.github.redisqueues.queue.QueueType;
import io.github.redisqueues.queue.RedisQueue;
import io.github.redisqueues.queue.SendOptions;
import io.github.redisqueues.testing.FaultyProxy;
import io.github.redisqueues.testing.RedisTestServer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Settling and taking in one step while connections break and memory is short.
 */
@Timeout(60)
class ExchangeTests {

	private static final String SCRIPT = "EVALSHA";

	@ParameterizedTest
	@EnumSource
	void settlesOnceThoughTheRequestIsRepeated(QueueType type) {
		RedisTestServer server = RedisTestServer.shared();
		try (FaultyProxy proxy = new FaultyProxy(server);
				TestQueues plain = new TestQueues(server);
				TestQueues faulty = new TestQueues(server, server.connectionFactory(Duration.ofSeconds(10),
						(configuration) -> configuration.setPort(proxy.port())))) {
			QueueSettings<String> settings = settings(type).build();
			ConsumableQueue<String> behindProxy = ExchangingContract.consumable(faulty.create(settings));
			RedisQueue<String> queue = plain.create(settings);
			for (boolean executed : List.of(false, true)) {
				queue.sendAll(List.of("a", "b", "c", "d", "e"));
				List<RedisDelivery<String>> held = ExchangingContract.take(behindProxy, 5);
				List<Settlement> settlements = List.of(Settlement.ack(held.get(0)),
						Settlement.retry(held.get(1), Duration.ZERO, "failed"),
						Settlement.retry(held.get(2), Duration.ofHours(1), "failed"),
						Settlement.reject(held.get(3), "bad"), Settlement.giveBack(held.get(4)));
				cut(proxy, executed);
				ExchangeResult<String> result = behindProxy.exchange(settlements, 0, null);
				assertThat(result.late()).as("of the repetition")
					.containsExactlyElementsOf(executed ? settlements : List.of());
				assertThat(queue.stats())
					.extracting(QueueStats::ready, QueueStats::delayed, QueueStats::inFlight, QueueStats::dead)
					.containsExactly(2L, 1L, 0L, 1L);
				plain.invariant(queue).check();
				assertThat(queue.receive(2, Duration.ZERO)).extracting(Delivery::attempt)
					.as("one attempt counts, and what was given back does not")
					.containsExactlyInAnyOrder(2, 1);
				queue.purge();
				queue.deadLetters().purge();
				plain.invariant(queue).removeQueue();
			}
			assertThat(proxy.injected()).isEqualTo(2);
		}
	}

	@ParameterizedTest
	@EnumSource
	void leasesOnlyWhatArrivesWhenTheReplyIsLost(QueueType type) {
		RedisTestServer server = RedisTestServer.shared();
		try (FaultyProxy proxy = new FaultyProxy(server);
				TestQueues plain = new TestQueues(server);
				TestQueues faulty = new TestQueues(server, server.connectionFactory(Duration.ofSeconds(10),
						(configuration) -> configuration.setPort(proxy.port())))) {
			QueueSettings<String> settings = settings(type).maxAttempts(1).build();
			ConsumableQueue<String> behindProxy = ExchangingContract.consumable(faulty.create(settings));
			RedisQueue<String> queue = plain.create(settings);
			queue.sendAll(List.of("a", "b"));
			ExchangingContract.take(behindProxy, 0);
			cut(proxy, true);
			RedisDelivery<String> replayed = ExchangingContract.take(behindProxy, 1).get(0);
			assertThat(queue.stats().inFlight()).isEqualTo(1);
			cut(proxy, true);
			assertThat(behindProxy.renew(List.of(replayed))).as("safe to repeat").isEmpty();
			behindProxy.exchange(List.of(Settlement.ack(replayed)), 0, null);
			Delivery<String> other = queue.receive().orElseThrow();
			assertThat(other.id()).isNotEqualTo(replayed.id());
			assertThat(other.attempt()).isEqualTo(1);
			assertThat(other.ack()).isTrue();
			plain.invariant(queue).checkEmpty();
			assertThat(proxy.injected()).isEqualTo(2);
		}
	}

	@ParameterizedTest
	@EnumSource
	void settlesTakesAndRenewsWithoutMemory(QueueType type) {
		try (RedisTestServer server = RedisTestServer.start("--maxmemory-policy", "noeviction");
				TestQueues queues = new TestQueues(server)) {
			RedisQueue<String> queue = queues.create(settings(type).maxAttempts(2).build());
			ConsumableQueue<String> consumable = ExchangingContract.consumable(queue);
			queue.sendAll(List.of("a", "b", "c", "d", "e", "f", "g"));
			queue.send("delayed", SendOptions.defaults().delay(Duration.ofMillis(1)));
			List<RedisDelivery<String>> held = ExchangingContract.take(queue, 6);
			held.get(5).extend(Duration.ofMillis(1));
			awaitPassing(server);
			server.command("CONFIG", "SET", "maxmemory", 1);
			assertThatExceptionOfType(RedisNotExecutedException.class).isThrownBy(() -> queue.send("refused"));
			assertThat(consumable.renew(held.subList(0, 5))).isEmpty();
			for (Settlement settlement : List.of(Settlement.ack(held.get(0)),
					Settlement.retry(held.get(1), Duration.ZERO, "failed"),
					Settlement.retry(held.get(2), Duration.ofHours(1), "failed"), Settlement.reject(held.get(3), "bad"),
					Settlement.giveBack(held.get(4)))) {
				assertThat(consumable.exchange(List.of(settlement), 0, null).late()).isEmpty();
			}
			List<RedisDelivery<String>> rest = ExchangingContract.take(queue, 10);
			assertThat(rest).hasSize(5);
			assertThat(consumable.renew(rest)).isEmpty();
			assertThat(queue.stats())
				.extracting(QueueStats::ready, QueueStats::delayed, QueueStats::inFlight, QueueStats::dead)
				.containsExactly(0L, 1L, 5L, 1L);
			consumable.exchange(rest.stream().map(Settlement::ack).toList(), 10, null);
			assertThat(queue.stats().inFlight()).isZero();
			queues.invariant(queue).check();
		}
	}

	@Test
	void aRenewalThatWasUnderWayDoesNotHideThatTheLeaseIsShorter() {
		try (TestQueues queues = new TestQueues(RedisTestServer.shared())) {
			RedisQueue<String> queue = queues.create(settings(QueueType.FIFO).build());
			queue.send("a");
			RedisDelivery<String> delivery = ExchangingContract.take(queue, 1).get(0);
			LeasePeriod first = delivery.period();
			assertThat(delivery.extend(Duration.ofSeconds(1))).isTrue();
			LeasePeriod shorter = delivery.period();
			assertThat(shorter.end() - first.end()).isNegative();
			LeasePeriod renewed = new LeasePeriod(System.nanoTime(), first.nanos());
			delivery.renewed(first, renewed, delivery.leaseUntil());
			assertThat(delivery.period()).isEqualTo(shorter);
			delivery.renewed(shorter, renewed, delivery.leaseUntil());
			assertThat(delivery.period()).isEqualTo(renewed);
			assertThat(delivery.ack()).isTrue();
		}
	}

	private static QueueSettings.Builder<String> settings(QueueType type) {
		return QueueSettings.builder("q" + UUID.randomUUID(), String.class).type(type);
	}

	private static void cut(FaultyProxy proxy, boolean executed) {
		if (executed) {
			proxy.cutAfter(SCRIPT);
		}
		else {
			proxy.cutBefore(SCRIPT);
		}
	}

	private static void awaitPassing(RedisTestServer server) {
		long now = server.serverTime().toEpochMilli();
		Awaitility.await().until(() -> server.serverTime().toEpochMilli() > now + 2);
	}

}
