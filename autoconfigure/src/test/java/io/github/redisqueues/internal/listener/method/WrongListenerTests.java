package io.github.redisqueues.internal.listener.method;

import java.util.stream.Stream;

import io.github.redisqueues.internal.listener.method.WrongListenerParameters.AttemptOfBatch;
import io.github.redisqueues.internal.listener.method.WrongListenerParameters.BatchAndMessage;
import io.github.redisqueues.internal.listener.method.WrongListenerParameters.HeaderOfBatch;
import io.github.redisqueues.internal.listener.method.WrongListenerParameters.HeadersOfBatch;
import io.github.redisqueues.internal.listener.method.WrongListenerParameters.ManualMessage;
import io.github.redisqueues.internal.listener.method.WrongListenerParameters.MapAsHeader;
import io.github.redisqueues.internal.listener.method.WrongListenerParameters.NoParameter;
import io.github.redisqueues.internal.listener.method.WrongListenerParameters.NoValidator;
import io.github.redisqueues.internal.listener.method.WrongListenerParameters.NoValidatorOfElements;
import io.github.redisqueues.internal.listener.method.WrongListenerParameters.OnlyAttempt;
import io.github.redisqueues.internal.listener.method.WrongListenerParameters.OptionalPrimitive;
import io.github.redisqueues.internal.listener.method.WrongListenerParameters.PayloadExpression;
import io.github.redisqueues.internal.listener.method.WrongListenerParameters.TwoPayloads;
import io.github.redisqueues.internal.listener.method.WrongListenerParameters.UnknownParameter;
import io.github.redisqueues.internal.listener.method.WrongListenerParameters.WrongAttempt;
import io.github.redisqueues.internal.listener.method.WrongListenerParameters.WrongBatch;
import io.github.redisqueues.internal.listener.method.WrongListenerParameters.WrongDefault;
import io.github.redisqueues.internal.listener.method.WrongListenerParameters.WrongDelivery;
import io.github.redisqueues.internal.listener.method.WrongListenerParameters.WrongHeader;
import io.github.redisqueues.internal.listener.method.WrongListenerParameters.WrongHeaderName;
import io.github.redisqueues.internal.listener.method.WrongListenerParameters.WrongId;
import io.github.redisqueues.internal.listener.method.WrongListenerParameters.WrongList;
import io.github.redisqueues.internal.listener.method.WrongListenerParameters.WrongMap;
import io.github.redisqueues.internal.listener.method.WrongListenerParameters.WrongMessage;
import io.github.redisqueues.internal.listener.method.WrongListenerParameters.WrongMessages;
import io.github.redisqueues.internal.listener.method.WrongListenerParameters.WrongPayload;
import io.github.redisqueues.internal.listener.method.WrongListenerParameters.WrongQueueHeader;
import io.github.redisqueues.internal.listener.method.WrongListenerParameters.WrongType;
import io.github.redisqueues.internal.listener.method.WrongListeners.Asynchronous;
import io.github.redisqueues.internal.listener.method.WrongListeners.BatchSizeOfOne;
import io.github.redisqueues.internal.listener.method.WrongListeners.ManualPayload;
import io.github.redisqueues.internal.listener.method.WrongListeners.ManualPayloads;
import io.github.redisqueues.internal.listener.method.WrongListeners.Misspelt;
import io.github.redisqueues.internal.listener.method.WrongListeners.NegativeTimeLimit;
import io.github.redisqueues.internal.listener.method.WrongListeners.NoConcurrency;
import io.github.redisqueues.internal.listener.method.WrongListeners.NoErrorHandler;
import io.github.redisqueues.internal.listener.method.WrongListeners.NoQueue;
import io.github.redisqueues.internal.listener.method.WrongListeners.NotOneObject;
import io.github.redisqueues.internal.listener.method.WrongListeners.OfARequest;
import io.github.redisqueues.internal.listener.method.WrongListeners.Overloaded;
import io.github.redisqueues.internal.listener.method.WrongListeners.Placeholder;
import io.github.redisqueues.internal.listener.method.WrongListeners.Reactive;
import io.github.redisqueues.internal.listener.method.WrongListeners.SameId;
import io.github.redisqueues.internal.listener.method.WrongListeners.SameQueueAgain;
import io.github.redisqueues.internal.listener.method.WrongListeners.Stage;
import io.github.redisqueues.internal.listener.method.WrongListeners.Suspending;
import io.github.redisqueues.internal.listener.method.WrongListeners.Twice;
import io.github.redisqueues.internal.listener.method.WrongListeners.Unknown;
import io.github.redisqueues.internal.listener.method.WrongListeners.WrongAutoStartup;
import io.github.redisqueues.internal.listener.method.WrongListeners.WrongBatchSize;
import io.github.redisqueues.internal.listener.method.WrongListeners.WrongConcurrency;
import io.github.redisqueues.internal.listener.method.WrongListeners.WrongTimeLimit;
import io.github.redisqueues.internal.validation.InvalidAnnotationException;
import io.github.redisqueues.listener.ErrorHandler;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/**
 * Each mistake keeps the application from starting, with a message that names bean and
 * method and says what to write.
 */
