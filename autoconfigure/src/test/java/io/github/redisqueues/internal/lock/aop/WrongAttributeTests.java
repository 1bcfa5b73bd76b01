package io.github.redisqueues.internal.lock.aop;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import io.github.redisqueues.lock.DistributedLock;
import io.github.redisqueues.lock.DistributedLock.OnFailure;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.context.support.PropertySourcesPlaceholderConfigurer;

import static org.assertj.core.api.Assertions.assertThat;

class WrongAttributeTests {

	static Stream<Arguments> mistakes() {
		return Stream.of(wrong(SkipPrimitive.class, "is SKIP, but the method returns boolean"),
				wrong(Unparsable.class, "Expression '#order.' of @DistributedLock on", "Unparsable.work"),
				wrong(UnknownVariable.class, "#oder is not a parameter of the method. Known are: #a0, #order, #p0"),
				wrong(ForgottenHash.class, "'sku' is unknown; write a parameter with a leading #"),
				wrong(ForgottenHashInside.class, "'order' is unknown"),
				wrong(Type.class, "T(java.lang.Runtime) is not allowed here"),
				wrong(BeanInKey.class, "@shop is not allowed here"), wrong(New.class, "is not allowed here"),
				wrong(EmptyKey.class, "Expression '' of @DistributedLock"),
				wrong(WrongCondition.class, "#flg is not a parameter"),
				wrong(WrongDuration.class, "Attribute waitTime", "is 'soon', which is not a duration"),
				wrong(NoUnit.class, "Attribute leaseTime", "is '30', which is not a duration"),
				wrong(NegativeWait.class, "waitTime must not be negative"),
				wrong(ZeroLease.class, "leaseTime must be 10ms or more"),
				wrong(NegativeLease.class, "leaseTime must be 10ms or more"),
				wrong(ShortLease.class, "leaseTime must be 300ms or more to be renewed"),
				wrong(LongHold.class, "Attribute holdAtLeast", "between zero and the lease of PT10S, but is PT11S"),
				wrong(LongHoldByDefault.class, "between zero and the lease of PT30S, but is PT31S"),
				wrong(NegativeHold.class, "Attribute holdAtLeast"),
				wrong(FairWithKeys.class, "Attribute fair", "needs a single key, but there are 2"),
				wrong(WrongRenewal.class, "Attribute autoRenew", "is 'yes'"),
				wrong(EmptyName.class, "Attribute name", "must have 1 to 500 characters, but has 0"),
				wrong(TwoNames.class, "contradicts itself", "TwoNames.work"),
				wrong(UnresolvedPlaceholder.class, "is '${no.such}', and there is no such property"),
				wrong(UnresolvedInKey.class, "is '#order + '${no.such}'', and there is no such property"));
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

	@Test
	void isFoundInThePropertyThatItComesFrom() {
		assertThat(Mistakes.of(Map.of("wait", "-1s"), FromProperty.class).getDescription())
			.contains("waitTime must not be negative");
	}

	@Test
	void isFoundIfPlaceholdersAreResolvedStrictly() {
		assertThat(Mistakes.of(Map.of(), UnresolvedPlaceholder.class, PropertySourcesPlaceholderConfigurer.class)
			.getDescription())
			.contains("is '${no.such}', and there is no such property: Could not resolve placeholder");
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

	static class FromProperty {

		@DistributedLock(waitTime = "${wait}")
		public void work() {
		}

	}

}
