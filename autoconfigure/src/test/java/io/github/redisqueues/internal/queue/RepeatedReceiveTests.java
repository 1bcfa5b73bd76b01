package io.github.redisqueues.internal.queue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.UnaryOperator;

import io.github.redisqueues.internal.redis.LuaScript;
import io.github.redisqueues.queue.Delivery;
import io.github.redisqueues.queue.QueueSettings;
import io.github.redisqueues.queue.QueueStats;
import io.github.redisqueues.queue.QueueType;
import io.github.redisqueues.queue.ReceiveOptions;
import io.github.redisqueues.queue.RedisQueue;
import io.github.redisqueues.queue.SendOptions;
import io.github.redisqueues.testing.FaultyProxy;
import io.github.redisqueues.testing.RedisTestServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A connection that breaks after a script has leased messages. Lettuce connects again and
 * repeats the script inside the same call, so what was leased first reaches no consumer.
 * It is back before the call returns, uncounted and in its order.
 */
@Timeout(60)
class RepeatedReceiveTests {

	private static final String SCRIPT = "EVALSHA";

	private final RedisTestServer server = RedisTestServer.shared();

	private final FaultyProxy proxy = new FaultyProxy(this.server);

	private final TestQueues queues = new TestQueues(this.server);

	private TestQueues throughProxy;

	@BeforeEach
	void connect() {
		this.throughProxy = new TestQueues(this.server, this.server.connectionFactory(Duration.ofSeconds(10),
				(configuration) -> configuration.setPort(this.proxy.port())));
	}

	@AfterEach
	void disconnect() {
		this.throughProxy.close();
		this.queues.close();
		this.proxy.close();
	}

	private RedisQueue<String> create(QueueType type, UnaryOperator<QueueSettings.Builder<String>> settings) {
		RedisQueue<String> queue = this.throughProxy.create(
				settings
					.apply(QueueSettings.builder("q" + UUID.randomUUID(), String.class)
						.type(type)
						.maxAttempts(1)
						.leaseTime(Duration.ofMinutes(5)))
					.build());
		// The first calls bring the scripts to the server
		queue.receive();
		return queue;
	}

	private static List<String> inOrder(QueueType type, String... payloads) {
		List<String> ordered = new ArrayList<>(List.of(payloads));
		if (type == QueueType.LIFO) {
			Collections.reverse(ordered);
		}
		return ordered;
	}

	private static void sendOneByOne(RedisQueue<String> queue, String... payloads) {
		for (String payload : payloads) {
			queue.send(payload);
		}
	}

	private void assertLeased(RedisQueue<String> queue, List<Delivery<String>> deliveries, List<String> payloads) {
		assertThat(deliveries).extracting(Delivery::payload).containsExactlyElementsOf(payloads);
		assertThat(deliveries).allSatisfy((delivery) -> assertThat(delivery.attempt()).isEqualTo(1));
		assertThat(this.queues.invariant(queue).check().inFlight()).hasSize(payloads.size());
	}

	@ParameterizedTest
	@EnumSource
	void leasesNothingThatTheCallerDoesNotGet(QueueType type) {
		RedisQueue<String> queue = create(type, UnaryOperator.identity());
		sendOneByOne(queue, "a", "b", "c", "d", "e", "f");
		List<String> expected = inOrder(type, "a", "b", "c", "d", "e", "f");
		this.proxy.cutAfter(SCRIPT);
		List<Delivery<String>> first = queue.receive().stream().toList();
		assertLeased(queue, first, expected.subList(0, 1));
		assertThat(queue.ack(first)).isEqualTo(1);
		this.proxy.cutAfter(SCRIPT);
		List<Delivery<String>> second = queue.receiveAsync().join().stream().toList();
		assertLeased(queue, second, expected.subList(1, 2));
		assertThat(queue.ack(second)).isEqualTo(1);
		this.proxy.cutAfter(SCRIPT);
		List<Delivery<String>> rest = queue.receive(4, Duration.ofSeconds(1));
		assertThat(rest).extracting(Delivery::payload).containsExactlyInAnyOrderElementsOf(expected.subList(2, 6));
		assertThat(rest).allSatisfy((delivery) -> assertThat(delivery.attempt()).isEqualTo(1));
		assertThat(queue.ack(rest)).isEqualTo(4);
		assertThat(this.proxy.injected()).isEqualTo(3);
		this.queues.invariant(queue).checkEmpty();
	}

	@ParameterizedTest
	@EnumSource
	void findsTheOneMessageThatMayBeInFlight(QueueType type) {
		RedisQueue<String> queue = create(type, (settings) -> settings.maxInFlight(1));
		sendOneByOne(queue, "a", "b", "c");
		List<String> expected = inOrder(type, "a", "b", "c");
		this.proxy.cutAfter(SCRIPT);
		List<Delivery<String>> first = queue.receive().stream().toList();
		assertLeased(queue, first, expected.subList(0, 1));
		assertThat(queue.ack(first)).isEqualTo(1);
		this.proxy.cutAfter(SCRIPT);
		List<Delivery<String>> second = queue.receiveAsync(Duration.ofSeconds(30)).join().stream().toList();
		assertLeased(queue, second, expected.subList(1, 2));
		assertThat(queue.ack(second)).isEqualTo(1);
		this.proxy.cutAfter(SCRIPT);
		List<Delivery<String>> third = queue.receive(Duration.ofSeconds(30)).stream().toList();
		assertLeased(queue, third, expected.subList(2, 3));
		assertThat(queue.ack(third)).isEqualTo(1);
		this.queues.invariant(queue).checkEmpty();
	}

