package io.github.redisqueues.lock.aop;

import java.io.IOException;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Supplier;

import io.github.redisqueues.lock.DistributedLock;
import io.github.redisqueues.lock.DistributedLock.OnFailure;
import io.github.redisqueues.lock.LockHandle;
import io.github.redisqueues.lock.LockOptions;
import io.github.redisqueues.lock.LockUnavailableException;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import org.springframework.context.annotation.Primary;
import org.springframework.core.annotation.AliasFor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

class LockedCallTests {

	private final LockedContext context = LockedContext.start(Map.of("shop.lock", "shelf", "shop.wait", "0"),
			Shop.class, Everything.class, Offspring.class, Texts.class, Jobs.class);

	private final Shop shop = this.context.bean(Shop.class);

	@AfterEach
	void close() {
		this.context.close();
	}

	@Test
	void holdsTheLockWhileTheMethodRunsAndNotAfterwards() {
		assertThat(this.shop.plain(() -> this.context.isTaken("stock"))).isTrue();
		assertThat(this.context.isTaken("stock")).isFalse();
	}

	@Test
	void releasesTheLockWhenTheMethodThrowsAndLetsTheExceptionThrough() {
		assertThatIOException().isThrownBy(this.shop::fail).withMessage("broken");
		assertThat(this.context.isTaken("stock")).isFalse();
	}

	@Test
	void throwsIfAnotherHasTheLockAndDoesNotRun() throws Exception {
		this.context.whileTaken("stock", () -> {
			assertThatExceptionOfType(LockUnavailableException.class).isThrownBy(() -> this.shop.plain(() -> {
				throw new AssertionError("ran");
			}));
			return null;
		});
	}

	@Test
	void skipsWithNothingIfAskedFor() throws Exception {
		this.context.whileTaken("skip", () -> {
			assertThat(this.shop.skipText()).isNull();
			assertThat(this.shop.skipOptional()).isEmpty();
			assertThat(this.shop.skipOptionalInt()).isEmpty();
			this.shop.skipVoid();
			return null;
		});
		assertThat(this.shop.skipText()).isEqualTo("ran");
		assertThat(this.shop.skipOptional()).contains("ran");
	}

	@Test
	void locksTheKeysThatTheExpressionsGive() {
		assertThat(this.shop.keys(new Order("apple", List.of("a", "b")))).containsExactly("a", "apple", "b", "take",
				"true", "x");
		assertThat(this.context.isTaken("keyed", "apple")).isFalse();
	}

	@Test
	void evaluatesAKeyOnce() {
		Counted counted = new Counted();
		this.shop.counted(counted);
		assertThat(counted.reads).isOne();
	}

	@Test
	void runsWithoutTheLockWhereTheConditionIsFalse() throws Exception {
		assertThat(this.shop.conditional(false)).isEmpty();
		assertThat(this.shop.conditional(true)).isPresent();
		this.context.whileTaken("conditional", () -> this.shop.conditional(false));
	}

	@Test
	void namesTheLockAfterTheMethod() {
		assertThat(this.shop.unnamed()).isEqualTo(Shop.class.getName() + ".unnamed");
		assertThat(this.context.bean(Offspring.class).inherited()).isEqualTo(Base.class.getName() + ".inherited");
	}

