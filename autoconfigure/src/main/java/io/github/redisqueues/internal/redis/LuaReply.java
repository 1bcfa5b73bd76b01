package io.github.redisqueues.internal.redis;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * What a script returned, as {@code reply.lua} writes it: whole numbers as doubles, and
 * texts behind their length, in the order that the script's header tells. Read once, from
 * the beginning to the end, by one thread.
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
		return (long) this.buffer.getDouble();
	}

	/**
	 * Reads the length of a text that comes later.
	 * @return how many bytes it has
	 */
	public int length() {
		return this.buffer.getInt();
	}

	/**
	 * Reads the next text as it is, behind its length.
	 * @return the bytes
	 */
	public byte[] bytes() {
		return bytes(length());
	}

	/**
	 * Reads the next text as it is.
	 * @param length how many bytes it has
	 * @return the bytes
	 */
	public byte[] bytes(int length) {
		byte[] bytes = new byte[length];
		this.buffer.get(bytes);
		return bytes;
	}

	/**
	 * Reads the next text as UTF-8, behind its length.
	 * @return the text
	 */
	public String text() {
		return text(length());
	}

	/**
	 * Reads the next text as UTF-8.
	 * @param length how many bytes it has
	 * @return the text
	 */
	public String text(int length) {
		String text = new String(this.buffer.array(), this.buffer.position(), length, StandardCharsets.UTF_8);
		this.buffer.position(this.buffer.position() + length);
		return text;
	}

}
