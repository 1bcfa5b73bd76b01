package io.github.redisqueues.internal.redis;

import java.nio.charset.StandardCharsets;

/**
 * Builds the names of Redis keys. All keys of a queue or lock have the same hash tag, so
 * that a Cluster keeps them on one node. Names are encoded, so that no character in them
 * ends the tag or looks like another part of the key.
 */
public final class KeyNames {

	private static final String HEX = "0123456789ABCDEF";

	private KeyNames() {
	}

	/**
	 * Returns the prefix of all keys of a queue or lock.
	 * @param namespace first word of every key
	 * @param name any text
	 * @return the prefix, which ends with a colon
	 */
	public static String prefix(String namespace, String name) {
		return namespace + ":{" + encode(name) + "}:";
	}

	/**
	 * Encodes a name as RFC 3986 does: each byte in UTF-8 that is not an ASCII letter,
	 * digit, dot, hyphen or underscore becomes a percent sign and two hexadecimal digits.
	 * Different names stay different.
	 * @param name any text
	 * @return the name in ASCII
	 */
	public static String encode(String name) {
		StringBuilder encoded = new StringBuilder(name.length());
		for (byte b : name.getBytes(StandardCharsets.UTF_8)) {
			if (isPlain(b)) {
				encoded.append((char) b);
			}
			else {
				encoded.append('%').append(HEX.charAt((b >> 4) & 0xF)).append(HEX.charAt(b & 0xF));
			}
		}
		return encoded.toString();
	}

	private static boolean isPlain(byte b) {
		return (b >= 'a' && b <= 'z') || (b >= 'A' && b <= 'Z') || (b >= '0' && b <= '9') || b == '.' || b == '-'
				|| b == '_';
	}

}
