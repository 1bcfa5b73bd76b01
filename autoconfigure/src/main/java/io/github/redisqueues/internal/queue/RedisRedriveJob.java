package io.github.redisqueues.internal.queue;

import java.time.Instant;
import java.util.Optional;

import io.github.redisqueues.internal.validation.Texts;
import io.github.redisqueues.queue.RedriveJob;
import io.github.redisqueues.queue.RedriveOptions;

/**
 * A job as it was stored.
 *
 * @param stored what is stored of it
 * @param client stops it
 */
record RedisRedriveJob(RedriveState stored, RedriveClient client) implements RedriveJob {

	private static final int MAX_REASON = 1_000;

	@Override
	public String id() {
		return this.stored.id();
	}

	@Override
	public State state() {
		return this.stored.state();
	}

	@Override
	public Phase phase() {
		return this.stored.phase();
	}

	@Override
	public RedriveOptions options() {
		return this.stored.options();
	}

	@Override
	public long total() {
		return this.stored.counts().total();
	}

	@Override
	public long redriven() {
		return this.stored.counts().redriven();
	}

	@Override
	public long handled() {
		return this.stored.counts().handled();
	}

	@Override
	public long failed() {
		return this.stored.counts().failed();
	}

	@Override
	public long pending() {
		return this.stored.counts().pending();
	}

	@Override
	public Instant startedAt() {
		return this.stored.startedAt();
	}

	@Override
	public Optional<Instant> endedAt() {
		return this.stored.endedAt();
	}

	@Override
	public Optional<String> stopReason() {
		return given(this.stored.reason());
	}

	@Override
	public Optional<String> drivenBy() {
		return given(this.stored.driverName());
	}

	private static Optional<String> given(String text) {
		return Optional.of(text).filter((some) -> !some.isEmpty());
	}

	@Override
	public boolean stop(String reason) {
		return this.client.stop(id(), Texts.requireLength("reason", reason, 1, MAX_REASON));
	}

	@Override
	public String toString() {
		return "RedriveJob[" + state() + ", " + phase() + ", " + this.stored + "]";
	}

}
