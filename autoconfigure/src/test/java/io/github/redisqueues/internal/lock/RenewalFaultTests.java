package io.github.redisqueues.internal.lock;

import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.IntPredicate;

import io.github.redisqueues.RedisOutcomeUnknownException;
import io.github.redisqueues.internal.lock.contract.LockKeys;
import io.github.redisqueues.lock.LockLostEvent;
import io.github.redisqueues.lock.LockOptions;
import io.github.redisqueues.testing.BlockedCall;
import io.github.redisqueues.testing.RedisTestServer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import org.springframework.core.task.SimpleAsyncTaskExecutor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Renewals, extensions and releases that meet, answers that are late or lost, and what
 * fails around them.
 */
@Timeout(30)
class RenewalFaultTests {

	private static final long MINUTE = 60_000;

	private static final Duration REMEMBERED = Duration.ofMinutes(10);

	private final RedisTestServer server = RedisTestServer.shared();

	private final String name = TestLocks.newName();

	private final TestLocks plain = new TestLocks(this.server);

	private final LockKeys keys = this.plain.keys(this.name);

	private final Queue<LockLostEvent> lost = new ConcurrentLinkedQueue<>();

	private final Queue<Long> asked = new ConcurrentLinkedQueue<>();

	private final AtomicInteger tasks = new AtomicInteger();

	/** Which of the background tasks, from 1 on, cannot be started. */
	private volatile IntPredicate refused = (task) -> false;

	private volatile Consumer<List<LockClaim>> beforeRenewal = (renewals) -> {
	};

	private volatile Consumer<List<LockClaim>> afterRenewal = (renewals) -> {
	};

	private volatile Runnable beforeBatches = () -> {
	};

	private volatile Runnable afterRelease = () -> {
	};

	private final LockStore store = new Faulty(this.plain.locks().store());

	private final LeaseKeeper keeper = new LeaseKeeper(this.store, new SimpleAsyncTaskExecutor("test-") {

		@Override
		public void execute(Runnable task) {
			if (RenewalFaultTests.this.refused.test(RenewalFaultTests.this.tasks.incrementAndGet())) {
				throw new LinkageError("unable to create native thread");
			}
			super.execute(task);
		}

	}, this.lost::add);

	private final Acquirer acquirer = new Acquirer(
			new LockSettings(TestLocks.NAMESPACE, Duration.ofSeconds(30), Duration.ofSeconds(3), true), this.store,
			this.keeper, null);

	@AfterEach
	void close() {
		this.keeper.close();
		this.plain.close();
		this.keys.remove();
	}

	@Test
	void anExtensionWaitsForARenewalThatIsUnderWay() {
		LockHold hold = acquire(MINUTE, true);
		assertThat(hold.beginRenewal()).isTrue();
		BlockedCall<Boolean> extension = new BlockedCall<>(() -> hold.extend(Duration.ofMinutes(5)))
			.awaitParked(() -> true);
		assertThat(this.asked).as("renewals asked for").isEmpty();
		boolean stands = this.store.renew(List.of(hold.claim()))[0];
		hold.renewed(stands, System.nanoTime(), MINUTE);
		assertThat(extension.atOnce()).isTrue();
		assertThat(this.asked).containsExactly(MINUTE, 5 * MINUTE);
		assertThat(serverLease()).isGreaterThan(4 * MINUTE);
		assertThat(hold.remaining()).isLessThan(Duration.ofMillis(serverLease()));
	}

	@Test
	void noRenewalBeginsWhileAnExtensionIsUnderWay() {
		LockHold hold = acquire(MINUTE, true);
		AtomicBoolean began = new AtomicBoolean();
		this.beforeRenewal = (renewals) -> began.set(hold.beginRenewal());
		assertThat(hold.extend(Duration.ofMinutes(5))).isTrue();
		assertThat(began).isFalse();
		assertThat(hold.beginRenewal()).isTrue();
	}

	@Test
	void twoExtensionsComeOneAfterTheOther() throws InterruptedException {
		LockHold hold = acquire(MINUTE, false);
		CountDownLatch sent = new CountDownLatch(1);
		CountDownLatch go = new CountDownLatch(1);
		this.beforeRenewal = (renewals) -> {
			sent.countDown();
			await(go);
		};
		BlockedCall<Boolean> longer = new BlockedCall<>(() -> hold.extend(Duration.ofMinutes(5)));
		sent.await();
		BlockedCall<Boolean> shorter = new BlockedCall<>(() -> hold.extend(Duration.ofSeconds(20)))
			.awaitParked(() -> true);
		assertThat(this.asked).hasSize(1);
		go.countDown();
		assertThat(longer.atOnce()).isTrue();
		assertThat(shorter.atOnce()).isTrue();
		assertThat(serverLease()).isLessThanOrEqualTo(20_000);
		assertThat(hold.remaining()).isLessThan(Duration.ofSeconds(20));
	}

