package io.github.redisqueues.internal.listener.method;

import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;

import io.github.redisqueues.listener.Acknowledgement;
import io.github.redisqueues.listener.ErrorHandler;
import io.github.redisqueues.listener.FailureAction;
import io.github.redisqueues.listener.QueueListener;
import io.github.redisqueues.queue.DeadLetter;
import io.github.redisqueues.queue.Delivery;
import io.github.redisqueues.queue.QueueStats;
import io.github.redisqueues.queue.RedisQueue;
import io.github.redisqueues.queue.SendOptions;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.test.context.runner.ContextConsumer;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/**
 * What happens to a message after each shape of method, in each mode, has returned,
 * settled the message itself, or thrown. A message's payload tells the method what to do.
 */
@Timeout(60)
@ExtendWith(OutputCaptureExtension.class)
class AcknowledgementModeTests {

	private static final String MAX_ATTEMPTS = "max-attempts";

	private static final String THROWN = MAX_ATTEMPTS + ": java.lang.IllegalStateException: planted";

	/**
	 * Listener, command, expected deliveries, reason of the dead letter (null for none),
	 * and the number of delayed messages.
	 */
	static Stream<Arguments> singleMessages() {
		return Stream.concat(
				Stream.of(arguments(PayloadOnReturn.class, "return", 1, null, 0),
						arguments(PayloadOnReturn.class, "throw", 2, THROWN, 0),
						arguments(PayloadsOnReturn.class, "return", 1, null, 0),
						arguments(PayloadsOnReturn.class, "throw", 2, THROWN, 0),
						arguments(DeliveryOnReturn.class, "return", 1, null, 0),
						arguments(DeliveriesOnReturn.class, "return", 1, null, 0),
						arguments(DeliveryManual.class, "return", 2, MAX_ATTEMPTS, 0),
						arguments(DeliveriesManual.class, "return", 2, MAX_ATTEMPTS, 0)),
				Stream
					.of(DeliveryOnReturn.class, DeliveriesOnReturn.class, DeliveryManual.class, DeliveriesManual.class)
					.flatMap((type) -> Stream.of(arguments(type, "ack", 1, null, 0),
							arguments(type, "nack", 1, null, 1), arguments(type, "reject", 1, "by hand", 0),
							arguments(type, "retry", 2, MAX_ATTEMPTS, 0), arguments(type, "throw", 2, THROWN, 0),
							arguments(type, "ack throw", 1, null, 0), arguments(type, "nack throw", 1, null, 1),
							arguments(type, "reject throw", 1, "by hand", 0))));
	}

	@ParameterizedTest
	@MethodSource("singleMessages")
	void settlesAMessage(Class<? extends Listener> type, String command, int deliveries, String reason, int delayed,
			CapturedOutput output) {
		run(type, (context) -> {
			RedisQueue<String> queue = ListenedContext.queue(context, "texts");
			queue.send(command);
			await().untilAsserted(() -> {
				assertThat(context.getBean(Listener.class).handled).hasSize(deliveries);
				assertThat(queue.stats())
					.extracting(QueueStats::ready, QueueStats::inFlight, QueueStats::delayed, QueueStats::dead)
					.containsExactly(0L, 0L, (long) delayed, (reason != null) ? 1L : 0L);
			});
			if (reason != null) {
				assertThat(deadLetters(queue)).singleElement().asString().startsWith(command + "=" + reason);
			}
			assertThat(context.getBean(Failures.class).seen).as("the handler has not settled these")
				.hasSize(command.equals("throw") ? 2 : 0);
			if (command.endsWith(" throw")) {
				await().untilAsserted(() -> assertThat(output).containsOnlyOnce("threw after it had settled message '")
					.containsOnlyOnce(" WARN "));
			}
			else if (!command.equals("throw")) {
				assertThat(output).doesNotContain(" WARN ").doesNotContain(" ERROR ");
			}
		});
	}

	@ParameterizedTest
	@ValueSource(classes = { DeliveriesOnReturn.class, DeliveriesManual.class })
	void settlesTheRestOfABatchByItsMode(Class<? extends Listener> type) {
		run(type, (context) -> {
			RedisQueue<String> queue = ListenedContext.queue(context, "texts");
			sendAtOnce(queue, List.of("return", "ack", "nack", "reject", "return b"));
			boolean isManual = type == DeliveriesManual.class;
			await().untilAsserted(() -> {
				assertThat(queue.stats())
					.extracting(QueueStats::ready, QueueStats::inFlight, QueueStats::delayed, QueueStats::dead)
					.containsExactly(0L, 0L, 1L, isManual ? 3L : 1L);
				assertThat(context.getBean(Listener.class).handled).startsWith("return", "ack", "nack", "reject",
						"return b");
			});
			assertThat(deadLetters(queue)).containsExactlyInAnyOrderElementsOf(
					isManual ? List.of("reject=by hand", "return=" + MAX_ATTEMPTS, "return b=" + MAX_ATTEMPTS)
							: List.of("reject=by hand"));
			assertThat(context.getBean(Failures.class).seen).isEmpty();
		});
	}

