package io.github.redisqueues.internal.queue.contract;

import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

import io.github.redisqueues.queue.Backoff;
import io.github.redisqueues.queue.DeadLetter;
import io.github.redisqueues.queue.Delivery;
import io.github.redisqueues.queue.PayloadException;
import io.github.redisqueues.queue.QueueSettings;
import io.github.redisqueues.queue.QueuedMessage;
import io.github.redisqueues.queue.RedisQueue;
import io.github.redisqueues.queue.SendOptions;
import io.github.redisqueues.testing.BlockedCall;
import org.junit.jupiter.api.Test;

import org.springframework.core.ParameterizedTypeReference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * Bytes that this process cannot read, planted behind the queue's back: they are returned
 * with backoff, as another process may read them, and become a dead letter with all their
 * bytes after the last attempt. The queue flows on.
 */
interface UnreadableContract extends QueueFixture {

	Backoff AT_ONCE = new Backoff(Duration.ZERO, 1, Duration.ZERO);

	Backoff HOURS = new Backoff(Duration.ofHours(2), 1, Duration.ofHours(2));

	@Test
	default void receivesPastUnreadableMessages() {
		readsPastUnreadableMessages((queue) -> QueueFixture.payloads(queue.receive(100, Duration.ZERO)));
	}

	@Test
	default void pollsPastUnreadableMessages() {
		readsPastUnreadableMessages((queue) -> queue.poll(100));
	}

	private void readsPastUnreadableMessages(Function<RedisQueue<String>, List<String>> take) {
		RedisQueue<String> queue = queue(UnreadableContract::threeAttemptsAtOnce);
		Map<String, byte[]> unreadables = unreadables();
		sendWithIds(queue, "a");
		unreadables.keySet().forEach((id) -> sendWithIds(queue, id));
		sendWithIds(queue, "b");
		unreadables.forEach((id, bytes) -> plant(queue, id, bytes));
		assertThat(take.apply(queue)).isEqualTo(asTaken("a", "b"));
		for (int attempt = 2; attempt <= 3; attempt++) {
			assertThat(queue.stats().dead()).isZero();
			assertThat(queue.browse(0, 100)).extracting(QueuedMessage::id)
				.containsExactlyInAnyOrderElementsOf(unreadables.keySet());
			unreadables.forEach((id, bytes) -> assertStored(queue, id, bytes));
			invariant(queue).check();
			awaitReady(queue, unreadables.size());
			assertThat(take.apply(queue)).isEmpty();
		}
		assertThat(queue.browse(0, 100)).isEmpty();
		Map<String, DeadLetter<String>> dead = new LinkedHashMap<>();
		queue.deadLetters().browse(0, 100).forEach((letter) -> dead.put(letter.id(), letter));
		assertThat(dead.keySet()).isEqualTo(unreadables.keySet());
		unreadables.forEach((id, bytes) -> {
			DeadLetter<String> letter = dead.get(id);
			assertStored(queue, id, bytes);
			assertThat(letter.attempts()).as(id).isEqualTo(3);
			assertThat(letter.reason()).as(id).startsWith(DeadLetter.UNREADABLE + ": ");
			assertThat(letter.bytes()).as(id)
				.isIn(bytes, Arrays.copyOfRange(bytes, Math.min(10, bytes.length), bytes.length));
			assertThatExceptionOfType(PayloadException.class).as(id).isThrownBy(letter::payload);
		});
	}

	@Test
	default void returnsUnreadableMessagesWithBackoff() {
		RedisQueue<String> queue = queue((settings) -> settings.backoff(HOURS));
		sendWithIds(queue, "received", "polled", "exchanged");
		List.of("received", "polled", "exchanged").forEach((id) -> plant(queue, id, new byte[] { 9 }));
		assertThat(queue.receive()).isEmpty();
		assertThat(queue.poll()).isEmpty();
		assertThat(queue.receive(10, Duration.ZERO)).isEmpty();
		assertThat(queue.stats().delayed()).isEqualTo(3);
		assertThat(queue.deadLetters().size()).isZero();
		assertThat(queue.browse(0, 10)).hasSize(3)
			.allSatisfy((message) -> assertThat(message.dueAt()).hasValueSatisfying((due) -> assertThat(due)
				.isBetween(Instant.now().minusSeconds(60), Instant.now().plusSeconds(7300))));
	}

	@Test
	default void anotherProcessReadsWhatThisOneCannot() {
		RedisQueue<String> older = queue(UnreadableContract::threeAttemptsAtOnce);
		RedisQueue<Integer[]> newer = otherProcess()
			.create(QueueSettings.builder(older.name(), Integer[].class).type(type()).maxAttempts(3).build());
		newer.sendAll(List.of(new Integer[] { 1 }, new Integer[] { 2 }), SendOptions.defaults().header("release", "2"));
		assertThat(older.receive(2, Duration.ZERO)).isEmpty();
		awaitReady(older, 2);
		assertThat(older.poll(2)).isEmpty();
		awaitReady(older, 2);
		List<Delivery<Integer[]>> deliveries = newer.receive(2, Duration.ofSeconds(5));
		assertThat(deliveries).extracting((delivery) -> delivery.payload()[0]).containsExactlyInAnyOrder(1, 2);
		assertThat(deliveries).extracting(Delivery::attempt).containsOnly(3);
		assertThat(deliveries).allSatisfy((delivery) -> {
			assertThat(delivery.headers()).containsEntry("release", "2");
			assertThat(delivery.ack()).isTrue();
		});
		invariant(older).checkEmpty();
	}

