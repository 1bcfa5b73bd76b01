package io.github.redisqueues.internal.lock.aop;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.stream.Stream;

import io.github.redisqueues.internal.validation.InvalidAnnotationException;
import io.github.redisqueues.lock.DistributedLock;
import io.github.redisqueues.lock.LockHandle;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Resource;
import org.assertj.core.api.ThrowableAssertAlternative;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.BeanFactoryAware;
import org.springframework.beans.factory.BeanNameAware;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.FactoryBean;
import org.springframework.beans.factory.InitializingBean;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.beans.factory.config.AutowireCapableBeanFactory;
import org.springframework.beans.factory.config.AbstractFactoryBean;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.context.EnvironmentAware;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;
import org.springframework.context.annotation.Scope;
import org.springframework.context.support.ApplicationObjectSupport;
import org.springframework.core.Ordered;
import org.springframework.core.PriorityOrdered;
import org.springframework.core.env.Environment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;

/**
 * What Spring calls on the object and not on its proxy is refused before it runs.
 */
class CallsPastTheProxyTests {

	private static final List<String> UNLOCKED = new CopyOnWriteArrayList<>();

	@BeforeEach
	void reset() {
		UNLOCKED.clear();
	}

	static Stream<Arguments> mistakes() {
		return Stream.of(wrong(Initialized.class, "Initialized.work has no effect", "@PostConstruct"),
				wrong(InitializedInSecret.class, "InitializedInSecret.work has no effect"),
				wrong(InheritsInitialization.class, "Initialized.work has no effect", "@PostConstruct"),
				wrong(OverridesInitialization.class, "OverridesInitialization.work has no effect", "@PostConstruct"),
				wrong(InitializedUnderClass.class, "InitializedUnderClass.work has no effect", "@PostConstruct"),
				wrong(PropertiesSet.class, "PropertiesSet.afterPropertiesSet has no effect", "InitializingBean"),
				wrong(PropertiesSetUnderClass.class, "afterPropertiesSet has no effect", "InitializingBean"),
				wrong(InitMethod.class, "Work.work has no effect", "initialization method of bean 'bean'"),
				wrong(Destroyed.class, "Destroyed.work has no effect", "@PreDestroy"),
				wrong(Disposable.class, "Disposable.destroy has no effect", "DisposableBean"),
				wrong(Closeable.class, ".close has no effect", "destroy method of bean 'bean'"),
				wrong(ClosedComponent.class, "ClosedComponent.close has no effect", "destroy method of bean"),
				wrong(Shutdown.class, "Stoppable.shutdown has no effect", "destroy method of bean 'bean'"),
				wrong(DestroyMethod.class, "Work.work has no effect", "destroy method of bean 'bean'"),
				wrong(NameAware.class, "NameAware.setBeanName has no effect", "BeanNameAware"),
				wrong(SeveralAware.class, "has no effect", "Aware"),
				wrong(Injected.class, "Injected.with", "@Autowired"),
				wrong(InjectedValue.class, "InjectedValue.with", "@Value"),
				wrong(InjectedResource.class, "InjectedResource.setWork", "@Resource"),
				wrong(Bound.class, "Bound.setWord has no effect", "@ConfigurationProperties"),
				wrong(Factory.class, "Factory.getObjectType has no effect", "FactoryBean"),
				wrong(Stopped.class, "Stopped.stop has no effect", "SmartLifecycle"),
				wrong(Template.class, "Template.initApplicationContext has no effect", "ApplicationObjectSupport"),
				wrong(FactoryTemplate.class, "FactoryTemplate.createInstance has no effect", "AbstractFactoryBean"),
				wrong(LazyInitialized.class, "LazyInitialized.work has no effect"),
				wrong(PrototypeInitialized.class, "PrototypeInitialized.work has no effect"),
				wrong(LazyInitMethod.class, "Work.work has no effect"),
				wrong(StaticOnInterface.class, "Statics.work has no effect: the method is static"),
				wrong(PrivateOnInterface.class, "Privates.work has no effect: the method is private"),
				wrong(HiddenPrivate.class, "Hidden.work has no effect: the method is private"),
				wrong(StaticBeanMethod.class, "StaticBeanMethod.work has no effect: the method is static"),
				wrong(EarlyPrototype.class, "Bean 'prototype' of", "created too early"));
	}

	private static Arguments wrong(Class<?> type, String... description) {
		return Arguments.of(type, description);
	}

	@ParameterizedTest
	@MethodSource("mistakes")
	void areRefusedBeforeTheyAreMade(Class<?> type, String[] description) {
		assertThat(Mistakes.of(type).getDescription()).contains(description);
		assertThat(Mistakes.of(type).getAction()).isNotEmpty();
		assertThat(UNLOCKED).isEmpty();
	}

