package io.github.redisqueues.internal.health;

import java.time.Duration;
import java.util.OptionalLong;

/**
 * What is no longer healthy.
 *
 * @param maxDeadLetters how many dead letters a queue may have; empty for any number
 * @param deadLettersDown whether more of them mean that the application is down
 * @param noProgressAfter after what time without progress a listener is stuck
 * @param requiresNoEviction whether Redis must not evict keys
 */
public record HealthLimits(OptionalLong maxDeadLetters, boolean deadLettersDown, Duration noProgressAfter,
		boolean requiresNoEviction) {

}
