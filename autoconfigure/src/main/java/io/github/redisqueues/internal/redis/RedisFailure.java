package io.github.redisqueues.internal.redis;

import java.net.ConnectException;
import java.net.UnknownHostException;
import java.util.List;

/**
 * What a failed call tells about the script that it was to run. Server errors are known
 * by the code that begins them, as the clients wrap them in classes of their own; a
 * script's error has the code somewhere inside.
 */
enum RedisFailure {

	/**
	 * Nothing happened, and the reason may pass soon.
	 */
	NOT_EXECUTED_YET,

	/**
	 * Nothing happened, as Redis was not reached.
	 */
	NOT_EXECUTED,

	/**
	 * Nothing happened, and trying again would not help.
	 */
	REFUSED,

	/**
	 * The script may have run or not.
	 */
	UNKNOWN,

	/**
	 * The script ran into an error of its own, or the data is not ours.
	 */
	ERROR;

	private static final List<String> PASSING = List.of("LOADING ", "READONLY ", "MASTERDOWN ", "CLUSTERDOWN ",
			"TRYAGAIN ", "MOVED ", "ASK ", "BUSY ", "NOREPLICAS ");

	private static final List<String> LASTING = List.of("OOM ", "NOPERM ", "NOAUTH ", "WRONGPASS ", "MISCONF ",
			"ERR max number of clients");

	private static final List<String> NOT_CONNECTED = List.of("Unable to connect", "Cannot connect",
			"LettuceConnectionFactory ", "Currently not connected", "Cannot retrieve cluster partitions",
			"Cannot determine a partition");

	private static final List<String> SERVER_ERRORS = List.of("ERR ", "WRONGTYPE ", "NOSCRIPT ", "CROSSSLOT ");

	/**
	 * Reads the whole chain of causes.
	 * @param failure what was thrown
	 * @return what it tells
	 */
	static RedisFailure of(Throwable failure) {
		for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
			String message = String.valueOf(cause.getMessage());
			if (hasCode(message, PASSING)) {
				return NOT_EXECUTED_YET;
			}
			if (hasCode(message, LASTING)) {
				return REFUSED;
			}
			if (cause instanceof ConnectException || cause instanceof UnknownHostException
					|| NOT_CONNECTED.stream().anyMatch((words) -> message.startsWith(words))) {
				return NOT_EXECUTED;
			}
		}
		for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
			if (hasCode(String.valueOf(cause.getMessage()), SERVER_ERRORS)) {
				return ERROR;
			}
		}
		return UNKNOWN;
	}

	private static boolean hasCode(String message, List<String> codes) {
		return codes.stream().anyMatch((code) -> message.startsWith(code) || message.contains(": -" + code));
	}

}
