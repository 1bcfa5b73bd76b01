package io.github.redisqueues.internal.observation;

import java.util.Locale;
import java.util.function.Consumer;
import java.util.function.Supplier;

import io.github.redisqueues.internal.observer.CallOutcome;
import io.github.redisqueues.internal.observer.CallScope;
import io.github.redisqueues.internal.observer.ObservedCall;
import io.micrometer.observation.Observation;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * A call with a started observation. What a handler or convention of the application
 * throws is logged: the call itself goes on.
 *
 * @param observation the observation
 * @param onOutcome takes the outcome in the words of the tags
 */
record ObservedByMicrometer(Observation observation, Consumer<String> onOutcome) implements ObservedCall {

	private static final Log logger = LogFactory.getLog(ObservedByMicrometer.class);

	/**
	 * Starts an observation.
	 * @param creation makes it
	 * @param onOutcome takes the outcome in the words of the tags
	 * @return the call, which observes nothing if this failed
	 */
	static ObservedCall start(Supplier<Observation> creation, Consumer<String> onOutcome) {
		try {
			return new ObservedByMicrometer(creation.get().start(), onOutcome);
		}
		catch (RuntimeException ex) {
			failed(ex);
			return ObservedCall.NONE;
		}
	}

	/**
	 * Makes an observation the current one of the thread.
	 */
	static CallScope open(Observation observation) {
		try {
			return new OpenScope(observation.openScope());
		}
		catch (RuntimeException ex) {
			failed(ex);
			return CallScope.NONE;
		}
	}

	@Override
	public CallScope open() {
		return open(this.observation);
	}

	@Override
	public void end(@Nullable CallOutcome outcome, @Nullable Throwable failure) {
		try {
			if (outcome != null) {
				this.onOutcome.accept(outcome.name().toLowerCase(Locale.ROOT));
			}
			if (failure != null) {
				this.observation.error(failure);
			}
			this.observation.stop();
		}
		catch (RuntimeException ex) {
			failed(ex);
		}
	}

	private static void failed(RuntimeException failure) {
		logger.error("An observation failed; what was observed goes on", failure);
	}

	/**
	 * Closes a scope of Micrometer.
	 */
	private record OpenScope(Observation.Scope scope) implements CallScope {

		@Override
		public void close() {
			try {
				this.scope.close();
			}
			catch (RuntimeException ex) {
				failed(ex);
			}
		}

	}

}
