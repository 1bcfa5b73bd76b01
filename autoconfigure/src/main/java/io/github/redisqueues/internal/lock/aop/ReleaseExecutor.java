package io.github.redisqueues.internal.lock.aop;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

import org.springframework.util.CustomizableThreadCreator;

/**
 * Runs the releases of asynchronous methods. Has no limit of threads, because what a
 * caller does when its stage completes may wait for another release.
 */
final class ReleaseExecutor {

	static final ExecutorService INSTANCE = executor();

	private ReleaseExecutor() {
	}

	private static ExecutorService executor() {
		CustomizableThreadCreator threads = new CustomizableThreadCreator("distributed-lock-release-");
		threads.setDaemon(true);
		return new ThreadPoolExecutor(0, Integer.MAX_VALUE, 10, TimeUnit.SECONDS, new SynchronousQueue<>(),
				threads::createThread);
	}

}