class WrongListenerTests {

	static Stream<Arguments> mistakes() {
		return Stream.of(
				arguments(Misspelt.class, "queue 'order', but there is no such queue", "Did you mean 'orders'?"),
				arguments(Unknown.class, "Queues are: orders, returns", "queues.instances.invoices"),
				arguments(NoQueue.class, "names no queue", "@QueueListener(\"orders\")"),
				arguments(Twice.class, "value of @QueueListener", "Name each queue once"),
				arguments(Placeholder.class, "value of @QueueListener", "Set the property"),
				arguments(NoParameter.class, "has no parameter for the message", "Order, Delivery<Order>"),
				arguments(OnlyAttempt.class, "has no parameter for the message", "Order, Delivery<Order>"),
				arguments(WrongType.class, "takes java.lang.String, but the payloads of queue 'orders' are",
						"payload-type"),
				arguments(WrongDelivery.class, "Delivery<java.lang.String>, but the payloads of queue 'orders'",
						"Delivery<Order>"),
				arguments(WrongList.class, "List<java.lang.String>, but the payloads of queue 'orders'", "List<Order>"),
				arguments(WrongBatch.class, "Delivery<java.lang.String>>, but the payloads", "List<Delivery<Order>>"),
				arguments(TwoPayloads.class, "two parameters for the message", "Remove one of them"),
				arguments(UnknownParameter.class, "parameter 1 of type java.lang.Thread", "Annotate it with @Header"),
				arguments(HeaderOfBatch.class, "takes a List", "List<Delivery<Order>>"),
				arguments(AttemptOfBatch.class, "takes a List", "List<Delivery<Order>>"),
				arguments(MapAsHeader.class, "no converter turns a String into that type", "write @Headers"),
				arguments(OptionalPrimitive.class, "not required may be missing", "defaultValue"),
				arguments(WrongDefault.class, "'many' cannot be converted", "Correct the defaultValue"),
				arguments(WrongHeaderName.class, "'${no.such.header}' cannot be resolved", "Set the property"),
				arguments(WrongQueueHeader.class, "no converter turns a Instant into that type", "Converter"),
				arguments(PayloadExpression.class, "an expression is not evaluated", "Remove the expression"),
				arguments(WrongPayload.class, "takes java.lang.String, but the payloads of queue 'orders' are",
						"payload-type"),
				arguments(WrongMessage.class, "Message<java.lang.String>, but the payloads", "Delivery<Order>"),
				arguments(WrongMessages.class, "Message<java.lang.String>>, but the payloads", "Delivery<Order>"),
				arguments(ManualMessage.class, "is MANUAL, but the method takes no Delivery", "Take a Delivery<Order>"),
				arguments(BatchAndMessage.class, "two parameters for the message", "Remove one of them"),
				arguments(HeadersOfBatch.class, "takes a List", "List<Delivery<Order>>"),
				arguments(NoValidator.class, "there is no Validator bean", "spring-boot-starter-validation"),
				arguments(NoValidatorOfElements.class, "there is no Validator bean", "spring-boot-starter-validation"),
				arguments(WrongMap.class, "headers are a Map", "Map<String, String>"),
				arguments(WrongHeader.class, "no converter turns a String into that type", "Converter"),
				arguments(WrongId.class, "a message id is a String", "Make it a String"),
				arguments(WrongAttempt.class, "an attempt is an int", "Make it an int"),
				arguments(WrongConcurrency.class, "concurrency of @QueueListener", "\"2-8\""),
				arguments(NoConcurrency.class, "concurrency of @QueueListener", "\"2-8\""),
				arguments(WrongBatchSize.class, "from 1 to 500", "Write for example"),
				arguments(BatchSizeOfOne.class, "takes one message at a time", "Remove the batchSize"),
				arguments(ManualPayload.class, "is MANUAL, but the method takes no Delivery", "Take a Delivery<Order>"),
				arguments(ManualPayloads.class, "acknowledgement of @QueueListener", "remove the attribute"),
				arguments(WrongTimeLimit.class, "is '10', but it must be a duration", "30s"),
				arguments(NegativeTimeLimit.class, "is '-1s', but it must be a duration", "30s"),
				arguments(WrongAutoStartup.class, "is 'yes', but it must be true or false", "\"true\""),
				arguments(NoErrorHandler.class, "errorHandler of @QueueListener", "Define an ErrorHandler bean"),
				arguments(SameId.class, "has the id 'same', which is also the id of", "its own id"),
				arguments(Overloaded.class, "has the id 'overloaded.on', which is also the id of", "its own id"),
				arguments(SameQueueAgain.class, "queue 'orders' already has a listener with that id", "its own id"),
				arguments(Stage.class, "returns a CompletableFuture", "before the method returns"),
				arguments(Reactive.class, "returns a Mono", "before the method returns"),
				arguments(Asynchronous.class, "is @Async", "before the method returns"),
				arguments(Suspending.class, "is a suspending function", "before the method returns"),
				arguments(NotOneObject.class, "not a singleton", "scoped proxy"),
				arguments(OfARequest.class, "scope 'request'", "Make it a singleton"));
	}

