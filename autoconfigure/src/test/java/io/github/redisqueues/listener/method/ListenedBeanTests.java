package io.github.redisqueues.listener.method;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

import io.github.redisqueues.autoconfigure.DistributedLocksAutoConfiguration;
import io.github.redisqueues.listener.QueueListener;
import io.github.redisqueues.listener.QueueListenerRegistry;
import io.github.redisqueues.listener.method.ListenedContext.Order;
import io.github.redisqueues.lock.DistributedLock;
import io.github.redisqueues.lock.LockHandle;
import io.github.redisqueues.queue.QueueSettings;
import io.github.redisqueues.queue.RedisQueue;
import io.github.redisqueues.queue.RedisQueueFactory;
import org.aopalliance.intercept.MethodInterceptor;
import org.junit.jupiter.api.Test;

import org.springframework.aop.framework.autoproxy.DefaultAdvisorAutoProxyCreator;
import org.springframework.aop.support.AopUtils;
import org.springframework.aop.support.DefaultPointcutAdvisor;
import org.springframework.aop.support.NameMatchMethodPointcut;
import org.springframework.boot.LazyInitializationBeanFactoryPostProcessor;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;
import org.springframework.context.annotation.Scope;
import org.springframework.context.annotation.ScopedProxyMode;
import org.springframework.core.annotation.AliasFor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Where the annotation may be, and what may stand in front of the bean.
 */
class ListenedBeanTests {

	private static final Queue<String> heard = new ConcurrentLinkedQueue<>();

	private static final Queue<String> advised = new ConcurrentLinkedQueue<>();

	@Test
	void isFoundOnSuperclassesInterfacesAndOtherAnnotations() {
		run(ListenedContext.runner(Places.class), "inherited", "declared", "composed");
	}

	@Test
	void anOverridingMethodMayHaveAnAnnotationOfItsOwn() {
		run(ListenedContext.runner(Overriding.class), "overridden cup");
		run(ListenedContext.runner(Inheriting.class), "overridden tea");
	}

	@Test
	void aMethodMayListenToSeveralQueuesInOneWayOrInSeveral() {
		ListenedContext.runner(Several.class).withPropertyValues("second=returns").run((context) -> {
			ListenedContext.queue(context, "orders").send(new Order("both", 1));
			ListenedContext.queue(context, "returns").send(new Order("both", 1));
			ListenedContext.queue(context, "texts").send("fast");
			ListenedContext.queue(context, "numbers").send(1);
			awaitHeard("both", "both", "any fast", "any 1");
			QueueListenerRegistry registry = context.getBean(QueueListenerRegistry.class);
			assertThat(registry.containers("mine-returns")).extracting((container) -> container.queue().name())
				.containsExactly("orders", "returns");
			assertThat(registry.containers("several.onAny"))
				.extracting((container) -> container.queue().name() + " " + container.settings().concurrency())
				.containsExactly("texts 5", "numbers 1");
		});
	}

	@Test
	void isCalledThroughAProxyOfItsClass() {
		run(advised(true).withBean("places", Places.class), "inherited", "declared", "composed");
		assertThat(advised).containsExactlyInAnyOrder("onInherited", "onDeclared", "onComposed");
	}

	@Test
	void isCalledThroughAProxyOfItsInterfaces() {
		run(advised(false).withUserConfiguration(ByInterface.class), "generic");
		assertThat(advised).containsExactly("on");
	}

	@Test
	void aProxyThatCannotPassTheCallOnIsRefused() {
		assertThat(ListenedContext.mistake(advised(false).withUserConfiguration(NotOnInterface.class)))
			.hasMessageContaining("a proxy of its interfaces, and none of them has the method")
			.hasMessageContaining("proxied by class");
		assertThat(ListenedContext.mistake(advised(true).withBean(PrivateMethod.class)))
			.hasMessageContaining("as it is private")
			.hasMessageContaining("Make the method public");
		assertThat(ListenedContext.mistake(advised(true).withBean(FinalMethod.class)))
			.hasMessageContaining("as it is final");
	}

	@Test
	void runsUnderItsLock() {
		run(ListenedContext.runner(Locked.class)
			.withConfiguration(AutoConfigurations.of(DistributedLocksAutoConfiguration.class)), "locked tea");
	}

	@Test
	void aLazyBeanListensFromTheStart() {
		run(ListenedContext.runner().withUserConfiguration(LazyListener.class), "lazy");
		run(ListenedContext.runner(Plain.class)
			.withInitializer(
					(context) -> context.addBeanFactoryPostProcessor(new LazyInitializationBeanFactoryPostProcessor())),
				"plain");
	}

