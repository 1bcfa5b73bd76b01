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
 * Refuses methods that return before their work is done: their messages would be
 * acknowledged, and lost if the work then failed.
 */
final class FinishedWork {

	private static final String ASYNC = "org.springframework.scheduling.annotation.Async";

	private FinishedWork() {
	}

	static void require(Method method, Class<?> type, String where) {
		String reason = reason(method, type);
		if (reason != null) {
			throw new InvalidAnnotationException(
					"@QueueListener method " + where + ' ' + reason
							+ ", so that a message would be acknowledged before the work on it is done",
					"Do the work before the method returns: wait for its result in the method, and set the listener's"
							+ " concurrency for more at a time. A Mono is awaited with block(), a CompletionStage with"
							+ " toCompletableFuture().get(), a suspending function with runBlocking.");
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
