package io.github.redisqueues.internal.lock.aop;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;

import io.github.redisqueues.lock.DistributedLock;
import io.github.redisqueues.lock.DistributedLock.OnFailure;
import io.github.redisqueues.lock.DistributedLock.OnLost;
import io.github.redisqueues.lock.LockHandle;
import io.github.redisqueues.lock.LockLostException;
import io.github.redisqueues.lock.LockUnavailableException;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;

class LockedStageTests {

	private final LockedContext context = LockedContext.start(Shop.class);

	private final Shop shop = this.context.bean(Shop.class);

	private final CompletableFuture<String> work = new CompletableFuture<>();

	@AfterEach
	void close() {
		this.context.close();
	}

	@Test
	void holdsTheLockUntilTheStageHasCompleted() {
		CompletableFuture<String> result = this.shop.run(this.work);
		assertThat(LockHandle.current()).isEmpty();
		assertThat(this.context.isTaken("stage")).isTrue();
		this.work.complete("done");
		assertThat(result.join()).isEqualTo("done");
		assertThat(this.context.isTaken("stage")).isFalse();
	}

	@Test
	void isReleasedOnAnotherThreadThanTheOneThatCompletesTheStage() throws Exception {
		CompletionStage<String> result = this.shop.stage(this.work);
		CompletableFuture<Thread> releasing = new CompletableFuture<>();
		result.thenRun(() -> releasing.complete(Thread.currentThread()));
		Thread completing = new Thread(() -> this.work.complete("done"));
		completing.start();
		assertThat(releasing.get(20, TimeUnit.SECONDS)).isNotSameAs(completing);
	}

	@Test
	void releasesTheLockWhenTheStageFails() {
		CompletableFuture<String> result = this.shop.run(this.work);
		this.work.completeExceptionally(new IOException("broken"));
		assertThatExceptionOfType(ExecutionException.class).isThrownBy(result::get)
			.withCauseInstanceOf(IOException.class);
		assertThat(this.context.isTaken("stage")).isFalse();
	}

	@Test
	void releasesTheLockAtOnceOfAStageThatIsComplete() {
		assertThat(this.shop.run(CompletableFuture.completedFuture("done"))).isCompletedWithValue("done");
		assertThat(this.context.isTaken("stage")).isFalse();
	}

	@Test
	void releasesTheLockAtOnceIfThereIsNoStageOrItThrows() {
		assertThat(this.shop.none()).isNull();
		assertThat(this.context.isTaken("stage")).isFalse();
		assertThatIOException().isThrownBy(this.shop::fail);
		assertThat(this.context.isTaken("stage")).isFalse();
	}

	@Test
	void doesNotRunIfAnotherHasTheLock() {
		this.shop.run(this.work);
		assertThatExceptionOfType(LockUnavailableException.class)
			.isThrownBy(() -> this.shop.run(CompletableFuture.completedFuture("ran")));
		assertThat(this.shop.skip()).isCompletedWithValue(null);
	}

	@Test
	void failsTheStageIfTheLockWasLost() {
		CompletableFuture<String> result = this.shop.lose(this.work);
		Awaitility.await().pollInterval(Duration.ofMillis(5)).until(() -> !this.context.isTaken("lost"));
		this.work.complete("done");
		assertThatExceptionOfType(CompletionException.class).isThrownBy(result::join)
			.withCauseInstanceOf(LockLostException.class);
	}

	@Test
	void onlyLogsALossIfAskedFor() {
		CompletableFuture<String> result = this.shop.loseAndLog(this.work);
		Awaitility.await().pollInterval(Duration.ofMillis(5)).until(() -> !this.context.isTaken("lost"));
		this.work.complete("done");
		assertThat(result.join()).isEqualTo("done");
	}

