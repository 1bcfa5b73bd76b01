package io.github.redisqueues.lock.aop;

import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.stream.Stream;

import io.github.redisqueues.lock.DistributedLock;
import io.github.redisqueues.lock.DistributedLock.OnFailure;
import kotlin.coroutines.Continuation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.context.annotation.Lazy;
import org.springframework.context.annotation.Proxyable;
import org.springframework.context.annotation.ProxyType;
import org.springframework.context.annotation.Scope;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

class WrongAnnotationTests {

	static Stream<Arguments> mistakes() {
		return Stream.of(wrong(PrivateMethod.class, "PrivateMethod.work has no effect: the method is private"),
				wrong(StaticMethod.class, "StaticMethod.work has no effect: the method is static"),
				wrong(FinalMethod.class, "FinalMethod.work has no effect: the method is final"),
				wrong(FinalMethodUnderClass.class, "FinalMethodUnderClass.work has no effect: the method is final"),
				wrong(FinalClass.class, "FinalClass has methods with @DistributedLock, and is final"),
				wrong(RecordClass.class, "RecordClass has methods with @DistributedLock, and is final"),
				wrong(NotOnTheInterface.class, "NotOnTheInterface.work has no effect: the method is on no interface"),
				wrong(SkipPrimitive.class, "is SKIP, but the method returns boolean"),
				wrong(Unparsable.class, "Expression '#order.' of @DistributedLock on", "Unparsable.work"),
				wrong(UnknownVariable.class, "#oder is no parameter of the method. Known are: #a0, #order, #p0"),
				wrong(ForgottenHash.class, "'sku' is nothing known here; a parameter is written with #"),
				wrong(ForgottenHashInside.class, "'order' is nothing known here"),
				wrong(Type.class, "T(java.lang.Runtime) is not allowed here"),
				wrong(BeanInKey.class, "@shop is not allowed here"), wrong(New.class, "is not allowed here"),
				wrong(EmptyKey.class, "Expression '' of @DistributedLock"),
				wrong(WrongCondition.class, "#flg is no parameter"),
				wrong(WrongDuration.class, "Attribute waitTime", "is 'soon', which is no duration"),
				wrong(NoUnit.class, "Attribute leaseTime", "is '30', which is no duration"),
				wrong(NegativeWait.class, "waitTime must not be negative"),
				wrong(ZeroLease.class, "leaseTime must be 10ms or more"),
				wrong(NegativeLease.class, "leaseTime must be 10ms or more"),
				wrong(ShortLease.class, "leaseTime must be 300ms or more to be renewed"),
				wrong(LongHold.class, "Attribute holdAtLeast", "between zero and the lease of PT10S, but is PT11S"),
				wrong(LongHoldByDefault.class, "between zero and the lease of PT30S, but is PT31S"),
				wrong(NegativeHold.class, "Attribute holdAtLeast"),
				wrong(FairWithKeys.class, "Attribute fair", "is for one key, but there are 2"),
				wrong(WrongRenewal.class, "Attribute autoRenew", "is 'yes'"),
				wrong(EmptyName.class, "Attribute name", "must have 1 to 500 characters, but has 0"),
				wrong(TwoNames.class, "contradicts itself", "TwoNames.work"),
				wrong(UnresolvedPlaceholder.class, "is '${no.such}', and there is no such property"),
				wrong(UnresolvedInKey.class, "is '#order + '${no.such}'', and there is no such property"),
				wrong(Suspending.class, "is on the suspending function"),
				wrong(TwoLocks.class, "There is more than one @DistributedLock on"),
				wrong(OwnFuture.class, "cannot tell when a", "has completed"),
				wrong(LazyBean.class, "LazyBean.work has no effect: the method is private"),
				wrong(Prototype.class, "is SKIP, but the method returns int"));
	}

	private static Arguments wrong(Class<?> type, String... description) {
		return Arguments.of(type, description);
	}

