package io.github.redisqueues.internal.queue;

import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;

import io.github.redisqueues.internal.validation.Texts;

/**
 * Generates message ids of 20 characters: 78 random bits that are drawn once, followed by
 * a counter of 42 bits. Ids of one generator sort in the order in which they were made,
 * and two generators practically never draw the same bits. Safe for use by several
 * threads.
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

	/**
	 * Returns whether a text can be the id of a message. No other text may reach the
	 * scripts: some read an empty one as "those that have been dead for longest".
	 */
	static boolean isPossible(String id) {
		Objects.requireNonNull(id, "id must not be null");
		return !id.isEmpty() && Texts.isWhole(id);
	}

	/**
	 * Splits ids into batches for one script each. Leaves out texts that cannot be ids,
	 * and repetitions.
	 */
	static List<List<String>> batches(Collection<String> ids, int size) {
		Objects.requireNonNull(ids, "ids must not be null");
		List<String> possible = ids.stream().filter(MessageIds::isPossible).distinct().toList();
		List<List<String>> batches = new ArrayList<>();
		for (int from = 0; from < possible.size(); from += size) {
			batches.add(possible.subList(from, Math.min(from + size, possible.size())));
		}
		return batches;
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
