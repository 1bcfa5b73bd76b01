package io.github.redisqueues.internal.listener.method;

import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;

import io.github.redisqueues.internal.validation.InvalidAnnotationException;
import io.github.redisqueues.listener.QueueListener;
import io.github.redisqueues.queue.Delivery;
import io.github.redisqueues.queue.RedisQueue;
import io.github.redisqueues.queue.SendOptions;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Positive;
import jakarta.validation.constraints.Size;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.validation.autoconfigure.ValidationAutoConfiguration;
import org.springframework.messaging.Message;
import org.springframework.messaging.handler.annotation.Header;
import org.springframework.util.StringUtils;
import org.springframework.validation.annotation.Validated;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/**
 * Constraints on parameters and inside their types.
 */
class ParameterValidationTests {

	static Stream<Arguments> constrained() {
		return Stream.of(arguments(OfText.class, "texts", "text", " ", "text must not be blank"),
				arguments(OfDelivery.class, "texts", "text", " ", "text.payload must not be blank"),
				arguments(OfMessage.class, "texts", "text", " ", "text.payload must not be blank"),
				arguments(OfBatch.class, "texts", "text", " ", "texts.<list element> must not be blank"),
				arguments(OfDeliveries.class, "texts", "text", " ", "texts.<list element>.payload must not be blank"),
				arguments(OfSize.class, "texts", "text", "t", "text size must be between 2 and 9"),
				arguments(OfGroup.class, "texts", "text", " ", "text must not be blank"),
				arguments(OfClassGroup.class, "texts", "text", " ", "text must not be blank"),
				arguments(OfParameterGroup.class, "texts", "text", " ", "text must not be blank"),
				arguments(OfKeys.class, "maps", Map.of("text", 1), Map.of(" ", 1), "map.<map key> must not be blank"),
				arguments(OfSales.class, "sales", Map.of("a", new Sale("text")), Map.of("a", new Sale("")),
						"invalid: sku must not be blank"),
				arguments(OfArray.class, "arrays", new Sale[] { new Sale("text") }, new Sale[] { new Sale("") },
						"invalid: sku must not be blank"));
	}

	@ParameterizedTest
	@MethodSource("constrained")
	void areValidatedBeforeTheMethodIsCalled(Class<? extends Hearing> type, String name, Object valid, Object invalid,
			String reason) {
		runner(type).run((context) -> {
			assertThat(context).hasNotFailed();
			RedisQueue<Object> queue = ListenedContext.queue(context, name);
			queue.send(invalid);
			queue.send(valid);
			await().untilAsserted(() -> assertThat(context.getBean(type).heard()).containsExactly("text"));
			await().untilAsserted(
					() -> assertThat(queue.deadLetters().browse(0, 10)).singleElement().satisfies((letter) -> {
						assertThat(letter.attempts()).isEqualTo(1);
						assertThat(letter.reason()).startsWith("invalid: ").endsWith(reason);
					}));
		});
	}

	@ParameterizedTest
	@ValueSource(classes = { OfHeader.class, OfProtected.class })
	void soAreHeaders(Class<? extends Hearing> type) {
		runner(type).run((context) -> {
			RedisQueue<String> queue = ListenedContext.queue(context, "texts");
			queue.send("no", SendOptions.defaults().header("count", "1"));
			queue.send("text", SendOptions.defaults().header("count", "2"));
			await().untilAsserted(() -> assertThat(context.getBean(type).heard()).containsExactly("text"));
			await().untilAsserted(() -> assertThat(queue.deadLetters().browse(0, 10)).singleElement()
				.satisfies((letter) -> assertThat(letter.reason())
					.isEqualTo("invalid: count must be greater than or equal to 2")));
		});
	}

	static Stream<Arguments> refused() {
		return Stream.of(arguments(OfEnvelope.class, "value extractor", "on the field"),
				arguments(OfWrongType.class, "HV000030", "on the field"),
				arguments(OfWildcard.class, "wildcard", "in place of '? extends'"),
				arguments(OfStatic.class, "ignores them", "on the field"),
				arguments(OfValidatedHeader.class, "payload and its elements only", "@Valid"));
	}

	@ParameterizedTest
	@MethodSource("refused")
	void areRefusedAtTheStartIfTheyCannotBeValidated(Class<? extends Hearing> type, String reason, String action) {
		InvalidAnnotationException mistake = ListenedContext.mistake(runner(type));
		assertThat(mistake).hasMessageContaining(reason).hasMessageContaining(type.getName());
		assertThat(mistake.getAction()).contains(action);
	}

	@ParameterizedTest
	@ValueSource(classes = { OfText.class, OfHeader.class, OfBatch.class, OfKeys.class })
	void areRefusedWithoutAValidator(Class<? extends Hearing> type) {
		InvalidAnnotationException mistake = ListenedContext.mistake(plainRunner(type));
		assertThat(mistake).hasMessageContaining("no bean of type jakarta.validation.ValidatorFactory");
		assertThat(mistake.getAction()).contains("spring-boot-starter-validation");
	}

