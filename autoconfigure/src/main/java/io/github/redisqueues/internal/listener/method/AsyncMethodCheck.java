package io.github.redisqueues.internal.listener.method;

import java.lang.reflect.Method;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.Future;

import io.github.redisqueues.internal.validation.InvalidAnnotationException;
import org.jspecify.annotations.Nullable;

import org.springframework.core.ReactiveAdapterRegistry;
import org.springframework.core.annotation.MergedAnnotations;
import org.springframework.core.annotation.MergedAnnotations.SearchStrategy;
import org.springframework.util.ClassUtils;

/**
 * Refuses methods that return before their work is done. Their messages would be
 * acknowledged too early, and lost if the work then failed.
 */
final class AsyncMethodCheck {

	private static final String ASYNC = "org.springframework.scheduling.annotation.Async";

	private AsyncMethodCheck() {
	}

	static void refuseAsync(Method method, Class<?> type, String location) {
		String reason = reason(method, type);
		if (reason != null) {
			throw new InvalidAnnotationException(
					"@QueueListener method " + location + ' ' + reason
							+ ", so it returns before its work is done. In mode ON_RETURN, messages would be"
							+ " acknowledged too early; in mode MANUAL, a later failure would go unnoticed",
					"Wait for the result before the method returns: for a Mono with block(), for a CompletionStage"
							+ " with toCompletableFuture().get(), for a suspending function with runBlocking. To handle"
							+ " more messages at a time, raise the listener's concurrency. To settle messages later,"
							+ " use MANUAL, return void, and pass the deliveries to an executor of your own.");
		}
	}

	private static @Nullable String reason(Method method, Class<?> type) {
		Class<?>[] parameters = method.getParameterTypes();
		if (parameters.length > 0
				&& parameters[parameters.length - 1].getName().equals("kotlin.coroutines.Continuation")) {
			return "is a suspending function";
		}
		Class<?> result = method.getReturnType();
		if (CompletionStage.class.isAssignableFrom(result) || Future.class.isAssignableFrom(result)
				|| Flow.Publisher.class.isAssignableFrom(result) || isPublisher(result)
				|| ReactiveAdapterRegistry.getSharedInstance().getAdapter(result) != null) {
			return "returns a " + ClassUtils.getShortName(result);
		}
		boolean isAsync = MergedAnnotations.from(method, SearchStrategy.TYPE_HIERARCHY).isPresent(ASYNC)
				|| MergedAnnotations.from(type, SearchStrategy.TYPE_HIERARCHY).isPresent(ASYNC);
		return isAsync ? "is @Async" : null;
	}

	private static boolean isPublisher(Class<?> type) {
		return ClassUtils.getAllInterfacesForClassAsSet(type)
			.stream()
			.anyMatch((candidate) -> candidate.getName().equals("org.reactivestreams.Publisher"));
	}

}
