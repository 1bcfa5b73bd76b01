package io.github.redisqueues.test.autoconfigure;

import java.io.IOException;
import java.util.Set;

import io.github.redisqueues.listener.ErrorHandler;
import io.github.redisqueues.listener.QueueListener;
import io.github.redisqueues.listener.QueueListenerInterceptor;
import io.github.redisqueues.listener.QueueListeners;
import io.github.redisqueues.queue.PayloadConverter;
import io.github.redisqueues.topic.TopicListener;

import org.springframework.boot.test.context.filter.annotation.StandardAnnotationCustomizableTypeExcludeFilter;
import org.springframework.core.type.AnnotationMetadata;
import org.springframework.core.type.classreading.MetadataReader;
import org.springframework.core.type.classreading.MetadataReaderFactory;
import org.springframework.messaging.handler.invocation.HandlerMethodArgumentResolver;

/**
 * Excludes components that a {@link QueuesTest} does not need.
 */
class QueuesTypeExcludeFilter extends StandardAnnotationCustomizableTypeExcludeFilter<QueuesTest> {

	private static final Set<Class<?>> INCLUDES = Set.of(ErrorHandler.class, QueueListenerInterceptor.class,
			PayloadConverter.class, HandlerMethodArgumentResolver.class);

	private final Set<Class<?>> listeners;

	QueuesTypeExcludeFilter(Class<?> testClass) {
		super(testClass);
		this.listeners = Set.of(getAnnotation().getValue("listeners", Class[].class).orElse(new Class<?>[0]));
	}

	@Override
	protected boolean defaultInclude(MetadataReader metadataReader, MetadataReaderFactory metadataReaderFactory)
			throws IOException {
		return super.defaultInclude(metadataReader, metadataReaderFactory)
				|| (this.listeners.isEmpty() && isListener(metadataReader.getAnnotationMetadata()));
	}

	private static boolean isListener(AnnotationMetadata type) {
		return type.hasAnnotatedMethods(QueueListener.class.getName())
				|| type.hasAnnotatedMethods(QueueListeners.class.getName())
				|| type.hasAnnotatedMethods(TopicListener.class.getName());
	}

	@Override
	protected Set<Class<?>> getKnownIncludes() {
		return INCLUDES;
	}

	@Override
	protected Set<Class<?>> getComponentIncludes() {
		return this.listeners;
	}

}
