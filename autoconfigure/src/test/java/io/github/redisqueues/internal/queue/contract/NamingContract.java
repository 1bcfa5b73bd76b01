package io.github.redisqueues.internal.queue.contract;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import io.github.redisqueues.queue.Delivery;
import io.github.redisqueues.queue.RedisQueue;
import io.github.redisqueues.queue.SendOptions;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Names, ids, headers and payloads that mean something to somebody else: to Redis, to a
 * cluster, to Lua or to JSON.
 */
interface NamingContract extends QueueFixture {

	List<String> TEXTS = List.of("{", "}", "{}", "{a}", "a{b}c", "}{", ":", "a:b", "a:{b}:messages", "*", "?", "[a-z]",
			"\\", "\\*", "%", "%7B", "%s%n", "a b", "'; redis.call('FLUSHALL') --", "\" .. KEYS[1] .. \"", "]]", "nil",
			"-inf", "nan", "(1", "1e3", "#{T(java.lang.System).exit(1)}", "${user.home}", "../../etc/passwd", "ünïcödé",
			"漢字", "🧨", "\u2028", "\u202e");

	List<String> CONTROLS = List.of("\0", "a\0b", "a\r\nb", "\r\n*1\r\n$8\r\nFLUSHALL\r\n", "\u0001", "\t", "\u007f");

	@Test
	default void keepsQueuesOfHostileKeysApart() {
		String tail = UUID.randomUUID().toString();
		List<String> keys = new ArrayList<>(TEXTS);
		keys.add("x".repeat(200 - tail.length()));
		keys.add("🧨".repeat((200 - tail.length()) / 2));
		Map<String, RedisQueue<String>> queues = new LinkedHashMap<>();
		for (String key : keys) {
			queues.put(key, queue((settings) -> settings.key(key + tail)));
		}
		queues.forEach((key, queue) -> queue.send(key));
		queues.forEach((key, queue) -> {
			assertThat(invariant(queue).check().ready()).as(key).hasSize(1);
			Delivery<String> delivery = queue.receive().orElseThrow();
			assertThat(delivery.payload()).isEqualTo(key);
			assertThat(delivery.nack()).isTrue();
			assertThat(queue.poll()).contains(key);
			invariant(queue).checkEmpty();
		});
	}

	@Test
	default void takesAnyTextAsAnId() {
		RedisQueue<String> queue = queue();
		for (String id : texts()) {
			SendOptions options = SendOptions.defaults().id(id);
			assertThat(queue.send("first", options)).isEqualTo(id);
			assertThat(queue.send("second", options)).isEqualTo(id);
			assertThat(queue.cancel(id)).as(id).isTrue();
			queue.send("third", options);
			queue.receive().orElseThrow().nack();
			Delivery<String> delivery = queue.receive().orElseThrow();
			assertThat(delivery.id()).isEqualTo(id);
			assertThat(delivery.attempt()).isEqualTo(2);
			assertThat(delivery.reject(id + " is bad")).isTrue();
			assertThat(queue.deadLetters().browse(0, 1)).singleElement().satisfies((dead) -> {
				assertThat(dead.id()).isEqualTo(id);
				assertThat(dead.reason()).isEqualTo(id + " is bad");
			});
			assertThat(queue.deadLetters().redrive(id)).isTrue();
			assertThat(queue.browse(0, 1).get(0).id()).isEqualTo(id);
			assertThat(queue.receive().orElseThrow().ack()).isTrue();
			invariant(queue).checkEmpty();
		}
	}

	@Test
	default void takesAnyTextAsADeduplicationIdAndInAHeader() {
		RedisQueue<String> queue = queue((settings) -> settings.duplicateWindow(Duration.ofHours(1)));
		for (String text : texts()) {
			SendOptions options = SendOptions.defaults().deduplicationId(text).header(text, text);
			String id = queue.send("first", options);
			assertThat(queue.send("second", options)).isEqualTo(id);
			Delivery<String> delivery = queue.receive().orElseThrow();
			assertThat(delivery.headers()).containsExactly(Map.entry(text, text));
			assertThat(delivery.ack()).isTrue();
			assertThat(queue.send("third", options)).as(text).isEqualTo(id);
			assertThat(queue.size()).isZero();
		}
	}

	@Test
	default void keepsIdsAndTheirRestApart() {
		RedisQueue<String> queue = queue((settings) -> settings.duplicateWindow(Duration.ofHours(1)));
		sendWithIds(queue, "a", "da", "ia");
		assertThat(queue.poll(10)).hasSize(3);
		queue.send("named", SendOptions.defaults().deduplicationId("a"));
		queue.send("named d", SendOptions.defaults().deduplicationId("da"));
		assertThat(drain(queue)).isEqualTo(asTaken("named", "named d"));
	}

	@Test
	default void carriesAnyTextAsPayload() {
		RedisQueue<String> queue = queue();
		List<String> payloads = new ArrayList<>(texts());
		payloads.addAll(List.of("", "null", "\"", "+OK\r\n", "$-1\r\n", "*3\r\n$3\r\nSET\r\n$1\r\na\r\n$1\r\nb\r\n",
				"\ud83e", "a\udd23b", "x".repeat(1024 * 1024), "🧨".repeat(100_000)));
		queue.sendAll(payloads);
		List<Delivery<String>> deliveries = queue.receive(1_000, Duration.ZERO);
		assertThat(QueueFixture.payloads(deliveries)).isEqualTo(asTaken(payloads));
		assertThat(queue.ack(deliveries)).isEqualTo(payloads.size());
	}

	private static List<String> texts() {
		List<String> texts = new ArrayList<>(TEXTS);
		texts.addAll(CONTROLS);
		texts.addAll(List.of(" ", "é".repeat(256), "🧨".repeat(128)));
		return texts;
	}

}
