package io.github.redisqueues.internal.listener.method;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;

import io.github.redisqueues.listener.DoNotRetry;
import io.github.redisqueues.listener.ErrorHandler;
import io.github.redisqueues.listener.FailureAction;
import io.github.redisqueues.listener.QueueListener;
import io.github.redisqueues.queue.DeadLetter;
import io.github.redisqueues.queue.Delivery;
import io.github.redisqueues.queue.RedisQueue;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Positive;
import jakarta.validation.groups.Default;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.validation.autoconfigure.ValidationAutoConfiguration;
import org.springframework.context.ApplicationContext;
import org.springframework.messaging.Message;
import org.springframework.messaging.handler.annotation.Payload;
import org.springframework.util.StringUtils;
import org.springframework.validation.Errors;
import org.springframework.validation.Validator;
import org.springframework.validation.annotation.Validated;
import org.springframework.validation.beanvalidation.LocalValidatorFactoryBean;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * Payloads that are validated before the method is called.
 */
@ExtendWith(OutputCaptureExtension.class)
class PayloadValidationTests {

	@ParameterizedTest
	@ValueSource(classes = { OfPayload.class, OfAnnotatedPayload.class, OfDelivery.class, OfMessage.class,
			OfTypeArgument.class, OfBatch.class, OfDeliveries.class, OfElements.class })
	void anInvalidPayloadIsADeadLetterAtOnceAndTheOthersAreHandled(Class<? extends Hearing> type,
			CapturedOutput output) {
		runner(type).run((context) -> {
			RedisQueue<Sale> sales = sales(context);
			sales.sendAll(List.of(new Sale("tea", 1), new Sale(" ", -7654321), new Sale("cup", 2)));
			await()
				.untilAsserted(() -> assertThat(context.getBean(type).heard).containsExactlyInAnyOrder("tea", "cup"));
			await().untilAsserted(
					() -> assertThat(sales.deadLetters().browse(0, 10)).singleElement().satisfies((letter) -> {
						assertThat(letter.attempts()).isEqualTo(1);
						assertThat(letter.reason())
							.isEqualTo("invalid: amount must be greater than 0, sku must not be blank");
					}));
			await().untilAsserted(() -> assertThat(sales.size()).isZero());
			assertThat(output).contains("is now a dead letter: invalid: amount must be greater than 0")
				.doesNotContain("7654321");
		});
	}

	@Test
	void theElementsOfAPayloadAreValidated() {
		runner(OfListPayload.class).run((context) -> {
			RedisQueue<List<Object>> lists = ListenedContext.queue(context, "lists");
			lists.send(List.of("a", "b"));
			assertThat(context).hasNotFailed();
			await().untilAsserted(() -> assertThat(context.getBean(OfListPayload.class).heard).containsExactly("2"));
		});
	}

	@Test
	void theElementsOfMapsArraysAndOptionalsAreValidated() {
		try (LocalValidatorFactoryBean validator = new LocalValidatorFactoryBean()) {
			validator.afterPropertiesSet();
			PayloadValidation validation = new PayloadValidation(validator, new Object[0]);
			for (Sale sale : List.of(new Sale("tea", 1), new Sale("", 1))) {
				for (Object payload : List.of(Map.of("a", sale), Map.of("a", List.of(sale)), new Sale[] { sale },
						Optional.of(sale), List.of(Map.of("a", sale)))) {
					if (sale.sku().isEmpty()) {
						assertThatExceptionOfType(DoNotRetry.class).isThrownBy(() -> validation.validate(payload))
							.withMessage("invalid: sku must not be blank");
					}
					else {
						validation.validate(payload);
					}
				}
			}
		}
	}

	@Test
	void onlyTheNamedGroupIsValidated() {
		runner(OfGroup.class).run((context) -> {
			RedisQueue<Sale> sales = sales(context);
			sales.sendAll(List.of(new Sale("tea", -1), new Sale("", 1)));
			await().untilAsserted(() -> assertThat(sales.deadLetters().browse(0, 10)).extracting(DeadLetter::reason)
				.containsExactly("invalid: amount must be greater than 0"));
			await().untilAsserted(() -> assertThat(context.getBean(OfGroup.class).heard).containsExactly(""));
		});
	}