	@Test
	void aShorterLeaseWhoseAnswerIsLostCountsAllTheSame() {
		LockHold hold = acquire(MINUTE, false);
		this.afterRenewal = (renewals) -> {
			assertThat(hold.remaining()).as("before the answer").isLessThanOrEqualTo(Duration.ofMillis(300));
			throw new RedisOutcomeUnknownException("no answer", new IllegalStateException());
		};
		assertThatExceptionOfType(RedisOutcomeUnknownException.class)
			.isThrownBy(() -> hold.extend(Duration.ofMillis(300)));
		assertThat(hold.remaining()).isLessThanOrEqualTo(Duration.ofMillis(300));
		assertThat(this.plain.locks().acquire(this.name).token()).isGreaterThan(hold.token());
		assertThat(hold.isHeld()).isFalse();
		Awaitility.await().until(() -> this.lost.size() == 1);
	}

	@Test
	void aYesThatComesTooLateIsGivenBack() {
		LockHold hold = acquire(500, false);
		this.afterRenewal = (
				renewals) -> Awaitility.await().pollInterval(Duration.ofMillis(10)).until(() -> !hold.isHeld());
		assertThat(hold.extend(Duration.ofHours(1))).isFalse();
		Awaitility.await().atMost(Duration.ofSeconds(5)).until(() -> this.plain.locks().inspect(this.name).isEmpty());
		Awaitility.await().until(() -> this.lost.size() == 1);
	}

	@Test
	void aDelayedReleaseWaitsForARenewalThatIsUnderWay() {
		LockHold hold = acquire(MINUTE, true);
		hold.beginRenewal();
		BlockedCall<Boolean> release = new BlockedCall<>(() -> hold.releaseAfter(Duration.ofSeconds(2)))
			.awaitParked(() -> true);
		assertThat(this.asked).isEmpty();
		this.store.renew(List.of(hold.claim()));
		hold.renewed(true, System.nanoTime(), MINUTE);
		assertThat(release.atOnce()).isTrue();
		assertThat(serverLease()).isLessThanOrEqualTo(2_000);
		assertThat(hold.beginRenewal()).isFalse();
		assertThat(this.lost).isEmpty();
	}

	@Test
	void nobodyExtendsWhatWasReleasedWhileHeWaited() {
		LockHold hold = acquire(MINUTE, true);
		hold.beginRenewal();
		BlockedCall<Boolean> extension = new BlockedCall<>(() -> hold.extend(Duration.ofMinutes(5)))
			.awaitParked(() -> true);
		BlockedCall<Boolean> release = new BlockedCall<>(() -> hold.releaseAfter(Duration.ofSeconds(2)))
			.awaitParked(() -> hold.isReleased());
		hold.renewed(true, System.nanoTime(), MINUTE);
		assertThat(extension.atOnce()).isFalse();
		assertThat(release.atOnce()).isTrue();
		assertThat(this.asked).containsExactly(2_000L);
	}

	@Test
	void aHoldThatHasRunOutUnseenIsNotReleasedButLost() {
		this.keeper.close();
		LockHold hold = acquire(50, false);
		AtomicInteger told = new AtomicInteger();
		hold.onLost(told::incrementAndGet);
		Awaitility.await().until(() -> !hold.isHeld());
		assertThat(hold.release()).isFalse();
		assertThat(hold.release()).isFalse();
		Awaitility.await().until(() -> told.get() == 1 && this.lost.size() == 1);
	}

	@Test
	void aReleaseWhoseAnswerAnInterruptHidesIsNoLoss() {
		LockHold hold = acquire(MINUTE, false);
		AtomicBoolean isFirst = new AtomicBoolean(true);
		this.afterRelease = () -> {
			if (isFirst.getAndSet(false)) {
				// Redis then remembers neither this owner nor the one before as its own
				this.plain.locks().acquire(this.name).release();
				this.plain.locks().acquire(this.name).release();
				Thread.currentThread().interrupt();
				throw new RedisOutcomeUnknownException("planted", null);
			}
		};
		assertThat(hold.release()).isTrue();
		assertThat(Thread.interrupted()).as("interrupt flag").isTrue();
		assertThat(this.lost).isEmpty();
	}

	@Test
	void aThreadThatCannotBeMadeDoesNotEndAllRenewals() {
		this.refused = (task) -> task == 1;
		LockHold hold = acquire(1_500, true);
		awaitRenewed(hold);
	}

