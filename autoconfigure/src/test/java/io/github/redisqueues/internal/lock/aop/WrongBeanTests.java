package io.github.redisqueues.internal.lock.aop;

import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.FutureTask;
import java.util.concurrent.ScheduledFuture;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.github.redisqueues.lock.DistributedLock;
import io.github.redisqueues.lock.DistributedLock.OnFailure;
import kotlin.coroutines.Continuation;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.context.annotation.Lazy;
import org.springframework.context.annotation.ProxyType;
import org.springframework.context.annotation.Proxyable;
import org.springframework.context.annotation.Scope;
import org.springframework.web.context.request.async.DeferredResult;

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
				wrong(PlainFuture.class, "cannot detect when a java.util.concurrent.FutureTask has completed"),
				wrong(Task.class, "cannot detect when a java.util.concurrent.ScheduledFuture has completed"),
				wrong(LazyStream.class, "cannot detect when a java.util.stream.Stream has completed"),
				wrong(LazyNumbers.class, "cannot detect when a java.util.stream.IntStream has completed"),
				wrong(Later.class, "cannot detect when a java.util.concurrent.Callable has completed"),
				wrong(AsyncRequest.class, "DeferredResult has completed"),
				wrong(UnderClass.class, "UnderClass.all cannot detect when a java.util.stream.Stream has completed"),
				wrong(Generic.class, "GenericBase.all cannot detect when a java.util.stream.Stream has completed"),
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

	static class PlainFuture {

		@DistributedLock
		public FutureTask<String> work() {
			return new FutureTask<>(() -> "");
		}

	}

	static class Task {

		@DistributedLock
		public @Nullable ScheduledFuture<?> work() {
			return null;
		}

	}

	static class LazyStream {

		@DistributedLock
		public Stream<String> all() {
			return Stream.of("a");
		}

	}

	static class LazyNumbers {

		@DistributedLock
		public IntStream all() {
			return IntStream.of(1);
		}

	}

	static class Later {

		@DistributedLock
		public Callable<String> work() {
			return () -> "";
		}

	}

	static class AsyncRequest {

		@DistributedLock
		public DeferredResult<String> work() {
			return new DeferredResult<>();
		}

	}

	@DistributedLock
	static class UnderClass {

		public Stream<String> all() {
			return Stream.of("a");
		}

	}

	static class Generic extends GenericBase<Stream<String>> {

	}

	abstract static class GenericBase<T> {

		@DistributedLock
		public @Nullable T all() {
			return null;
		}

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
