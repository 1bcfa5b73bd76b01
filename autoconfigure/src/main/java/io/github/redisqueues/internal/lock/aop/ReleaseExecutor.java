package io.github.redisqueues.internal.lock.aop;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;

import org.springframework.util.CustomizableThreadCreator;

/**
 * Runs the releases of asynchronous methods. Has no limit of threads, because what a
 * caller does when its stage completes may wait for another release.
 */
final class ReleaseExecutor {

	static final ExecutorService INSTANCE = executor();

	private ReleaseExecutor() {
	}

	/**
	 * Returns a stage for a result that tells nobody when its work has ended, so that a
	 * thread must wait for it.
	 */
	static CompletionStage<?> stageOf(Future<?> work) {
		return CompletableFuture.supplyAsync(() -> resultOf(work), work.isDone() ? Runnable::run : INSTANCE);
	}

	private static @Nullable Object resultOf(Future<?> work) {
		try {
			return work.get();
		}
		catch (ExecutionException ex) {
			throw new CompletionException(ex.getCause());
		}
		catch (InterruptedException ex) {
			// Nobody interrupts the threads of this executor
			throw new CompletionException(ex);
		}
	}

	private static ExecutorService executor() {
		CustomizableThreadCreator threads = new CustomizableThreadCreator("distributed-lock-release-");
		threads.setDaemon(true);
		return new ThreadPoolExecutor(0, Integer.MAX_VALUE, 10, TimeUnit.SECONDS, new SynchronousQueue<>(),
				threads::createThread);
	}

}
