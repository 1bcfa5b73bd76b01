package io.github.redisqueues.autoconfigure;

import java.util.List;

import io.github.redisqueues.listener.ErrorHandler;

import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.diagnostics.FailureAnalyzedException;

/**
 * The error handler of listeners that name none.
 */
final class ErrorHandlerBean {

	private final ConfigurableListableBeanFactory beanFactory;

	ErrorHandlerBean(ConfigurableListableBeanFactory beanFactory) {
		this.beanFactory = beanFactory;
	}

	/**
	 * Finds the handler.
	 * @return the only or primary bean, or what does as suggested if there is none
	 * @throws FailureAnalyzedException if there are several, and none is primary
	 */
	ErrorHandler get() {
		Candidates candidates = new Candidates(this.beanFactory);
		List<String> names = candidates.names(ErrorHandler.class);
		if (names.isEmpty()) {
			return (delivery, failure, suggested) -> suggested;
		}
		String chosen = candidates.choose(names);
		if (chosen == null) {
			throw new FailureAnalyzedException(
					"There are several ErrorHandler beans, none of which is primary, and a listener that does not say"
							+ " which one is its own: " + String.join(", ", names) + ".",
					"Put @Primary on the one for listeners that name none, or name one in each"
							+ " @QueueListener(errorHandler = \"...\").");
		}
		return this.beanFactory.getBean(chosen, ErrorHandler.class);
	}

}