	@ParameterizedTest
	@MethodSource("mistakes")
	void isFoundWhenTheApplicationStarts(Class<?> type, String[] description) {
		assertThat(mistake(type).getDescription()).contains(description).contains(type.getSimpleName());
		assertThat(mistake(type).getAction()).isNotEmpty();
	}

	@Test
	void isFoundInThePropertyThatItComesFrom() {
		assertThat(mistake(Map.of("wait", "-1s"), FromProperty.class).getDescription())
			.contains("waitTime must not be negative");
	}

	private static InvalidDistributedLockException mistake(Class<?> type) {
		return mistake(Map.of("empty", ""), type);
	}

	private static InvalidDistributedLockException mistake(Map<String, Object> properties, Class<?> type) {
		Throwable failure = catchThrowable(() -> LockedContext.start(properties, type).close());
		for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
			if (cause instanceof InvalidDistributedLockException mistake) {
				return mistake;
			}
		}
		throw new AssertionError("Not found", failure);
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

	static class SkipPrimitive {

		@DistributedLock(onFailure = OnFailure.SKIP)
		public boolean work() {
			return true;
		}

	}

	static class Unparsable {

		@DistributedLock(keys = "#order.")
		public void work(String order) {
		}

	}

	static class UnknownVariable {

		@DistributedLock(keys = "#oder")
		public void work(String order) {
		}

	}

	static class ForgottenHash {

		@DistributedLock(keys = "sku")
		public void work(String sku) {
		}

	}

	static class ForgottenHashInside {

		@DistributedLock(keys = "#list.![length()] + #sku.concat(order)")
		public void work(String sku, List<String> list) {
		}

	}

	static class Type {

		@DistributedLock(keys = "T(java.lang.Runtime).getRuntime()")
		public void work() {
		}

	}

	static class BeanInKey {

		@DistributedLock(keys = "@shop.name")
		public void work() {
		}

	}

	static class New {

		@DistributedLock(keys = "new java.io.File('x')")
		public void work() {
		}

	}

	static class EmptyKey {

		@DistributedLock(keys = "")
		public void work() {
		}

	}

	static class WrongCondition {

		@DistributedLock(condition = "#flg")
		public void work(boolean flag) {
		}

	}

	static class WrongDuration {

		@DistributedLock(waitTime = "soon")
		public void work() {
		}

	}

	static class NoUnit {

		@DistributedLock(leaseTime = "30")
		public void work() {
		}

	}

	static class NegativeWait {

		@DistributedLock(waitTime = "-1s")
		public void work() {
		}

	}

	static class ZeroLease {

		@DistributedLock(leaseTime = "0")
		public void work() {
		}

	}

	static class NegativeLease {

		@DistributedLock(leaseTime = "-5s", autoRenew = "false")
		public void work() {
		}

	}

	static class ShortLease {

		@DistributedLock(leaseTime = "200ms")
		public void work() {
		}

	}

	static class LongHold {

		@DistributedLock(leaseTime = "10s", holdAtLeast = "11s")
		public void work() {
		}

	}

	static class LongHoldByDefault {

		@DistributedLock(holdAtLeast = "31s")
		public void work() {
		}

	}

	static class NegativeHold {

		@DistributedLock(holdAtLeast = "-1s")
		public void work() {
		}

	}

	static class FairWithKeys {

		@DistributedLock(fair = true, keys = { "#a", "#b" })
		public void work(String a, String b) {
		}

	}

	static class WrongRenewal {

		@DistributedLock(autoRenew = "yes")
		public void work() {
		}

	}

	static class EmptyName {

		@DistributedLock("${empty}")
		public void work() {
		}

	}

	static class TwoNames {

		@DistributedLock(value = "one", name = "two")
		public void work() {
		}

	}

	static class UnresolvedPlaceholder {

		@DistributedLock("${no.such}")
		public void work() {
		}

	}

	static class UnresolvedInKey {

		@DistributedLock(keys = "#order + '${no.such}'")
		public void work(String order) {
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

	static class FromProperty {

		@DistributedLock(waitTime = "${wait}")
		public void work() {
		}

	}

}
