package io.github.redisqueues.internal.fleet;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

import io.github.redisqueues.internal.redis.LuaReply;
import io.github.redisqueues.internal.validation.Texts;
import io.github.redisqueues.queue.ListenerStatus;
import io.github.redisqueues.queue.ListenerStatus.State;

/**
 * A running listener as its process sees it, with ages in place of moments, because the
 * clock of Redis decides. Immutable.
 *
 * @param listener id of the listener
 * @param state whether it takes messages
 * @param workers how many workers it has now
 * @param maxWorkers how many workers it may have
 * @param inFlight how many messages it holds
 * @param runningFor time since it was started
 * @param progressAge time since it handled a message without a failure
 * @param failuresInRow how many messages have failed since then
 * @param failureAge time since it last failed on a message
 * @param failure why, empty if it has not failed
 */
public record ListenerSnapshot(String listener, State state, int workers, int maxWorkers, int inFlight,
		Duration runningFor, Optional<Duration> progressAge, int failuresInRow, Optional<Duration> failureAge,
		String failure) {

	/**
	 * Longest description of a failure that is passed on, in characters.
	 */
	public static final int MAX_FAILURE_LENGTH = 500;

	private static final double NONE = -1;

	public ListenerSnapshot {
		Objects.requireNonNull(listener, "listener must not be null");
		Objects.requireNonNull(state, "state must not be null");
		Objects.requireNonNull(runningFor, "runningFor must not be null");
		Objects.requireNonNull(progressAge, "progressAge must not be null");
		Objects.requireNonNull(failureAge, "failureAge must not be null");
		failure = Texts.cut(failure, MAX_FAILURE_LENGTH);
	}

	/**
	 * Writes the snapshot as it is stored. What a later release adds comes at the end,
	 * and this release does not read it.
	 * @param process name of the process
	 * @param identity the process
	 * @return the bytes
	 */
	public byte[] write(String process, ProcessIdentity identity) {
		double[] numbers = { this.state.ordinal(), this.workers, this.maxWorkers, this.inFlight,
				this.runningFor.toMillis(), millis(this.progressAge), this.failuresInRow, millis(this.failureAge) };
		byte[][] texts = { bytes(process), bytes(identity.application()), bytes(identity.version()),
				bytes(this.listener), bytes(this.failure) };
		int length = Double.BYTES * numbers.length;
		for (byte[] text : texts) {
			length += Integer.BYTES + text.length;
		}
		ByteBuffer buffer = ByteBuffer.allocate(length);
		for (double number : numbers) {
			buffer.putDouble(number);
		}
		for (byte[] text : texts) {
			buffer.putInt(text.length).put(text);
		}
		return buffer.array();
	}

	private static byte[] bytes(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

	private static double millis(Optional<Duration> age) {
		return age.map((some) -> (double) some.toMillis()).orElse(NONE);
	}

	/**
	 * Reads what a process has stored.
	 * @param stored the moment of writing by the clock of Redis, and the snapshot
	 * @return the listener; empty if it cannot be read
	 */
	public static Optional<ListenerStatus> read(byte[] stored) {
		try {
			LuaReply reply = new LuaReply(stored);
			Instant at = Instant.ofEpochMilli(reply.number());
			State state = State.values()[(int) reply.number()];
			int workers = (int) reply.number();
			int maxWorkers = (int) reply.number();
			int inFlight = (int) reply.number();
			Duration runningFor = Duration.ofMillis(reply.number());
			Optional<Duration> progressAge = age(reply.number());
			int failuresInRow = (int) reply.number();
			Optional<Duration> failureAge = age(reply.number());
			String process = reply.text();
			String application = reply.text();
			String version = reply.text();
			return Optional.of(new ListenerSnapshot(reply.text(), state, workers, maxWorkers, inFlight, runningFor,
					progressAge, failuresInRow, failureAge, reply.text())
				.toStatus(process, new ProcessIdentity(application, version, true), at));
		}
		catch (BufferUnderflowException | IndexOutOfBoundsException | IllegalArgumentException
				| NegativeArraySizeException | ArithmeticException ex) {
			// A foreign client may have stored any bytes, or a later release a new state
			return Optional.empty();
		}
	}

	private static Optional<Duration> age(long millis) {
		return (millis < 0) ? Optional.empty() : Optional.of(Duration.ofMillis(millis));
	}

	/**
	 * Returns the listener with moments in place of ages.
	 * @param process name of its process
	 * @param identity its process
	 * @param at the moment of this snapshot
	 * @return the listener
	 */
	public ListenerStatus toStatus(String process, ProcessIdentity identity, Instant at) {
		return new ListenerStatus(process, given(identity.application()), given(identity.version()), this.listener,
				this.state, this.workers, this.maxWorkers, this.inFlight, at.minus(this.runningFor), at,
				this.progressAge.map(at::minus), this.failuresInRow, this.failureAge.map(at::minus),
				given(this.failure));
	}

	private static Optional<String> given(String text) {
		return Optional.of(text).filter((some) -> !some.isEmpty());
	}

}
