package io.github.redisqueues.internal.topic;

import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;

import io.github.redisqueues.internal.beans.AnnotatedMethodScanner;
import io.github.redisqueues.internal.validation.InvalidAnnotationException;
import io.github.redisqueues.internal.validation.Mocks;
import io.github.redisqueues.topic.RedisTopic;
import io.github.redisqueues.topic.Subscription;
import io.github.redisqueues.topic.TopicListener;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.BeanFactoryUtils;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.core.ResolvableType;
import org.springframework.core.annotation.MergedAnnotation;

/**
 * Finds the {@link TopicListener} methods of all beans without creating the beans, and
 * subscribes them to their topics while the application runs. Must be defined as a bean.
 */
public final class TopicListeners implements BeanPostProcessor, SmartInitializingSingleton, SmartLifecycle {

	/**
	 * The phase: among the last to start, after what the listeners need, and so among the
	 * first to stop.
	 */
	private static final int PHASE = SmartLifecycle.DEFAULT_PHASE - 100;

	private static final Log logger = LogFactory.getLog(TopicListeners.class);

	private final ConfigurableListableBeanFactory beanFactory;

	private final AnnotatedMethodScanner<TopicListener> scanner;

	private final List<TopicListenerMethod> methods = new CopyOnWriteArrayList<>();

	private final List<Subscription> subscriptions = new CopyOnWriteArrayList<>();

	private volatile boolean running;

	/**
	 * Creates the listeners of an application.
	 * @param beanFactory the factory of its beans and topics
	 */
	public TopicListeners(ConfigurableListableBeanFactory beanFactory) {
		this.beanFactory = beanFactory;
		this.scanner = new AnnotatedMethodScanner<>(beanFactory, TopicListener.class);
	}

	@Override
	public void afterSingletonsInstantiated() {
		this.scanner.forEach((name, type, bean, methods) -> add(name, type, this.beanFactory.getType(name), methods));
	}

	/**
	 * Subscribes the listeners of a bean that is created later and whose class was not
	 * known before.
	 */
	@Override
	public Object postProcessAfterInitialization(Object bean, String beanName) {
		this.scanner.created(bean, beanName, (name, type, late, methods) -> {
			List<TopicListenerMethod> added = add(name, type, late.get().getClass(), methods);
			if (this.running) {
				subscribe(added);
			}
		});
		return bean;
	}

	private List<TopicListenerMethod> add(String name, Class<?> type, @Nullable Class<?> proxyClass,
			Map<Method, List<MergedAnnotation<TopicListener>>> methods) {
		List<TopicListenerMethod> added = new ArrayList<>();
		methods.forEach((method, annotations) -> annotations
			.forEach((annotation) -> add(name, type, (proxyClass != null) ? proxyClass : type, method, annotation)
				.ifPresent(added::add)));
		this.methods.addAll(added);
		return added;
	}

	private String topicOf(Method method, String name) {
		try {
			return String.valueOf(this.beanFactory.resolveEmbeddedValue(name));
		}
		catch (IllegalArgumentException ex) {
			throw new InvalidAnnotationException(
					TopicListenerMethod.describe(method) + " has @TopicListener(\"" + name
							+ "\"), which cannot be resolved: " + ex.getMessage(),
					"Set the property, or give the placeholder a default as in ${topic:prices}.");
		}
	}

	private Optional<TopicListenerMethod> add(String name, Class<?> type, Class<?> proxyClass, Method method,
			MergedAnnotation<TopicListener> annotation) {
		if (!this.beanFactory.isSingleton(name)) {
			throw new InvalidAnnotationException(
					TopicListenerMethod.describe(method) + " has @TopicListener, but bean '" + name
							+ "' is not a singleton, so each message would create another instance",
					"Make it a singleton, or give it a scoped proxy: @Scope(proxyMode = ScopedProxyMode.TARGET_CLASS).");
		}
		String topic = topicOf(method, annotation.getString("value"));
		TopicListenerMethod listener = TopicListenerMethod.of(this.beanFactory, name, type, proxyClass, method, topic);
		RedisTopic<?> target = topic(listener);
		if (!(target instanceof DefaultRedisTopic) && Mocks.isMock(target)) {
			logger
				.info(listener.describe() + " receives no messages because topic '" + topic + "' is a mock: " + target);
			return Optional.empty();
		}
		listener.requireAccepts(ResolvableType.forType(target.payloadType().getType()));
		return Optional.of(listener);
	}

	private RedisTopic<?> topic(TopicListenerMethod listener) {
		if (!this.beanFactory.containsBean(listener.topic())
				|| !this.beanFactory.isTypeMatch(listener.topic(), RedisTopic.class)) {
			String[] names = BeanFactoryUtils.beanNamesForTypeIncludingAncestors(this.beanFactory, RedisTopic.class,
					true, false);
			throw new InvalidAnnotationException(
					listener.describe() + " has @TopicListener(\"" + listener.topic()
							+ "\"), but there is no such topic: "
							+ ((names.length == 0) ? "no topic is declared under queues.topics"
									: "topics are " + String.join(", ", names)),
					"Correct the name, or declare the topic: set queues.topics." + listener.topic()
							+ ".payload-type to the class of its payloads.");
		}
		return this.beanFactory.getBean(listener.topic(), RedisTopic.class);
	}

	@Override
	public void start() {
		subscribe(this.methods);
		this.running = true;
	}

	private void subscribe(List<TopicListenerMethod> listeners) {
		List<CompletableFuture<Void>> confirmations = new ArrayList<>();
		for (TopicListenerMethod listener : listeners) {
			this.subscriptions.add(subscribe(topic(listener), listener, confirmations));
		}
		DefaultRedisTopic.awaitConfirmation(CompletableFuture.allOf(confirmations.toArray(CompletableFuture[]::new)));
	}

	private static <E> Subscription subscribe(RedisTopic<E> topic, TopicListenerMethod listener,
			List<CompletableFuture<Void>> confirmations) {
		if (topic instanceof DefaultRedisTopic<E> ours) {
			TopicSubscription<E> subscription = ours.subscribe(listener.describe() + " of topic '" + topic.name() + "'",
					listener::call);
			confirmations.add(subscription.confirmation());
			return subscription;
		}
		return topic.subscribeToMessages(listener::call);
	}

	/**
	 * Ends the subscriptions.
	 * @param callback runs when the listeners have returned from the messages in
	 * progress, except for a listener that calls this method itself
	 */
	@Override
	public void stop(Runnable callback) {
		this.running = false;
		List<CompletableFuture<Void>> ended = new ArrayList<>();
		for (Subscription subscription : this.subscriptions) {
			if (subscription instanceof TopicSubscription<?> ours) {
				ended.add(ours.end());
			}
			else {
				subscription.close();
			}
		}
		this.subscriptions.clear();
		CompletableFuture.allOf(ended.toArray(CompletableFuture[]::new))
			.whenComplete((done, failure) -> callback.run());
	}

	@Override
	public void stop() {
		stop(() -> {
		});
	}

	@Override
	public boolean isRunning() {
		return this.running;
	}

	@Override
	public int getPhase() {
		return PHASE;
	}

}
