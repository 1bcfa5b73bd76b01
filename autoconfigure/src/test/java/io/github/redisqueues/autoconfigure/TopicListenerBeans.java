package io.github.redisqueues.autoconfigure;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;

import io.github.redisqueues.topic.TopicListener;
import io.github.redisqueues.topic.TopicMessage;
import org.aopalliance.intercept.MethodInterceptor;

import org.springframework.aop.framework.ProxyFactory;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Scope;
import org.springframework.stereotype.Component;

/**
 * Beans that hear topics, and some with a mistake each.
 */
final class TopicListenerBeans {

	private TopicListenerBeans() {
	}

	record Order(String sku) {

	}

	abstract static class Base<T> {

		final List<String> heard = new CopyOnWriteArrayList<>();

		@TopicListener("news")
		void inherited(T payload) {
			this.heard.add("inherited " + payload);
		}

	}

	static class Shop extends Base<String> {

		@TopicListener("orders")
		void order(Order order) {
			this.heard.add("order " + order.sku());
		}

		@TopicListener("orders")
		int message(TopicMessage<Order> message) {
			return this.heard.add("message " + message.payload()) ? 1 : 0;
		}

		@TopicListener("orders")
		@TopicListener("${news.name}")
		public void both(Object payload) {
			this.heard.add("object " + payload);
		}

		@TopicListener("news")
		private void privately(String text) {
			this.heard.add("private " + text);
		}

	}

	interface Calls {

		@TopicListener("news")
		void on(String text);

		List<String> seen();

	}

	static class Recording implements Calls {

		private final List<String> seen = new CopyOnWriteArrayList<>();

		@Override
		public void on(String text) {
			this.seen.add(text);
		}

		@Override
		public List<String> seen() {
			return this.seen;
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Proxied {

		@Bean
		Calls calls() {
			return new Recording();
		}

		@Bean
		static BeanPostProcessor proxies() {
			return new BeanPostProcessor() {

				@Override
				public Object postProcessAfterInitialization(Object bean, String name) {
					if (!(bean instanceof Recording recording)) {
						return bean;
					}
					ProxyFactory factory = new ProxyFactory(bean);
					factory.addAdvice((MethodInterceptor) (call) -> {
						if (call.getMethod().getName().equals("on")) {
							recording.seen.add("proxy");
						}
						return call.proceed();
					});
					return factory.getProxy();
				}

			};
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Proxying {

		@Bean
		static BeanPostProcessor proxies() {
			return new BeanPostProcessor() {

				@Override
				public Object postProcessAfterInitialization(Object bean, String name) {
					if (!(bean instanceof Shop)) {
						return bean;
					}
					ProxyFactory factory = new ProxyFactory(bean);
					factory.setProxyTargetClass(true);
					return factory.getProxy();
				}

			};
		}

	}

	static class Slow {

		final CountDownLatch busy = new CountDownLatch(1);

		final CountDownLatch go = new CountDownLatch(1);

		final List<String> heard = new CopyOnWriteArrayList<>();

		volatile String thread = "";

		@TopicListener("news")
		void on(String text) throws InterruptedException {
			this.thread = Thread.currentThread().toString();
			this.busy.countDown();
			this.go.await();
			this.heard.add(text);
		}

	}

	static class Closing {

		final CountDownLatch closed = new CountDownLatch(1);

		private final ConfigurableApplicationContext context;

		Closing(ConfigurableApplicationContext context) {
			this.context = context;
		}

		@TopicListener("news")
		void on(String text) throws InterruptedException {
			Slow slow = this.context.getBeanProvider(Slow.class).getIfAvailable();
			if (slow != null) {
				slow.busy.await();
			}
			this.context.close();
			this.closed.countDown();
		}

	}

	@Scope("prototype")
	@Component
	static class Many {

		@TopicListener("news")
		void on(String text) {
		}

	}

	static class Asynchronous {

		@TopicListener("news")
		CompletableFuture<Void> on(String text) {
			return new CompletableFuture<>();
		}

	}

	static class Unset {

		@TopicListener("${nope}")
		void on(String text) {
		}

	}

	static class NoTopic {

		@TopicListener("nwes")
		void on(String text) {
			throw new IllegalStateException(text);
		}

	}

	static class WrongPayload {

		@TopicListener("news")
		void on(Integer number) {
			throw new IllegalStateException(number.toString());
		}

	}

	static class WrongMessage {

		@TopicListener("news")
		void on(TopicMessage<Integer> number) {
			throw new IllegalStateException(number.toString());
		}

	}

	static class NoParameter {

		@TopicListener("news")
		void on() {
			throw new IllegalStateException();
		}

	}

	static class TwoParameters {

		@TopicListener("news")
		void on(String text, String other) {
			throw new IllegalStateException(text + other);
		}

	}

}
