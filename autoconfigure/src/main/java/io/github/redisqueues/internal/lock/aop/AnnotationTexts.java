package io.github.redisqueues.internal.lock.aop;

import java.time.Duration;
import java.util.Locale;
import java.util.function.UnaryOperator;

import io.github.redisqueues.internal.validation.InvalidAnnotationException;
import io.github.redisqueues.lock.DistributedLock;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.convert.DurationStyle;
import org.springframework.core.annotation.MergedAnnotation;

/**
 * Reads the strings of an annotation and resolves their placeholders.
 */
final class AnnotationTexts {

	private final UnaryOperator<@Nullable String> placeholders;

	AnnotationTexts(UnaryOperator<@Nullable String> placeholders) {
		this.placeholders = placeholders;
	}

	String text(MergedAnnotation<DistributedLock> annotation, String attribute, String where) {
		return resolve(attribute, annotation.getString(attribute), where).strip();
	}

	String resolve(String attribute, String text, String where) {
		try {
			String resolved = this.placeholders.apply(text);
			// Without a configurer, Spring keeps unknown placeholders
			if (resolved != null && !resolved.contains("${")) {
				return resolved;
			}
		}
		catch (IllegalArgumentException ex) {
			throw new InvalidAnnotationException(
					"Attribute " + attribute + " of @DistributedLock on " + where + " is '" + text
							+ "', and there is no such property: " + ex.getMessage(),
					"Set the property, or write a default as in ${name:default}.", ex);
		}
		throw invalid(attribute, where, "is '" + text + "', and there is no such property",
				"Set the property, or write a default as in ${name:default}.");
	}

	@Nullable Duration duration(MergedAnnotation<DistributedLock> annotation, String attribute, String where) {
		String text = text(annotation, attribute, where).toLowerCase(Locale.ROOT);
		if (text.isEmpty()) {
			return null;
		}
		if (text.equals("0")) {
			return Duration.ZERO;
		}
		try {
			if (!Character.isDigit(text.charAt(text.length() - 1))) {
				return DurationStyle.detectAndParse(text);
			}
		}
		catch (IllegalArgumentException | ArithmeticException ex) {
			// Reported below
		}
		throw invalid(attribute, where, "is '" + text + "', which is not a duration",
				"Write a duration such as 500ms, 3s or 10m.");
	}

	static InvalidAnnotationException invalid(String attribute, String where, String what, String action) {
		return new InvalidAnnotationException(
				"Attribute " + attribute + " of @DistributedLock on " + where + ' ' + what, action);
	}

}
