package io.github.redisqueues.internal.listener.method;

import java.util.Arrays;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

import io.github.redisqueues.listener.DoNotRetry;
import io.github.redisqueues.queue.DeadLetter;
import org.jspecify.annotations.Nullable;

import org.springframework.validation.BeanPropertyBindingResult;
import org.springframework.validation.BindingResult;
import org.springframework.validation.FieldError;
import org.springframework.validation.ObjectError;
import org.springframework.validation.SmartValidator;
import org.springframework.validation.Validator;

/**
 * Validates payloads. Of a collection, an array, an {@code Optional} or the values of a
 * map, validates each element, however deep.
 */
final class PayloadValidation {

	private final Validator validator;

	private final Object[] hints;

	PayloadValidation(Validator validator, Object[] hints) {
		this.validator = validator;
		this.hints = hints.clone();
	}

	/**
	 * Validates a payload.
	 * @throws DoNotRetry if it is not valid; the message says why, without its values
	 */
	void validate(@Nullable Object payload) {
		if (payload instanceof Collection<?> elements) {
			elements.forEach(this::validate);
			return;
		}
		validateOne(payload);
		if (payload instanceof Map<?, ?> map) {
			map.values().forEach(this::validate);
		}
		else if (payload instanceof Object[] array) {
			Arrays.asList(array).forEach(this::validate);
		}
		else if (payload instanceof Optional<?> optional) {
			optional.ifPresent(this::validate);
		}
	}

	private void validateOne(@Nullable Object target) {
		if (target == null || !this.validator.supports(target.getClass())) {
			return;
		}
		BindingResult result = new BeanPropertyBindingResult(target, "payload");
		if (this.hints.length > 0 && this.validator instanceof SmartValidator smart) {
			smart.validate(target, result, this.hints);
		}
		else {
			this.validator.validate(target, result);
		}
		if (result.hasErrors()) {
			throw new DoNotRetry(DeadLetter.INVALID + ": "
					+ result.getAllErrors()
						.stream()
						.map(PayloadValidation::describe)
						.sorted()
						.collect(Collectors.joining(", ")));
		}
	}

	private static String describe(ObjectError error) {
		String message = (error.getDefaultMessage() != null) ? error.getDefaultMessage()
				: Arrays.toString(error.getCodes());
		return (error instanceof FieldError field) ? field.getField() + " " + message : message;
	}

}
