package io.github.redisqueues.internal.queue.contract;

import java.io.FilterWriter;
import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

import io.github.redisqueues.queue.Delivery;
import io.github.redisqueues.queue.MessageImport;
import io.github.redisqueues.queue.LimitChange;
import io.github.redisqueues.queue.MessageState;
import io.github.redisqueues.queue.MessageUpdate;
import io.github.redisqueues.queue.PauseOptions;
import io.github.redisqueues.queue.QueueFullException;
import io.github.redisqueues.queue.QueueType;
import io.github.redisqueues.queue.QueuedMessage;
import io.github.redisqueues.queue.RedisQueue;
import io.github.redisqueues.queue.SendOptions;
import io.github.redisqueues.queue.SendResult;
import io.github.redisqueues.queue.SendingPausedException;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assumptions.assumeThat;

/**
 * Messages that are written before they are purged or cancelled, and sent again.
 */
interface UndoContract extends QueueFixture {

	@Test
	default void sendsAgainWhatWasPurgedWithAllThatItHad() throws IOException {
		RedisQueue<String> queue = queue();
		assertThat(export(queue)).isEmpty();
		SendOptions options = SendOptions.defaults().header("trace", "4711 ä\n").maxAttempts(7);
		if (type() == QueueType.PRIORITY) {
			options = options.priority(9);
		}
		queue.send("leased");
		assertThat(queue.receive()).isPresent();
		Instant dueAt = Instant.ofEpochMilli(System.currentTimeMillis() + 3_600_000);
		queue.send("größer \"quoted\"\n", options.id("first").timeToLive(Duration.ofHours(2)));
		queue.send("later", options.deduplicationId("once").deliverAt(dueAt));
		List<QueuedMessage<String>> before = queue.browse(0, 10);
		assertThat(before).hasSize(2);
		String lines = export(queue);
		assertThat(lines.lines().filter((line) -> line.contains("first"))).singleElement()
			.asString()
			.contains("\"id\":\"first\"", "\"state\":\"ready\"", "\"payload\":\"größer", "\"headers\":{\"trace\"");
		assertThat(queue.purge()).isEqualTo(2);
		assertThat(imported(inOtherProcess(queue), lines)).isEqualTo(new MessageImport(2, 0));
		assertSame(queue.browse(0, 10), before);
		assertThat(queue.find("first").orElseThrow().state()).isEqualTo(MessageState.READY);
		assertThat(queue.browse(0, 10)).filteredOn((message) -> message.state() == MessageState.DELAYED)
			.singleElement()
			.satisfies((message) -> assertThat(message.dueAt()).contains(dueAt));
		assertThat(imported(queue, lines)).as("nothing is there twice").isEqualTo(new MessageImport(0, 2));
		String id = queue.send("again", SendOptions.defaults().deduplicationId("once"));
		assertThat(before).extracting(QueuedMessage::id).as("the deduplication id is in use").contains(id);
		assertThat(queue.size()).isEqualTo(3);
	}

	@Test
	default void keepsTheOrderOfAnyNumber() throws IOException {
		RedisQueue<String> queue = queue();
		List<String> sent = sendMany(queue, 305);
		String lines = export(queue);
		assertThat(lines.lines()).hasSize(305);
		assertThat(queue.purge()).isEqualTo(305);
		assertThat(imported(queue, lines)).isEqualTo(new MessageImport(305, 0));
		assertThat(drain(queue)).containsExactlyElementsOf(asTaken(sent));
		assertThat(imported(queue, lines)).as("they are gone, and no window remembers them")
			.isEqualTo(new MessageImport(305, 0));
		RedisQueue<String> other = queue();
		assertThat(imported(other, lines)).isEqualTo(new MessageImport(305, 0));
		assertThat(drain(other)).containsExactlyElementsOf(asTaken(sent));
	}

	@Test
	default void addsWhatWasCancelledInTheMiddle() throws IOException {
		RedisQueue<String> queue = queue();
		sendWithIds(queue, "a", "b", "c", "d", "e");
		String lines = export(queue);
		assertThat(queue.cancel(List.of("b", "c", "d"))).isEqualTo(3);
		assertThat(imported(queue, lines)).isEqualTo(new MessageImport(3, 2));
		List<String> order = (type() == QueueType.PRIORITY) ? List.of("a", "b", "c", "d", "e")
				: asTaken("a", "e", "b", "c", "d");
		assertThat(drain(queue)).containsExactlyElementsOf(order);
		invariant(queue).checkEmpty();
	}

