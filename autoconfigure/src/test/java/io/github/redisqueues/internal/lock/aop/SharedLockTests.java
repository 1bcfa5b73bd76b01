package io.github.redisqueues.internal.lock.aop;

import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.Lock;
import java.util.function.Supplier;

import io.github.redisqueues.internal.lock.LockSettings;
import io.github.redisqueues.internal.lock.StoreDistributedLocks;
import io.github.redisqueues.lock.DistributedLock;
import io.github.redisqueues.lock.DistributedLock.OnFailure;
import io.github.redisqueues.lock.LockHandle;
import io.github.redisqueues.lock.LockLostException;
import io.github.redisqueues.lock.LockOptions;
import io.github.redisqueues.lock.LockUnavailableException;
import io.github.redisqueues.testing.BlockedCall;
import io.github.redisqueues.testing.RedisTestServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

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
			assertThat(this.shop.plain(() -> LockHandle.requireCurrent("stock").token())).isEqualTo(handle.token());
			assertThat(this.context.locks()
				.<Boolean>execute("skip", LockOptions.defaults(),
						() -> "ran".equals(this.shop.skipText()) && this.context.isTaken("skip")))
				.isTrue();
			handle.assertHeld();
		}
	}

	@Test
	void isNotSharedByACallThatWantsMore() {
		assertThatExceptionOfType(LockUnavailableException.class).isThrownBy(() -> this.shop.wantsMore(this.shop))
			.withMessageContaining("this thread itself holds 'nested' on [a]");
		assertThat(this.context.isTaken("nested", "a")).isFalse();
	}

	@Test
	void isSharedWithAViewAsALock() {
		Lock view = this.context.locks().asLock("stock");
		view.lock();
		assertThat(this.shop.<Boolean>plain(() -> {
			view.lock();
			view.unlock();
			return true;
		})).isTrue();
		view.unlock();
		assertThat(this.context.isTaken("stock")).isFalse();
		assertThat(this.shop.<Boolean>plain(view::tryLock)).isTrue();
		assertThatExceptionOfType(LockLostException.class).isThrownBy(view::unlock).withMessageContaining("has ended");
	}

	/**
	 * The work of the first call is not over when it returns.
	 */
	@Test
	void isNotSharedWithWorkThatContinues() {
		CompletableFuture<String> work = new CompletableFuture<>();
		CompletableFuture<String> first = this.shop.continues(work);
		assertThatExceptionOfType(LockUnavailableException.class).isThrownBy(() -> this.shop.plain(() -> true))
			.withMessageContaining("100 ms");
		work.complete("done");
		assertThat(first.join()).isEqualTo("done");
		assertThat(this.shop.<Boolean>plain(() -> true)).isTrue();
	}

	@Test
	void isNotSharedWithAHoldThatAnotherThreadUses() {
		LockHandle handle = this.context.locks().acquire("stock");
		new BlockedCall<>(() -> handle.call(() -> true)).atOnce();
		assertThatExceptionOfType(LockUnavailableException.class).isThrownBy(() -> this.shop.plain(() -> true))
			.withMessageContaining("100 ms");
		assertThat(handle.release()).isTrue();
	}

	@Test
	void isNotSharedWithALockOfThatNameInAnotherNamespace() throws Exception {
		LockSettings settings = new LockSettings("queues:test:" + UUID.randomUUID(), Duration.ofSeconds(30),
				Duration.ofMillis(100), true);
		LettuceConnectionFactory connections = RedisTestServer.shared().connectionFactory();
		try (StoreDistributedLocks others = StoreDistributedLocks.inRedis(connections, settings, (event) -> {
		})) {
			boolean taken = others.execute("stock", () -> this.shop.plain(() -> this.context.isTaken("stock")));
			assertThat(taken).isTrue();
		}
		connections.destroy();
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
		public CompletableFuture<String> continues(CompletableFuture<String> work) {
			return work;
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
