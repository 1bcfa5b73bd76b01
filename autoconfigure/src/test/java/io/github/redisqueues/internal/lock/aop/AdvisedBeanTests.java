package io.github.redisqueues.internal.lock.aop;

import java.util.function.Supplier;

import io.github.redisqueues.internal.validation.InvalidAnnotationException;
import io.github.redisqueues.lock.DistributedLock;
import io.github.redisqueues.lock.LockHandle;
import org.aopalliance.intercept.MethodInterceptor;
import org.assertj.core.api.ThrowableAssertAlternative;
import org.junit.jupiter.api.Test;
import org.mockito.Mockito;

import org.springframework.aop.framework.Advised;
import org.springframework.aop.framework.ProxyFactory;
import org.springframework.aop.support.AopUtils;
import org.springframework.beans.factory.FactoryBean;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Lazy;
import org.springframework.context.annotation.ProxyType;
import org.springframework.context.annotation.Proxyable;
import org.springframework.context.annotation.Scope;
import org.springframework.context.annotation.ScopedProxyMode;
import org.springframework.context.support.SimpleThreadScope;
import org.springframework.core.Ordered;
import org.springframework.core.PriorityOrdered;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;

class AdvisedBeanTests {

	@Test
	void isProxiedByClassWithoutAnAutoProxyCreator() {
		try (LockedContext context = LockedContext.start(ByClass.class, Plain.class)) {
			assertThat(AopUtils.isCglibProxy(context.bean(ByClass.class))).isTrue();
			assertThat(context.bean(ByClass.class).get()).isEqualTo("class");
			assertThat(AopUtils.isAopProxy(context.bean(Plain.class))).isFalse();
		}
	}

	@Test
	void isProxiedByInterfaceIfItSaysSo() {
		try (LockedContext context = LockedContext.start(ByInterface.class)) {
			Supplier<?> bean = context.bean(Supplier.class);
			assertThat(AopUtils.isJdkDynamicProxy(bean)).isTrue();
			assertThat(bean.get()).isEqualTo("interface");
		}
	}

	@Test
	void mayBeALambdaOfAnAnnotatedInterface() {
		try (LockedContext context = LockedContext.start(Lambda.class)) {
			assertThat(context.bean(Named.class).lockName()).isEqualTo(Named.class.getName() + ".lockName");
		}
	}

	@Test
	void mayBeAProxyWhoseInterfaceTheTargetDoesNotHave() {
		try (LockedContext context = LockedContext.start(Repository.class)) {
			assertThat(context.bean(Named.class).lockName()).isEqualTo(Named.class.getName() + ".lockName");
		}
	}

	@Test
	void isCreatedLateOrOftenAndAdvisedThen() {
		try (LockedContext context = LockedContext.start(LateBeans.class)) {
			ObjectProvider<Counting> counting = context.spring().getBeanProvider(Counting.class);
			assertThat(counting.getObject()).isNotSameAs(counting.getObject());
			assertThat(counting.getObject().get()).isEqualTo("counting");
			assertThat(context.bean(ByClass.class).get()).isEqualTo("class");
			context.spring().getBeanFactory().registerScope("thread", new SimpleThreadScope());
			assertThat(context.bean(Scoped.class).get()).isEqualTo("scoped");
		}
	}

	@Test
	void thatIsSeenTwiceIsAdvisedOnce() {
		try (LockedContext context = LockedContext.start(Alias.class)) {
			Advised alias = (Advised) context.spring().getBean("alias");
			assertThat(alias.getAdvisorCount()).isOne();
		}
	}

	@Test
	void thatWasCreatedTooEarlyIsAMistake() {
		assertThatMistake(EarlyBean.class).withMessageContaining("Bean 'byClass' of " + ByClass.class.getName())
			.withMessageContaining("created too early");
	}

	@Test
	void thatIsABeanPostProcessorItselfIsAMistake() {
		assertThatMistake(LockedPostProcessor.class).withMessageContaining("created too early");
	}

	@Test
	void thatWasRegisteredAsAnObjectIsAMistake() {
		assertThatExceptionOfType(InvalidAnnotationException.class)
			.isThrownBy(() -> LockedContext
				.start((context) -> context.getBeanFactory().registerSingleton("object", new ByClass()))
				.close())
			.withMessageContaining("finished singleton");
	}

	@Test
	void mayBeAMock() {
		ByClass mock = Mockito.mock(ByClass.class);
		assertThatNoException().isThrownBy(
				() -> LockedContext.start((context) -> context.getBeanFactory().registerSingleton("object", mock))
					.close());
	}

	private static ThrowableAssertAlternative<InvalidAnnotationException> assertThatMistake(Class<?> type) {
		return assertThatExceptionOfType(InvalidAnnotationException.class)
			.isThrownBy(() -> LockedContext.start(type).close());
	}

	static class ByClass implements Supplier<String> {

		@Override
		@DistributedLock("class")
		public String get() {
			return LockHandle.requireCurrent("class").name();
		}

	}

	static class Plain {

	}

	@Proxyable(ProxyType.INTERFACES)
	static final class ByInterface implements Supplier<String> {

		@Override
		@DistributedLock("interface")
		public String get() {
			return LockHandle.requireCurrent("interface").name();
		}

	}

	@Scope(BeanDefinition.SCOPE_PROTOTYPE)
	static class Counting {

		@DistributedLock("counting")
		public String get() {
			return LockHandle.requireCurrent("counting").name();
		}

	}

	@Scope(scopeName = "thread", proxyMode = ScopedProxyMode.TARGET_CLASS)
	static class Scoped {

		@DistributedLock("scoped")
		public String get() {
			return LockHandle.requireCurrent("scoped").name();
		}

	}

	interface Named {

		@DistributedLock
		String lockName();

	}

	@Configuration(proxyBeanMethods = false)
	static class Lambda {

		@Bean
		Named named() {
			return () -> LockHandle.current().orElseThrow().name();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Repository {

		@Bean
		FactoryBean<Named> named() {
			return new FactoryBean<>() {

				@Override
				public Named getObject() {
					ProxyFactory factory = new ProxyFactory(new Plain());
					factory.setInterfaces(Named.class);
					factory.addAdvice((MethodInterceptor) (invocation) -> LockHandle.current().orElseThrow().name());
					return (Named) factory.getProxy();
				}

				@Override
				public Class<?> getObjectType() {
					return Named.class;
				}

			};
		}

	}

	@Configuration(proxyBeanMethods = false)
	@Import({ Counting.class, Scoped.class })
	static class LateBeans {

		@Bean
		@Lazy
		ByClass byClass() {
			return new ByClass();
		}

	}

	@Configuration(proxyBeanMethods = false)
	@Import(ByClass.class)
	static class Alias {

		@Bean
		Object alias(ByClass bean) {
			return bean;
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class EarlyBean {

		@Bean
		static ByClass byClass() {
			return new ByClass();
		}

		@Bean
		static First early(ByClass bean) {
			return new First();
		}

	}

	static class First implements BeanPostProcessor, PriorityOrdered {

		@Override
		public int getOrder() {
			return Ordered.LOWEST_PRECEDENCE;
		}

	}

	static class LockedPostProcessor extends First {

		@DistributedLock
		public void work() {
		}

	}

}
