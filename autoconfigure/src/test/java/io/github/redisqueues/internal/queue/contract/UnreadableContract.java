package io.github.redisqueues.internal.queue.contract;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.github.redisqueues.queue.DeadLetter;
import io.github.redisqueues.queue.PayloadException;
import io.github.redisqueues.queue.QueuedMessage;
import io.github.redisqueues.queue.RedisQueue;
import io.github.redisqueues.queue.SendOptions;
import io.github.redisqueues.testing.BlockedCall;
import org.junit.jupiter.api.Test;

import org.springframework.core.ParameterizedTypeReference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Bytes that cannot be read, planted behind the queue's back: they become a dead letter
 * at once, with all their bytes, and the queue flows on.
 */
interface UnreadableContract extends QueueFixture {

	@Test
	default void receivesPastUnreadableMessages() {
		for (Map.Entry<String, byte[]> unreadable : unreadables().entrySet()) {
			RedisQueue<String> queue = queue();
			sendWithIds(queue, "a", "x", "b");
			plant(queue, "x", unreadable.getValue());
			assertThat(QueueFixture.payloads(queue.receive(10, Duration.ZERO))).as(unreadable.getKey())
				.isEqualTo(asTaken("a", "b"));
			assertUnreadable(queue, "x", unreadable.getValue());
		}
	}

	@Test
	default void pollsPastUnreadableMessages() {
		for (Map.Entry<String, byte[]> unreadable : unreadables().entrySet()) {
			RedisQueue<String> queue = queue();
			sendWithIds(queue, "a", "x", "b");
			plant(queue, "x", unreadable.getValue());
			assertThat(queue.poll(10)).as(unreadable.getKey()).isEqualTo(asTaken("a", "b"));
			assertUnreadable(queue, "x", unreadable.getValue());
		}
	}

	@Test
	default void takesTheNextReadableMessageWhenAskedForOne() {
		byte[] garbage = "garbage".getBytes();
		RedisQueue<String> queue = queue();
		sendWithIds(queue, "x", "y", "a", "b", "v", "w");
		List.of("v", "w", "x", "y").forEach((id) -> plant(queue, id, garbage));
		List<String> order = asTaken("a", "b");
		assertThat(queue.peek()).contains(order.get(0));
		assertThat(queue.receive())
			.hasValueSatisfying((delivery) -> assertThat(delivery.payload()).isEqualTo(order.get(0)));
		assertThat(queue.poll()).contains(order.get(1));
		assertThat(queue.poll(Duration.ofMillis(50))).isEmpty();
		assertThat(queue.deadLetters().size()).isEqualTo(4);
	}

	@Test
	default void peeksPastManyUnreadableMessages() {
		RedisQueue<String> queue = queue();
		List<String> ids = queue.sendAll(numbered(41));
		List<String> order = asTaken(ids);
		order.subList(0, 40).forEach((id) -> plant(queue, id, "garbage".getBytes()));
		assertThat(queue.peek()).isPresent();
		assertThat(queue.size()).isEqualTo(41);
	}

	@Test
	default void wakesForAReadableMessageBehindAnUnreadableOne() {
		RedisQueue<String> queue = queue();
		BlockedCall<String> waiter = inThread(() -> queue.poll(Duration.ofSeconds(30)).orElseThrow())
			.awaitParked(() -> isWaitedFor(queue));
		queue.pause();
		sendWithIds(queue, "x", "a", "y");
		List.of("x", "y").forEach((id) -> plant(queue, id, new byte[0]));
		queue.resume();
		assertThat(waiter.atOnce()).isEqualTo("a");
	}

	@Test
	default void browsesUnreadableMessages() {
		RedisQueue<String> queue = queue();
		sendWithIds(queue, "x");
		plant(queue, "x", "garbage".getBytes());
		QueuedMessage<String> message = queue.browse(0, 1).get(0);
		assertThat(message.bytes()).asString().isEqualTo("garbage");
		assertThat(message.sentAt()).isEqualTo(Instant.EPOCH);
		assertThatExceptionOfType(PayloadException.class).isThrownBy(message::payload)
			.withMessageNotContaining("garbage");
	}

	@Test
	default void redrivesAndDeletesUnreadableMessages() {
		RedisQueue<String> queue = queue();
		sendWithIds(queue, "x", "y");
		plant(queue, "x", "garbage".getBytes());
		plant(queue, "y", new byte[0]);
		assertThat(queue.receive()).isEmpty();
		assertThat(queue.deadLetters().redrive(10)).isEqualTo(2);
		assertThat(queue.poll()).isEmpty();
		assertThat(queue.deadLetters().delete("x")).isTrue();
		assertThat(queue.deadLetters().purge()).isEqualTo(1);
		invariant(queue).checkEmpty();
	}

