package io.github.redisqueues.internal.lock.aop;

import java.util.List;
import java.util.function.Supplier;

import io.github.redisqueues.lock.DistributedLock;
import io.github.redisqueues.lock.DistributedLock.OnFailure;
import io.github.redisqueues.lock.LockHandle;
import io.github.redisqueues.lock.LockOptions;
import io.github.redisqueues.lock.LockUnavailableException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

class SharedLockTests {

	private final LockedContext context = LockedContext.start(Shop.class);

	private final Shop shop = this.context.bean(Shop.class);

	@AfterEach
	void close() {
		this.context.close();
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

	static class Shop {

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

		@DistributedLock("stock")
		<T> T plain(Supplier<T> action) {
			return action.get();
		}

		@DistributedLock(name = "skip", onFailure = OnFailure.SKIP)
		public String skipText() {
			return "ran";
		}

	}

}