	@Test
	void areRefusedForAPropertyOfADefinition() {
		assertThatMistake((context) -> {
			RootBeanDefinition definition = new RootBeanDefinition(Work.class);
			definition.getPropertyValues().add("word", "a");
			context.registerBeanDefinition("bean", definition);
		}).withMessageContaining("Work.setWord has no effect").withMessageContaining("bean 'bean'");
		assertThatMistake((context) -> {
			RootBeanDefinition definition = new RootBeanDefinition(Work.class);
			definition.setAutowireMode(AutowireCapableBeanFactory.AUTOWIRE_BY_TYPE);
			context.registerBeanDefinition("bean", definition);
		}).withMessageContaining("Work.setWord has no effect");
		assertThat(UNLOCKED).isEmpty();
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

	@Test
	void areNoneIfSpringDoesNotCallTheMethod() {
		assertThatNoException().isThrownBy(() -> LockedContext.start(NotClosed.class, ClosedPrototype.class).close());
	}

	private static ThrowableAssertAlternative<InvalidAnnotationException> assertThatMistake(
			Consumer<AnnotationConfigApplicationContext> before) {
		return assertThatExceptionOfType(InvalidAnnotationException.class).isThrownBy(() -> {
			try {
				LockedContext.start(before).close();
			}
			catch (RuntimeException ex) {
				Throwable cause = ex;
				while (cause.getCause() != null) {
					cause = cause.getCause();
				}
				throw cause;
			}
		});
	}

	private static void run(String what) {
		if (LockHandle.current().isEmpty()) {
			UNLOCKED.add(what);
		}
	}

	static class Work {

		@DistributedLock
		public void work() {
			run("work");
		}

		@DistributedLock
		public void setWord(String word) {
			run("setWord");
		}

	}

	static class Initialized {

		@PostConstruct
		@DistributedLock
		public void work() {
			run("work");
		}

	}

	static class InitializedInSecret {

		@PostConstruct
		@DistributedLock
		private void work() {
			run("work");
		}

	}

	static class InheritsInitialization extends Initialized {

	}

	static class Initializing {

		@PostConstruct
		public void work() {
			run("work");
		}

	}

	static class OverridesInitialization extends Initializing {

		@Override
		@DistributedLock
		public void work() {
			super.work();
		}

	}

	@DistributedLock
	static class InitializedUnderClass {

		@PostConstruct
		public void work() {
			run("work");
		}

	}

	static class PropertiesSet implements InitializingBean {

		@Override
		@DistributedLock
		public void afterPropertiesSet() {
			run("afterPropertiesSet");
		}

	}

	@DistributedLock
	static class PropertiesSetUnderClass implements InitializingBean {

		@Override
		public void afterPropertiesSet() {
			run("afterPropertiesSet");
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class InitMethod {

		@Bean(initMethod = "work")
		Work bean() {
			return new Work();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class LazyInitMethod {

		@Lazy
		@Bean(initMethod = "work")
		Work bean() {
			return new Work();
		}

	}

	static class Destroyed {

		@PreDestroy
		@DistributedLock
		public void work() {
			run("work");
		}

	}

	static class Disposable implements DisposableBean {

		@Override
		@DistributedLock
		public void destroy() {
			run("destroy");
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Closeable {

		@Bean
		AutoCloseable bean() {
			return new AutoCloseable() {

				@Override
				@DistributedLock
				public void close() {
					run("close");
				}

			};
		}

	}

	static class ClosedComponent implements AutoCloseable {

		@Override
		@DistributedLock
		public void close() {
			run("close");
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class NotClosed {

		@Bean(destroyMethod = "")
		ClosedComponent bean() {
			return new ClosedComponent();
		}

	}

	@Scope(BeanDefinition.SCOPE_PROTOTYPE)
	static class ClosedPrototype extends ClosedComponent {

	}

	static class Stoppable {

		@DistributedLock
		public void shutdown() {
			run("shutdown");
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Shutdown {

		@Bean
		Stoppable bean() {
			return new Stoppable();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class DestroyMethod {

		@Bean(destroyMethod = "work")
		Work bean() {
			return new Work();
		}

	}

	static class NameAware implements BeanNameAware {

		@Override
		@DistributedLock
		public void setBeanName(String name) {
			run("setBeanName");
		}

	}

	@DistributedLock
	static class SeveralAware implements EnvironmentAware, BeanFactoryAware {

		@Override
		public void setEnvironment(Environment environment) {
			run("setEnvironment");
		}

		@Override
		public void setBeanFactory(BeanFactory beanFactory) {
			run("setBeanFactory");
		}

	}

	static class Injected {

		@Autowired
		@DistributedLock
		void with(Environment environment) {
			run("with");
		}

	}

	static class InjectedValue {

		@Value("x")
		@DistributedLock
		void with(String text) {
			run("with");
		}

	}

	static class InjectedResource {

		@Resource
		@DistributedLock
		public void setWork(Environment environment) {
			run("setWork");
		}

	}

	@ConfigurationProperties("work")
	static class Bound {

		private @Nullable String word;

		public @Nullable String getWord() {
			return this.word;
		}

		@DistributedLock
		public void setWord(String word) {
			run("setWord");
			this.word = word;
		}

	}

	@DistributedLock
	static class Factory implements FactoryBean<String> {

		@Override
		public String getObject() {
			return "made";
		}

		@Override
		public Class<?> getObjectType() {
			run("getObjectType");
			return String.class;
		}

	}

	static class Stopped implements SmartLifecycle {

		@Override
		public void start() {
		}

		@Override
		@DistributedLock
		public void stop() {
			run("stop");
		}

		@Override
		public boolean isRunning() {
			return true;
		}

	}

	static class Template extends ApplicationObjectSupport {

		@Override
		@DistributedLock
		protected void initApplicationContext() {
			run("initApplicationContext");
		}

	}

	static class FactoryTemplate extends AbstractFactoryBean<String> {

		@Override
		public Class<?> getObjectType() {
			return String.class;
		}

		@Override
		@DistributedLock
		protected String createInstance() {
			run("createInstance");
			return "made";
		}

	}

	@Lazy
	static class LazyInitialized {

		@PostConstruct
		@DistributedLock
		void work() {
			run("work");
		}

	}

	@Scope(BeanDefinition.SCOPE_PROTOTYPE)
	static class PrototypeInitialized {

		@PostConstruct
		@DistributedLock
		void work() {
			run("work");
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