	@Test
	default void keepsTheOrderOfGroups() throws IOException {
		assumeThat(type()).isNotEqualTo(QueueType.LIFO);
		RedisQueue<String> queue = queue();
		for (String payload : List.of("a1", "b1", "a2", "b2", "a3", "c1")) {
			queue.send(payload, SendOptions.defaults().group(payload.substring(0, 1)).id(payload));
		}
		// The head of a group is delayed, and the others wait for it
		queue.receive().orElseThrow().nack(Duration.ofHours(1));
		String lines = export(queue);
		assertThat(queue.purge()).isEqualTo(6);
		assertThat(imported(queue, lines)).isEqualTo(new MessageImport(6, 0));
		assertThat(queue.find("a1").orElseThrow().state()).isEqualTo(MessageState.DELAYED);
		assertThat(queue.find("a2").orElseThrow().state()).isEqualTo(MessageState.WAITING);
		assertThat(drain(queue)).containsExactlyInAnyOrder("b1", "b2", "c1").containsSubsequence("b1", "b2");
		assertThat(queue.update("a1", MessageUpdate.unchanged().delay(Duration.ZERO))).isTrue();
		assertThat(drain(queue)).containsExactly("a1", "a2", "a3");
		invariant(queue).checkEmpty();
	}

	@Test
	default void leavesOutWhatWasHandledWithinTheDuplicateWindow() throws IOException {
		RedisQueue<String> queue = queue((settings) -> settings.duplicateWindow(Duration.ofHours(1)));
		queue.send("handled", SendOptions.defaults().id("1").deduplicationId("d1"));
		queue.send("purged", SendOptions.defaults().id("2").deduplicationId("d2"));
		queue.send("replaced", SendOptions.defaults().id("3").deduplicationId("d3"));
		queue.send("without", SendOptions.defaults().id("4"));
		String lines = export(queue);
		List<Delivery<String>> all = queue.receive(4, Duration.ZERO);
		all.stream().filter((delivery) -> delivery.id().equals("1")).forEach(Delivery::ack);
		all.stream().filter((delivery) -> !delivery.id().equals("1")).forEach(Delivery::nack);
		assertThat(queue.purge()).isEqualTo(3);
		assertThat(queue.trySend("purged", SendOptions.defaults().id("2")).outcome())
			.as("a send is a duplicate, as before")
			.isEqualTo(SendResult.Outcome.DUPLICATE);
		assertThat(imported(queue, lines)).isEqualTo(new MessageImport(3, 1));
		assertThat(drain(queue)).containsExactlyInAnyOrder("purged", "replaced", "without");
		assertThat(imported(queue, lines)).as("all were handled").isEqualTo(new MessageImport(0, 4));
	}

	@Test
	default void tellsThatTheQueueIsFullOrSendingIsPaused() throws IOException {
		RedisQueue<String> queue = queue((settings) -> settings.capacity(5));
		sendWithIds(queue, "a", "b", "c", "d", "e");
		String lines = export(queue);
		queue.cancel(List.of("b", "c", "d", "e"));
		queue.send("new");
		queue.send("expired", SendOptions.defaults().timeToLive(Duration.ofMillis(1)));
		assertThatExceptionOfType(QueueFullException.class).isThrownBy(() -> imported(queue, lines))
			.withMessageStartingWith("3 messages were added, ")
			.withMessageContaining("holds 5 of 5 messages")
			.withMessageContaining("1 message was refused");
		queue.pauseSending(PauseOptions.defaults().reason("stocktaking"));
		assertThatExceptionOfType(SendingPausedException.class).isThrownBy(() -> imported(queue, lines))
			.withMessageStartingWith("0 messages were added, ")
			.withMessageContaining("stocktaking");
		queue.resumeSending();
		queue.limits().change(LimitChange.none().capacity(6));
		assertThat(imported(queue, lines)).isEqualTo(new MessageImport(1, 4));
		queue.deadLetters().purge();
	}