	@ParameterizedTest
	@ValueSource(classes = { DeliveriesOnReturn.class, DeliveriesManual.class })
	void retriesOfAFailedBatchOnlyWhatIsNotSettled(Class<? extends Listener> type) {
		run(type, (context) -> {
			RedisQueue<String> queue = ListenedContext.queue(context, "texts");
			sendAtOnce(queue, List.of("return", "ack", "nack", "reject", "throw"));
			await().untilAsserted(() -> {
				assertThat(queue.stats()).extracting(QueueStats::ready, QueueStats::inFlight, QueueStats::delayed)
					.containsExactly(0L, 0L, 1L);
				assertThat(context.getBean(Listener.class).handled).filteredOn("throw"::equals).hasSize(3);
			});
			boolean isManual = type == DeliveriesManual.class;
			assertThat(context.getBean(Listener.class).handled)
				.startsWith("return", "ack", "nack", "reject", "throw", "return", "throw")
				.as("the second attempts")
				.hasSize(isManual ? 9 : 8);
			assertThat(context.getBean(Failures.class).seen).containsExactly("throw", "throw");
			assertThat(deadLetters(queue)).contains("reject=by hand")
				.anySatisfy((letter) -> assertThat(letter).startsWith("throw=" + THROWN))
				.noneSatisfy((letter) -> assertThat(letter).startsWith("ack"));
		});
	}

	private static void run(Class<? extends Listener> type, ContextConsumer<ApplicationContext> test) {
		ListenedContext.runner(type)
			.withBean(Failures.class)
			.withPropertyValues("queues.instances.texts.max-attempts=2", "queues.instances.texts.lease-time=600ms",
					"queues.instances.texts.backoff.initial=0s", "queues.instances.texts.backoff.max=0s")
			.run((context) -> test.accept(context.getSourceApplicationContext()));
	}

	/**
	 * Sends while the queue is paused, so that one batch takes all of it.
	 */
	private static void sendAtOnce(RedisQueue<String> queue, List<String> commands) {
		queue.pause();
		queue.sendAll(commands, SendOptions.defaults());
		queue.resume();
	}

	private static List<String> deadLetters(RedisQueue<String> queue) {
		return queue.deadLetters().browse(0, 10).stream().map(AcknowledgementModeTests::describe).toList();
	}

	private static String describe(DeadLetter<String> letter) {
		return letter.payload() + "=" + letter.reason();
	}

	/**
	 * Does to a message what its payload says.
	 */
	abstract static class Listener {

		final Queue<String> handled = new ConcurrentLinkedQueue<>();

		void handle(List<Delivery<String>> deliveries) {
			deliveries.forEach((delivery) -> {
				this.handled.add(delivery.payload());
				switch (delivery.payload().split(" ")[0]) {
					case "ack" -> assertThat(delivery.ack()).isTrue();
					case "nack" -> assertThat(delivery.nack(Duration.ofHours(1))).isTrue();
					case "retry" -> assertThat(delivery.retry()).isTrue();
					case "reject" -> assertThat(delivery.reject("by hand")).isTrue();
					default -> assertThat(delivery.sentAt()).isNotNull();
				}
			});
			throwIfAsked(deliveries.stream().map(Delivery::payload).toList());
		}

		void throwIfAsked(List<String> payloads) {
			if (payloads.stream().anyMatch((payload) -> payload.endsWith("throw"))) {
				throw new IllegalStateException("planted");
			}
		}

	}

	static class PayloadOnReturn extends Listener {

		@QueueListener("texts")
		void on(String text) {
			this.handled.add(text);
			throwIfAsked(List.of(text));
		}

	}

	static class PayloadsOnReturn extends Listener {

		@QueueListener("texts")
		void on(List<String> texts) {
			this.handled.addAll(texts);
			throwIfAsked(texts);
		}

	}

	static class DeliveryOnReturn extends Listener {

		@QueueListener("texts")
		void on(Delivery<String> delivery) {
			handle(List.of(delivery));
		}

	}

	static class DeliveriesOnReturn extends Listener {

		@QueueListener(value = "texts", acknowledgement = Acknowledgement.ON_RETURN)
		void on(List<Delivery<String>> deliveries) {
			handle(deliveries);
		}

	}

	static class DeliveryManual extends Listener {

		@QueueListener(value = "texts", acknowledgement = Acknowledgement.MANUAL)
		void on(Delivery<String> delivery) {
			handle(List.of(delivery));
		}

	}

	static class DeliveriesManual extends Listener {

		@QueueListener(value = "texts", acknowledgement = Acknowledgement.MANUAL)
		void on(List<Delivery<String>> deliveries) {
			handle(deliveries);
		}

	}

	/**
	 * Keeps what reaches the error handler.
	 */
	static class Failures implements ErrorHandler {

		final Queue<String> seen = new ConcurrentLinkedQueue<>();

		@Override
		public FailureAction onFailure(Delivery<?> delivery, Throwable failure, FailureAction suggested) {
			this.seen.add((String) delivery.payload());
			return suggested;
		}

	}

}
