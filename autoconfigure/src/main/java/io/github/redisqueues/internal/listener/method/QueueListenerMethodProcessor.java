package io.github.redisqueues.internal.listener.method;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;

import io.github.redisqueues.internal.beans.AnnotatedMethodScanner;
import io.github.redisqueues.internal.queue.ConsumableQueue;
import io.github.redisqueues.internal.validation.InvalidAnnotationException;
import io.github.redisqueues.listener.Acknowledgement;
import io.github.redisqueues.listener.ListenerSettings;
import io.github.redisqueues.listener.QueueListener;
import io.github.redisqueues.listener.QueueListenerContainer;
import io.github.redisqueues.listener.QueueListenerContainerFactory;
import io.github.redisqueues.listener.QueueListenerRegistry;
import io.github.redisqueues.queue.RedisQueue;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.aop.scope.ScopedProxyUtils;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.BeanFactoryAware;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.core.ResolvableType;
import org.springframework.core.annotation.MergedAnnotation;
import org.springframework.util.Assert;
import org.springframework.util.ClassUtils;

/**
 * Registers a container for each queue of each {@link QueueListener} method, once all
 * singletons have been created. Throws {@link InvalidAnnotationException} for a wrong
 * method or annotation. If no bean has the annotation, neither the registry nor the
 * container factory is created.
 */