	@ParameterizedTest
	@EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "LIFO")
	void keepsTheOrderOfAGroup(QueueType type) {
		RedisQueue<String> queue = create(type, UnaryOperator.identity());
		for (String payload : List.of("a1", "b1", "a2", "b2")) {
			queue.send(payload, SendOptions.defaults().group(payload.substring(0, 1)));
		}
		List<String> received = new ArrayList<>();
		for (int i = 0; i < 4; i++) {
			this.proxy.cutAfter(SCRIPT);
			Delivery<String> delivery = queue.receive().orElseThrow();
			assertThat(delivery.attempt()).isEqualTo(1);
			received.add(delivery.payload());
			assertThat(delivery.ack()).isTrue();
		}
		assertThat(received.stream().filter((payload) -> payload.startsWith("a"))).containsExactly("a1", "a2");
		assertThat(received.stream().filter((payload) -> payload.startsWith("b"))).containsExactly("b1", "b2");
		this.queues.invariant(queue).checkEmpty();
	}

	@ParameterizedTest
	@EnumSource
	void holdsForAnExchange(QueueType type) {
		RedisQueue<String> queue = create(type, (settings) -> settings.maxInFlight(2));
		ConsumableQueue<String> consumable = (ConsumableQueue<String>) queue;
		consumable.exchange(List.of(), 1, null);
		sendOneByOne(queue, "a", "b", "c");
		List<String> expected = inOrder(type, "a", "b", "c");
		RedisDelivery<String> held = consumable.exchange(List.of(), 1, null).deliveries().get(0);
		this.proxy.cutAfter(SCRIPT);
		ExchangeResult<String> result = consumable.exchange(List.of(Settlement.ack(held)), 1, null);
		assertThat(result.deliveries()).singleElement().satisfies((delivery) -> {
			assertThat(delivery.payload()).isEqualTo(expected.get(1));
			assertThat(delivery.attempt()).isEqualTo(1);
			assertThat(delivery.ack()).isTrue();
		});
		assertThat(queue.stats()).extracting(QueueStats::ready, QueueStats::inFlight, QueueStats::dead)
			.containsExactly(1L, 0L, 0L);
		assertThat(queue.poll()).contains(expected.get(2));
	}

	/**
	 * The answer of the script that gives back is lost as well, and its repetition finds
	 * nothing any more.
	 */
	@ParameterizedTest
	@EnumSource
	void holdsIfGivingBackIsRepeatedToo(QueueType type) {
		RedisQueue<String> queue = create(type, UnaryOperator.identity());
		sendOneByOne(queue, "a", "b", "c", "d");
		List<String> expected = inOrder(type, "a", "b", "c", "d");
		QueueClient client = ((RedisMessageQueue<String>) queue).client();
		client.run((scripts) -> scripts.giveBackLost, LuaScript.numbers(0, 0), client.wakeChannel());
		String[] sha1 = new String[1];
		client.run((scripts) -> {
			sha1[0] = scripts.giveBackLost.lua().getSha1();
			return scripts.size;
		}, client.sweepNumbers(), client.wakeChannel());
		this.proxy.cutAfter(SCRIPT, sha1[0]);
		List<Delivery<String>> taken = queue.receive(2, Duration.ofSeconds(5));
		assertThat(this.proxy.injected()).isEqualTo(2);
		assertThat(taken).extracting(Delivery::payload).containsExactlyInAnyOrderElementsOf(expected.subList(0, 2));
		this.proxy.cutAfter(SCRIPT, sha1[0]);
		List<Delivery<String>> later = queue
			.receiveAsync(ReceiveOptions.defaults().max(2).waitTime(Duration.ofSeconds(5)))
			.join();
		assertThat(later).extracting(Delivery::payload).containsExactlyInAnyOrderElementsOf(expected.subList(2, 4));
		assertThat(queue.ack(taken) + queue.ack(later)).isEqualTo(4);
		this.queues.invariant(queue).checkEmpty();
	}

	@ParameterizedTest
	@EnumSource
	void keepsAnAnswerThatIsTheOnlyOne(QueueType type) {
		RedisQueue<String> queue = create(type, UnaryOperator.identity());
		sendOneByOne(queue, "a", "b", "c");
		List<String> expected = inOrder(type, "a", "b", "c");
		List<Delivery<String>> deliveries = new ArrayList<>();
		for (int i = 0; i < 3; i++) {
			this.proxy.cutBefore(SCRIPT);
			deliveries.addAll(queue.receive().stream().toList());
		}
		assertThat(this.proxy.injected()).isEqualTo(3);
		assertLeased(queue, deliveries, expected);
		assertThat(queue.ack(deliveries)).isEqualTo(3);
		this.queues.invariant(queue).checkEmpty();
	}

	@Test
	void keepsAnAnswerWhoseLeasesAreNotSearchedFor() {
		RedisQueue<String> queue = create(QueueType.FIFO, (settings) -> settings.leaseTime(Duration.ofSeconds(30)));
		sendOneByOne(queue, "a", "b");
		this.proxy.cutAfter(SCRIPT);
		Optional<Delivery<String>> delivery = queue.receive(ReceiveOptions.defaults().leaseTime(Duration.ofHours(1)))
			.stream()
			.findFirst();
		assertThat(delivery).hasValueSatisfying((received) -> assertThat(received.ack()).isTrue());
		assertThat(queue.stats().inFlight()).isEqualTo(1);
	}

}
