package io.github.redisqueues.internal.listener.method;

import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.github.redisqueues.internal.listener.method.ListenedContext.Order;
import io.github.redisqueues.listener.Acknowledgement;
import io.github.redisqueues.listener.QueueListener;
import kotlin.coroutines.Continuation;
import reactor.core.publisher.Mono;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Scope;
import org.springframework.context.annotation.ScopedProxyMode;
import org.springframework.scheduling.annotation.Async;

/**
 * Beans with a mistake each: in an attribute of the annotation, or in how the method or
 * the bean is made.
 */
final class WrongListeners {

	private WrongListeners() {
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

	static class ManualPayload {

		@QueueListener(value = "orders", acknowledgement = Acknowledgement.MANUAL)
		void on(Order order) {
		}

	}

	static class ManualPayloads {

		@QueueListener(value = "orders", acknowledgement = Acknowledgement.MANUAL)
		void on(List<Order> orders) {
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
