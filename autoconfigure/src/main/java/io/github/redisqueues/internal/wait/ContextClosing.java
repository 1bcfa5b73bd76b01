package io.github.redisqueues.internal.wait;

import org.jspecify.annotations.Nullable;

import org.springframework.context.ApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * Tells the stop that precedes the end of a context from a pause.
 */
public final class ContextClosing {

	private ContextClosing() {
	}

	/**
	 * Returns whether a context is being closed or has been closed.
	 * @param context the context, null if there is none
	 * @return false if it may be started again
	 */
	public static boolean isClosing(@Nullable ApplicationContext context) {
		return context instanceof ConfigurableApplicationContext configurable && configurable.isClosed();
	}

}
