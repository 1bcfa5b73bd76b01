package io.github.redisqueues.internal.wait;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

import org.jspecify.annotations.Nullable;

/**
 * Something that Redis has sent to this process for a thread that waits for it. Unlike a
 * wake-up it begins with a zero byte: then come the name of the wait queue, the id and
 * the body, the first two after their lengths.
 *
 * @param waitQueue the name of the wait queue
 * @param id tells it from all others
 * @param body what was sent
 */
public record Push(String waitQueue, ByteBuffer id, ByteBuffer body) {

	static boolean isOne(byte[] message) {
		return message.length > 0 && message[0] == 0;
	}

	/**
	 * Reads a message, which anyone with access to Redis may have sent.
	 * @return null if it cannot be read
	 */
	static @Nullable Push read(byte[] message) {
		ByteBuffer buffer = ByteBuffer.wrap(message, 1, message.length - 1).slice();
		ByteBuffer name = text(buffer);
		ByteBuffer id = (name != null) ? text(buffer) : null;
		return (name != null && id != null) ? new Push(StandardCharsets.UTF_8.decode(name).toString(), id, buffer)
				: null;
	}

	private static @Nullable ByteBuffer text(ByteBuffer buffer) {
		if (buffer.remaining() < Short.BYTES) {
			return null;
		}
		int length = Short.toUnsignedInt(buffer.getShort());
		if (buffer.remaining() < length) {
			return null;
		}
		ByteBuffer text = buffer.slice(buffer.position(), length);
		buffer.position(buffer.position() + length);
		return text;
	}

	@Override
	public ByteBuffer id() {
		return this.id.duplicate();
	}

	@Override
	public ByteBuffer body() {
		return this.body.slice();
	}

}
