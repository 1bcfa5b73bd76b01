package io.github.redisqueues.internal.lock.aop;

import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.stream.Stream;

import io.github.redisqueues.lock.DistributedLock;
import io.github.redisqueues.lock.DistributedLock.OnFailure;
import kotlin.coroutines.Continuation;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.context.annotation.Lazy;
import org.springframework.context.annotation.ProxyType;
import org.springframework.context.annotation.Proxyable;
import org.springframework.context.annotation.Scope;

import static org.assertj.core.api.Assertions.assertThat;

class WrongBeanTests {

	static Stream<Arguments> mistakes() {
		return Stream.of(wrong(PrivateMethod.class, "PrivateMethod.work has no effect: the method is private"),
				wrong(StaticMethod.class, "StaticMethod.work has no effect: the method is static"),
				wrong(FinalMethod.class, "FinalMethod.work has no effect: the method is final"),
				wrong(FinalMethodUnderClass.class, "FinalMethodUnderClass.work has no effect: the method is final"),
				wrong(FinalClass.class, "FinalClass has methods with @DistributedLock, and is final"),
				wrong(RecordClass.class, "RecordClass has methods with @DistributedLock, and is final"),
				wrong(NotOnTheInterface.class, "NotOnTheInterface.work has no effect: the method is on no interface"),
				wrong(Suspending.class, "is on the suspending function"),
				wrong(TwoLocks.class, "There is more than one @DistributedLock on"),
				wrong(OwnFuture.class, "cannot detect when a", "has completed"),
				wrong(LazyBean.class, "LazyBean.work has no effect: the method is private"),
				wrong(Prototype.class, "is SKIP, but the method returns int"));
	}

	private static Arguments wrong(Class<?> type, String... description) {
		return Arguments.of(type, description);
	}

	@ParameterizedTest
	@MethodSource("mistakes")
	void isFoundWhenTheApplicationStarts(Class<?> type, String[] description) {
		assertThat(Mistakes.of(type).getDescription()).contains(description).contains(type.getSimpleName());
		assertThat(Mistakes.of(type).getAction()).isNotEmpty();
	}

	static class PrivateMethod {

		@DistributedLock
		private void work() {
		}

	}

	static class StaticMethod {

		@DistributedLock
		public static void work() {
		}

	}

	static class FinalMethod {

		@DistributedLock
		public final void work() {
		}

	}

	@DistributedLock
	static class FinalMethodUnderClass {

		public final void work() {
		}

	}

	static final class FinalClass {

		@DistributedLock
		public void work() {
		}

	}

	record RecordClass() implements Runnable {

		@Override
		@DistributedLock
		public void run() {
		}

	}

	@Proxyable(ProxyType.INTERFACES)
	static class NotOnTheInterface implements Supplier<String> {

		@Override
		public String get() {
			return "";
		}

		@DistributedLock
		public void work() {
		}

	}

	static class Suspending {

		@DistributedLock
		public Object work(Continuation<String> continuation) {
			return continuation;
		}

	}

	static class TwoLocks {

		@DistributedLock("one")
		@Other
		public void work() {
		}

	}

	@Retention(RetentionPolicy.RUNTIME)
	@DistributedLock("other")
	@interface Other {

	}

	static class OwnFuture {

		@DistributedLock
		public Stage work() {
			return new Stage();
		}

	}

	static class Stage extends CompletableFuture<String> {

	}

	@Lazy
	static class LazyBean {

		@DistributedLock
		private void work() {
		}

	}

	@Scope(BeanDefinition.SCOPE_PROTOTYPE)
	static class Prototype {

		@DistributedLock(onFailure = OnFailure.SKIP)
		public int work() {
			return 1;
		}

	}

}
