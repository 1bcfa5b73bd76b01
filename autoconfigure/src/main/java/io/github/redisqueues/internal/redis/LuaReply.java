package io.github.redisqueues.internal.redis;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * The string that a script returned: whole numbers as doubles, and texts after their
 * length, in the order that the script's header says. One thread reads it once, from
 * beginning to end.
 */
public final class LuaReply {

	private final ByteBuffer buffer;

	/**
	 * Creates a reply.
	 * @param bytes what was returned
	 */
	public LuaReply(byte[] bytes) {
		this.buffer = ByteBuffer.wrap(bytes);
	}

	/**
	 * Returns whether there is more to read.
	 * @return whether there is
	 */
	public boolean hasMore() {
		return this.buffer.hasRemaining();
	}

	/**
	 * Returns how much there is to read.
	 * @return the number of bytes
	 */
	public int left() {
		return this.buffer.remaining();
	}

	/**
	 * Reads the next number.
	 * @return the number
	 */
	public long number() {
		return (long) this.buffer.getDouble();
	}

	/**
	 * Reads the next number, which need not be whole.
	 * @return the number
	 */
	public double decimal() {
		return this.buffer.getDouble();
	}

	/**
	 * Reads the length of a text that follows later.
	 * @return its length in bytes
	 */
	public int length() {
		return this.buffer.getInt();
	}

	/**
	 * Reads the next length and the bytes that follow it.
	 * @return the bytes
	 */
	public byte[] bytes() {
		return bytes(length());
	}

	/**
	 * Reads the next bytes.
	 * @param length how many
	 * @return the bytes
	 */
	public byte[] bytes(int length) {
		byte[] bytes = new byte[length];
		this.buffer.get(bytes);
		return bytes;
	}

	/**
	 * Reads all bytes that are left.
	 * @return the bytes
	 */
	public byte[] rest() {
		return bytes(this.buffer.remaining());
	}

	/**
	 * Reads the next length and the UTF-8 text that follows it.
	 * @return the text
	 */
	public String text() {
		return text(length());
	}

	/**
	 * Reads the next UTF-8 text.
	 * @param length its length in bytes
	 * @return the text
	 */
	public String text(int length) {
		String text = new String(this.buffer.array(), this.buffer.position(), length, StandardCharsets.UTF_8);
		this.buffer.position(this.buffer.position() + length);
		return text;
	}

}
