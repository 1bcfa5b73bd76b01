package io.github.redisqueues.internal.lock.aop;

import java.util.List;

import io.github.redisqueues.internal.validation.InvalidAnnotationException;
import org.jspecify.annotations.Nullable;

import org.springframework.expression.ParseException;
import org.springframework.expression.spel.standard.SpelExpression;
import org.springframework.expression.spel.standard.SpelExpressionParser;

/**
 * An expression of an annotation, parsed once.
 */
final class LockExpression {

	private static final SpelExpressionParser PARSER = new SpelExpressionParser();

	private final SpelExpression expression;

	private final String method;

	private LockExpression(SpelExpression expression, String method) {
		this.expression = expression;
		this.method = method;
	}

	static LockExpression parse(String text, String method, Parameters parameters) {
		try {
			SpelExpression expression = PARSER.parseRaw(text);
			ExpressionCheck.check(expression, parameters);
			return new LockExpression(expression, method);
		}
		catch (ParseException | IllegalArgumentException ex) {
			throw new InvalidAnnotationException(
					"Expression '" + text + "' of @DistributedLock on " + method + " cannot be used: "
							+ ((ex instanceof ParseException parse) ? parse.toDetailedString() : ex.getMessage()),
					"Write an expression over the parameters, such as #order.sku() or #p0, or a constant in single quotes,"
							+ " such as 'all'.",
					ex);
		}
	}

	/**
	 * Adds the keys that the expression yields in a call.
	 * @param context the call
	 * @param keys the list to add to
	 * @throws IllegalArgumentException if there is no key or a value cannot be a key
	 */
	void addKeys(CallContext context, List<String> keys) {
		int before = keys.size();
		try {
			KeyTexts.add(evaluate(context), keys);
		}
		catch (KeyTexts.NoKeyException ex) {
			throw new IllegalArgumentException("Key " + this + ' ' + ex.getMessage());
		}
		if (keys.size() == before) {
			throw new IllegalArgumentException("Key " + this + " is an empty collection");
		}
	}

	boolean isTrue(CallContext context) {
		if (evaluate(context) instanceof Boolean value) {
			return value;
		}
		throw new IllegalArgumentException("Condition " + this + " is neither true nor false");
	}

	private @Nullable Object evaluate(CallContext context) {
		try {
			return this.expression.getValue(context);
		}
		catch (RuntimeException ex) {
			throw new IllegalArgumentException("Expression " + this + " failed", ex);
		}
	}

	@Override
	public String toString() {
		return "'" + this.expression.getExpressionString() + "' of @DistributedLock on " + this.method;
	}

}
