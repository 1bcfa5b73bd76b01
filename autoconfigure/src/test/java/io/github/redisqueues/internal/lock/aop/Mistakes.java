package io.github.redisqueues.internal.lock.aop;

import java.util.Map;

import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * What an application is told that does not start because of an annotation.
 */
final class Mistakes {

	private Mistakes() {
	}

	static InvalidDistributedLockException of(Class<?> type) {
		return of(Map.of("empty", ""), type);
	}

	static InvalidDistributedLockException of(Map<String, Object> properties, Class<?>... types) {
		Throwable failure = catchThrowable(() -> LockedContext.start(properties, types).close());
		for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
			if (cause instanceof InvalidDistributedLockException mistake) {
				return mistake;
			}
		}
		throw new AssertionError("Not found", failure);
	}

}
