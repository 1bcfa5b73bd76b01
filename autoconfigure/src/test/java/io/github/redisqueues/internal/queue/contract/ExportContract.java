package io.github.redisqueues.internal.queue.contract;

import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

import io.github.redisqueues.queue.DeadLetter;
import io.github.redisqueues.queue.MessageImport;
import io.github.redisqueues.queue.DeadLetterRetention;
import io.github.redisqueues.queue.DeadLetters;
import io.github.redisqueues.queue.Delivery;
import io.github.redisqueues.queue.QueueType;
import io.github.redisqueues.queue.RedisQueue;
import io.github.redisqueues.queue.SendOptions;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Dead letters that are written before they are deleted, and added again.
 */
interface ExportContract extends QueueFixture {

	@Test
	default void addsWhatWasDeletedWithAllThatItHad() throws IOException {
		RedisQueue<String> queue = queue();
		DeadLetters<String> dead = queue.deadLetters();
		assertThat(export(dead)).isEmpty();
		SendOptions options = SendOptions.defaults().header("trace", "4711 ä\n").maxAttempts(7);
		if (type() != QueueType.LIFO) {
			options = options.group("g");
		}
		if (type() == QueueType.PRIORITY) {
			options = options.priority(9);
		}
		queue.send("größer \"quoted\"\n", options.id("first"));
		Delivery<String> failed = queue.receive().orElseThrow();
		failed.nack();
		queue.receive().orElseThrow().reject("bad\nreason");
		queue.send("b");
		queue.receive().orElseThrow().reject("other");
		List<DeadLetter<String>> before = dead.browse(0, 10);
		String lines = export(dead);
		assertThat(lines.lines()).hasSize(2);
		assertThat(lines.lines().filter((line) -> line.contains("first"))).singleElement()
			.asString()
			.contains("\"id\":\"first\"", "\"reason\":\"bad\\nreason\"", "\"payload\":\"größer", "\"attempts\":2")
			.contains("\"headers\":{\"trace\":\"4711 ä\\n\"}");
		assertThat(dead.purge()).isEqualTo(2);
		assertThat(imported(inOtherProcess(queue).deadLetters(), lines)).isEqualTo(new MessageImport(2, 0));
		assertSame(dead.browse(0, 10), before);
		assertThat(imported(dead, lines)).as("nothing is there twice").isEqualTo(new MessageImport(0, 2));
		assertThat(dead.size()).isEqualTo(2);
		assertThat(dead.redrive("first")).isTrue();
		assertThat(imported(dead, lines)).as("a living message is left alone").isEqualTo(new MessageImport(0, 2));
		Delivery<String> again = queue.receive().orElseThrow();
		assertThat(failed.ack()).as("of an earlier life").isFalse();
		assertThat(again.payload()).isEqualTo("größer \"quoted\"\n");
		assertThat(again.headers()).containsEntry("trace", "4711 ä\n");
		assertThat(again.attempt()).isEqualTo(1);
		assertThat(again.ack()).isTrue();
		dead.purge();
		invariant(queue).checkEmpty();
	}

	@Test
	default void exportsAnyNumberInPages() throws IOException {
		RedisQueue<String> queue = queue();
		sendMany(queue, 305);
		DeadLetters<String> dead = queue.deadLetters();
		while (dead.size() < 305) {
			queue.receive(100, Duration.ZERO).forEach((delivery) -> delivery.reject("bad"));
		}
		List<String> ids = dead.browse(0, 1_000).stream().map(DeadLetter::id).toList();
		String lines = export(dead);
		assertThat(lines.lines()).hasSize(305);
		dead.delete(ids.subList(0, 150));
		RedisQueue<String> other = queue();
		assertThat(imported(other.deadLetters(), lines)).isEqualTo(new MessageImport(305, 0));
		assertThat(imported(dead, lines)).isEqualTo(new MessageImport(150, 155));
		assertThat(dead.browse(0, 1_000)).extracting(DeadLetter::id).containsExactlyInAnyOrderElementsOf(ids);
		assertThat(other.deadLetters().redrive(1_000)).isEqualTo(305);
		assertThat(drain(other)).containsExactlyInAnyOrderElementsOf(numbered(305));
	}