	@Test
	default void keepsTheReasonOfEachProcess() {
		RedisQueue<String> one = queue(UnreadableContract::threeAttemptsAtOnce);
		RedisQueue<Integer> two = otherProcess()
			.create(threeAttemptsAtOnce(QueueSettings.builder(one.name(), Integer.class).type(type())).build());
		one.sendAll(List.of("received", "polled"));
		for (QueuedMessage<String> message : one.browse(0, 2)) {
			plant(one, message.id(), envelope("[true]".getBytes()));
		}
		assertThat(one.receive(2, Duration.ZERO)).isEmpty();
		awaitReady(one, 2);
		assertThat(two.poll(2)).isEmpty();
		awaitReady(one, 2);
		assertThat(one.poll(2)).isEmpty();
		assertThat(one.deadLetters().browse(0, 10)).hasSize(2)
			.allSatisfy((dead) -> assertThat(dead.reason()).startsWith(DeadLetter.UNREADABLE + ": ")
				.containsOnlyOnce("java.lang.String")
				.containsOnlyOnce("java.lang.Integer")
				.contains(ManagementFactory.getRuntimeMXBean().getName()));
	}

	@Test
	default void boundsTheReasonsOfManyProcesses() {
		RedisQueue<String> queue = queue((settings) -> settings.backoff(AT_ONCE).maxAttempts(1000));
		sendWithIds(queue, "x");
		for (int i = 0; i < 20; i++) {
			plant(queue, "x", new byte[] { (byte) (100 + i), 0, 0, 0, 0, 0, 0, 0, 0, 0 });
			awaitReady(queue, 1);
			boolean isTaken = (i % 2 == 0) ? queue.receive().isPresent() : queue.poll().isPresent();
			assertThat(isTaken).isFalse();
		}
		RedisQueue<String> last = otherProcess().create(settingsOf(queue).toBuilder().maxAttempts(1).build());
		awaitReady(queue, 1);
		assertThat(last.poll()).isEmpty();
		assertThat(queue.deadLetters().browse(0, 1)).singleElement().satisfies((dead) -> {
			assertThat(dead.reason()).contains("version 100", "version 101", "; ").hasSizeBetween(500, 1000);
			// A receive that is slow may take it twice
			assertThat(dead.attempts()).isBetween(21, 40);
		});
	}

	@Test
	default void doesNotStopShortBehindUnreadableMessages() {
		RedisQueue<String> queue = queue((settings) -> settings.backoff(HOURS));
		for (boolean receives : List.of(true, false)) {
			List<String> ids = new ArrayList<>(queue.sendAll(numbered(900)));
			ids.addAll(queue.sendAll(numbered(900)));
			for (int i = 0; i < ids.size(); i += 2) {
				plant(queue, ids.get(i), new byte[] { 9 });
			}
			if (receives) {
				assertThat(queue.receive(700, Duration.ofSeconds(20))).hasSize(700);
			}
			else {
				assertThat(queue.poll(700, Duration.ofSeconds(20))).hasSize(700);
			}
			queue.purge();
		}
	}

	@Test
	default void takesTheNextReadableMessageWhenAskedForOne() {
		byte[] garbage = "garbage".getBytes();
		RedisQueue<String> queue = queue((settings) -> settings.maxAttempts(1));
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
	default void neverPutsBackOneMessageTwice() {
		RedisQueue<String> queue = queue((settings) -> settings.backoff(HOURS));
		sendWithIds(queue, "x");
		plant(queue, "x", new byte[] { 9 });
		assertThat(queue.poll()).isEmpty();
		assertThat(queue.stats().delayed()).isEqualTo(1);
		queue.send("again", SendOptions.defaults().id("x"));
		assertThat(queue.size()).as("the id is still in use").isEqualTo(1);
		assertThat(queue.cancel("x")).isTrue();
		invariant(queue).checkEmpty();
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
		RedisQueue<String> queue = queue((settings) -> settings.maxAttempts(1));
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

	private static <E> QueueSettings.Builder<E> threeAttemptsAtOnce(QueueSettings.Builder<E> settings) {
		return settings.backoff(AT_ONCE).maxAttempts(3);
	}

	private static void awaitReady(RedisQueue<?> queue, int count) {
		await().untilAsserted(() -> assertThat(queue.stats().ready()).isEqualTo(count));
	}

	private void assertStored(RedisQueue<String> queue, String id, byte[] planted) {
		String messages = invariant(queue).key("messages");
		assertThat((byte[]) redis().nodeOf(messages).command("HGET", messages, id)).isEqualTo(planted);
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
