package io.github.redisqueues.internal.lock.aop;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import io.github.redisqueues.lock.DistributedLock;
import io.github.redisqueues.lock.DistributedLock.OnLost;
import io.github.redisqueues.lock.LockHandle;
import io.github.redisqueues.lock.LockLostException;
import io.github.redisqueues.lock.LockUnavailableException;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;

@ExtendWith(OutputCaptureExtension.class)
class LostLockTests {

	private final LockedContext context = LockedContext.start(Shop.class);

	private final Shop shop = this.context.bean(Shop.class);

	@AfterEach
	void close() {
		this.context.close();
	}

	@Test
	void isAnErrorAtTheEndWhateverTheMethodReturned() {
		assertThatExceptionOfType(LockLostException.class).isThrownBy(this.shop::lose)
			.withMessageContaining(Shop.class.getName() + ".lose")
			.satisfies((ex) -> assertThat(ex.name()).isEqualTo("lost"));
	}

	@Test
	void comesSuppressedWithWhatTheMethodThrew() {
		assertThatIOException().isThrownBy(this.shop::loseAndFail)
			.satisfies((ex) -> assertThat(ex.getSuppressed()).hasSize(1).allMatch(LockLostException.class::isInstance));
	}

	@Test
	void isOnlyLoggedIfAskedFor(CapturedOutput output) {
		assertThat(this.shop.loseAndLog()).isEqualTo("returned");
		assertThat(output).contains("Lock 'lost' was lost before " + Shop.class.getName() + ".loseAndLog had ended");
	}

	@Test
	void interruptsTheThread() {
		assertThatExceptionOfType(InterruptedException.class).isThrownBy(this.shop::waitUntilInterrupted)
			.satisfies((ex) -> assertThat(ex.getSuppressed()).hasSize(1));
		assertThat(Thread.currentThread().isInterrupted()).isFalse();
	}

	@Test
	void leavesNoInterruptBehind() {
		assertThatExceptionOfType(LockLostException.class).isThrownBy(this.shop::loseUninterruptibly);
		assertThat(Thread.currentThread().isInterrupted()).isFalse();
	}

	@Test
	void doesNotInterruptAfterTheMethod() {
		for (int runs = 0; runs < 30;) {
			try {
				this.shop.endsWhenTheLeaseDoes();
				runs++;
			}
			catch (LockLostException ex) {
				runs++;
			}
			catch (LockUnavailableException ex) {
				// The machine was too slow for this lease
			}
			long end = System.nanoTime() + Duration.ofMillis(3).toNanos();
			while (System.nanoTime() < end) {
				assertThat(Thread.currentThread().isInterrupted()).isFalse();
			}
		}
	}

	@Test
	void keepsAnInterruptThatIsNotItsOwn() {
		this.shop.interruptedByAnother();
		assertThat(Thread.interrupted()).isTrue();
	}

	@Test
	void isNotSharedByACallInside() {
		assertThatExceptionOfType(LockLostException.class).isThrownBy(() -> this.shop.loseAndCall(this.shop));
	}

	@Test
	void isToldToBothWhoShareIt() {
		assertThatExceptionOfType(LockLostException.class).isThrownBy(() -> this.shop.outer(this.shop))
			.satisfies((ex) -> assertThat(ex.getMessage()).contains("Shop.lose "));
	}

	static class Shop {

		@DistributedLock(name = "lost", leaseTime = "300ms", autoRenew = "false")
		public int lose() {
			LockedContext.awaitLoss();
			return 1;
		}

		@DistributedLock(name = "lost", leaseTime = "300ms", autoRenew = "false")
		public void loseAndFail() throws IOException {
			LockedContext.awaitLoss();
			throw new IOException("broken");
		}

		@DistributedLock(name = "lost", leaseTime = "300ms", autoRenew = "false", onLost = OnLost.LOG)
		public String loseAndLog() {
			LockedContext.awaitLoss();
			return "returned";
		}

		@DistributedLock(name = "lost", leaseTime = "300ms", autoRenew = "false", onLost = OnLost.INTERRUPT)
		public void waitUntilInterrupted() throws InterruptedException {
			new CountDownLatch(1).await(20, TimeUnit.SECONDS);
		}

		@DistributedLock(name = "lost-uninterruptibly", leaseTime = "300ms", autoRenew = "false",
				onLost = OnLost.INTERRUPT)
		public void loseUninterruptibly() {
			Thread thread = Thread.currentThread();
			Awaitility.await().pollInSameThread().pollDelay(Duration.ZERO).until(thread::isInterrupted);
		}

		@DistributedLock(name = "racing", leaseTime = "60ms", autoRenew = "false", onLost = OnLost.INTERRUPT,
				waitTime = "5s")
		public void endsWhenTheLeaseDoes() {
			LockHandle handle = LockHandle.current().orElseThrow();
			while (handle.isHeld()) {
				Thread.onSpinWait();
			}
		}

		@DistributedLock(name = "fine", onLost = OnLost.INTERRUPT)
		public void interruptedByAnother() {
			Thread.currentThread().interrupt();
		}

		@DistributedLock(name = "lost", leaseTime = "300ms", autoRenew = "false", onLost = OnLost.LOG)
		public void loseAndCall(Shop self) {
			LockedContext.awaitLoss();
			self.neverRuns();
		}

		@DistributedLock(name = "lost", onLost = OnLost.LOG)
		public void neverRuns() {
			throw new AssertionError("ran");
		}

		@DistributedLock(name = "lost", leaseTime = "300ms", autoRenew = "false")
		public void outer(Shop self) {
			self.lose();
		}

	}

}