	@Test
	void aScopedProxyIsAskedForEachMessage() {
		ListenedContext.runner().withUserConfiguration(ScopedListener.class).run((context) -> {
			ListenedContext.queue(context, "orders").send(new Order("tea", 1));
			ListenedContext.queue(context, "orders").send(new Order("tea", 1));
			await().untilAsserted(() -> assertThat(heard).hasSize(2));
			assertThat(heard).doesNotHaveDuplicates();
			heard.clear();
		});
	}

	@Test
	void aQueueMayBeABeanOfTheApplicationsOwn() {
		ListenedContext.runner().withUserConfiguration(OwnQueue.class).run((context) -> {
			ListenedContext.queue(context, "invoices").send("own");
			awaitHeard("invoice own");
		});
	}

	@Test
	void aConfigurationClassMayListen() {
		run(ListenedContext.runner().withUserConfiguration(ListeningConfiguration.class), "configuration");
	}

	private static void run(ApplicationContextRunner runner, String... expected) {
		heard.clear();
		advised.clear();
		runner.run((context) -> {
			assertThat(context).hasNotFailed();
			ListenedContext.queue(context, "orders").send(new Order("tea", 1));
			ListenedContext.queue(context, "returns").send(new Order("cup", 1));
			ListenedContext.queue(context, "texts").send("text");
			awaitHeard(expected);
		});
	}

	private static void awaitHeard(String... expected) {
		await().untilAsserted(() -> assertThat(heard).containsExactlyInAnyOrder(expected));
		heard.clear();
	}

	/**
	 * Something like transactions.
	 */
	private static ApplicationContextRunner advised(boolean byClass) {
		return ListenedContext.runner().withBean("proxies", DefaultAdvisorAutoProxyCreator.class, () -> {
			DefaultAdvisorAutoProxyCreator proxies = new DefaultAdvisorAutoProxyCreator();
			proxies.setProxyTargetClass(byClass);
			return proxies;
		}).withBean("advice", DefaultPointcutAdvisor.class, () -> {
			NameMatchMethodPointcut pointcut = new NameMatchMethodPointcut();
			pointcut.setMappedName("on*");
			pointcut.setClassFilter((type) -> type.getName().startsWith(ListenedBeanTests.class.getName()));
			return new DefaultPointcutAdvisor(pointcut, (MethodInterceptor) (invocation) -> {
				assertThat(AopUtils.isAopProxy(invocation.getThis())).isFalse();
				advised.add(invocation.getMethod().getName());
				return invocation.proceed();
			});
		});
	}

	abstract static class Inherited {

		@QueueListener("orders")
		void onInherited(Order order) {
			heard.add("inherited");
		}

	}

	static class Overriding extends Inherited {

		@Override
		@QueueListener("returns")
		void onInherited(Order order) {
			heard.add("overridden " + order.sku());
		}

	}

	static class Inheriting extends Inherited {

		@Override
		void onInherited(Order order) {
			heard.add("overridden " + order.sku());
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
			heard.add("declared");
		}

		@TextListener(queues = "texts")
		protected void onComposed(String text) {
			heard.add("composed");
		}

	}

	static class Several {

		@QueueListener(value = { "orders", "${second}" }, id = "mine-${second}")
		void on(Order order) {
			heard.add(order.sku());
		}

		@QueueListener(value = "texts", concurrency = "5")
		@QueueListener("numbers")
		void onAny(Object payload) {
			heard.add("any " + payload);
		}

	}

	interface Handler<T> {

		void on(T payload);

	}

	static class GenericHandler implements Handler<Order> {

		@Override
		@QueueListener("orders")
		public void on(Order order) {
			heard.add("generic");
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
			heard.add("never");
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
			heard.add("never");
		}

		void onOther() {
		}

	}

	static class FinalMethod {

		@QueueListener("orders")
		final void on(Order order) {
			heard.add("never");
		}

		void onOther() {
		}

	}

	static class Locked {

		@QueueListener("orders")
		@DistributedLock(name = "stock", keys = "#order.sku()")
		public void on(Order order) {
			heard.add(LockHandle.current().isPresent() ? "locked " + order.sku() : "not locked");
		}

	}

	static class Plain {

		@QueueListener("orders")
		void on(Order order) {
			heard.add("plain");
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
			heard.add("lazy");
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
			heard.add(String.valueOf(System.identityHashCode(this)));
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
			heard.add("invoice " + text);
		}

	}

	@Configuration
	static class ListeningConfiguration {

		@QueueListener("orders")
		private void on(List<Order> orders) {
			heard.add("configuration");
		}

	}

}
