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
 * Reads the attributes of an annotation, resolves their placeholders and checks them.
 */
final class ListenerAttributesReader {

	private final UnaryOperator<@Nullable String> placeholders;

	ListenerAttributesReader(UnaryOperator<@Nullable String> placeholders) {
		this.placeholders = placeholders;
	}

	ListenerAttributes read(MergedAnnotation<QueueListener> annotation, String defaultId, String location) {
		Attributes attributes = new Attributes(annotation, location);
		List<String> queues = new ArrayList<>();
		for (String queue : annotation.getStringArray("value")) {
			String name = attributes.resolve("value", queue);
			if (queues.contains(name)) {
				throw attributes.wrong("value", name, "that queue is named twice", "Name each queue once.");
			}
			queues.add(name);
		}
		if (queues.isEmpty()) {
			throw new InvalidAnnotationException("@QueueListener on " + location + " names no queue",
					"Write the name of a queue, for example @QueueListener(\"orders\").");
		}
		String id = attributes.text("id");
		return new ListenerAttributes(id.isEmpty() ? defaultId : id, List.copyOf(queues),
				attributes.read("concurrency", ListenerAttributesReader::concurrency,
						"it must be a number or a range from 1 to 10000", "Write for example \"8\" or \"2-8\"."),
				attributes.read("batchSize", ListenerAttributesReader::batchSize,
						"it must be a number from 1 to " + ListenerSettings.LARGEST_BATCH, "Write for example \"50\"."),
				annotation.getEnum("acknowledgement", Acknowledgement.class),
				attributes.read("timeLimit", ListenerAttributesReader::timeLimit,
						"it must be a duration of up to 10000 days",
						"Write for example \"30s\" or \"5m\", or \"0\" for no limit."),
				attributes.read("autoStartup", ListenerAttributesReader::autoStartup, "it must be true or false",
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
	 * Reads the attributes of one annotation.
	 */
	private final class Attributes {

		private final MergedAnnotation<QueueListener> annotation;

		private final String location;

		private Attributes(MergedAnnotation<QueueListener> annotation, String location) {
			this.annotation = annotation;
			this.location = location;
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
				// Reported below
			}
			if (value == null) {
				throw wrong(attribute, text, reason, action);
			}
			return value;
		}

		String resolve(String attribute, String text) {
			Throwable cause = null;
			try {
				String resolved = ListenerAttributesReader.this.placeholders.apply(text);
				// Without a placeholder configurer Spring leaves unknown placeholders in
				// place
				if (resolved != null && !resolved.contains("${")) {
					return resolved.strip();
				}
			}
			catch (IllegalArgumentException ex) {
				cause = ex;
			}
			throw new InvalidAnnotationException(
					"Attribute " + attribute + " of @QueueListener on " + this.location + " is '" + text
							+ "', but a property in it is not set",
					"Set the property, or write a default as in ${name:default}.", cause);
		}

		InvalidAnnotationException wrong(String attribute, String text, String reason, String action) {
			return new InvalidAnnotationException("Attribute " + attribute + " of @QueueListener on " + this.location
					+ " is '" + text + "', but " + reason, action);
		}

	}

}
