package io.github.redisqueues.internal.queue;

import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

import io.github.redisqueues.internal.redis.Deadline;
import io.github.redisqueues.internal.redis.LuaReply;
import io.github.redisqueues.internal.redis.LuaScript;
import io.github.redisqueues.queue.PauseOptions;
import io.github.redisqueues.queue.QueueEvent;
import io.github.redisqueues.queue.QueuePauses;
import io.github.redisqueues.queue.QueuePauses.Pause;
import io.github.redisqueues.queue.QueueSettings;
import io.github.redisqueues.queue.SendingPausedException;

/**
 * Pauses and resumes delivery from one queue and sending to it. Each method runs one
 * script. Safe for use by several threads.
 */
final class PauseClient {

	private final QueueSettings<?> settings;

	private final QueueClient client;

	PauseClient(QueueSettings<?> settings, QueueClient client) {
		this.settings = settings;
		this.client = client;
	}

	void pauseDelivery(PauseOptions options) {
		pause(false, options);
		this.client.observer().happened(new QueueEvent.Paused(this.settings.name()));
	}

	void pauseSending(PauseOptions options) {
		pause(true, options);
	}

	private void pause(boolean sending, PauseOptions options) {
		Objects.requireNonNull(options, "options must not be null");
		long until = options.until().map((moment) -> Math.max(moment.toEpochMilli(), 1)).orElse(0L);
		this.client.run((scripts) -> scripts.pause,
				LuaScript.numbers(sending ? 1 : 0, until, options.duration().orElse(Duration.ZERO).toMillis(),
						this.client.publishCounts()),
				QueueClient.bytes(options.by().orElse("")), QueueClient.bytes(options.reason().orElse("")),
				this.client.wakeChannel());
	}

	void resumeDelivery() {
		resume(false);
		this.client.observer().happened(new QueueEvent.Resumed(this.settings.name()));
	}

	void resumeSending() {
		resume(true);
	}

	private void resume(boolean sending) {
		this.client.run((scripts) -> scripts.resume, LuaScript.numbers(sending ? 1 : 0, this.client.publishCounts()),
				this.client.wakeChannel(), this.client.noticeChannel());
	}

	QueuePauses read() {
		return read(this.client.deadline());
	}

	/**
	 * Throws the exception for a send that was refused because sending is paused. Returns
	 * if it is paused no longer, so that the send can be repeated.
	 * @throws SendingPausedException if sending is paused
	 */
	void requireSending(Deadline deadline) {
		read(deadline).sending().ifPresent((pause) -> {
			this.client.observer().refusedByPause(this.settings.name());
			throw new SendingPausedException(this.settings.name(), pause);
		});
	}

	private QueuePauses read(Deadline deadline) {
		return read(this.client.run(deadline, (scripts) -> scripts.readPauses));
	}

	/**
	 * Reads what {@code read-pauses.lua} returns.
	 */
	static QueuePauses read(LuaReply reply) {
		long deliveryUntil = reply.number();
		Instant deliverySince = Instant.ofEpochMilli(reply.number());
		long sendingUntil = reply.number();
		Instant sendingSince = Instant.ofEpochMilli(reply.number());
		return new QueuePauses(pause(deliveryUntil, deliverySince, reply), pause(sendingUntil, sendingSince, reply));
	}

	private static Optional<Pause> pause(long until, Instant since, LuaReply reply) {
		Optional<String> by = given(reply.text());
		Optional<String> reason = given(reply.text());
		return (until == 0) ? Optional.empty() : Optional.of(new Pause(since,
				(until < 0) ? Optional.empty() : Optional.of(Instant.ofEpochMilli(until)), by, reason));
	}

	private static Optional<String> given(String text) {
		return Optional.of(text).filter((given) -> !given.isEmpty());
	}

}
