package io.github.redisqueues.internal.observer;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * A call that is observed until {@link #end}. Does not throw. Used by one thread at a
 * time.
 */
public interface ObservedCall {

	/**
	 * Observes nothing.
	 */
	ObservedCall NONE = new ObservedCall() {
	};

	/**
	 * Makes this call the current one of the thread.
	 * @return the scope to close
	 */
	default CallScope open() {
		return CallScope.NONE;
	}

	/**
	 * Ends the call, once, after its scopes were closed.
	 * @param outcome how it ended, null if the kind of call has no outcomes or it is not
	 * known
	 * @param failure what it threw, null if it returned
	 */
	default void end(@Nullable CallOutcome outcome, @Nullable Throwable failure) {
	}

	/**
	 * Combines calls.
	 * @param calls the calls, the outermost first
	 * @return a call that passes everything to each of them
	 */
	static ObservedCall of(List<ObservedCall> calls) {
		List<ObservedCall> real = calls.stream().filter((call) -> call != NONE).toList();
		return real.isEmpty() ? NONE : (real.size() == 1) ? real.get(0) : new ObservedCall() {

			@Override
			public CallScope open() {
				List<CallScope> scopes = real.stream().map(ObservedCall::open).toList();
				return () -> {
					for (int i = scopes.size() - 1; i >= 0; i--) {
						scopes.get(i).close();
					}
				};
			}

			@Override
			public void end(@Nullable CallOutcome outcome, @Nullable Throwable failure) {
				for (int i = real.size() - 1; i >= 0; i--) {
					real.get(i).end(outcome, failure);
				}
			}

		};
	}

}
