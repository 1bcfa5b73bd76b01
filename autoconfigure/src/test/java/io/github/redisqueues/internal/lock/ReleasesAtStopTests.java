package io.github.redisqueues.internal.lock;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;

import io.github.redisqueues.RedisOutcomeUnknownException;
import io.github.redisqueues.internal.lock.contract.KindOfLock;
import io.github.redisqueues.lock.LockHandle;
import io.github.redisqueues.testing.BlockedCall;
import io.github.redisqueues.testing.RedisTestServer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.core.task.SimpleAsyncTaskExecutor;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The connection is stopped after the locks. A release that is under way then must end
 * first.
 */
@Timeout(60)
class ReleasesAtStopTests {

	private final List<String> events = new CopyOnWriteArrayList<>();

	private final CountDownLatch entered = new CountDownLatch(1);

	private volatile boolean failing;

	private final CountDownLatch go = new CountDownLatch(1);

	@ParameterizedTest
	@EnumSource(KindOfLock.class)
	void areAwaitedByClose(KindOfLock kind) throws InterruptedException {
		check(kind, LockHandle::release, StoreDistributedLocks::close);
	}

	@ParameterizedTest
	@EnumSource(KindOfLock.class)
	void areAwaitedByStop(KindOfLock kind) throws InterruptedException {
		check(kind, LockHandle::release, StoreDistributedLocks::stop);
	}

	@ParameterizedTest
	@EnumSource(KindOfLock.class)
	void areAwaitedIfTheyComeLater(KindOfLock kind) throws InterruptedException {
		check(kind, (handle) -> handle.releaseAfter(Duration.ofMillis(100)), StoreDistributedLocks::close);
	}

	@ParameterizedTest
	@EnumSource(KindOfLock.class)
	void areAwaitedWhileTheyAreRetried(KindOfLock kind) throws InterruptedException {
		this.failing = true;
		check(kind, LockHandle::close, StoreDistributedLocks::close);
	}

	private void check(KindOfLock kind, Consumer<LockHandle> release, Consumer<StoreDistributedLocks> stop)
			throws InterruptedException {
		try (TestLocks real = new TestLocks(RedisTestServer.shared());
				StoreDistributedLocks locks = new StoreDistributedLocks(new SlowStore(real.locks().store()),
						new LockSettings(TestLocks.NAMESPACE, Duration.ofSeconds(30), Duration.ZERO, false),
						(event) -> {
						})) {
			LockHandle handle = kind.of(locks, TestLocks.newName()).acquire();
			BlockedCall<Boolean> releasing = new BlockedCall<>(() -> {
				release.accept(handle);
				return true;
			});
			this.entered.await();
			BlockedCall<Boolean> stopping = new BlockedCall<>(() -> {
				stop.accept(locks);
				this.events.add("stopped");
				return true;
			});
			Awaitility.await().pollDelay(Duration.ZERO).until(() -> stopping.isParked() || stopping.isDone());
			this.go.countDown();
			assertThat(releasing.atOnce()).isTrue();
			assertThat(stopping.atOnce()).isTrue();
			assertThat(this.events).containsExactly("told the store", "stopped");
		}
	}

	/**
	 * Tells the store of the end of a hold as late as the test wants.
	 */
	private final class SlowStore extends StoreInFront {

		private final PendingReleases pending = new PendingReleases(new SimpleAsyncTaskExecutor("test-"));

		SlowStore(LockStore store) {
			super(store);
		}

		@Override
		public boolean release(LockClaim claim, long turnBegan) {
			if (ReleasesAtStopTests.this.failing) {
				throw new RedisOutcomeUnknownException("no answer", new IllegalStateException());
			}
			await();
			boolean released = super.release(claim, turnBegan);
			ReleasesAtStopTests.this.events.add("told the store");
			return released;
		}

		@Override
		public void abandon(LockClaim claim) {
			this.pending.add(() -> {
				await();
				super.release(claim, 0);
				ReleasesAtStopTests.this.events.add("told the store");
			}, claim.leaseMillis());
		}

		@Override
		public boolean hasPendingReleases() {
			return !this.pending.isEmpty();
		}

		@Override
		public boolean[] renew(List<LockClaim> claims) {
			await();
			boolean[] renewed = super.renew(claims);
			ReleasesAtStopTests.this.events.add("told the store");
			return renewed;
		}

		private void await() {
			ReleasesAtStopTests.this.entered.countDown();
			try {
				ReleasesAtStopTests.this.go.await();
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
		}

	}

}