public final class QueueListenerMethodProcessor
		implements BeanPostProcessor, SmartInitializingSingleton, BeanFactoryAware {

	/**
	 * Scopes that do not exist on a listener's threads.
	 */
	private static final Set<String> WEB_SCOPES = Set.of("request", "session");

	private static final Log logger = LogFactory.getLog(QueueListenerMethodProcessor.class);

	private final Supplier<QueueListenerRegistry> registry;

	private final Supplier<QueueListenerContainerFactory> containers;

	/**
	 * Descriptions of the methods by the ids of their listeners.
	 */
	private final Map<String, String> methodsById = new HashMap<>();

	private ConfigurableListableBeanFactory beanFactory;

	private AnnotatedMethodScanner<QueueListener> scanner;

	/**
	 * Creates the processor.
	 * @param registry supplies the registry of the containers
	 * @param containers supplies the factory of the containers
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
		this.scanner = new AnnotatedMethodScanner<>(this.beanFactory, QueueListener.class);
	}

	@Override
	public void afterSingletonsInstantiated() {
		this.scanner.forEach(this::register);
	}

	/**
	 * Registers the listeners of a bean that is created later and whose class was not
	 * known before.
	 */
	@Override
	public Object postProcessAfterInitialization(Object bean, String beanName) {
		this.scanner.created(bean, beanName, this::register);
		return bean;
	}

	private synchronized void register(String name, Class<?> type, Supplier<Object> bean,
			Map<Method, List<MergedAnnotation<QueueListener>>> methods) {
		requireSingleton(name, type);
		Object target = bean.get();
		methods.forEach((method, annotations) -> register(new Listener(name, target, type, method), annotations));
	}

	private void requireSingleton(String name, Class<?> type) {
		if (!this.beanFactory.isSingleton(name)) {
			throw new InvalidAnnotationException("Bean '" + name + "' of " + type.getName()
					+ " has @QueueListener methods but is not a singleton, so there is no single object to call",
					"Make it a singleton, or give it a scoped proxy: @Scope(proxyMode = ScopedProxyMode.TARGET_CLASS).");
		}
		String target = ScopedProxyUtils.getTargetBeanName(name);
		if (this.beanFactory.containsBeanDefinition(target)) {
			String scope = this.beanFactory.getMergedBeanDefinition(target).getScope();
			if (scope != null && WEB_SCOPES.contains(scope)) {
				throw new InvalidAnnotationException(
						"Bean '" + name + "' of " + type.getName() + " has @QueueListener methods but has scope '"
								+ scope + "', which does not exist on a listener's thread",
						"Make it a singleton.");
			}
		}
	}

	private void register(Listener listener, List<MergedAnnotation<QueueListener>> annotations) {
		String location = listener.describe();
		AsyncMethodCheck.refuseAsync(listener.method(), listener.type(), location);
		Method invocable = InvocableMethods.find(listener.bean(), listener.method(), listener.type(), location);
		ListenerAttributesReader reader = new ListenerAttributesReader(this.beanFactory::resolveEmbeddedValue);
		ListenerMethodFactory methods = new ListenerMethodFactory(this.beanFactory);
		ReferencedBeans beans = new ReferencedBeans(this.beanFactory);
		for (MergedAnnotation<QueueListener> annotation : annotations) {
			ListenerAttributes attributes = reader.read(annotation, listener.defaultId(), location);
			requireUniqueId(attributes.id(), location);
			for (String name : attributes.queues()) {
				RedisQueue<?> bean = beans.queue(name, location);
				if (!(bean instanceof ConsumableQueue<?> queue)) {
					register(idleContainer(attributes, bean), location);
					continue;
				}
				ResolvableType payloadType = ResolvableType.forType(queue.settings().payloadType());
				ListenerMethod method = methods.create(listener.bean(), invocable, listener.method(), listener.type(),
						name, payloadType, location);
				requireApplicable(attributes, method.messageParameter(), payloadType, location);
				register(container(attributes, queue, method, (settings) -> {
					attributes.applyTo(settings);
					if (!attributes.errorHandler().isEmpty()) {
						settings.errorHandler(beans.errorHandler(attributes.errorHandler(), location));
					}
				}), location);
			}
		}
	}

	private static void requireApplicable(ListenerAttributes attributes, MessageParameter parameter,
			ResolvableType payloadType, String location) {
		if (attributes.batchSize() != null && !parameter.isBatch()) {
			throw new InvalidAnnotationException(
					"@QueueListener on " + location + " has a batchSize, but the method takes one message at a time",
					"Remove the batchSize, or take a List. To handle several messages at a time, raise the concurrency.");
		}
		if (attributes.acknowledgement() == Acknowledgement.MANUAL && !parameter.takesDeliveries()) {
			throw new InvalidAnnotationException(
					"Attribute acknowledgement of @QueueListener on " + location
							+ " is MANUAL, but the method takes no Delivery to acknowledge",
					("Take a Delivery<%1$s> or a List<Delivery<%1$s>>, or remove the attribute: messages are then"
							+ " acknowledged when the method returns.")
						.formatted(ParameterErrors.shortName(payloadType)));
		}
	}

	private <E> QueueListenerContainer<E> container(ListenerAttributes attributes, ConsumableQueue<E> queue,
			ListenerMethod method, Consumer<ListenerSettings.Builder> customizer) {
		QueueListenerContainerFactory factory = this.containers.get();
		return method.messageParameter().isBatch()
				? factory.createForBatches(attributes.id(), queue, method::call, customizer)
				: factory.create(attributes.id(), queue, method::call, customizer);
	}

	/**
	 * Creates the container of a mock, or of another queue that it cannot receive from.
	 */
	private <E> QueueListenerContainer<E> idleContainer(ListenerAttributes attributes, RedisQueue<E> queue) {
		return this.containers.get().create(attributes.id(), queue, (delivery) -> {
			throw new IllegalStateException("Listeners cannot receive from " + queue);
		}, attributes::applyTo);
	}

	private void register(@Nullable QueueListenerContainer<?> container, String location) {
		if (container == null) {
			logger.info("@QueueListener on " + location
					+ " has no effect because the QueueListenerContainerFactory is a mock that creates no container");
			return;
		}
		try {
			this.registry.get().register(container);
		}
		catch (IllegalArgumentException ex) {
			throw new InvalidAnnotationException(
					"@QueueListener on " + location + " has the id '" + container.id() + "', but queue '"
							+ container.queue().name() + "' already has a listener with that id",
					"Give each listener its own id.", ex);
		}
	}

	private void requireUniqueId(String id, String location) {
		String other = this.methodsById.putIfAbsent(id, location);
		if (other != null && !other.equals(location)) {
			throw new InvalidAnnotationException(
					"@QueueListener on " + location + " has the id '" + id + "', which is also the id of " + other,
					"Give each method its own id, for example @QueueListener(value = \"orders\", id = \"billing\").");
		}
	}

	/**
	 * An annotated method.
	 *
	 * @param name the bean's name
	 * @param bean the bean or its proxy
	 * @param type the bean's class
	 * @param method the method as the class declares it
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
