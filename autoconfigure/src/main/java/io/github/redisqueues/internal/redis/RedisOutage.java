package io.github.redisqueues.internal.redis;

import java.time.Instant;
import java.util.Objects;

/**
 * An outage of Redis, as the calls of this process see it.
 *
 * @param since when the first call failed, by this process's clock
 * @param reason why the latest call failed
 */
public record RedisOutage(Instant since, String reason) {

	public RedisOutage {
		Objects.requireNonNull(since, "since must not be null");
		Objects.requireNonNull(reason, "reason must not be null");
	}

}