	@Test
	void aFailureToDivideHoldsDoesNotEndTheirRenewals() {
		AtomicBoolean failed = new AtomicBoolean();
		this.beforeBatches = () -> {
			if (failed.compareAndSet(false, true)) {
				throw new RedisOutcomeUnknownException("not connected", new IllegalStateException());
			}
		};
		LockHold hold = acquire(1_500, true);
		awaitRenewed(hold);
		assertThat(failed).isTrue();
	}

	@Test
	void anErrorOfTheStoreDoesNotEndRenewals() {
		AtomicBoolean failed = new AtomicBoolean();
		this.beforeRenewal = (renewals) -> {
			if (failed.compareAndSet(false, true)) {
				throw new LinkageError("this time");
			}
		};
		LockHold hold = acquire(1_500, true);
		awaitRenewed(hold);
		assertThat(failed).isTrue();
	}

	@Test
	void aBatchThatHangsDoesNotHoldUpAnother() {
		CountDownLatch end = new CountDownLatch(1);
		this.beforeRenewal = (renewals) -> {
			if (renewals.get(0).kind() == LockKind.PERMIT) {
				await(end);
			}
		};
		LockOptions options = options(1_500, true);
		LockTarget target = this.acquirer.target(this.name + "2", List.of());
		this.acquirer.acquire(this.acquirer.shared(target, LockKind.PERMIT, 1, options));
		LockHold hold = acquire(1_500, true);
		awaitRenewed(hold);
		end.countDown();
		this.plain.keys(this.name + "2").remove();
	}

	@Test
	void whatCannotBeDividedAmongThreadsIsDoneByOne() {
		LockHold first = acquire(1_500, true);
		LockTarget target = this.acquirer.target(this.name + "2", List.of());
		LockHold second = (LockHold) this.acquirer
			.acquire(this.acquirer.shared(target, LockKind.PERMIT, 1, options(1_500, true)));
		CountDownLatch looked = new CountDownLatch(1);
		assertThat(first.beginRenewal() && second.beginRenewal()).isTrue();
		this.refused = (task) -> looked.getCount() > 0;
		this.keeper.renewer().renewAll(List.of(first, second));
		looked.countDown();
		assertThat(this.asked).hasSize(2);
		assertThat(first.beginRenewal() && second.beginRenewal()).as("nothing is under way").isTrue();
		this.plain.keys(this.name + "2").remove();
	}

	@Test
	void whatFailsForOneHoldIsNotFeltByAnother() {
		LockHold first = acquire(MINUTE, true);
		LockHold second = (LockHold) this.acquirer
			.acquire(this.acquirer.mutex(this.name, options(MINUTE, true).keys("a")));
		this.plain.locks().forceRelease(this.name);
		assertThat(first.beginRenewal() && second.beginRenewal()).isTrue();
		this.refused = (task) -> true;
		this.keeper.renewer().renewAll(List.of(first, second));
		this.refused = (task) -> false;
		assertThat(first.isHeld()).isFalse();
		assertThat(second.isHeld()).isTrue();
		assertThat(second.beginRenewal()).as("nothing is under way").isTrue();
	}

	private void awaitRenewed(LockHold hold) {
		long before = hold.deadline();
		Awaitility.await().pollInterval(Duration.ofMillis(20)).until(() -> hold.deadline() - before > 0);
		assertThat(hold.isHeld()).isTrue();
		assertThat(this.lost).isEmpty();
	}

	private LockHold acquire(long leaseMillis, boolean autoRenew) {
		return (LockHold) this.acquirer.acquire(this.acquirer.mutex(this.name, options(leaseMillis, autoRenew)));
	}

	private static LockOptions options(long leaseMillis, boolean autoRenew) {
		return LockOptions.defaults().leaseTime(Duration.ofMillis(leaseMillis)).autoRenew(autoRenew);
	}

	private long serverLease() {
		return this.keys.node().number("PTTL", this.keys.key("lock")) - REMEMBERED.toMillis();
	}

	private static void await(CountDownLatch latch) {
		try {
			latch.await();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private final class Faulty extends StoreInFront {

		Faulty(LockStore store) {
			super(store);
		}

		@Override
		public boolean release(LockClaim claim, long turnBegan) {
			boolean wasHeld = super.release(claim, turnBegan);
			RenewalFaultTests.this.afterRelease.run();
			return wasHeld;
		}

		@Override
		public boolean[] renew(List<LockClaim> renewals) {
			renewals.forEach((renewal) -> RenewalFaultTests.this.asked.add(renewal.leaseMillis()));
			RenewalFaultTests.this.beforeRenewal.accept(renewals);
			boolean[] stand = super.renew(renewals);
			RenewalFaultTests.this.afterRenewal.accept(renewals);
			return stand;
		}

		@Override
		public Object batchKey(LockClaim claim) {
			RenewalFaultTests.this.beforeBatches.run();
			return super.batchKey(claim);
		}

	}

}
