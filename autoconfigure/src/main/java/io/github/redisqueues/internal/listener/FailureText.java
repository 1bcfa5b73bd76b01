package io.github.redisqueues.internal.listener;

import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Describes an exception for the reason of a dead letter: its class and message, the
 * innermost cause, and the first frames of that cause. Works with exceptions whose own
 * methods throw.
 */
final class FailureText {

	private static final int MOST_CAUSES = 20;

	private static final int FRAMES = 4;

	private static final int LONGEST_MESSAGE = 300;

	private FailureText() {
	}

	/**
	 * Returns the failure and its causes, outermost first, at most 20 of them, so that a
	 * circular chain ends.
	 */
	static List<Throwable> causes(Throwable failure) {
		List<Throwable> causes = new ArrayList<>();
		for (Throwable cause = failure; cause != null && causes.size() < MOST_CAUSES; cause = next(cause)) {
			causes.add(cause);
		}
		return causes;
	}

	private static @Nullable Throwable next(Throwable failure) {
		try {
			return failure.getCause();
		}
		catch (Throwable ex) {
			return null;
		}
	}

	/**
	 * Returns the first message that is not blank in the chain of causes.
	 */
	static String reason(Throwable failure) {
		for (Throwable cause : causes(failure)) {
			String message = message(cause);
			if (!message.isBlank()) {
				return message;
			}
		}
		return describe(failure);
	}

	static String describe(Throwable failure) {
		List<Throwable> causes = causes(failure);
		Throwable root = causes.get(causes.size() - 1);
		StringBuilder text = new StringBuilder(summary(failure));
		if (root != failure) {
			text.append("; caused by ").append(summary(root));
		}
		StackTraceElement[] frames = frames(root);
		for (int i = 0; i < Math.min(FRAMES, frames.length); i++) {
			text.append("\n\tat ").append(frames[i]);
		}
		return text.toString();
	}

	private static StackTraceElement[] frames(Throwable failure) {
		try {
			return failure.getStackTrace();
		}
		catch (Throwable ex) {
			return new StackTraceElement[0];
		}
	}

	private static String summary(Throwable failure) {
		String message = message(failure);
		return failure.getClass().getName() + (message.isBlank() ? "" : ": " + message);
	}

	private static String message(Throwable failure) {
		try {
			String message = failure.getMessage();
			if (message == null) {
				return "";
			}
			return (message.length() <= LONGEST_MESSAGE) ? message : message.substring(0, LONGEST_MESSAGE) + "…";
		}
		catch (Throwable ex) {
			// The exception is of any class, and its methods may throw
			return "";
		}
	}

}
