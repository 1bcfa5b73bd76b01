package io.github.redisqueues.internal.schedule;

import java.time.Duration;
import java.time.Instant;
import java.util.function.LongSupplier;

import org.jspecify.annotations.Nullable;

/**
 * The server's clock as this instance knows it: what the server said last, and how much
 * time has passed here since. It is behind by the way of the answer, so that nobody comes
 * too early. The clock on this machine's wall plays no part. For one thread at a time.
 */
final class ServerClock {

	private final LongSupplier nanoTime;

	private @Nullable Instant said;

	private long saidAt;

	ServerClock(LongSupplier nanoTime) {
		this.nanoTime = nanoTime;
	}

	void set(Instant now) {
		this.said = now;
		this.saidAt = this.nanoTime.getAsLong();
	}

	boolean isSet() {
		return this.said != null;
	}

	Instant now() {
		if (this.said == null) {
			throw new IllegalStateException("The server has not been asked yet");
		}
		return this.said.plus(age());
	}

	/**
	 * How long ago the server was asked.
	 */
	Duration age() {
		return Duration.ofNanos(this.nanoTime.getAsLong() - this.saidAt);
	}

}