	@Test
	default void writesWhatStaysWhileConsumersTake() throws IOException {
		RedisQueue<String> queue = queue();
		List<String> ids = new ArrayList<>(queue.sendAll(IntStream.range(0, 700).mapToObj(String::valueOf).toList()));
		List<String> stay = new ArrayList<>(ids);
		StringWriter lines = new StringWriter();
		queue.exportTo(new FilterWriter(lines) {
			private int written;

			@Override
			public void write(String text, int from, int count) throws IOException {
				super.write(text, from, count);
				if (++this.written % 100 == 1) {
					queue.receive(30, Duration.ZERO).forEach((delivery) -> {
						stay.remove(delivery.id());
						delivery.ack();
					});
				}
			}
		});
		assertThat(stay).hasSizeLessThan(600);
		assertThat(stay.stream().filter((id) -> !lines.toString().contains("\"" + id + "\""))).isEmpty();
		assertThat(lines.toString().lines().distinct()).hasSameSizeAs(lines.toString().lines().toList());
		queue.purge();
	}

	@Test
	default void refusesWhatIsNoExportOfMessages() throws IOException {
		RedisQueue<String> queue = queue();
		queue.send("a");
		String line = export(queue).strip();
		queue.purge();
		for (String wrong : List.of("{", "[]", "{\"id\":\"a\"}", line.replace("\"nextAttempt\":1", "\"nextAttempt\":0"),
				line.replaceAll("\"stored\":\"[^\"]*\"", "\"stored\":\"?\""),
				line.replace("\"nextAttempt\"", "\"dueAt\":\"soon\",\"nextAttempt\""),
				line.replace("\"nextAttempt\"", "\"dueAt\":\"+1000000000-12-31T23:59:59Z\",\"nextAttempt\""),
				line.replace("\"nextAttempt\"", "\"expiresAt\":\"-1000000000-01-01T00:00:00Z\",\"nextAttempt\""),
				line.replace("\"nextAttempt\"", "\"expiresAt\":\"+10000-01-01T00:00:00Z\",\"nextAttempt\""))) {
			assertThatIllegalArgumentException().isThrownBy(() -> imported(queue, wrong + "\n" + line))
				.withMessageStartingWith("Line 1 is no message of an export: ");
		}
		for (byte[] garbage : WrongEnvelopes.ALL) {
			assertThatIllegalArgumentException()
				.isThrownBy(() -> imported(queue, line + "\n" + WrongEnvelopes.replaceIn(line, garbage)))
				.withMessageStartingWith("Line 2 is no message of an export: 'stored' ")
				.withMessageContaining("0 messages were added");
		}
		assertThat(queue.size()).isZero();
		assertThat(imported(queue, "\n" + line + "\n\n").added()).isEqualTo(1);
		assertThat(drain(queue)).containsExactly("a");
	}

	@Test
	default void writesALargePayloadOnce() throws IOException {
		RedisQueue<String> queue = queue();
		String large = "x\"".repeat(100_000);
		queue.send(large);
		queue.send("y".repeat(60_000));
		List<String> lines = export(queue).lines().sorted(Comparator.comparing(String::length)).toList();
		assertThat(lines.get(0)).contains("\"payload\":\"yy");
		// The payload has 300 KB as JSON, and 400 KB in Base64
		assertThat(lines.get(1)).hasSizeLessThan(401_000).doesNotContain("\"payload", "xx");
		queue.purge();
		assertThat(imported(queue, String.join("\n", lines))).isEqualTo(new MessageImport(2, 0));
		assertThat(drain(queue)).contains(large);
	}

	private static void assertSame(List<QueuedMessage<String>> found, List<QueuedMessage<String>> expected) {
		assertThat(found).extracting(UndoContract::describe)
			.containsExactlyElementsOf(expected.stream().map(UndoContract::describe).toList());
	}

	private static List<Object> describe(QueuedMessage<String> message) {
		return List.of(message.id(), message.state(), message.payload(), message.attempts(), message.sentAt(),
				message.dueAt(), message.group(), message.headers());
	}

	private static String export(RedisQueue<String> queue) throws IOException {
		StringWriter lines = new StringWriter();
		long written = queue.exportTo(lines);
		assertThat(lines.toString().lines()).hasSize((int) written);
		assertThat(written).isEqualTo(queue.stats().ready() + queue.stats().delayed());
		return lines.toString();
	}

	private static MessageImport imported(RedisQueue<String> queue, String lines) throws IOException {
		return queue.importFrom(new StringReader(lines));
	}

}
