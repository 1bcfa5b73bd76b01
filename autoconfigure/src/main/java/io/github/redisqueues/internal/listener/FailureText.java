package io.github.redisqueues.internal.listener;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import io.github.redisqueues.internal.queue.DeathReason;
import org.jspecify.annotations.Nullable;

/**
 * Describes an exception for a dead letter's reason: its class and message, its root
 * cause, and the first stack frames of the root cause. Works even if methods of the
 * exception throw.
 */
final class FailureText {

	private static final int MAX_CAUSES = 20;

	private static final int MAX_FRAMES = 4;

	private static final int MAX_MESSAGE_LENGTH = 300;

	private FailureText() {
	}

	/**
	 * Returns the failure and its causes, the outermost first, up to 20 of them, as a
	 * chain of causes may be circular.
	 */
	static List<Throwable> causes(Throwable failure) {
		List<Throwable> causes = new ArrayList<>();
		for (Throwable cause = failure; cause != null && causes.size() < MAX_CAUSES; cause = next(cause)) {
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
	 * Returns the first message that is not blank in the chain of causes, or a
	 * description if there is none.
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
		int shown = Math.min(MAX_FRAMES, frames.length);
		for (int i = 0; i < shown; i++) {
			text.append("\n\tat ").append(frames[i]);
		}
		if (Stream.of(frames).limit(shown).noneMatch(FailureText::isOfApplication)) {
			Stream.of(frames)
				.skip(shown)
				.filter(FailureText::isOfApplication)
				.findFirst()
				.ifPresent((frame) -> text.append("\n\tat ").append(frame));
		}
		return text.toString();
	}

	private static boolean isOfApplication(StackTraceElement frame) {
		return DeathReason.isOfApplication(frame.getClassName());
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
		// One line, as frames follow
		String message = message(failure).replaceAll("\\R", " ");
		return failure.getClass().getName() + (message.isBlank() ? "" : ": " + message);
	}

	private static String message(Throwable failure) {
		try {
			String message = failure.getMessage();
			if (message == null) {
				return "";
			}
			return (message.length() <= MAX_MESSAGE_LENGTH) ? message : message.substring(0, MAX_MESSAGE_LENGTH) + "…";
		}
		catch (Throwable ex) {
			// The exception may be of any class, and its getMessage() may throw
			return "";
		}
	}

}
