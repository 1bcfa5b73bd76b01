package io.github.redisqueues.internal.redis;

import java.net.ConnectException;
import java.net.UnknownHostException;
import java.util.List;
import java.util.concurrent.TimeoutException;

import org.springframework.dao.QueryTimeoutException;

/**
 * What a failed call means for the script that it sent. Errors that pass are recognised
 * by the code they begin with. An error inside a script may have the code in the middle
 * of its text.
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
	 * Redis refused to run the script, or the script failed before it had changed
	 * anything. A retry would not help.
	 */
	REFUSED,

	/**
	 * The script failed while it ran, and may have changed something before.
	 */
	BROKEN_OFF,

	/**
	 * The script may have run.
	 */
	UNKNOWN;

	private static final List<String> TEMPORARY = List.of("LOADING ", "READONLY ", "MASTERDOWN ", "CLUSTERDOWN ",
			"TRYAGAIN ", "MOVED ", "ASK ", "BUSY ", "NOREPLICAS ");

	/**
	 * Redis reports these before the first write of a script only.
	 */
	private static final List<String> BEFORE_WRITES = List.of("OOM ", "MISCONF ");

	private static final List<String> NOT_CONNECTED = List.of("Unable to connect", "Cannot connect",
			"LettuceConnectionFactory ", "Currently not connected", "Cannot retrieve cluster partitions",
			"Cannot determine a partition");

	private static final List<String> ERROR_REPLIES = List.of("ERR ", "NOPERM ", "NOAUTH ", "WRONGPASS ", "WRONGTYPE ",
			"NOSCRIPT ", "CROSSSLOT ");

	/**
	 * What clients throw for an error reply. Their classes need not be there.
	 */
	private static final List<String> ERROR_REPLY_EXCEPTIONS = List.of("io.lettuce.core.RedisCommandExecutionException",
			"redis.clients.jedis.exceptions.JedisDataException");

	/**
	 * Classifies an exception by its whole chain of causes.
	 * @param failure the exception
	 * @param script what was sent
	 * @return what it means
	 */
	static RedisFailure of(Throwable failure, LuaScript script) {
		for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
			String message = String.valueOf(cause.getMessage());
			if (hasCode(message, TEMPORARY)) {
				return NOT_EXECUTED_YET;
			}
			if (hasCode(message, BEFORE_WRITES)) {
				return REFUSED;
			}
			if (cause instanceof ConnectException || cause instanceof UnknownHostException
					|| NOT_CONNECTED.stream().anyMatch((start) -> message.startsWith(start))) {
				return NOT_EXECUTED;
			}
		}
		for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
			if (isErrorReply(cause)) {
				return script.mayHaveWritten(cause.getMessage()) ? BROKEN_OFF : REFUSED;
			}
		}
		return UNKNOWN;
	}

	/**
	 * Returns whether Redis sent an error reply.
	 */
	static boolean isAnswer(Throwable failure) {
		for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
			if (isErrorReply(cause) || hasCode(String.valueOf(cause.getMessage()), TEMPORARY)) {
				return true;
			}
		}
		return false;
	}

	/**
	 * Returns whether the client waited in vain.
	 */
	static boolean isTimeout(Throwable failure) {
		for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
			if (cause instanceof QueryTimeoutException || cause instanceof TimeoutException) {
				return true;
			}
		}
		return false;
	}

	private static boolean isErrorReply(Throwable cause) {
		for (Class<?> type = cause.getClass(); type != null; type = type.getSuperclass()) {
			if (ERROR_REPLY_EXCEPTIONS.contains(type.getName())) {
				return true;
			}
		}
		return hasCode(String.valueOf(cause.getMessage()), ERROR_REPLIES);
	}

	private static boolean hasCode(String message, List<String> codes) {
		return codes.stream().anyMatch((code) -> message.startsWith(code) || message.contains(": -" + code));
	}

}
