package io.github.redisqueues.internal.lock.aop;

import java.util.stream.Stream;

import io.github.redisqueues.lock.DistributedLock;
import jakarta.annotation.PreDestroy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.provider.Arguments;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Scope;

import static org.assertj.core.api.Assertions.assertThatNoException;

/**
 * What Spring calls when it ends an object.
 */
class DestructionPastTheProxyTests extends PastTheProxyTest {

	static Stream<Arguments> mistakes() {
		return Stream.of(wrong(Destroyed.class, "Destroyed.work has no effect", "@PreDestroy"),
				wrong(Disposable.class, "Disposable.destroy has no effect", "DisposableBean"),
				wrong(Closeable.class, ".close has no effect", "destroy method of bean 'bean'"),
				wrong(ClosedComponent.class, "ClosedComponent.close has no effect", "destroy method of bean"),
				wrong(Shutdown.class, "Stoppable.shutdown has no effect", "destroy method of bean 'bean'"),
				wrong(DestroyMethod.class, "Work.work has no effect", "destroy method of bean 'bean'"),
				wrong(Stopped.class, "Stopped.stop has no effect", "SmartLifecycle"));
	}

	@Test
	void areNoneIfSpringDoesNotCallTheMethod() {
		assertThatNoException().isThrownBy(() -> LockedContext.start(NotClosed.class, ClosedPrototype.class).close());
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

}
