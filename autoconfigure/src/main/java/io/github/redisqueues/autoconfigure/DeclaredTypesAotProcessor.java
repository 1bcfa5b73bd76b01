package io.github.redisqueues.autoconfigure;

import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.lang.reflect.Type;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

import io.github.redisqueues.listener.QueueListener;
import io.github.redisqueues.lock.DistributedLock;
import io.github.redisqueues.queue.RedisQueue;
import io.github.redisqueues.topic.RedisTopic;
import io.github.redisqueues.topic.TopicListener;
import org.jspecify.annotations.Nullable;

import org.springframework.aot.generate.GenerationContext;
import org.springframework.aot.hint.BindingReflectionHintsRegistrar;
import org.springframework.aot.hint.ExecutableMode;
import org.springframework.aot.hint.ReflectionHints;
import org.springframework.beans.factory.aot.BeanFactoryInitializationAotContribution;
import org.springframework.beans.factory.aot.BeanFactoryInitializationAotProcessor;
import org.springframework.beans.factory.aot.BeanFactoryInitializationCode;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.core.MethodIntrospector;
import org.springframework.core.ResolvableType;
import org.springframework.core.annotation.MergedAnnotations;
import org.springframework.core.annotation.MergedAnnotations.SearchStrategy;
import org.springframework.util.ClassUtils;

/**
 * Registers hints for what is found by reflection at run time: the payload types of
 * queues and topics, and the methods of listeners and under locks.
 */
final class DeclaredTypesAotProcessor implements BeanFactoryInitializationAotProcessor {

	private static final List<Class<? extends Annotation>> ANNOTATIONS = List.of(QueueListener.class,
			TopicListener.class, DistributedLock.class);

	@Override
	public @Nullable BeanFactoryInitializationAotContribution processAheadOfTime(
			ConfigurableListableBeanFactory beanFactory) {
		Set<Type> payloads = new LinkedHashSet<>();
		Set<Method> methods = new LinkedHashSet<>();
		for (String name : beanFactory.getBeanDefinitionNames()) {
			ResolvableType type = beanFactory.getMergedBeanDefinition(name).getResolvableType();
			addPayload(type.as(RedisQueue.class), payloads);
			addPayload(type.as(RedisTopic.class), payloads);
			Class<?> beanType = beanFactory.getType(name, false);
			if (beanType != null) {
				methods.addAll(annotated(ClassUtils.getUserClass(beanType)));
			}
		}
		return (payloads.isEmpty() && methods.isEmpty()) ? null : new Contribution(payloads, methods);
	}

	private static void addPayload(ResolvableType type, Set<Type> payloads) {
		ResolvableType payload = type.getGeneric(0);
		if (type != ResolvableType.NONE && !payload.hasUnresolvableGenerics() && payload.resolve() != null) {
			payloads.add(payload.getType());
		}
	}

	private static Set<Method> annotated(Class<?> type) {
		return MethodIntrospector.selectMethods(type, DeclaredTypesAotProcessor::isAnnotated);
	}

	private static boolean isAnnotated(Method method) {
		MergedAnnotations annotations = MergedAnnotations.from(method, SearchStrategy.TYPE_HIERARCHY);
		return ANNOTATIONS.stream().anyMatch(annotations::isPresent);
	}

	/**
	 * Registers the hints.
	 *
	 * @param payloads the payload types
	 * @param methods the methods
	 */
	private record Contribution(Set<Type> payloads,
			Set<Method> methods) implements BeanFactoryInitializationAotContribution {

		@Override
		public void applyTo(GenerationContext context, BeanFactoryInitializationCode code) {
			ReflectionHints hints = context.getRuntimeHints().reflection();
			new BindingReflectionHintsRegistrar().registerReflectionHints(hints, this.payloads.toArray(Type[]::new));
			this.methods.forEach((method) -> hints.registerMethod(method, ExecutableMode.INVOKE));
		}

	}

}
