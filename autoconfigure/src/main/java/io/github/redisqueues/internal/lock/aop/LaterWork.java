package io.github.redisqueues.internal.lock.aop;

import java.util.Iterator;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.Future;
import java.util.stream.BaseStream;

import org.jspecify.annotations.Nullable;

import org.springframework.util.ClassUtils;

/**
 * The results of methods whose work goes on after the method has returned, without
 * telling when it ends. A lock around such a method would be released too early.
 */
final class LaterWork {

	private static final String STAGE = "Return CompletionStage or CompletableFuture.";

	private static final String READ_NOW = "Return a collection, or use DistributedLocks around the code that reads it.";

	private static final String RUN_NOW = "Annotate the method that does the work, or use DistributedLocks in it.";

	/**
	 * What to do instead, by types that are always there.
	 */
	private static final Map<Class<?>, String> TYPES = Map.of(CompletionStage.class, STAGE, Future.class, STAGE,
			BaseStream.class, READ_NOW, Iterator.class, READ_NOW, Callable.class, RUN_NOW, Flow.Publisher.class,
			"Add reactor-core, or return a stage.");

	/**
	 * What to do instead, by names of types that may be missing.
	 */
	private static final Map<String, String> NAMES = Map.of("org.reactivestreams.Publisher",
			"Add reactor-core, or return a stage.", "org.springframework.web.context.request.async.DeferredResult",
			STAGE, "org.springframework.web.context.request.async.WebAsyncTask", RUN_NOW,
			"org.springframework.web.servlet.mvc.method.annotation.ResponseBodyEmitter", RUN_NOW,
			"org.springframework.web.servlet.mvc.method.annotation.StreamingResponseBody", RUN_NOW,
			"kotlin.sequences.Sequence", READ_NOW, "kotlinx.coroutines.Deferred", "Return a Mono or a stage.",
			"kotlinx.coroutines.flow.Flow", "Return a Flux, or use DistributedLocks around the code that reads it.");

	private LaterWork() {
	}

	/**
	 * Returns what to do instead of returning a type.
	 * @param type the type that a method returns
	 * @return null if the end of the work is known
	 */
	static @Nullable String insteadOf(Class<?> type) {
		ResultKind kind = ResultKind.of(type);
		if (kind == ResultKind.STAGE || (kind == ResultKind.PUBLISHER && !Future.class.isAssignableFrom(type))) {
			return null;
		}
		return TYPES.entrySet()
			.stream()
			.filter((entry) -> entry.getKey().isAssignableFrom(type))
			.map(Map.Entry::getValue)
			.findFirst()
			.orElseGet(() -> insteadOfNamed(type));
	}

	private static @Nullable String insteadOfNamed(Class<?> type) {
		for (Class<?> candidate = type; candidate != null; candidate = candidate.getSuperclass()) {
			String instead = NAMES.get(candidate.getName());
			if (instead != null) {
				return instead;
			}
		}
		return ClassUtils.getAllInterfacesForClassAsSet(type)
			.stream()
			.map((candidate) -> NAMES.get(candidate.getName()))
			.filter(Objects::nonNull)
			.findFirst()
			.orElse(null);
	}

}
