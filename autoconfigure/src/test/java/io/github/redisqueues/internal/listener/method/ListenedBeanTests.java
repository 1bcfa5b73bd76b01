package io.github.redisqueues.internal.listener.method;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

import io.github.redisqueues.autoconfigure.DistributedLocksAutoConfiguration;
import io.github.redisqueues.internal.listener.method.ListenedBeans.ByInterface;
import io.github.redisqueues.internal.listener.method.ListenedBeans.FinalMethod;
import io.github.redisqueues.internal.listener.method.ListenedBeans.Inheriting;
import io.github.redisqueues.internal.listener.method.ListenedBeans.LazyListener;
import io.github.redisqueues.internal.listener.method.ListenedBeans.ListeningConfiguration;
import io.github.redisqueues.internal.listener.method.ListenedBeans.Locked;
import io.github.redisqueues.internal.listener.method.ListenedBeans.NotOnInterface;
import io.github.redisqueues.internal.listener.method.ListenedBeans.Overriding;
import io.github.redisqueues.internal.listener.method.ListenedBeans.OwnQueue;
import io.github.redisqueues.internal.listener.method.ListenedBeans.Places;
import io.github.redisqueues.internal.listener.method.ListenedBeans.Plain;
import io.github.redisqueues.internal.listener.method.ListenedBeans.PrivateMethod;
import io.github.redisqueues.internal.listener.method.ListenedBeans.ScopedListener;
import io.github.redisqueues.internal.listener.method.ListenedBeans.Several;
import io.github.redisqueues.internal.listener.method.ListenedContext.Order;
import io.github.redisqueues.listener.QueueListenerRegistry;
import org.aopalliance.intercept.MethodInterceptor;
import org.junit.jupiter.api.Test;

import org.springframework.aop.framework.autoproxy.DefaultAdvisorAutoProxyCreator;
import org.springframework.aop.support.AopUtils;
import org.springframework.aop.support.DefaultPointcutAdvisor;
import org.springframework.aop.support.NameMatchMethodPointcut;
import org.springframework.boot.LazyInitializationBeanFactoryPostProcessor;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Where the annotation may be, and what may stand in front of the bean.
 */
class ListenedBeanTests {

	static final Queue<String> heard = new ConcurrentLinkedQueue<>();

	static final Queue<String> advised = new ConcurrentLinkedQueue<>();

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
			.hasMessageContaining(
					"the bean's proxy implements its interfaces only, and none of them declares the method")
			.hasMessageContaining("proxy the class");
		assertThat(ListenedContext.mistake(advised(true).withBean(PrivateMethod.class)))
			.hasMessageContaining("because it is private")
			.hasMessageContaining("Make the method public");
		assertThat(ListenedContext.mistake(advised(true).withBean(FinalMethod.class)))
			.hasMessageContaining("because it is final");
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
			pointcut.setClassFilter((type) -> type.getName().startsWith(ListenedBeans.class.getName()));
			return new DefaultPointcutAdvisor(pointcut, (MethodInterceptor) (invocation) -> {
				assertThat(AopUtils.isAopProxy(invocation.getThis())).isFalse();
				advised.add(invocation.getMethod().getName());
				return invocation.proceed();
			});
		});
	}

}
