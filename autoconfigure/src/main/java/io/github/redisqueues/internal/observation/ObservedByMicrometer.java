package io.github.redisqueues.internal.observation;

import java.util.Locale;
import java.util.function.Consumer;

import io.github.redisqueues.internal.observer.CallOutcome;
import io.github.redisqueues.internal.observer.CallScope;
import io.github.redisqueues.internal.observer.ObservedCall;
import io.micrometer.observation.Observation;
import org.jspecify.annotations.Nullable;

/**
 * A call with a started observation.
 *
 * @param observation the observation
 * @param onOutcome takes the outcome in the words of the tags
 */
record ObservedByMicrometer(Observation observation, Consumer<String> onOutcome) implements ObservedCall {

	@Override
	public CallScope open() {
		Observation.Scope scope = this.observation.openScope();
		return scope::close;
	}

	@Override
	public void end(@Nullable CallOutcome outcome, @Nullable Throwable failure) {
		if (outcome != null) {
			this.onOutcome.accept(outcome.name().toLowerCase(Locale.ROOT));
		}
		if (failure != null) {
			this.observation.error(failure);
		}
		this.observation.stop();
	}

}
