package io.github.redisqueues.internal.lock.aop;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

import org.springframework.util.CustomizableThreadCreator;

/**
 * Where the locks of asynchronous methods are released. As many threads as are needed,
 * because what a caller does when its stage completes may wait for another release.
 */
final class ReleaseThreads {

	static final ExecutorService EXECUTOR = executor();

	private ReleaseThreads() {
	}

	private static ExecutorService executor() {
		CustomizableThreadCreator threads = new CustomizableThreadCreator("distributed-lock-release-");
		threads.setDaemon(true);
		return new ThreadPoolExecutor(0, Integer.MAX_VALUE, 10, TimeUnit.SECONDS, new SynchronousQueue<>(),
				threads::createThread);
	}

}
