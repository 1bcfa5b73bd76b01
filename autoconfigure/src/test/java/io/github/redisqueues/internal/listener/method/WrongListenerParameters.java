package io.github.redisqueues.internal.listener.method;

import java.util.List;
import java.util.Map;

import io.github.redisqueues.internal.listener.method.ListenedContext.Order;
import io.github.redisqueues.internal.listener.method.ListenedContext.Sold;
import io.github.redisqueues.listener.Acknowledgement;
import io.github.redisqueues.listener.Attempt;
import io.github.redisqueues.listener.MessageId;
import io.github.redisqueues.listener.QueueHeaders;
import io.github.redisqueues.listener.QueueListener;
import io.github.redisqueues.queue.Delivery;
import jakarta.validation.Valid;

import org.springframework.messaging.Message;
import org.springframework.messaging.handler.annotation.Header;
import org.springframework.messaging.handler.annotation.Headers;
import org.springframework.messaging.handler.annotation.Payload;

/**
 * Beans whose listener methods have a wrong parameter each.
 */
final class WrongListenerParameters {

	private WrongListenerParameters() {
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
		void on(Order order, Sold sold) {
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

	static class MapAsHeader {

		@QueueListener("orders")
		void on(Order order, @Header Map<String, String> headers) {
		}

	}

	static class OptionalPrimitive {

		@QueueListener("orders")
		void on(Order order, @Header(name = "count", required = false) int count) {
		}

	}

	static class WrongDefault {

		@QueueListener("orders")
		void on(Order order, @Header(name = "count", defaultValue = "many") int count) {
		}

	}

	static class WrongHeaderName {

		@QueueListener("orders")
		void on(Order order, @Header("${no.such.header}") String header) {
		}

	}

	static class WrongQueueHeader {

		@QueueListener("orders")
		void on(Order order, @Header(QueueHeaders.SENT_AT) Order sentAt) {
		}

	}

	static class PayloadExpression {

		@QueueListener("orders")
		void on(@Payload("sku") Order order) {
		}

	}

	static class WrongPayload {

		@QueueListener("orders")
		void on(@Payload String order, @Header("tenant") String tenant) {
		}

	}

	static class WrongMessage {

		@QueueListener("orders")
		void on(Message<String> message) {
		}

	}

	static class WrongMessages {

		@QueueListener("orders")
		void on(List<Message<String>> messages) {
		}

	}

	static class ManualMessage {

		@QueueListener(value = "orders", acknowledgement = Acknowledgement.MANUAL)
		void on(Message<Order> message) {
		}

	}

	static class BatchAndMessage {

		@QueueListener("orders")
		void on(List<Order> orders, Message<Order> message) {
		}

	}

	static class HeadersOfBatch {

		@QueueListener("orders")
		void on(List<Order> orders, @Headers Map<String, Object> headers) {
		}

	}

	static class NoValidator {

		@QueueListener("orders")
		void on(@Valid Order order) {
		}

	}

	static class NoValidatorOfElements {

		@QueueListener("orders")
		void on(List<Delivery<@Valid Order>> orders) {
		}

	}

	static class WrongMap {

		@QueueListener("orders")
		void on(Order order, @Headers Map<String, Integer> headers) {
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

}
