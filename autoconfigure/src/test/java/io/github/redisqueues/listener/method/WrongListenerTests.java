package io.github.redisqueues.listener.method;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

import io.github.redisqueues.listener.Attempt;
import io.github.redisqueues.listener.ErrorHandler;
import io.github.redisqueues.listener.Header;
import io.github.redisqueues.listener.MessageId;
import io.github.redisqueues.listener.QueueListener;
import io.github.redisqueues.listener.method.ListenedContext.Order;
import io.github.redisqueues.queue.Delivery;
import io.github.redisqueues.queue.RedisQueue;
import kotlin.coroutines.Continuation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.mockito.Mockito;
import reactor.core.publisher.Mono;

import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Scope;
import org.springframework.context.annotation.ScopedProxyMode;
import org.springframework.scheduling.annotation.Async;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/**
 * Each mistake keeps the application from starting, with a message that names bean and
 * method and says what to write.
 */
class WrongListenerTests {

	static Stream<Arguments> mistakes() {
		return Stream.of(
				arguments(Misspelt.class, "queue 'order', and there is no such queue", "Did you mean 'orders'?"),
				arguments(Unknown.class, "There are: orders, returns", "queues.instances.invoices"),
				arguments(NoQueue.class, "names no queue", "@QueueListener(\"orders\")"),
				arguments(Twice.class, "value of @QueueListener", "Name each queue once"),
				arguments(Placeholder.class, "value of @QueueListener", "Set the property"),
				arguments(NoParameter.class, "has no parameter for the message", "Order, Delivery<Order>"),
				arguments(OnlyAttempt.class, "has no parameter for the message", "Order, Delivery<Order>"),
				arguments(WrongType.class, "takes java.lang.String, but queue 'orders' holds", "payload-type"),
				arguments(WrongDelivery.class, "Delivery<java.lang.String>, but queue 'orders'", "Delivery<Order>"),
				arguments(WrongList.class, "List<java.lang.String>, but queue 'orders'", "List<Order>"),
				arguments(WrongBatch.class, "Delivery<java.lang.String>>, but queue", "List<Delivery<Order>>"),
				arguments(TwoPayloads.class, "two parameters for the message", "Leave one of them"),
				arguments(UnknownParameter.class, "parameter 1 of type java.lang.Thread", "Annotate it with @Header"),
				arguments(HeaderOfBatch.class, "takes a List", "List<Delivery<Order>>"),
				arguments(AttemptOfBatch.class, "takes a List", "List<Delivery<Order>>"),
				arguments(NamelessHeader.class, "names no header", "@Header(\"name\")"),
				arguments(WrongMap.class, "names no header", "Map<String, String>"),
				arguments(WrongHeader.class, "nothing converts to that type", "Converter"),
				arguments(WrongId.class, "an id is a String", "Make it a String"),
				arguments(WrongAttempt.class, "an attempt is an int", "Make it an int"),
				arguments(WrongConcurrency.class, "concurrency of @QueueListener", "\"2-8\""),
				arguments(NoConcurrency.class, "concurrency of @QueueListener", "\"2-8\""),
				arguments(WrongBatchSize.class, "from 1 to 500", "Write for example"),
				arguments(BatchSizeOfOne.class, "takes one message at a time", "Remove the batchSize"),
				arguments(WrongTimeLimit.class, "is '10', but it is no duration", "30s"),
				arguments(NegativeTimeLimit.class, "is '-1s', but it is no duration", "30s"),
				arguments(WrongAutoStartup.class, "is 'yes', but it is neither true nor false", "\"true\""),
				arguments(NoErrorHandler.class, "errorHandler of @QueueListener", "Define an ErrorHandler bean"),
				arguments(SameId.class, "has the id 'same', which is that of", "an id of its own"),
				arguments(Overloaded.class, "has the id 'overloaded.on', which is that of", "an id of its own"),
				arguments(SameQueueAgain.class, "another listener of that id for queue 'orders'", "id of its own"),
				arguments(Stage.class, "returns a CompletableFuture", "before the method returns"),
				arguments(Reactive.class, "returns a Mono", "before the method returns"),
				arguments(Asynchronous.class, "is @Async", "before the method returns"),
				arguments(Suspending.class, "is a suspending function", "before the method returns"),
				arguments(NotOneObject.class, "no singleton", "scoped proxy"),
				arguments(OfARequest.class, "scope 'request'", "Make it a singleton"));
	}

	@ParameterizedTest
	@MethodSource("mistakes")
	void explainsAMistake(Class<?> type, String what, String action) {
		InvalidQueueListenerException mistake = ListenedContext
			.mistake(ListenedContext.runner().withUserConfiguration(type));
		assertThat(mistake.getDescription()).contains(what, type.getName(), "ean '").doesNotEndWith(".");
		assertThat(mistake.getAction()).contains(action).endsWith(".");
	}

	@Test
	void explainsThatABeanOfThatNameIsNoQueue() {
		ApplicationContextRunner runner = ListenedContext.runner(Unknown.class)
			.withBean("invoices", String.class, () -> "no queue");
		assertThat(ListenedContext.mistake(runner)).hasMessageContaining("no queue: java.lang.String");
	}

