package io.github.redisqueues.internal.lock.aop;

import java.util.stream.Stream;

import io.github.redisqueues.lock.DistributedLock;
import jakarta.annotation.PostConstruct;
import org.junit.jupiter.params.provider.Arguments;

import org.springframework.beans.factory.InitializingBean;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;
import org.springframework.context.annotation.Scope;

/**
 * What Spring calls when it has made an object.
 */
class InitializationPastTheProxyTests extends PastTheProxyTest {

	static Stream<Arguments> mistakes() {
		return Stream.of(wrong(Initialized.class, "Initialized.work has no effect", "@PostConstruct"),
				wrong(InitializedInSecret.class, "InitializedInSecret.work has no effect"),
				wrong(InheritsInitialization.class, "Initialized.work has no effect", "@PostConstruct"),
				wrong(OverridesInitialization.class, "OverridesInitialization.work has no effect", "@PostConstruct"),
				wrong(InitializedUnderClass.class, "InitializedUnderClass.work has no effect", "@PostConstruct"),
				wrong(PropertiesSet.class, "PropertiesSet.afterPropertiesSet has no effect", "InitializingBean"),
				wrong(PropertiesSetUnderClass.class, "afterPropertiesSet has no effect", "InitializingBean"),
				wrong(InitMethod.class, "Work.work has no effect", "initialization method of bean 'bean'"),
				wrong(LazyInitialized.class, "LazyInitialized.work has no effect"),
				wrong(PrototypeInitialized.class, "PrototypeInitialized.work has no effect"),
				wrong(LazyInitMethod.class, "Work.work has no effect"));
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

}