	@Test
	default void keepsAnImportedDeadLetterThatIsOlderThanTheRetention() throws IOException {
		RedisQueue<String> queue = queue(
				(settings) -> settings.deadLetters(new DeadLetterRetention(Duration.ofHours(1), 0)));
		queue.send("a");
		queue.receive().orElseThrow().reject("bad");
		DeadLetters<String> dead = queue.deadLetters();
		Instant diedAt = dead.browse(0, 1).get(0).diedAt();
		String old = export(dead).replace(diedAt.toString(), diedAt.minus(Duration.ofHours(2)).toString());
		dead.purge();
		assertThat(imported(dead, old).added()).isEqualTo(1);
		assertThat(dead.browse(0, 1)).singleElement()
			.satisfies((letter) -> assertThat(letter.diedAt()).isAfterOrEqualTo(diedAt));
	}

	@Test
	default void refusesWhatIsNoExport() throws IOException {
		RedisQueue<String> queue = queue();
		queue.send("a");
		queue.receive().orElseThrow().reject("bad");
		DeadLetters<String> dead = queue.deadLetters();
		String line = export(dead).strip();
		dead.purge();
		for (String wrong : List.of("{", "[]", "1", "{\"id\":\"a\"}", line.replace("\"attempts\":1", "\"attempts\":0"),
				line.replaceAll("\"diedAt\":\"[^\"]*\"", "\"diedAt\":\"now\""),
				line.replaceAll("\"stored\":\"[^\"]*\"", "\"stored\":\"?\""),
				line.replaceAll("\"diedAt\":\"[^\"]*\"", "\"diedAt\":\"+1000000000-12-31T23:59:59Z\""),
				line.replaceAll("\"diedAt\":\"[^\"]*\"", "\"diedAt\":\"-1000000000-01-01T00:00:00Z\""),
				line.replaceAll("\"id\":\"[^\"]*\"", "\"id\":\"\""))) {
			assertThatIllegalArgumentException().isThrownBy(() -> imported(dead, "\n" + wrong + "\n" + line))
				.withMessageStartingWith("Line 2 is no dead letter of an export: ")
				.withMessageContaining(queue.name());
			assertThat(dead.size()).isZero();
		}
		for (byte[] garbage : WrongEnvelopes.ALL) {
			assertThatIllegalArgumentException()
				.isThrownBy(() -> imported(dead, line + "\n" + WrongEnvelopes.replaceIn(line, garbage)))
				.withMessageStartingWith("Line 2 is no dead letter of an export: 'stored' ")
				.withMessageContaining("0 messages were added");
			assertThat(dead.size()).isZero();
		}
		assertThat(imported(dead, line + "\n\n").added()).isEqualTo(1);
	}

	private static void assertSame(List<DeadLetter<String>> found, List<DeadLetter<String>> expected) {
		assertThat(found).hasSameSizeAs(expected);
		for (int i = 0; i < found.size(); i++) {
			DeadLetter<String> one = found.get(i);
			DeadLetter<String> other = expected.get(i);
			assertThat(List.of(one.id(), one.reason(), one.payload(), one.attempts(), one.sentAt(), one.diedAt(),
					one.group(), one.headers()))
				.isEqualTo(List.of(other.id(), other.reason(), other.payload(), other.attempts(), other.sentAt(),
						other.diedAt(), other.group(), other.headers()));
		}
	}

	private static String export(DeadLetters<String> dead) throws IOException {
		StringWriter lines = new StringWriter();
		assertThat(dead.exportTo(lines)).isEqualTo(dead.size());
		return lines.toString();
	}

	private static MessageImport imported(DeadLetters<String> dead, String lines) throws IOException {
		return dead.importFrom(new StringReader(lines));
	}

}
