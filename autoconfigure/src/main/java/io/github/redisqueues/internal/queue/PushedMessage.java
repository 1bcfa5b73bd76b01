package io.github.redisqueues.internal.queue;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

import io.github.redisqueues.internal.wait.Push;
import org.jspecify.annotations.Nullable;

/**
 * A message that a send has leased to this process and pushed to it, as {@code push.lua}
 * writes it.
 *
 * @param takenUntil the deadline of its lease as it is stored
 * @param id its id
 * @param pushedAt when it was leased, by the server's clock
 * @param envelope its envelope
 */
record PushedMessage(double takenUntil, String id, Instant pushedAt, byte[] envelope) {

	/**
	 * Reads a message, which anyone with access to Redis may have sent.
	 * @return null if it cannot be read
	 */
	static @Nullable PushedMessage read(Push push) {
		ByteBuffer id = push.id();
		ByteBuffer body = push.body();
		if (id.remaining() < Double.BYTES || body.remaining() < Double.BYTES) {
			return null;
		}
		double takenUntil = id.getDouble();
		Instant pushedAt = Instant.ofEpochMilli((long) body.getDouble());
		byte[] envelope = new byte[body.remaining()];
		body.get(envelope);
		return new PushedMessage(takenUntil, StandardCharsets.UTF_8.decode(id).toString(), pushedAt, envelope);
	}

	Instant leaseUntil() {
		return Instant.ofEpochMilli((long) Math.ceil(this.takenUntil));
	}

}
