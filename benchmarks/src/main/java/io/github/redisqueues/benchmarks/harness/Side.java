package io.github.redisqueues.benchmarks.harness;

import java.util.Arrays;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * A contender in a scenario.
 *
 * @param contender its name
 * @param ours whether it is this library
 * @param launch how its process is started
 * @param rival name of the side of ours that it is compared with, or null for the first
 */
public record Side(String contender, boolean ours, Launch launch, @Nullable String rival) {

	/**
	 * Name of this library among the contenders.
	 */
	public static final String OURS = "redis-queues";

	/**
	 * Name of an older build of this library.
	 */
	public static final String BASELINE = "redis-queues before";

	public static Side ours(Opening opening) {
		return new Side(OURS, true, new Launch.Jvm(opening), null);
	}

	/**
	 * Another way to use this library.
	 */
	public static Side ours(String variant, Opening opening) {
		return new Side(variant(variant), true, new Launch.Jvm(opening), null);
	}

	/**
	 * Returns the name of another way to use this library.
	 */
	public static String variant(String variant) {
		return OURS + ", " + variant;
	}

	public static Side of(String contender, Opening opening) {
		return new Side(contender, false, new Launch.Jvm(opening), null);
	}

	/**
	 * BullMQ, which gets the arguments of its work.
	 */
	public static Side bullMq(Object... arguments) {
		return new Side(Contenders.BULLMQ, false, new Launch.BullMq(texts(arguments)), null);
	}

	/**
	 * BullMQ with a second process that sends.
	 */
	public static Side bullMqTwice(Object... arguments) {
		return bullMq(arguments).named(Contenders.BULLMQ + ", 2 processes");
	}

	/**
	 * Rqueue, which gets the arguments of its work.
	 */
	public static Side rqueue(Object... arguments) {
		return new Side(Contenders.RQUEUE, false, new Launch.Rqueue(texts(arguments)), null);
	}

	private static List<String> texts(Object... arguments) {
		return Arrays.stream(arguments).map(String::valueOf).toList();
	}

	/**
	 * Compares this side with another way to use this library.
	 */
	public Side against(String variant) {
		return new Side(this.contender, this.ours, this.launch, variant(variant));
	}

	Side named(String name) {
		return new Side(name, this.ours, this.launch, this.rival);
	}

}
