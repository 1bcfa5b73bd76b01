package io.github.redisqueues.internal.queue.contract;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.github.redisqueues.queue.Delivery;
import io.github.redisqueues.queue.PayloadTooLargeException;
import io.github.redisqueues.queue.QueueFullException;
import io.github.redisqueues.queue.QueueType;
import io.github.redisqueues.queue.RedisQueue;
import io.github.redisqueues.queue.SendOptions;
import org.junit.jupiter.api.Test;

import org.springframework.util.unit.DataSize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * What can be sent, and what is refused before Redis is touched.
 */
interface SendingContract extends CombiningContract {

	@Test
	default void refusesAPayloadThatIsTooLarge() {
		RedisQueue<String> queue = queue((settings) -> settings.maxPayloadSize(DataSize.ofBytes(6)));
		queue.send("1234");
		assertThatExceptionOfType(PayloadTooLargeException.class).isThrownBy(() -> queue.send("12345"))
			.withMessageContaining("'" + queue.name() + "'")
			.satisfies((ex) -> assertThat(ex.size()).isEqualTo(7));
		assertThatExceptionOfType(PayloadTooLargeException.class)
			.isThrownBy(() -> queue.sendAll(List.of("1", "12345")));
		assertThat(queue.poll(10)).containsExactly("1234");
	}

	@Test
	default void deliversWhatWasSent() {
		RedisQueue<String> queue = queue();
		String id = queue.send("hello");
		Delivery<String> delivery = queue.receive().orElseThrow();
		assertThat(delivery.id()).isEqualTo(id).isNotBlank();
		assertThat(delivery.payload()).isEqualTo("hello");
		assertThat(delivery.attempt()).isEqualTo(1);
		assertThat(delivery.headers()).isEmpty();
		assertThat(delivery.sentAt()).isBetween(Instant.now().minusSeconds(60), Instant.now().plusSeconds(1));
		assertThat(Duration.between(delivery.sentAt(), delivery.leaseUntil())).isBetween(Duration.ofSeconds(30),
				Duration.ofSeconds(50));
	}

	@Test
	default void knowsItsNameAndType() {
		RedisQueue<String> queue = queue();
		assertThat(queue.type()).isEqualTo(type());
		assertThat(queue.name()).startsWith(type().name().toLowerCase());
	}

	@Test
	default void deliversObjectsAndBytes() {
		RedisQueue<Order> orders = queue(Order.class, (settings) -> settings);
		Order order = new Order("a-1", 3, List.of("späte", "Größe", "🛒"));
		orders.send(order);
		assertThat(orders.receive().orElseThrow().payload()).isEqualTo(order);
		RedisQueue<byte[]> raw = queue(byte[].class, (settings) -> settings);
		byte[] bytes = { 0, -1, 13, 10, 123 };
		raw.send(bytes);
		assertThat(raw.poll().orElseThrow()).containsExactly(bytes);
	}

	@Test
	default void sendsAllInTheOrderOfThePayloads() {
		RedisQueue<String> queue = queue();
		List<String> ids = queue.sendAll(List.of("a", "b", "c"));
		Map<String, String> expected = new LinkedHashMap<>();
		asTaken("0", "1", "2")
			.forEach((i) -> expected.put(ids.get(Integer.parseInt(i)), "abc".charAt(Integer.parseInt(i)) + ""));
		Map<String, String> taken = new LinkedHashMap<>();
		queue.receive(10, Duration.ZERO).forEach((delivery) -> taken.put(delivery.id(), delivery.payload()));
		assertThat(taken).hasSize(3).containsExactlyEntriesOf(expected);
	}

	@Test
	default void sendsNothingForNoPayloads() {
		RedisQueue<String> queue = queue();
		assertThat(queue.sendAll(List.of())).isEmpty();
		assertThat(queue.size()).isZero();
	}

	@Test
	default void takesAThousandAtOnceAndRefusesOneMore() {
		RedisQueue<String> queue = queue();
		assertThat(queue.sendAll(numbered(1_000))).hasSize(1_000).doesNotHaveDuplicates();
		assertThatIllegalArgumentException().isThrownBy(() -> queue.sendAll(numbered(1_001)));
		assertThat(queue.size()).isEqualTo(1_000);
	}

	@Test
	default void sendsAllOrNothingWithinTheCapacity() {
		RedisQueue<String> queue = queue((settings) -> settings.capacity(5));
		queue.sendAll(List.of("a", "b", "c"));
		assertThatExceptionOfType(QueueFullException.class).isThrownBy(() -> queue.sendAll(List.of("d", "e", "f")))
			.satisfies((ex) -> assertThat(ex.queue()).isEqualTo(queue.name()))
			.satisfies((ex) -> assertThat(ex.capacity()).isEqualTo(5));
		assertThat(queue.size()).isEqualTo(3);
		queue.sendAll(List.of("d", "e"));
		assertThatExceptionOfType(QueueFullException.class).isThrownBy(() -> queue.send("f"));
		assertThat(drain(queue)).isEqualTo(asTaken("a", "b", "c", "d", "e"));
	}

	@Test
	default void countsDelayedAndInFlightButNotTheDeadAgainstTheCapacity() {
		RedisQueue<String> queue = queue((settings) -> settings.capacity(2));
		queue.send("leased");
		Delivery<String> leased = queue.receive().orElseThrow();
		queue.send("delayed", SendOptions.defaults().delay(Duration.ofHours(1)));
		assertThatExceptionOfType(QueueFullException.class).isThrownBy(() -> queue.send("no"));
		leased.reject("makes room");
		queue.send("yes");
		assertThat(queue.poll()).contains("yes");
		queue.send("again");
	}

	@Test
	default void refusesAPriorityUnlessItIsAPriorityQueue() {
		RedisQueue<String> queue = queue();
		SendOptions options = SendOptions.defaults().priority(5);
		if (type() == QueueType.PRIORITY) {
			queue.send("a", options);
			return;
		}
		assertThatIllegalArgumentException().isThrownBy(() -> queue.send("a", options))
			.withMessageContaining(queue.name())
			.withMessageContaining("priority");
		assertThatIllegalArgumentException().isThrownBy(() -> queue.sendAll(List.of("a"), options));
		assertThat(queue.size()).isZero();
	}

	@Test
	default void carriesHeadersInTheirOrder() {
		RedisQueue<String> queue = queue();
		Map<String, String> headers = new LinkedHashMap<>();
		for (int i = 254; i > 0; i--) {
			headers.put("ключ " + i, "значение 🧡\r\n\0" + i);
		}
		headers.put("long", "x".repeat(32 * 1024));
		SendOptions options = SendOptions.defaults();
		for (Map.Entry<String, String> header : headers.entrySet()) {
			options = options.header(header.getKey(), header.getValue());
		}
		queue.send("a", options);
		assertThat(queue.browse(0, 1).get(0).headers()).containsExactlyEntriesOf(headers);
		Delivery<String> delivery = queue.receive().orElseThrow();
		assertThat(delivery.headers()).containsExactlyEntriesOf(headers);
		assertThatThrownBy(() -> delivery.headers().put("a", "b")).isInstanceOf(UnsupportedOperationException.class);
		delivery.reject("to look at it");
		assertThat(new ArrayList<>(queue.deadLetters().browse(0, 1).get(0).headers().entrySet()))
			.isEqualTo(new ArrayList<>(headers.entrySet()));
	}

	record Order(String sku, int quantity, List<String> notes) {

	}

}
