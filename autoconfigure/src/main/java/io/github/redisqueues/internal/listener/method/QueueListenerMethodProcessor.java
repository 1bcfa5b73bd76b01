package io.github.redisqueues.internal.listener.method;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;

import io.github.redisqueues.internal.queue.ConsumableQueue;
import io.github.redisqueues.internal.validation.InvalidAnnotationException;
import io.github.redisqueues.listener.Acknowledgement;
import io.github.redisqueues.listener.ListenerSettings;
import io.github.redisqueues.listener.QueueListener;
import io.github.redisqueues.listener.QueueListenerContainer;
import io.github.redisqueues.listener.QueueListenerContainerFactory;
import io.github.redisqueues.listener.QueueListenerRegistry;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.BeanFactoryAware;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.convert.ApplicationConversionService;
import org.springframework.core.annotation.MergedAnnotation;
import org.springframework.core.convert.ConversionService;
import org.springframework.util.Assert;
import org.springframework.util.ClassUtils;

/**
 * Registers a container for each queue of each {@link QueueListener} method, once all
 * singletons are there. A wrong annotation is an {@link InvalidAnnotationException}
 * then. Nothing is asked for if no bean has the annotation.
 */
public final class QueueListenerMethodProcessor implements SmartInitializingSingleton, BeanFactoryAware {

	private final Supplier<QueueListenerRegistry> registry;

	private final Supplier<QueueListenerContainerFactory> containers;

	/**
	 * Listeners by their ids, as messages name them.
	 */
	private final Map<String, String> methodsById = new HashMap<>();

	private ConfigurableListableBeanFactory beanFactory;

	/**
	 * Creates the processor.
	 * @param registry gives what the containers are registered with
	 * @param containers gives what makes the containers
	 */
	@SuppressWarnings("NullAway.Init")
	public QueueListenerMethodProcessor(Supplier<QueueListenerRegistry> registry,
			Supplier<QueueListenerContainerFactory> containers) {
		this.registry = registry;
		this.containers = containers;
	}

	@Override
	public void setBeanFactory(BeanFactory beanFactory) {
		Assert.isInstanceOf(ConfigurableListableBeanFactory.class, beanFactory);
		this.beanFactory = (ConfigurableListableBeanFactory) beanFactory;
	}

	@Override
	public void afterSingletonsInstantiated() {
		new AnnotatedBeans(this.beanFactory).forEach((name, type, methods) -> {
			Object bean = this.beanFactory.getBean(name);
			methods.forEach((method, annotations) -> register(new Listener(name, bean, type, method), annotations));
		});
	}

	private void register(Listener listener, List<MergedAnnotation<QueueListener>> annotations) {
		String where = listener.describe();
		FinishedWork.require(listener.method(), listener.type(), where);
		Method invocable = InvocableMethods.find(listener.bean(), listener.method(), listener.type(), where);
		ListenerTexts texts = new ListenerTexts(this.beanFactory::resolveEmbeddedValue);
		MethodReader reader = new MethodReader(this::conversionService);
		ListenerBeans beans = new ListenerBeans(this.beanFactory);
		for (MergedAnnotation<QueueListener> annotation : annotations) {
			ListenerAttributes attributes = texts.read(annotation, listener.defaultId(), where);
			requireOwnId(attributes.id(), where);
			for (String name : attributes.queues()) {
				ConsumableQueue<?> queue = beans.queue(name, where);
				MethodCall call = reader.read(listener.bean(), invocable, listener.method(), listener.type(), name,
						queue.settings().payloadType(), where);
				if (attributes.batchSize() != null && !call.shape().isBatch()) {
					throw new InvalidAnnotationException(
							"@QueueListener on " + where + " has a batchSize, but takes one message at a time",
							"Remove the batchSize, or take a List. Use concurrency for several messages at a time.");
				}
				if (attributes.acknowledgement() == Acknowledgement.MANUAL && !call.shape().takesDeliveries()) {
					String payload = queue.settings().payloadType().getSimpleName();
					throw new InvalidAnnotationException(
							"Attribute acknowledgement of @QueueListener on " + where
									+ " is MANUAL, but the method takes no Delivery to acknowledge",
							"Take a Delivery<%1$s> or a List<Delivery<%1$s>>, or remove the attribute: messages are then acknowledged when the method returns."
								.formatted(payload));
				}
				register(container(attributes, queue, call, (settings) -> {
					attributes.applyTo(settings);
					if (!attributes.errorHandler().isEmpty()) {
						settings.errorHandler(beans.errorHandler(attributes.errorHandler(), where));
					}
				}), where);
			}
		}
	}

	private <E> QueueListenerContainer<E> container(ListenerAttributes attributes, ConsumableQueue<E> queue,
			MethodCall call, Consumer<ListenerSettings.Builder> customizer) {
		QueueListenerContainerFactory factory = this.containers.get();
		return call.shape().isBatch() ? factory.createForBatches(attributes.id(), queue, call::call, customizer)
				: factory.create(attributes.id(), queue, call::call, customizer);
	}

	private void register(QueueListenerContainer<?> container, String where) {
		try {
			this.registry.get().register(container);
		}
		catch (IllegalArgumentException ex) {
			throw new InvalidAnnotationException("@QueueListener on " + where + " has the id '" + container.id()
					+ "', and there is another listener of that id for queue '" + container.queue().name() + "'",
					"Give each listener an id of its own.", ex);
		}
	}

	private void requireOwnId(String id, String where) {
		String other = this.methodsById.putIfAbsent(id, where);
		if (other != null && !other.equals(where)) {
			throw new InvalidAnnotationException(
					"@QueueListener on " + where + " has the id '" + id + "', which is that of " + other + " too",
					"Give each method an id of its own, for example @QueueListener(value = \"orders\", id = \"billing\").");
		}
	}

	private ConversionService conversionService() {
		ConversionService own = this.beanFactory.getConversionService();
		return (own != null) ? own : ApplicationConversionService.getSharedInstance();
	}

	/**
	 * An annotated method.
	 *
	 * @param name the bean's name
	 * @param bean the bean or its proxy
	 * @param type the class behind it
	 * @param method the method as that class has it
	 */
	private record Listener(String name, Object bean, Class<?> type, Method method) {

		String defaultId() {
			return this.name + '.' + this.method.getName();
		}

		String describe() {
			String parameters = Arrays.stream(this.method.getParameterTypes())
				.map(ClassUtils::getShortName)
				.collect(Collectors.joining(", "));
			return "%s.%s(%s) of bean '%s'".formatted(this.type.getName(), this.method.getName(), parameters,
					this.name);
		}

	}

}
