package io.github.redisqueues.internal.listener.method;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.List;

import io.github.redisqueues.internal.listener.method.ListenedContext.Order;
import io.github.redisqueues.listener.QueueListener;
import io.github.redisqueues.lock.DistributedLock;
import io.github.redisqueues.lock.LockHandle;
import io.github.redisqueues.queue.QueueSettings;
import io.github.redisqueues.queue.RedisQueue;
import io.github.redisqueues.queue.RedisQueueFactory;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;
import org.springframework.context.annotation.Scope;
import org.springframework.context.annotation.ScopedProxyMode;
import org.springframework.core.annotation.AliasFor;

/**
 * Beans that hear queues in all the ways there are.
 */
final class ListenedBeans {

	private ListenedBeans() {
	}

	abstract static class Inherited {

		@QueueListener("orders")
		void onInherited(Order order) {
			ListenedBeanTests.heard.add("inherited");
		}

	}

	static class Overriding extends Inherited {

		@Override
		@QueueListener("returns")
		void onInherited(Order order) {
			ListenedBeanTests.heard.add("overridden " + order.sku());
		}

	}

	static class Inheriting extends Inherited {

		@Override
		void onInherited(Order order) {
			ListenedBeanTests.heard.add("overridden " + order.sku());
		}

	}

	interface Declared {

		@QueueListener("returns")
		void onDeclared(Order order);

	}

	@Target(ElementType.METHOD)
	@Retention(RetentionPolicy.RUNTIME)
	@QueueListener("")
	@interface TextListener {

		@AliasFor(annotation = QueueListener.class, attribute = "value")
		String[] queues();

	}

	static class Places extends Inherited implements Declared {

		@Override
		public void onDeclared(Order order) {
			ListenedBeanTests.heard.add("declared");
		}

		@TextListener(queues = "texts")
		protected void onComposed(String text) {
			ListenedBeanTests.heard.add("composed");
		}

	}

	static class Several {

		@QueueListener(value = { "orders", "${second}" }, id = "mine-${second}")
		void on(Order order) {
			ListenedBeanTests.heard.add(order.sku());
		}

		@QueueListener(value = "texts", concurrency = "5")
		@QueueListener("numbers")
		void onAny(Object payload) {
			ListenedBeanTests.heard.add("any " + payload);
		}

	}

	interface Handler<T> {

		void on(T payload);

	}

	static class GenericHandler implements Handler<Order> {

		@Override
		@QueueListener("orders")
		public void on(Order order) {
			ListenedBeanTests.heard.add("generic");
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class ByInterface {

		@Bean
		Handler<Order> handler() {
			return new GenericHandler();
		}

	}

	static class TwoMethods implements Runnable {

		@Override
		public void run() {
		}

		@QueueListener("orders")
		public void on(Order order) {
			ListenedBeanTests.heard.add("never");
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class NotOnInterface {

		@Bean
		TwoMethods handler() {
			return new TwoMethods();
		}

	}

	static class PrivateMethod {

		@QueueListener("orders")
		private void on(Order order) {
			ListenedBeanTests.heard.add("never");
		}

		void onOther() {
		}

	}

	static class FinalMethod {

		@QueueListener("orders")
		final void on(Order order) {
			ListenedBeanTests.heard.add("never");
		}

		void onOther() {
		}

	}

	static class Locked {

		@QueueListener("orders")
		@DistributedLock(name = "stock", keys = "#order.sku()")
		public void on(Order order) {
			ListenedBeanTests.heard.add(LockHandle.current().isPresent() ? "locked " + order.sku() : "not locked");
		}

	}

	static class Plain {

		@QueueListener("orders")
		void on(Order order) {
			ListenedBeanTests.heard.add("plain");
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class LazyListener {

		@Bean
		@Lazy
		LazyBean lazyBean() {
			return new LazyBean();
		}

	}

	static class LazyBean {

		@QueueListener("orders")
		void on(Order order) {
			ListenedBeanTests.heard.add("lazy");
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class ScopedListener {

		@Bean
		@Scope(scopeName = "prototype", proxyMode = ScopedProxyMode.TARGET_CLASS)
		OneMessage oneMessage() {
			return new OneMessage();
		}

	}

	static class OneMessage {

		@QueueListener("orders")
		public void on(Order order) {
			ListenedBeanTests.heard.add(String.valueOf(System.identityHashCode(this)));
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OwnQueue {

		@Bean
		RedisQueue<String> invoices(RedisQueueFactory factory) {
			return factory.create(QueueSettings.of("bills", String.class));
		}

		@QueueListener("invoices")
		void on(String text) {
			ListenedBeanTests.heard.add("invoice " + text);
		}

	}

	@Configuration
	static class ListeningConfiguration {

		@QueueListener("orders")
		private void on(List<Order> orders) {
			ListenedBeanTests.heard.add("configuration");
		}

	}

}
