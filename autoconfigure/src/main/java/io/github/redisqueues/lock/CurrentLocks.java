package io.github.redisqueues.lock;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;

/**
 * The holds under which each thread runs.
 */
final class CurrentLocks {

	private static final ThreadLocal<List<LockHandle>> INNERMOST_FIRST = new ThreadLocal<>();

	private CurrentLocks() {
	}

	static List<LockHandle> all() {
		List<LockHandle> all = INNERMOST_FIRST.get();
		return (all != null) ? all : List.of();
	}

	static LockHandle require(String name) {
		Objects.requireNonNull(name, "name must not be null");
		LockHandle handle = all().stream()
			.filter((candidate) -> candidate.name().equals(name))
			.findFirst()
			.orElseThrow(() -> new IllegalStateException("This thread does not hold lock '" + name
					+ "'. If an annotated method was called, the call bypassed the proxy that acquires the lock:"
					+ " it was made through 'this' or on an object that is not a Spring bean"));
		handle.assertHeld();
		return handle;
	}

	static <T> T call(LockHandle handle, Callable<T> action) throws Exception {
		Objects.requireNonNull(action, "action must not be null");
		List<LockHandle> before = INNERMOST_FIRST.get();
		List<LockHandle> now = new ArrayList<>();
		now.add(handle);
		now.addAll(all());
		INNERMOST_FIRST.set(List.copyOf(now));
		try {
			return action.call();
		}
		finally {
			if (before != null) {
				INNERMOST_FIRST.set(before);
			}
			else {
				INNERMOST_FIRST.remove();
			}
		}
	}

}
