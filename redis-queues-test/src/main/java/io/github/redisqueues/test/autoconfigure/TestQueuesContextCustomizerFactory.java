package io.github.redisqueues.test.autoconfigure;

import java.util.List;

import org.jspecify.annotations.Nullable;

import org.springframework.test.context.ContextConfigurationAttributes;
import org.springframework.test.context.ContextCustomizer;
import org.springframework.test.context.ContextCustomizerFactory;
import org.springframework.test.context.TestContextAnnotationUtils;

/**
 * Customizes the contexts of tests with {@link AutoConfigureTestQueues}.
 */
class TestQueuesContextCustomizerFactory implements ContextCustomizerFactory {

	@Override
	public @Nullable ContextCustomizer createContextCustomizer(Class<?> testClass,
			List<ContextConfigurationAttributes> configAttributes) {
		AutoConfigureTestQueues annotation = TestContextAnnotationUtils.findMergedAnnotation(testClass,
				AutoConfigureTestQueues.class);
		return (annotation != null)
				? new TestQueuesContextCustomizer(annotation.startListeners(), annotation.embedded()) : null;
	}

}
