package io.github.redisqueues.internal.lock.aop;

import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;

import org.jspecify.annotations.Nullable;

import org.springframework.util.ClassUtils;

/**
 * Tells when the work of a method has ended.
 */
enum ResultKind {

	/**
	 * When it returns.
	 */
	VALUE,

	/**
	 * When the returned stage has completed. The method runs immediately.
	 */
	STAGE,

	/**
	 * When the returned publisher has completed. The method runs for each subscription.
	 */
	PUBLISHER;

	static final boolean REACTOR = ClassUtils.isPresent("reactor.core.publisher.Mono",
			ResultKind.class.getClassLoader())
			&& ClassUtils.isPresent("org.reactivestreams.Publisher", ResultKind.class.getClassLoader());

	static ResultKind of(Class<?> type) {
		if (isStage(type)) {
			return STAGE;
		}
		return (REACTOR && ReactiveCalls.supports(type)) ? PUBLISHER : VALUE;
	}

	/**
	 * Returns whether another stage can be returned in place of the method's.
	 */
	private static boolean isStage(Class<?> type) {
		return type != Object.class && type.isAssignableFrom(CompletableFuture.class);
	}

	/**
	 * Returns the result of a call that is skipped.
	 */
	static @Nullable Object empty(Class<?> type) {
		if (type == Optional.class) {
			return Optional.empty();
		}
		if (type == OptionalInt.class) {
			return OptionalInt.empty();
		}
		if (type == OptionalLong.class) {
			return OptionalLong.empty();
		}
		if (type == OptionalDouble.class) {
			return OptionalDouble.empty();
		}
		return isStage(type) ? CompletableFuture.completedFuture(null) : null;
	}

}
