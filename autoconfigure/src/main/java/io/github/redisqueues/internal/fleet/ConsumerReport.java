package io.github.redisqueues.internal.fleet;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;

import io.github.redisqueues.internal.redis.LuaReply;

/**
 * What a process tells of itself as a consumer of one queue, with ages in place of
 * moments, because the clock of Redis decides. Immutable.
 *
 * @param id id of the count, which begins anew with another id
 * @param removed how many messages the process has removed from the queue for good since
 * the count began
 * @param countedFor time since the count began
 * @param lookAge time since the process last looked for messages by itself, empty if only
 * listeners did
 */
public record ConsumerReport(String id, long removed, Duration countedFor, Optional<Duration> lookAge) {

	private static final double NONE = -1;

	/**
	 * Writes the report as it is stored. What a later release adds comes at the end, and
	 * this release does not read it.
	 * @return the bytes
	 */
	public byte[] write() {
		byte[] text = this.id.getBytes(StandardCharsets.UTF_8);
		return ByteBuffer.allocate(3 * Double.BYTES + Integer.BYTES + text.length)
			.putDouble(this.removed)
			.putDouble(this.lookAge.map((age) -> (double) age.toMillis()).orElse(NONE))
			.putDouble(this.countedFor.toMillis())
			.putInt(text.length)
			.put(text)
			.array();
	}

	/**
	 * Reads what a process has stored.
	 * @param stored the report
	 * @return the report; empty if it cannot be read
	 */
	public static Optional<ConsumerReport> read(byte[] stored) {
		try {
			LuaReply reply = new LuaReply(stored);
			long removed = reply.number();
			long lookAge = reply.number();
			Duration countedFor = Duration.ofMillis(reply.number());
			return Optional.of(new ConsumerReport(reply.text(), removed, countedFor,
					(lookAge < 0) ? Optional.empty() : Optional.of(Duration.ofMillis(lookAge))));
		}
		catch (BufferUnderflowException | IndexOutOfBoundsException | NegativeArraySizeException
				| ArithmeticException ex) {
			// A foreign client may have stored any bytes
			return Optional.empty();
		}
	}

}
