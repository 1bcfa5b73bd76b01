package io.github.redisqueues.benchmarks.contender;

import java.util.Collections;
import java.util.List;
import java.util.Random;

import org.jspecify.annotations.Nullable;

/**
 * What is sent.
 */
public final class Payloads {

	/**
	 * Length of a payload, if a scenario does not say otherwise.
	 */
	public static final int LENGTH = 200;

	private Payloads() {
	}

	public static byte[] bytes() {
		return bytes(LENGTH);
	}

	public static byte[] bytes(int length) {
		byte[] payload = new byte[length];
		new Random(42).nextBytes(payload);
		return payload;
	}

	public static List<byte[]> batch(int size) {
		return Collections.nCopies(size, bytes());
	}

	/**
	 * A text that is as long as the bytes when it is written as JSON, with quotes.
	 */
	public static String text() {
		return "x".repeat(LENGTH - 2);
	}

	/**
	 * Checks that what was sent came back.
	 */
	public static void check(byte @Nullable [] taken) {
		if (taken == null || taken.length != LENGTH) {
			throw new IllegalStateException("what was sent did not come back");
		}
	}

}
