package io.github.redisqueues.shop.opening;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Explains what is wrong with the file of orders, line by line.
 */
class OrderFileFailureAnalyzer extends AbstractFailureAnalyzer<OrderFileException> {

	private static final String ACTION = """
			Correct the file, or name another one with --shop.orders=FILE. Each line is one order:

			    {"id":"o-1","customer":"Ada","sku":"lamp","quantity":2}

			Add "pays":false to an order that is never paid, and "ticket":{"text":"When?","priority":9} to \
			one with a question.""";

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, OrderFileException cause) {
		String description = "The file of orders '" + cause.location() + "' has errors:\n\n    "
				+ String.join("\n    ", cause.problems());
		return new FailureAnalysis(description, ACTION, cause);
	}

}
