package io.github.redisqueues.internal.queue;

import java.security.SecureRandom;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Ids of messages: 78 random bits that this factory drew once, and 42 bits that count, as
 * 20 characters whose order is the order of counting. Two factories draw the same 78 bits
 * with a probability that nobody needs to plan for, and an id costs no random number of
 * its own.
 */
final class MessageIds {

	private static final char[] DIGITS = "-0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz"
		.toCharArray();

	private static final int PREFIX_LENGTH = 13;

	private static final int LENGTH = 20;

	private final char[] prefix = new char[PREFIX_LENGTH];

	private final AtomicLong count = new AtomicLong();

	MessageIds() {
		SecureRandom random = new SecureRandom();
		for (int i = 0; i < PREFIX_LENGTH; i++) {
			this.prefix[i] = DIGITS[random.nextInt(DIGITS.length)];
		}
	}

	String next() {
		char[] id = new char[LENGTH];
		System.arraycopy(this.prefix, 0, id, 0, PREFIX_LENGTH);
		long number = this.count.getAndIncrement();
		for (int i = LENGTH - 1; i >= PREFIX_LENGTH; i--) {
			id[i] = DIGITS[(int) (number & 63)];
			number >>>= 6;
		}
		return new String(id);
	}

}
