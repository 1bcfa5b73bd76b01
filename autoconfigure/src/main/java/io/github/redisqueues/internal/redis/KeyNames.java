package io.github.redisqueues.internal.redis;

import java.nio.charset.StandardCharsets;

/**
 * Names of Redis keys. All keys of one queue or lock carry the same hash tag, so that
 * they live on one node of a Cluster, and a name is encoded so that nothing in it can end
 * the tag or look like another part of the key.
 */
public final class KeyNames {

	private static final String HEX = "0123456789ABCDEF";

	private KeyNames() {
	}

	/**
	 * What the keys of one queue or lock begin with.
	 * @param namespace first word of every key
	 * @param name any text
	 * @return the beginning, up to and including the last colon
	 */
	public static String prefix(String namespace, String name) {
		return namespace + ":{" + encode(name) + "}:";
	}

	/**
	 * Writes every byte of a name that is no ASCII letter, digit, dot, hyphen or
	 * underscore as a percent sign and two digits, as RFC 3986 does. Two names never
	 * become one.
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
