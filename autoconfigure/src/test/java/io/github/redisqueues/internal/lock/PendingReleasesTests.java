package io.github.redisqueues.internal.lock;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

import io.github.redisqueues.RedisOutcomeUnknownException;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import org.springframework.core.task.SimpleAsyncTaskExecutor;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What is given back in the background, while some of it cannot be.
 */
@Timeout(20)
class PendingReleasesTests {

	private static final long LONG = 600_000;

	private final PendingReleases pendingReleases = new PendingReleases(new SimpleAsyncTaskExecutor("test-"));

	private final CountDownLatch go = new CountDownLatch(1);

	private final AtomicInteger done = new AtomicInteger();

	private final AtomicInteger tried = new AtomicInteger();

	@Test
	void whatCannotBeGivenBackYetDoesNotHoldUpTheOthers() {
		CountDownLatch healed = new CountDownLatch(1);
		this.pendingReleases.add(() -> {
			this.tried.incrementAndGet();
			if (healed.getCount() > 0) {
				throw new RedisOutcomeUnknownException("not yet", new IllegalStateException());
			}
		}, LONG);
		this.pendingReleases.add(this.done::incrementAndGet, LONG);
		Awaitility.await().until(() -> this.done.get() == 1 && this.tried.get() > 2);
		healed.countDown();
		int before = this.tried.get();
		Awaitility.await().until(() -> this.tried.get() > before);
	}

	@Test
	void whatWillNeverWorkIsTriedOnceAndTheOthersAreDone() {
		checkTheNextIsDoneAfter(new IllegalStateException("another kind of lock"));
	}

	@Test
	void anErrorDoesNotLeaveTheOthersBehind() {
		checkTheNextIsDoneAfter(new LinkageError());
	}

	private void checkTheNextIsDoneAfter(Throwable failure) {
		this.pendingReleases.add(() -> {
			this.tried.incrementAndGet();
			await();
			if (failure instanceof Error error) {
				throw error;
			}
			throw (RuntimeException) failure;
		}, LONG);
		this.pendingReleases.add(this.done::incrementAndGet, LONG);
		this.go.countDown();
		Awaitility.await().dontCatchUncaughtExceptions().until(() -> this.done.get() == 1);
		assertThat(this.tried).hasValue(1);
	}

	@Test
	void whatHasRunOutIsLeftAlone() {
		this.pendingReleases.add(() -> {
			await();
			this.done.incrementAndGet();
		}, LONG);
		this.pendingReleases.add(this.tried::incrementAndGet, -1);
		this.pendingReleases.add(this.done::incrementAndGet, LONG);
		this.go.countDown();
		Awaitility.await().until(() -> this.done.get() == 2);
		assertThat(this.tried).hasValue(0);
	}

	private void await() {
		try {
			this.go.await();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

}