	@Test
	default void makesNoClassThatTheBytesName() {
		RedisQueue<List<Object>> queue = queue(new ParameterizedTypeReference<List<Object>>() {
		}, (settings) -> settings);
		String trap = Trap.class.getName();
		for (String json : List.of("{\"@class\":\"%s\",\"value\":1}", "[\"%s\",{\"value\":1}]",
				"{\"@type\":\"%s\",\"value\":1}", "{\"%s\":{\"value\":1}}")) {
			String id = queue.send(List.of("placeholder"));
			plant(queue, id, envelope("[%s]".formatted(json.formatted(trap)).getBytes()));
			assertThat(queue.poll()).hasValueSatisfying(
					(payload) -> assertThat(payload.get(0).getClass().getName()).startsWith("java.util."));
		}
		RedisQueue<SendingContract.Order> orders = queue(SendingContract.Order.class, (settings) -> settings);
		orders.send(new SendingContract.Order("sku", 1, List.of()), SendOptions.defaults().id("x"));
		plant(orders, "x", envelope("{\"@class\":\"%s\",\"sku\":\"a\",\"quantity\":1}".formatted(trap).getBytes()));
		assertThat(orders.receive())
			.hasValueSatisfying((delivery) -> assertThat(delivery.payload().sku()).isEqualTo("a"));
		assertThat(Sprung.TRAPS).isZero();
	}

	private void assertUnreadable(RedisQueue<String> queue, String id, byte[] planted) {
		String messages = invariant(queue).key("messages");
		assertThat((byte[]) redis().nodeOf(messages).command("HGET", messages, id)).isEqualTo(planted);
		assertThat(queue.deadLetters().browse(0, 10)).singleElement().satisfies((dead) -> {
			assertThat(dead.id()).isEqualTo(id);
			assertThat(dead.reason()).startsWith(DeadLetter.UNREADABLE);
			assertThat(dead.bytes()).isIn(planted,
					Arrays.copyOfRange(planted, Math.min(10, planted.length), planted.length));
			assertThatExceptionOfType(PayloadException.class).isThrownBy(dead::payload);
		});
		invariant(queue).check();
	}

	private void plant(RedisQueue<?> queue, String id, byte[] envelope) {
		String messages = invariant(queue).key("messages");
		assertThat(redis().nodeOf(messages).number("HSET", messages, id, envelope)).as("fields that are new").isZero();
	}

	private static Map<String, byte[]> unreadables() {
		Map<String, byte[]> unreadables = new LinkedHashMap<>();
		unreadables.put("nothing", new byte[0]);
		unreadables.put("one byte", new byte[] { 1 });
		unreadables.put("garbage", "\0\1garbage {}[]\u00ff".repeat(5).getBytes(StandardCharsets.ISO_8859_1));
		byte[] unknownVersion = envelope("\"a\"".getBytes());
		unknownVersion[0] = 2;
		unreadables.put("an unknown version", unknownVersion);
		unreadables.put("a header cut in two", Arrays.copyOf(envelope(new byte[0]), 5));
		for (int flags = 1; flags < 256; flags <<= 1) {
			byte[] truncated = envelope(new byte[] { -1, -1 });
			truncated[1] = (byte) flags;
			unreadables.put("flags " + flags + " and fields cut off", truncated);
		}
		byte[] headers = envelope(new byte[] { 1, 0, 1, 'a', 127, -1, -1, -1, 'b' });
		headers[1] = 4;
		unreadables.put("a header longer than the envelope", headers);
		unreadables.put("bad UTF-8", envelope(new byte[] { '"', -1, -2, -64, '"' }));
		unreadables.put("no payload", envelope(new byte[0]));
		unreadables.put("null", envelope("null".getBytes()));
		unreadables.put("another JSON type", envelope("{\"a\":[1,2]}".getBytes()));
		unreadables.put("two values", envelope("\"a\"\"b\"".getBytes()));
		unreadables.put("deep JSON", envelope("[".repeat(100_000).getBytes()));
		unreadables.put("a gadget",
				envelope("[\"javax.swing.JEditorPane\",{\"page\":\"http://127.0.0.1:1/\"}]".getBytes()));
		return unreadables;
	}

	/**
	 * What a message without any option looks like.
	 */
	private static byte[] envelope(byte[] payload) {
		byte[] envelope = new byte[10 + payload.length];
		envelope[0] = 1;
		envelope[4] = 1;
		System.arraycopy(payload, 0, envelope, 10, payload.length);
		return envelope;
	}

	/**
	 * Counts the traps that were sprung, outside the class that must not be touched.
	 */
	final class Sprung {

		static int TRAPS;

		private Sprung() {
		}

	}

	class Trap {

		static {
			Sprung.TRAPS++;
		}

		public int value;

	}

}
