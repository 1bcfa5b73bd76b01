package io.github.redisqueues.internal.lock.aop;

import java.util.stream.Stream;

import io.github.redisqueues.internal.validation.InvalidAnnotationException;
import io.github.redisqueues.lock.DistributedLock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.provider.Arguments;

import org.springframework.beans.factory.config.AutowireCapableBeanFactory;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Scope;
import org.springframework.core.Ordered;
import org.springframework.core.PriorityOrdered;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;

/**
 * Methods and objects that have no proxy.
 */
class CallsPastTheProxyTests extends PastTheProxyTest {

	static Stream<Arguments> mistakes() {
		return Stream.of(wrong(StaticOnInterface.class, "Statics.work has no effect: the method is static"),
				wrong(PrivateOnInterface.class, "Privates.work has no effect: the method is private"),
				wrong(HiddenPrivate.class, "Hidden.work has no effect: the method is private"),
				wrong(StaticBeanMethod.class, "StaticBeanMethod.work has no effect: the method is static"),
				wrong(EarlyPrototype.class, "Bean 'prototype' of", "created too early"));
	}

	@Test
	void areRefusedForAnObjectWhoseProxyNobodyUses() {
		try (LockedContext context = LockedContext.start()) {
			Work work = new Work();
			assertThatExceptionOfType(InvalidAnnotationException.class)
				.isThrownBy(() -> context.spring()
					.getAutowireCapableBeanFactory()
					.initializeBean(work, Work.class.getName() + AutowireCapableBeanFactory.ORIGINAL_INSTANCE_SUFFIX))
				.withMessageContaining(Work.class.getName())
				.withMessageContaining("without a proxy");
		}
	}

	@Test
	void areRefusedForBeansOfAParentThatDoesNotLock() {
		try (AnnotationConfigApplicationContext parent = new AnnotationConfigApplicationContext(Work.class)) {
			assertThatMistake((context) -> context.setParent(parent)).withMessageContaining(Work.class.getName())
				.withMessageContaining("parent context");
		}
		try (LockedContext parent = LockedContext.start(Work.class)) {
			assertThatNoException()
				.isThrownBy(() -> LockedContext.start((context) -> context.setParent(parent.spring())).close());
		}
	}

	interface Statics {

		@DistributedLock
		static void work() {
			run("work");
		}

	}

	static class StaticOnInterface implements Statics {

	}

	interface Privates {

		@DistributedLock
		private void work() {
			run("work");
		}

		default void callsWork() {
			work();
		}

	}

	static class PrivateOnInterface implements Privates {

	}

	static class Hidden {

		@DistributedLock
		private void work() {
			run("work");
		}

		void callsWork() {
			work();
		}

	}

	static class HiddenPrivate extends Hidden {

		public void work() {
			run("another work");
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class StaticBeanMethod {

		@Bean
		@DistributedLock
		static String work() {
			return "made";
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class EarlyPrototype {

		@Bean
		@Scope(BeanDefinition.SCOPE_PROTOTYPE)
		static Work prototype() {
			return new Work();
		}

		@Bean
		static Early early(Work work) {
			return new Early();
		}

	}

	static class Early implements BeanPostProcessor, PriorityOrdered {

		@Override
		public int getOrder() {
			return Ordered.LOWEST_PRECEDENCE;
		}

	}

}
