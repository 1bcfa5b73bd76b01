package io.github.redisqueues.internal.redis;

import java.net.ConnectException;
import java.net.UnknownHostException;
import java.util.List;

/**
 * What a failed call means for the script that it sent. Server errors are recognised by
 * the code they begin with, because each client wraps them in its own classes. An error
 * inside a script has the code in the middle of its text.
 */
enum RedisFailure {

	/**
	 * The script did not run, for a reason that may be gone soon.
	 */
	NOT_EXECUTED_YET,

	/**
	 * The script did not run, as Redis could not be reached.
	 */
	NOT_EXECUTED,

	/**
	 * The script did not run, and a retry would not help.
	 */
	REFUSED,

	/**
	 * The script may have run.
	 */
	UNKNOWN,

	/**
	 * The script failed while it ran, or its keys hold data of another kind.
	 */
	ERROR;

	private static final List<String> TEMPORARY = List.of("LOADING ", "READONLY ", "MASTERDOWN ", "CLUSTERDOWN ",
			"TRYAGAIN ", "MOVED ", "ASK ", "BUSY ", "NOREPLICAS ");

	private static final List<String> PERMANENT = List.of("OOM ", "NOPERM ", "NOAUTH ", "WRONGPASS ", "MISCONF ",
			"ERR max number of clients");

	private static final List<String> NOT_CONNECTED = List.of("Unable to connect", "Cannot connect",
			"LettuceConnectionFactory ", "Currently not connected", "Cannot retrieve cluster partitions",
			"Cannot determine a partition");

	private static final List<String> SERVER_ERRORS = List.of("ERR ", "WRONGTYPE ", "NOSCRIPT ", "CROSSSLOT ");

	/**
	 * Classifies an exception by its whole chain of causes.
	 * @param failure the exception
	 * @return what it means
	 */
	static RedisFailure of(Throwable failure) {
		for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
			String message = String.valueOf(cause.getMessage());
			if (hasCode(message, TEMPORARY)) {
				return NOT_EXECUTED_YET;
			}
			if (hasCode(message, PERMANENT)) {
				return REFUSED;
			}
			if (cause instanceof ConnectException || cause instanceof UnknownHostException
					|| NOT_CONNECTED.stream().anyMatch((start) -> message.startsWith(start))) {
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
