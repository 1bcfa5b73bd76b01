package io.github.redisqueues.testing;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * Finds moments in what a client sends, where none may be: a client's clock may be wrong.
 */
public final class Moments {

	private static final Duration CLOSE_TO_NOW = Duration.ofHours(1);

	private Moments() {
	}

	/**
	 * Finds what could be a moment of these days: digits, or binary numbers of six or
	 * eight bytes, in seconds to microseconds.
	 * @param argument the bytes
	 * @return what was found
	 */
	public static Stream<String> in(byte[] argument) {
		List<String> moments = new ArrayList<>();
		String text = new String(argument, StandardCharsets.ISO_8859_1);
		Matcher digits = Pattern.compile("\\d{10,19}").matcher(text);
		while (digits.find()) {
			long number = Long.parseLong(digits.group());
			LongStream.of(number * 1_000, number, number / 1_000)
				.filter(Moments::isCloseToNow)
				.forEach((millis) -> moments.add(digits.group() + " in " + text));
		}
		if (Pattern.compile("\\d{4}-\\d\\d-\\d\\dT").matcher(text).find()) {
			moments.add(text);
		}
		for (int i = 0; i < argument.length; i++) {
			for (ByteOrder order : List.of(ByteOrder.BIG_ENDIAN, ByteOrder.LITTLE_ENDIAN)) {
				if (binary(argument, i, order).anyMatch(Moments::isCloseToNow)) {
					moments.add("binary at " + i + " of " + HexFormat.of().formatHex(argument));
				}
			}
		}
		return moments.stream();
	}

	private static LongStream binary(byte[] argument, int from, ByteOrder order) {
		if (from + 6 > argument.length) {
			return LongStream.empty();
		}
		byte[] six = new byte[8];
		System.arraycopy(argument, from, six, (order == ByteOrder.BIG_ENDIAN) ? 2 : 0, 6);
		long number = ByteBuffer.wrap(six).order(order).getLong();
		if (from + 8 > argument.length) {
			return LongStream.of(number);
		}
		ByteBuffer eight = ByteBuffer.wrap(argument, from, 8).order(order);
		return LongStream.of(number, eight.getLong(from), (long) eight.getDouble(from), eight.getLong(from) / 1_000);
	}

	private static boolean isCloseToNow(long millis) {
		return Math.abs(millis - System.currentTimeMillis()) < CLOSE_TO_NOW.toMillis();
	}

}
