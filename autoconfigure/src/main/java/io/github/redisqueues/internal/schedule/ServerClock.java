package io.github.redisqueues.internal.schedule;

import java.time.Duration;
import java.time.Instant;
import java.util.function.LongSupplier;

import org.jspecify.annotations.Nullable;

/**
 * An estimate of the Redis server's clock: the last time that the server reported plus
 * the time that has passed here since. It lags by the network latency of the reply, so a
 * tick is never early. Does not use this machine's wall clock. Not safe for use by
 * several threads at the same time.
 */
final class ServerClock {

	private final LongSupplier nanoTime;

	private @Nullable Instant reported;

	private long reportedAt;

	ServerClock(LongSupplier nanoTime) {
		this.nanoTime = nanoTime;
	}

	void set(Instant now) {
		this.reported = now;
		this.reportedAt = this.nanoTime.getAsLong();
	}

	boolean isSet() {
		return this.reported != null;
	}

	Instant now() {
		if (this.reported == null) {
			throw new IllegalStateException("The server's clock has not been read yet");
		}
		return this.reported.plus(age());
	}

	/**
	 * Returns how long ago the server reported its time.
	 */
	Duration age() {
		return Duration.ofNanos(this.nanoTime.getAsLong() - this.reportedAt);
	}

}
