package io.github.redisqueues.test.autoconfigure;

import io.github.redisqueues.test.TestQueues;

import org.springframework.context.ApplicationContext;
import org.springframework.test.context.TestContext;
import org.springframework.test.context.support.AbstractTestExecutionListener;

/**
 * Removes everything in the namespace of a context after each test method, unless its
 * listeners run.
 */
class ClearingTestExecutionListener extends AbstractTestExecutionListener {

	@Override
	public void afterTestMethod(TestContext testContext) {
		if (testContext.hasApplicationContext()) {
			ApplicationContext context = testContext.getApplicationContext();
			if ("false".equals(context.getEnvironment().getProperty(TestQueuesContextCustomizer.START_LISTENERS))) {
				context.getBeanProvider(TestQueues.class).ifAvailable(TestQueues::clear);
			}
		}
	}

}