	@Test
	void aValidatorOfTheApplicationIsUsed() {
		ListenedContext.runner(OfPayload.class)
			.withPropertyValues("queues.instances.sales.payload-type=" + Sale.class.getName())
			.withBean(NoTea.class)
			.run((context) -> {
				sales(context).send(new Sale("tea", 1));
				await().untilAsserted(
						() -> assertThat(sales(context).deadLetters().browse(0, 10)).extracting(DeadLetter::reason)
							.containsExactly("invalid: sku is sold out"));
			});
	}

	@Test
	void theErrorHandlerDecides() {
		runner(OfPayload.class)
			.withBean(ErrorHandler.class, () -> (delivery, failure, suggested) -> FailureAction.acknowledge())
			.run((context) -> {
				sales(context).send(new Sale("", 1));
				ListenedContext.awaitEmpty(context, "sales");
				assertThat(sales(context).deadLetters().size()).isZero();
			});
	}

	private static ApplicationContextRunner runner(Class<? extends Hearing> type) {
		return ListenedContext.runner()
			.withConfiguration(AutoConfigurations.of(ValidationAutoConfiguration.class))
			.withBean(StringUtils.uncapitalize(type.getSimpleName()), type)
			.withPropertyValues("queues.instances.sales.payload-type=" + Sale.class.getName());
	}

	private static RedisQueue<Sale> sales(ApplicationContext context) {
		return ListenedContext.queue(context, "sales");
	}

	record Sale(@NotBlank String sku, @Positive(groups = {
			Default.class, Counted.class }) int amount){

	}

	interface Counted {

	}

	abstract static class Hearing {

		final Queue<String> heard = new ConcurrentLinkedQueue<>();

	}

	static class OfPayload extends Hearing {

		@QueueListener("sales")
		void on(@Valid Sale sale) {
			this.heard.add(sale.sku());
		}

	}

	static class OfAnnotatedPayload extends Hearing {

		@QueueListener("sales")
		void on(@Payload @Validated Sale sale) {
			this.heard.add(sale.sku());
		}

	}

	static class OfDelivery extends Hearing {

		@QueueListener("sales")
		void on(@Valid Delivery<Sale> sale) {
			this.heard.add(sale.payload().sku());
		}

	}

	static class OfMessage extends Hearing {

		@QueueListener("sales")
		void on(Message<@Valid Sale> sale) {
			this.heard.add(sale.getPayload().sku());
		}

	}

	static class OfTypeArgument extends Hearing {

		@QueueListener("sales")
		void on(Delivery<@Valid Sale> sale) {
			this.heard.add(sale.payload().sku());
		}

	}

	static class OfBatch extends Hearing {

		@QueueListener("sales")
		void on(@Valid List<Sale> sales) {
			sales.forEach((sale) -> this.heard.add(sale.sku()));
		}

	}

	static class OfDeliveries extends Hearing {

		@QueueListener("sales")
		void on(List<Delivery<@Valid Sale>> sales) {
			sales.forEach((sale) -> this.heard.add(sale.payload().sku()));
		}

	}

	static class OfElements extends Hearing {

		@QueueListener("sales")
		void on(List<@Valid Sale> sales) {
			sales.forEach((sale) -> this.heard.add(sale.sku()));
		}

	}

	static class OfListPayload extends Hearing {

		@QueueListener("lists")
		void on(@Valid List<?> list) {
			this.heard.add(String.valueOf(Set.copyOf(list).size()));
		}

	}

	static class OfGroup extends Hearing {

		@QueueListener("sales")
		void on(@Validated(Counted.class) Sale sale) {
			this.heard.add(sale.sku());
		}

	}

	static class NoTea implements Validator {

		@Override
		public boolean supports(Class<?> type) {
			return type == Sale.class;
		}

		@Override
		public void validate(Object target, Errors errors) {
			if (((Sale) target).sku().equals("tea")) {
				errors.rejectValue("sku", "tea", "is sold out");
			}
		}

	}

}
