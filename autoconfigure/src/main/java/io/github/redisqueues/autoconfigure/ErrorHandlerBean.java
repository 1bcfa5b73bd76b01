package io.github.redisqueues.autoconfigure;

import java.util.List;

import io.github.redisqueues.listener.ErrorHandler;

import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.diagnostics.FailureAnalyzedException;

/**
 * Finds the error handler of listeners that name none.
 */
final class ErrorHandlerBean {

	private final ConfigurableListableBeanFactory beanFactory;

	ErrorHandlerBean(ConfigurableListableBeanFactory beanFactory) {
		this.beanFactory = beanFactory;
	}

	/**
	 * Returns the handler.
	 * @return the only or primary bean; without one, a handler that does as suggested
	 * @throws FailureAnalyzedException if there are several and none is primary
	 */
	ErrorHandler get() {
		InjectionCandidates candidates = new InjectionCandidates(this.beanFactory);
		List<String> names = candidates.names(ErrorHandler.class);
		if (names.isEmpty()) {
			return (delivery, failure, suggested) -> suggested;
		}
		String chosen = candidates.choose(names);
		if (chosen == null) {
			throw new FailureAnalyzedException(
					"A listener names no error handler, and there are several ErrorHandler beans, none of which is"
							+ " primary: " + String.join(", ", names) + ".",
					"Put @Primary on the default one, or name one in each @QueueListener(errorHandler = \"...\").");
		}
		return this.beanFactory.getBean(chosen, ErrorHandler.class);
	}

}
