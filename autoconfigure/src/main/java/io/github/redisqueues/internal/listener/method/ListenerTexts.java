package io.github.redisqueues.internal.listener.method;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.UnaryOperator;

import io.github.redisqueues.internal.validation.InvalidAnnotationException;
import io.github.redisqueues.listener.Acknowledgement;
import io.github.redisqueues.listener.Concurrency;
import io.github.redisqueues.listener.ListenerSettings;
import io.github.redisqueues.listener.QueueListener;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.convert.DurationStyle;
import org.springframework.core.annotation.MergedAnnotation;

/**
 * Reads the texts of an annotation, with their placeholders resolved.
 */
final class ListenerTexts {

	private final UnaryOperator<@Nullable String> placeholders;

	ListenerTexts(UnaryOperator<@Nullable String> placeholders) {
		this.placeholders = placeholders;
	}

	ListenerAttributes read(MergedAnnotation<QueueListener> annotation, String defaultId, String where) {
		Attributes attributes = new Attributes(annotation, where);
		List<String> queues = new ArrayList<>();
		for (String queue : annotation.getStringArray("value")) {
			String name = attributes.resolve("value", queue);
			if (queues.contains(name)) {
				throw attributes.wrong("value", name, "that queue is named twice", "Name each queue once.");
			}
			queues.add(name);
		}
		if (queues.isEmpty()) {
			throw new InvalidAnnotationException("@QueueListener on " + where + " names no queue",
					"Write the name of a queue, for example @QueueListener(\"orders\").");
		}
		String id = attributes.text("id");
		return new ListenerAttributes(id.isEmpty() ? defaultId : id, List.copyOf(queues),
				attributes.read("concurrency", ListenerTexts::concurrency,
						"it is neither a number nor a range from 1 to 10000", "Write for example \"8\" or \"2-8\"."),
				attributes.read("batchSize", ListenerTexts::batchSize,
						"it is no number from 1 to " + ListenerSettings.LARGEST_BATCH, "Write for example \"50\"."),
				annotation.getEnum("acknowledgement", Acknowledgement.class),
				attributes.read("timeLimit", ListenerTexts::timeLimit, "it is no duration of up to 10000 days",
						"Write for example \"30s\" or \"5m\", or \"0\" for no limit."),
				attributes.read("autoStartup", ListenerTexts::autoStartup, "it is neither true nor false",
						"Write \"true\" or \"false\"."),
				attributes.text("errorHandler"));
	}

	private static @Nullable Concurrency concurrency(String text) {
		return Concurrency.parse(text);
	}

	private static @Nullable Integer batchSize(String text) {
		int size = Integer.parseInt(text);
		return (size >= 1 && size <= ListenerSettings.LARGEST_BATCH) ? size : null;
	}

	private static @Nullable Duration timeLimit(String text) {
		if (text.equals("0")) {
			return Duration.ZERO;
		}
		boolean hasUnit = !Character.isDigit(text.charAt(text.length() - 1));
		Duration limit = hasUnit ? DurationStyle.detectAndParse(text.toLowerCase(Locale.ROOT)) : null;
		return (limit != null && !limit.isNegative() && limit.compareTo(ListenerSettings.LONGEST_TIME) <= 0) ? limit
				: null;
	}

	private static @Nullable Boolean autoStartup(String text) {
		return switch (text.toLowerCase(Locale.ROOT)) {
			case "true" -> true;
			case "false" -> false;
			default -> null;
		};
	}

	/**
	 * The attributes of one annotation.
	 */
	private final class Attributes {

		private final MergedAnnotation<QueueListener> annotation;

		private final String where;

		private Attributes(MergedAnnotation<QueueListener> annotation, String where) {
			this.annotation = annotation;
			this.where = where;
		}

		String text(String attribute) {
			return resolve(attribute, this.annotation.getString(attribute));
		}

		<T> @Nullable T read(String attribute, Function<String, @Nullable T> reader, String reason, String action) {
			String text = text(attribute);
			if (text.isEmpty()) {
				return null;
			}
			T value = null;
			try {
				value = reader.apply(text);
			}
			catch (IllegalArgumentException | ArithmeticException ex) {
				// Said below
			}
			if (value == null) {
				throw wrong(attribute, text, reason, action);
			}
			return value;
		}

		String resolve(String attribute, String text) {
			Throwable cause = null;
			try {
				String resolved = ListenerTexts.this.placeholders.apply(text);
				// Without a configurer, Spring leaves what it does not know
				if (resolved != null && !resolved.contains("${")) {
					return resolved.strip();
				}
			}
			catch (IllegalArgumentException ex) {
				cause = ex;
			}
			throw new InvalidAnnotationException(
					"Attribute " + attribute + " of @QueueListener on " + this.where + " is '" + text
							+ "', and there is no such property",
					"Set the property, or write a default as in ${name:default}.", cause);
		}

		InvalidAnnotationException wrong(String attribute, String text, String reason, String action) {
			return new InvalidAnnotationException("Attribute " + attribute + " of @QueueListener on " + this.where
					+ " is '" + text + "', but " + reason, action);
		}

	}

}
