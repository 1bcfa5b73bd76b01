package io.github.redisqueues.redis;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * What a script returned, as {@code reply.lua} writes it: whole numbers of eight bytes,
 * and texts behind their length, in the order that the script's header tells. Read once,
 * from the beginning to the end, by one thread.
 */
public final class LuaReply {

	private final ByteBuffer buffer;

	LuaReply(byte[] bytes) {
		this.buffer = ByteBuffer.wrap(bytes);
	}

	/**
	 * Tells whether there is something left to read.
	 * @return whether there is
	 */
	public boolean hasMore() {
		return this.buffer.hasRemaining();
	}

	/**
	 * Reads the next number.
	 * @return the number
	 */
	public long number() {
		return this.buffer.getLong();
	}

	/**
	 * Reads the next text as it is.
	 * @return the bytes
	 */
	public byte[] bytes() {
		byte[] bytes = new byte[this.buffer.getInt()];
		this.buffer.get(bytes);
		return bytes;
	}

	/**
	 * Reads the next text as UTF-8.
	 * @return the text
	 */
	public String text() {
		int length = this.buffer.getInt();
		String text = new String(this.buffer.array(), this.buffer.position(), length, StandardCharsets.UTF_8);
		this.buffer.position(this.buffer.position() + length);
		return text;
	}

}