	@Test
	void staysLockedUntilTheStageOfAnInnerCallHasCompleted() {
		List<CompletableFuture<String>> inner = new ArrayList<>();
		assertThat(this.shop.outer(() -> inner.add(this.shop.run(this.work)))).isCompletedWithValue("outer");
		assertThat(this.context.isTaken("stage")).isTrue();
		this.work.complete("done");
		assertThat(inner.get(0).join()).isEqualTo("done");
		assertThat(this.context.isTaken("stage")).isFalse();
	}

	@Test
	void isOverWhenTheStageIsEvenIfTheCallerCancelled() {
		CompletableFuture<String> result = this.shop.run(this.work);
		result.cancel(true);
		assertThat(this.context.isTaken("stage")).isTrue();
		this.work.complete("done");
		Awaitility.await().until(() -> !this.context.isTaken("stage"));
	}

	@Test
	void mayBeCalledAFutureByTheMethod() throws Exception {
		Future<String> result = this.shop.future(this.work);
		assertThat(this.context.isTaken("stage")).isTrue();
		this.work.complete("done");
		assertThat(result.get()).isEqualTo("done");
		assertThat(this.context.isTaken("stage")).isFalse();
	}

	@Test
	void holdsTheLockUntilAPlainFutureIsDone() throws Exception {
		FutureTask<String> work = new FutureTask<>(() -> "done");
		Future<String> result = this.shop.plain(work);
		assertThat(result.isDone()).isFalse();
		assertThat(this.context.isTaken("stage")).isTrue();
		work.run();
		assertThat(result.get(20, TimeUnit.SECONDS)).isEqualTo("done");
		assertThat(this.context.isTaken("stage")).isFalse();
	}

	@Test
	void releasesTheLockOfAPlainFutureThatFailsOrIsCancelled() {
		FutureTask<String> failing = new FutureTask<>(() -> {
			throw new IOException("broken");
		});
		failing.run();
		assertThat(this.shop.plain(failing)).isDone()
			.failsWithin(Duration.ofSeconds(20))
			.withThrowableOfType(ExecutionException.class)
			.withCauseInstanceOf(IOException.class);
		assertThat(this.context.isTaken("stage")).isFalse();
		FutureTask<String> cancelled = new FutureTask<>(() -> "done");
		Future<String> result = this.shop.plain(cancelled);
		cancelled.cancel(true);
		assertThat(result).failsWithin(Duration.ofSeconds(20));
		assertThat(this.context.isTaken("stage")).isFalse();
	}

	static class Shop {

		@DistributedLock("stage")
		public Future<String> plain(Future<String> work) {
			return work;
		}

		@DistributedLock("stage")
		public CompletableFuture<String> run(CompletableFuture<String> work) {
			LockHandle.requireCurrent("stage");
			return work;
		}

		@DistributedLock("stage")
		public CompletionStage<String> stage(CompletableFuture<String> work) {
			return work.minimalCompletionStage();
		}

		@DistributedLock("stage")
		public Future<String> future(CompletableFuture<String> work) {
			return work;
		}

		@DistributedLock("stage")
		public @Nullable CompletableFuture<String> none() {
			return null;
		}

		@DistributedLock("stage")
		public CompletableFuture<String> fail() throws IOException {
			throw new IOException("broken");
		}

		@DistributedLock(name = "stage", onFailure = OnFailure.SKIP)
		public CompletableFuture<String> skip() {
			return CompletableFuture.completedFuture("ran");
		}

		@DistributedLock(name = "lost", leaseTime = "300ms", autoRenew = "false")
		public CompletableFuture<String> lose(CompletableFuture<String> work) {
			return work;
		}

		@DistributedLock(name = "lost", leaseTime = "300ms", autoRenew = "false", onLost = OnLost.LOG)
		public CompletableFuture<String> loseAndLog(CompletableFuture<String> work) {
			return work;
		}

		@DistributedLock("stage")
		public CompletableFuture<String> outer(Runnable inner) {
			inner.run();
			return CompletableFuture.completedFuture("outer");
		}

	}

}