	private static ApplicationContextRunner runner(Class<? extends Hearing> type) {
		return plainRunner(type).withConfiguration(AutoConfigurations.of(ValidationAutoConfiguration.class));
	}

	private static ApplicationContextRunner plainRunner(Class<? extends Hearing> type) {
		return ListenedContext.runner()
			.withBean(StringUtils.uncapitalize(type.getSimpleName()), type)
			.withPropertyValues("queues.instances.maps.payload-type=java.util.Map<java.lang.String,java.lang.Integer>",
					"queues.instances.sales.payload-type=java.util.Map<java.lang.String," + Sale.class.getName() + ">",
					"queues.instances.arrays.payload-type=" + Sale.class.getName() + "[]",
					"queues.instances.envelopes.payload-type=" + Envelope.class.getName() + "<" + Sale.class.getName()
							+ ">");
	}

	record Sale(@NotBlank String sku) {

	}

	record Envelope<T>(String tenant, T data) {

	}

	interface Counted {

	}

	abstract static class Hearing {

		final Queue<String> heard = new ConcurrentLinkedQueue<>();

		public Queue<String> heard() {
			return this.heard;
		}

	}

	static class OfText extends Hearing {

		@QueueListener("texts")
		void on(@NotBlank String text) {
			this.heard.add(text);
		}

	}

	static class OfDelivery extends Hearing {

		@QueueListener("texts")
		void on(Delivery<@NotBlank String> text) {
			this.heard.add(text.payload());
		}

	}

	static class OfMessage extends Hearing {

		@QueueListener("texts")
		void on(Message<@NotBlank String> text) {
			this.heard.add(text.getPayload());
		}

	}

	static class OfBatch extends Hearing {

		@QueueListener("texts")
		void on(List<@NotBlank String> texts) {
			this.heard.addAll(texts);
		}

	}

	static class OfDeliveries extends Hearing {

		@QueueListener("texts")
		void on(List<Delivery<@NotBlank String>> texts) {
			texts.forEach((text) -> this.heard.add(text.payload()));
		}

	}

	static class OfSize extends Hearing {

		@QueueListener("texts")
		void on(@Size(min = 2, max = 9) String text) {
			this.heard.add(text);
		}

	}

	static class OfGroup extends Hearing {

		@QueueListener("texts")
		@Validated(Counted.class)
		void on(@NotBlank(groups = Counted.class) @Size(max = 1) String text) {
			this.heard.add(text);
		}

	}

	@Validated(Counted.class)
	static class OfClassGroup extends Hearing {

		@QueueListener("texts")
		public void on(@NotBlank(groups = Counted.class) @Size(max = 1) String text) {
			this.heard.add(text);
		}

	}

	static class OfParameterGroup extends Hearing {

		@QueueListener("texts")
		void on(@Validated(Counted.class) @NotBlank(groups = Counted.class) @Size(max = 1) String text) {
			this.heard.add(text);
		}

	}

	static class OfKeys extends Hearing {

		@QueueListener("maps")
		void on(Map<@NotBlank String, @Positive Integer> map) {
			this.heard.addAll(map.keySet());
		}

	}

	static class OfSales extends Hearing {

		@QueueListener("sales")
		void on(Map<String, @Valid Sale> sales) {
			sales.values().forEach((sale) -> this.heard.add(sale.sku()));
		}

	}

	static class OfArray extends Hearing {

		@QueueListener("arrays")
		void on(@Valid Sale[] sales) {
			this.heard.add(sales[0].sku());
		}

	}

	static class OfHeader extends Hearing {

		@QueueListener("texts")
		void on(String text, @Header("count") @Min(2) int count) {
			this.heard.add(text);
		}

	}

	static class OfProtected extends Hearing {

		@QueueListener("texts")
		protected void on(@NotBlank String text, @Header("count") @Min(2) Integer count) {
			this.heard.add(text);
		}

	}

	static class OfEnvelope extends Hearing {

		@QueueListener("envelopes")
		void on(Envelope<@Valid Sale> envelope) {
			this.heard.add(envelope.tenant());
		}

	}

	static class OfWrongType extends Hearing {

		@QueueListener("arrays")
		void on(@NotBlank Sale[] sales) {
			this.heard.add("never");
		}

	}

	static class OfWildcard extends Hearing {

		@QueueListener("sales")
		void on(Map<String, ? extends @Valid Sale> sales) {
			this.heard.add("never");
		}

	}

	static class OfStatic extends Hearing {

		@QueueListener("texts")
		static void on(@NotBlank String text) {
		}

	}

	static class OfValidatedHeader extends Hearing {

		@QueueListener("texts")
		void on(String text, @Header("count") @Validated int count) {
			this.heard.add(text);
		}

	}

}
