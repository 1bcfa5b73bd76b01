package io.github.redisqueues.internal.lock.aop;

import java.util.Map;

import io.github.redisqueues.internal.validation.InvalidAnnotationException;

import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * What an application is told that does not start because of an annotation.
 */
final class Mistakes {

	private Mistakes() {
	}

	static InvalidAnnotationException of(Class<?> type) {
		return of(Map.of("empty", ""), type);
	}

	static InvalidAnnotationException of(Map<String, Object> properties, Class<?>... types) {
		Throwable failure = catchThrowable(() -> LockedContext.start(properties, types).close());
		for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
			if (cause instanceof InvalidAnnotationException mistake) {
				return mistake;
			}
		}
		throw new AssertionError("Not found", failure);
	}

}