	@Test
	void explainsThatTheQueueIsOfAnotherKind() {
		ApplicationContextRunner runner = ListenedContext.runner(Unknown.class)
			.withBean("invoices", RedisQueue.class, () -> Mockito.mock(RedisQueue.class));
		assertThat(ListenedContext.mistake(runner)).hasMessageContaining("a RedisQueue of the application's own")
			.hasMessageContaining("RedisQueueFactory");
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

	static class Misspelt {

		@QueueListener("order")
		void on(Order order) {
		}

	}

	static class Unknown {

		@QueueListener("invoices")
		void on(Order order) {
		}

	}

	static class NoQueue {

		@QueueListener({})
		void on(Order order) {
		}

	}

	static class Twice {

		@QueueListener({ "orders", "orders" })
		void on(Order order) {
		}

	}

	static class Placeholder {

		@QueueListener("${no.such.queue}")
		void on(Order order) {
		}

	}

	static class NoParameter {

		@QueueListener("orders")
		void on() {
		}

	}

	static class OnlyAttempt {

		@QueueListener("orders")
		void on(@Attempt int attempt) {
		}

	}

	static class WrongType {

		@QueueListener({ "texts", "orders" })
		void on(String text) {
		}

	}

	static class WrongDelivery {

		@QueueListener("orders")
		void on(Delivery<String> text) {
		}

	}

	static class WrongList {

		@QueueListener("orders")
		void on(List<String> texts) {
		}

	}

	static class WrongBatch {

		@QueueListener("orders")
		void on(List<Delivery<String>> texts) {
		}

	}

	static class TwoPayloads {

		@QueueListener("orders")
		void on(Order order, Delivery<Order> delivery) {
		}

	}

	static class UnknownParameter {

		@QueueListener("orders")
		void on(Order order, Thread thread) {
		}

	}

	static class HeaderOfBatch {

		@QueueListener("orders")
		void on(List<Order> orders, @Header("tenant") String tenant) {
		}

	}

	static class AttemptOfBatch {

		@QueueListener("orders")
		void on(@Attempt int attempt, List<Delivery<Order>> orders) {
		}

	}

	static class NamelessHeader {

		@QueueListener("orders")
		void on(Order order, @Header String tenant) {
		}

	}

	static class WrongMap {

		@QueueListener("orders")
		void on(Order order, @Header Map<String, Integer> headers) {
		}

	}

	static class WrongHeader {

		@QueueListener("orders")
		void on(Order order, @Header("thread") Order thread) {
		}

	}

	static class WrongId {

		@QueueListener("orders")
		void on(Order order, @MessageId long id) {
		}

	}

	static class WrongAttempt {

		@QueueListener("orders")
		void on(Order order, @Attempt String attempt) {
		}

	}

	static class WrongConcurrency {

		@QueueListener(value = "orders", concurrency = "many")
		void on(Order order) {
		}

	}

	static class NoConcurrency {

		@QueueListener(value = "orders", concurrency = "0-2")
		void on(Order order) {
		}

	}

	static class WrongBatchSize {

		@QueueListener(value = "orders", batchSize = "501")
		void on(List<Order> orders) {
		}

	}

	static class BatchSizeOfOne {

		@QueueListener(value = "orders", batchSize = "5")
		void on(Order order) {
		}

	}

	static class WrongTimeLimit {

		@QueueListener(value = "orders", timeLimit = "10")
		void on(Order order) {
		}

	}

	static class NegativeTimeLimit {

		@QueueListener(value = "orders", timeLimit = "-1s")
		void on(Order order) {
		}

	}

	static class WrongAutoStartup {

		@QueueListener(value = "orders", autoStartup = "yes")
		void on(Order order) {
		}

	}

	static class NoErrorHandler {

		@QueueListener(value = "orders", errorHandler = "patient")
		void on(Order order) {
		}

	}

	static class SameId {

		@QueueListener(value = "orders", id = "same")
		void on(Order order) {
		}

		@QueueListener(value = "returns", id = "same")
		void onReturn(Order order) {
		}

	}

	@Configuration("overloaded")
	static class Overloaded {

		@QueueListener("orders")
		void on(Order order) {
		}

		@QueueListener("texts")
		void on(String text) {
		}

	}

	static class SameQueueAgain {

		@QueueListener("orders")
		@QueueListener(value = "orders", concurrency = "5")
		void on(Order order) {
		}

	}

	static class Stage {

		@QueueListener("orders")
		CompletableFuture<Void> on(Order order) {
			return CompletableFuture.completedFuture(null);
		}

	}

	static class Reactive {

		@QueueListener("orders")
		Mono<Void> on(Order order) {
			return Mono.empty();
		}

	}

	static class Asynchronous {

		@Async
		@QueueListener("orders")
		void on(Order order) {
		}

	}

	static class Suspending {

		@QueueListener("orders")
		Object on(Order order, Continuation<Object> continuation) {
			return order;
		}

	}

	@Configuration
	static class NotOneObject {

		@Bean
		@Scope("prototype")
		Inner listener() {
			return new Inner();
		}

		static class Inner {

			@QueueListener("orders")
			void on(Order order) {
			}

		}

	}

	@Configuration
	static class OfARequest {

		@Bean
		@Scope(scopeName = "request", proxyMode = ScopedProxyMode.TARGET_CLASS)
		Inner listener() {
			return new Inner();
		}

		static class Inner {

			@QueueListener("orders")
			void on(Order order) {
			}

		}

	}

}