	@ParameterizedTest
	@MethodSource("mistakes")
	void explainsAMistake(Class<?> type, String what, String action) {
		InvalidAnnotationException mistake = ListenedContext
			.mistake(ListenedContext.runner().withUserConfiguration(type));
		assertThat(mistake.getDescription()).contains(what, type.getName(), "ean '").doesNotEndWith(".");
		assertThat(mistake.getAction()).contains(action).endsWith(".");
	}

	@Test
	void explainsThatABeanOfThatNameIsNoQueue() {
		ApplicationContextRunner runner = ListenedContext.runner(Unknown.class)
			.withBean("invoices", String.class, () -> "no queue");
		assertThat(ListenedContext.mistake(runner)).hasMessageContaining("not a queue: java.lang.String");
	}

	@Test
	void explainsThatAnErrorHandlerHasAnotherName() {
		ApplicationContextRunner runner = ListenedContext.runner(NoErrorHandler.class)
			.withBean("patience", ErrorHandler.class, () -> (delivery, failure, suggested) -> suggested);
		assertThat(ListenedContext.mistake(runner)).hasMessageContaining("Did you mean 'patience'?");
	}

	@Test
	void aPlaceholderWithoutAPropertyIsNamed() {
		assertThat(ListenedContext.mistake(ListenedContext.runner(Placeholder.class)))
			.hasMessageContaining("'${no.such.queue}'");
	}

}
