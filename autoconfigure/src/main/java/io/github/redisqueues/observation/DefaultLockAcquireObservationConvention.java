package io.github.redisqueues.observation;

import io.github.redisqueues.observation.QueueObservationDocumentation.LockKeyKeyNames;
import io.github.redisqueues.observation.QueueObservationDocumentation.LockKeyNames;
import io.micrometer.common.KeyValue;
import io.micrometer.common.KeyValues;

/**
 * Names the observations of attempts to acquire locks as
 * {@link QueueObservationDocumentation#LOCK_ACQUIRE} says.
 */
public class DefaultLockAcquireObservationConvention implements LockAcquireObservationConvention {

	@Override
	public String getName() {
		return QueueObservationDocumentation.LOCK_ACQUIRE.observationName();
	}

	@Override
	public String getContextualName(LockAcquireContext context) {
		return "acquire " + context.lock();
	}

	@Override
	public KeyValues getLowCardinalityKeyValues(LockAcquireContext context) {
		return KeyValues.of(LockKeyNames.LOCK.withValue(context.lock()),
				LockKeyNames.OUTCOME.withValue(context.outcome().orElse(KeyValue.NONE_VALUE)));
	}

	@Override
	public KeyValues getHighCardinalityKeyValues(LockAcquireContext context) {
		return context.keys().isEmpty() ? KeyValues.empty()
				: KeyValues.of(LockKeyKeyNames.KEY.withValue(String.join(",", context.keys())));
	}

}
