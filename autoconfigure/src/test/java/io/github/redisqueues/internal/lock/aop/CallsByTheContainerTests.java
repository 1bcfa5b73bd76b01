package io.github.redisqueues.internal.lock.aop;

import java.lang.reflect.Method;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import io.github.redisqueues.lock.DistributedLock;
import io.github.redisqueues.lock.LockHandle;
import org.aopalliance.intercept.MethodInterceptor;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.aop.framework.autoproxy.DefaultAdvisorAutoProxyCreator;
import org.springframework.aop.support.DefaultPointcutAdvisor;
import org.springframework.aop.support.StaticMethodMatcherPointcut;
import org.springframework.beans.factory.FactoryBean;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Lookup;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.context.ApplicationListener;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Role;
import org.springframework.context.event.ContextRefreshedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.core.Ordered;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.springframework.scheduling.annotation.Scheduled;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What Spring calls on the proxy has its lock.
 */
class CallsByTheContainerTests {

	private static final Map<String, String> LOCKS = new ConcurrentHashMap<>();

	@BeforeEach
	void reset() {
		LOCKS.clear();
	}

	private static void ran(String what) {
		LOCKS.put(what, LockHandle.current().map(LockHandle::name).orElse("none"));
	}

	@Test
	void areLocked() {
		try (LockedContext context = LockedContext.start(Started.class, Listener.class, Factory.class, Beans.class,
				InterBeans.class, Lookups.class, Defaults.class, Scheduling.class)) {
			assertThat(context.bean(Made.class)).isNotNull();
			assertThat(context.bean(Lookups.class).made()).isNotNull();
			context.bean(Defaults.class).fallback();
			Awaitility.await().until(() -> LOCKS.containsKey("scheduled"));
		}
		assertThat(LOCKS).containsOnly(Map.entry("singletons", "singletons"), Map.entry("start", "start"),
				Map.entry("stop", "stop"), Map.entry("listener", "listener"), Map.entry("event", "event"),
				Map.entry("factory", "factory"), Map.entry("bean", "bean"), Map.entry("inter-bean", "inter-bean"),
				Map.entry("lookup", "lookup"), Map.entry("default", "default"), Map.entry("scheduled", "scheduled"));
	}

	@Test
	void areLockedInACircle() {
		try (LockedContext context = LockedContext.start(One.class, Two.class)) {
			context.bean(Two.class).callOne();
			assertThat(context.bean(Two.class).one).isSameAs(context.bean(One.class));
		}
		assertThat(LOCKS).containsOnly(Map.entry("one", "one"));
	}

	@Test
	void areLockedInACircleOfBeansWithAnotherProxy() {
		try (LockedContext context = LockedContext.start(One.class, Two.class, AutoProxy.class)) {
			context.bean(Two.class).callOne();
			assertThat(context.bean(Two.class).one).isSameAs(context.bean(One.class));
		}
		assertThat(LOCKS).containsOnly(Map.entry("one", "one"), Map.entry("advice", "one"));
	}

	@Test
	void areLockedInACircleThatIsAllowedToHaveRawBeans() {
		try (LockedContext context = LockedContext.start(
				(spring) -> spring.getDefaultListableBeanFactory().setAllowRawInjectionDespiteWrapping(true), One.class,
				Two.class)) {
			context.bean(Two.class).callOne();
		}
		assertThat(LOCKS).containsOnly(Map.entry("one", "one"));
	}

	static class Made {

	}

	static class Started implements SmartInitializingSingleton, SmartLifecycle {

		private volatile boolean running;

		@Override
		@DistributedLock("singletons")
		public void afterSingletonsInstantiated() {
			ran("singletons");
		}

		@Override
		@DistributedLock("start")
		public void start() {
			this.running = true;
			ran("start");
		}

		@Override
		public void stop() {
			this.running = false;
			ran("stop");
		}

		@Override
		@DistributedLock("stop")
		public void stop(Runnable callback) {
			stop();
			callback.run();
		}

		@Override
		public boolean isRunning() {
			return this.running;
		}

	}

	static class Listener implements ApplicationListener<ContextRefreshedEvent> {

		@Override
		@DistributedLock("listener")
		public void onApplicationEvent(ContextRefreshedEvent event) {
			ran("listener");
		}

		@EventListener
		@DistributedLock("event")
		void on(ContextRefreshedEvent event) {
			ran("event");
		}

	}

	static class Factory implements FactoryBean<Made> {

		@Override
		@DistributedLock("factory")
		public Made getObject() {
			ran("factory");
			return new Made();
		}

		@Override
		public Class<?> getObjectType() {
			return Made.class;
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Beans {

		@Bean
		@DistributedLock("bean")
		StringBuilder bean() {
			ran("bean");
			return new StringBuilder();
		}

	}

	@Configuration
	static class InterBeans {

		@Bean
		String first() {
			return second().toString();
		}

		@Bean
		@DistributedLock("inter-bean")
		StringBuffer second() {
			ran("inter-bean");
			return new StringBuffer();
		}

	}

	abstract static class Lookups {

		@Lookup
		protected abstract Made lookup();

		@DistributedLock("lookup")
		public Made made() {
			ran("lookup");
			return lookup();
		}

	}

	interface WithDefault {

		@DistributedLock("default")
		default void fallback() {
			ran("default");
		}

	}

	static class Defaults implements WithDefault {

	}

	@Configuration(proxyBeanMethods = false)
	@EnableScheduling
	static class Scheduling {

		@Scheduled(fixedDelay = 60_000)
		@DistributedLock("scheduled")
		void scheduled() {
			ran("scheduled");
		}

	}

	static class One {

		@Autowired
		private Two two;

		@DistributedLock("one")
		public void work() {
			ran("one");
			assertThat(this.two).isNotNull();
		}

	}

	static class Two {

		@Autowired
		private One one;

		void callOne() {
			this.one.work();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class AutoProxy {

		@Bean
		@Role(BeanDefinition.ROLE_INFRASTRUCTURE)
		static DefaultAdvisorAutoProxyCreator creator() {
			DefaultAdvisorAutoProxyCreator creator = new DefaultAdvisorAutoProxyCreator();
			creator.setProxyTargetClass(true);
			// As Spring's own
			creator.setOrder(Ordered.HIGHEST_PRECEDENCE);
			return creator;
		}

		@Bean
		@Role(BeanDefinition.ROLE_INFRASTRUCTURE)
		static DefaultPointcutAdvisor advisor() {
			return new DefaultPointcutAdvisor(new StaticMethodMatcherPointcut() {
				@Override
				public boolean matches(Method method, Class<?> targetClass) {
					return targetClass == One.class && method.getName().equals("work");
				}
			}, (MethodInterceptor) (invocation) -> {
				ran("advice");
				@Nullable Object result = invocation.proceed();
				return result;
			});
		}

	}

}
