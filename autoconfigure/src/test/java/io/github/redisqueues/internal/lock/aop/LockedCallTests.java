package io.github.redisqueues.internal.lock.aop;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Supplier;

import io.github.redisqueues.lock.DistributedLock;
import io.github.redisqueues.lock.DistributedLock.OnFailure;
import io.github.redisqueues.lock.LockHandle;
import io.github.redisqueues.lock.LockUnavailableException;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;

class LockedCallTests {

	private final LockedContext context = LockedContext.start(Shop.class, Jobs.class);

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
			long start = System.nanoTime();
			assertThat(this.shop.skipText()).isNull();
			assertThat(Duration.ofNanos(System.nanoTime() - start)).as("the default wait time")
				.isGreaterThanOrEqualTo(Duration.ofMillis(100));
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

	record Order(String sku, List<String> parts) {

	}

	static class Counted {

		private int reads;

		public String getKey() {
			this.reads++;
			return "key";
		}

	}

}
