package io.github.redisqueues.internal.lock.aop;

import java.util.stream.Stream;

import io.github.redisqueues.lock.DistributedLock;
import jakarta.annotation.Resource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.provider.Arguments;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.BeanFactoryAware;
import org.springframework.beans.factory.BeanNameAware;
import org.springframework.beans.factory.FactoryBean;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.beans.factory.config.AbstractFactoryBean;
import org.springframework.beans.factory.config.AutowireCapableBeanFactory;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.context.EnvironmentAware;
import org.springframework.context.support.ApplicationObjectSupport;
import org.springframework.core.env.Environment;

/**
 * What Spring calls to give an object what it needs, and what it asks of it.
 */
class InjectionPastTheProxyTests extends PastTheProxyTest {

	static Stream<Arguments> mistakes() {
		return Stream.of(wrong(NameAware.class, "NameAware.setBeanName has no effect", "BeanNameAware"),
				wrong(SeveralAware.class, "has no effect", "Aware"),
				wrong(Injected.class, "Injected.with", "@Autowired"),
				wrong(InjectedValue.class, "InjectedValue.with", "@Value"),
				wrong(InjectedResource.class, "InjectedResource.setWork", "@Resource"),
				wrong(Bound.class, "Bound.setWord has no effect", "@ConfigurationProperties"),
				wrong(Factory.class, "Factory.getObjectType has no effect", "FactoryBean"),
				wrong(Template.class, "Template.initApplicationContext has no effect", "ApplicationObjectSupport"),
				wrong(FactoryTemplate.class, "FactoryTemplate.createInstance has no effect", "AbstractFactoryBean"));
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
		assertThatNothingRanUnlocked();
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

}
