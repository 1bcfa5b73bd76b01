package io.github.redisqueues.autoconfigure;

import io.github.redisqueues.internal.lock.LockSettings;
import io.github.redisqueues.internal.lock.aop.DistributedLockPostProcessor;
import io.github.redisqueues.lock.DistributedLock;
import org.junit.jupiter.api.Test;

import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

class InvalidAnnotationFailureAnalyzerTests {

	@Test
	void saysWhatIsWrongWithTheAnnotationAndWhatToDo() {
		FailureAnalysis analysis = FailedStart
			.analysis(new ApplicationContextRunner().withUserConfiguration(Locked.class, Checkout.class));
		assertThat(analysis.getDescription())
			.isEqualTo("Expression 'sku' of @DistributedLock on " + Checkout.class.getName()
					+ ".take cannot be used: 'sku' is unknown; write a parameter with a leading #.");
		assertThat(analysis.getAction()).contains("#order.sku()");
	}

	static class Checkout {

		@DistributedLock(keys = "sku")
		public void take(String sku) {
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Locked {

		@Bean
		static DistributedLockPostProcessor lockPostProcessor() {
			return new DistributedLockPostProcessor(() -> {
				throw new AssertionError("Not needed before the first call");
			}, LockSettings::defaults);
		}

	}

}