	@Test
	void resolvesPlaceholders() throws Exception {
		assertThat(this.shop.placeholders()).isEqualTo("shelf");
		this.context.whileTaken("shelf", () -> {
			long before = System.nanoTime();
			assertThatExceptionOfType(LockUnavailableException.class).isThrownBy(this.shop::placeholders);
			assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofMillis(90));
			return null;
		});
	}

	@Test
	void hasOtherAnnotationsWithAliases() {
		assertThat(this.shop.meta(new Order("pear", List.of()))).isEqualTo("by-sku[pear]");
	}

	@Test
	void onAClassHoldsForAllPublicMethodsAndTheMethodsOwnGoesFirst() {
		Everything everything = this.context.bean(Everything.class);
		assertThat(everything.first()).isEqualTo("everything");
		assertThat(everything.own()).isEqualTo("own");
		assertThat(everything.notPublic()).isEqualTo("none");
		assertThat(everything.toString()).isEqualTo("none");
		Offspring offspring = this.context.bean(Offspring.class);
		assertThat(offspring.first()).isEqualTo("everything");
		assertThat(offspring.another()).isEqualTo("everything");
	}

	@Test
	void onAGenericInterfaceHoldsForItsBeansWithItsOwnParameterNames() {
		assertThat(this.context.bean(Texts.class).store("a")).isEqualTo("a");
		Store<String> store = this.context.bean(Texts.class);
		assertThat(store.store("b")).isEqualTo("b");
	}

	@Test
	void isSharedByCallsOfTheSameLockAndKeysInside() {
		assertThat(this.shop.outer(this.shop)).isTrue();
		assertThat(this.context.isTaken("nested", "a")).isFalse();
	}

	@Test
	void isSharedWithAHoldFromCodeWhichStaysThen() {
		try (LockHandle handle = this.context.locks().acquire("stock")) {
			assertThatExceptionOfType(LockUnavailableException.class).isThrownBy(() -> this.shop.plain(() -> true));
			assertThat(this.context.locks()
				.<Boolean>execute("skip", LockOptions.defaults(),
						() -> "ran".equals(this.shop.skipText()) && this.context.isTaken("skip")))
				.isTrue();
			handle.assertHeld();
		}
	}

	@Test
	void isNotSharedByACallThatWantsMore() {
		assertThatExceptionOfType(LockUnavailableException.class).isThrownBy(() -> this.shop.wantsMore(this.shop));
		assertThat(this.context.isTaken("nested", "a")).isFalse();
	}

	@Test
	void tellsTheMethodThatWasCalledPastTheProxy() {
		assertThat(this.shop.asserted()).isEqualTo("asserted");
		assertThatIllegalStateException().isThrownBy(this.shop::pastTheProxy).withMessageContaining("through 'this'");
	}

	@Test
	void maySendTheLockAwayItself() {
		this.shop.releasesItself();
		assertThat(this.context.isTaken("stock")).isFalse();
	}

	@Test
	void isHeldForAWhileAfterAMethodThatWasTooFast() throws Exception {
		Jobs jobs = this.context.bean(Jobs.class);
		assertThat(jobs.nightly()).isTrue();
		assertThat(jobs.nightly()).isNull();
		assertThat(this.context.isTaken("nightly")).isTrue();
		assertThatIOException().isThrownBy(jobs::failing);
		assertThat(this.context.isTaken("failing")).isTrue();
	}

	@Test
	void isReleasedAtOnceAfterAMethodThatWasLongEnough() {
		Jobs jobs = this.context.bean(Jobs.class);
		jobs.slow();
		assertThat(this.context.isTaken("slow")).isFalse();
	}

	static class Shop {

		@DistributedLock("stock")
		<T> T plain(Supplier<T> action) {
			return action.get();
		}

		@DistributedLock("stock")
		public void fail() throws IOException {
			throw new IOException("broken");
		}

		@DistributedLock(name = "skip", onFailure = OnFailure.SKIP)
		public String skipText() {
			return "ran";
		}

		@DistributedLock(name = "skip", onFailure = OnFailure.SKIP)
		protected Optional<String> skipOptional() {
			return Optional.of("ran");
		}

		@DistributedLock(name = "skip", onFailure = OnFailure.SKIP)
		public OptionalInt skipOptionalInt() {
			return OptionalInt.of(1);
		}

		@DistributedLock(name = "skip", onFailure = OnFailure.SKIP)
		public void skipVoid() {
			throw new AssertionError("ran");
		}

		@DistributedLock(name = "keyed",
				keys = { "#order.sku()", "#p0.parts", "#root.args[0].sku().length() == 5", "'take'", "{#a0.sku, 'x'}" })
		public List<String> keys(Order order) {
			return LockHandle.current().orElseThrow().keys();
		}

		@DistributedLock(name = "counted", keys = "#counted.key")
		public void counted(Counted counted) {
		}

		@DistributedLock(name = "conditional", condition = "#locked")
		public Optional<LockHandle> conditional(boolean locked) {
			return LockHandle.current();
		}

		@DistributedLock
		public String unnamed() {
			return currentName();
		}

		@DistributedLock(name = "${shop.lock}", waitTime = "${shop.wait}", leaseTime = "${shop.lease:PT10S}",
				autoRenew = "${shop.renew:false}", holdAtLeast = "${shop.least:}")
		public String placeholders() {
			assertThat(LockHandle.current().orElseThrow().remaining()).isLessThan(Duration.ofSeconds(10));
			return currentName();
		}

		@LockedBySku(by = "#order.sku()")
		public String meta(Order order) {
			return currentName() + LockHandle.current().orElseThrow().keys();
		}

		@DistributedLock(name = "nested", keys = { "'a'", "'b'" })
		public boolean outer(Shop self) {
			LockHandle outer = LockHandle.current().orElseThrow();
			boolean shared = self.inner(List.of("a")) == outer.token()
					&& self.inner(List.of("b", "a")) == outer.token();
			outer.assertHeld();
			return shared;
		}

		@DistributedLock(name = "nested", keys = "#keys")
		public long inner(List<String> keys) {
			return LockHandle.current().orElseThrow().token();
		}

		@DistributedLock(name = "nested", keys = "'a'")
		public long wantsMore(Shop self) {
			return self.inner(List.of("a", "b"));
		}

		@DistributedLock("asserted")
		public String asserted() {
			return LockHandle.requireCurrent("asserted").name();
		}

		public String pastTheProxy() {
			return asserted();
		}

		@DistributedLock("stock")
		public void releasesItself() {
			LockHandle.current().orElseThrow().release();
		}

	}

	static class Jobs {

		@DistributedLock(name = "nightly", onFailure = OnFailure.SKIP, waitTime = "0", holdAtLeast = "20s")
		public Boolean nightly() {
			return true;
		}

		@DistributedLock(name = "failing", holdAtLeast = "20s")
		public void failing() throws IOException {
			throw new IOException();
		}

		@DistributedLock(name = "slow", holdAtLeast = "50ms")
		public void slow() {
			long start = System.nanoTime();
			Awaitility.await()
				.pollInterval(Duration.ofMillis(5))
				.until(() -> System.nanoTime() - start > Duration.ofMillis(60).toNanos());
		}

	}

	static class Base {

		@DistributedLock
		public String inherited() {
			return currentName();
		}

	}

	@Primary
	@DistributedLock(name = "everything")
	static class Everything extends Base {

		public String first() {
			return currentName();
		}

		@DistributedLock(name = "own")
		public String own() {
			return currentName();
		}

		String notPublic() {
			return currentName();
		}

		@Override
		public String toString() {
			return currentName();
		}

	}

	static class Offspring extends Everything {

		public String another() {
			return currentName();
		}

	}

	interface Store<T> {

		@DistributedLock(name = "store", keys = "#value")
		String store(T value);

	}

	static class Texts implements Store<String> {

		@Override
		public String store(String text) {
			return String.join(",", LockHandle.requireCurrent("store").keys());
		}

	}

	@Retention(RetentionPolicy.RUNTIME)
	@DistributedLock(name = "by-sku")
	@interface LockedBySku {

		@AliasFor(annotation = DistributedLock.class, attribute = "keys")
		String[] by();

	}

	record Order(String sku, List<String> parts) {

	}

	static class Counted {

		private int reads;

		public String getKey() {
			this.reads++;
			return "key";
		}

	}

	private static String currentName() {
		return LockHandle.current().map(LockHandle::name).orElse("none");
	}

}
