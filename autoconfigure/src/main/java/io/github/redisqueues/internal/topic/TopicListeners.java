package io.github.redisqueues.internal.topic;

import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

import io.github.redisqueues.internal.validation.InvalidAnnotationException;
import io.github.redisqueues.topic.RedisTopic;
import io.github.redisqueues.topic.Subscription;
import io.github.redisqueues.topic.TopicListener;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.aop.framework.autoproxy.AutoProxyUtils;
import org.springframework.aop.scope.ScopedProxyUtils;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.core.MethodIntrospector;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.core.annotation.AnnotationUtils;

/**
 * Finds the methods with {@link TopicListener} of all beans, without making the beans,
 * and has them hear their topics while the application runs. To be defined as a bean.
 */
public final class TopicListeners implements SmartInitializingSingleton, SmartLifecycle {

	private static final Log logger = LogFactory.getLog(TopicListeners.class);

	/**
	 * Among the last to start, when what they need has started, and so among the first to
	 * stop.
	 */
	private static final int PHASE = SmartLifecycle.DEFAULT_PHASE - 100;

	private final ConfigurableListableBeanFactory beanFactory;

	private final List<TopicListenerMethod> methods = new ArrayList<>();

	private final List<Subscription> subscriptions = new ArrayList<>();

	private volatile boolean running;

	/**
	 * Creates the listeners of an application.
	 * @param beanFactory where its beans and topics are
	 */
	public TopicListeners(ConfigurableListableBeanFactory beanFactory) {
		this.beanFactory = beanFactory;
	}

	@Override
	public void afterSingletonsInstantiated() {
		for (String name : this.beanFactory.getBeanNamesForType(Object.class)) {
			Class<?> type = ScopedProxyUtils.isScopedTarget(name) ? null : typeOf(name);
			if (type != null && AnnotationUtils.isCandidateClass(type, TopicListener.class)) {
				addMethodsOf(name, type);
			}
		}
	}

	private @Nullable Class<?> typeOf(String name) {
		try {
			String target = ScopedProxyUtils.getTargetBeanName(name);
			return AutoProxyUtils.determineTargetClass(this.beanFactory,
					this.beanFactory.containsBeanDefinition(target) ? target : name);
		}
		catch (RuntimeException | LinkageError ex) {
			logger.debug("Cannot tell the class of bean '" + name + "'", ex);
			return null;
		}
	}

	private void addMethodsOf(String name, Class<?> type) {
		Map<Method, Set<TopicListener>> found;
		try {
			found = MethodIntrospector.selectMethods(type, (Method method) -> {
				Set<TopicListener> all = AnnotatedElementUtils.findMergedRepeatableAnnotations(method,
						TopicListener.class);
				return all.isEmpty() ? null : all;
			});
		}
		catch (RuntimeException | LinkageError ex) {
			logger.debug("Cannot look for listeners in bean '" + name + "'", ex);
			return;
		}
		found
			.forEach((method, annotations) -> annotations.forEach((annotation) -> add(name, type, method, annotation)));
	}

	private String topicOf(Method method, TopicListener annotation) {
		try {
			return String.valueOf(this.beanFactory.resolveEmbeddedValue(annotation.value()));
		}
		catch (IllegalArgumentException ex) {
			throw new InvalidAnnotationException(
					TopicListenerMethod.describe(method) + " has @TopicListener(\"" + annotation.value()
							+ "\"), which cannot be resolved: " + ex.getMessage(),
					"Set the property, or give the placeholder a default as in ${topic:prices}.");
		}
	}

	private void add(String name, Class<?> type, Method method, TopicListener annotation) {
		if (!this.beanFactory.isSingleton(name)) {
			throw new InvalidAnnotationException(
					TopicListenerMethod.describe(method) + " has @TopicListener, but bean '" + name
							+ "' is no singleton, so that each message would make another one",
					"Make it a singleton, or give it a scoped proxy: @Scope(proxyMode = ScopedProxyMode.TARGET_CLASS).");
		}
		String topic = topicOf(method, annotation);
		TopicListenerMethod listener = TopicListenerMethod.of(this.beanFactory, name, type, method, topic);
		listener.requireTaking(topic(listener).payloadType());
		this.methods.add(listener);
	}

	private RedisTopic<?> topic(TopicListenerMethod listener) {
		if (!this.beanFactory.containsBean(listener.topic())
				|| !this.beanFactory.isTypeMatch(listener.topic(), RedisTopic.class)) {
			String[] names = this.beanFactory.getBeanNamesForType(RedisTopic.class);
			throw new InvalidAnnotationException(
					listener.describe() + " has @TopicListener(\"" + listener.topic()
							+ "\"), and there is no such topic: "
							+ ((names.length == 0) ? "nothing is declared under queues.topics"
									: "there are " + String.join(", ", names)),
					"Correct the name, or declare the topic: set queues.topics." + listener.topic()
							+ ".payload-type to the class of its payloads.");
		}
		return this.beanFactory.getBean(listener.topic(), RedisTopic.class);
	}

	@Override
	public void start() {
		List<CompletableFuture<Void>> stands = new ArrayList<>();
		for (TopicListenerMethod listener : this.methods) {
			this.subscriptions.add(subscribe(topic(listener), listener, stands));
		}
		BroadcastTopic.await(CompletableFuture.allOf(stands.toArray(CompletableFuture[]::new)));
		this.running = true;
	}

	private static <E> Subscription subscribe(RedisTopic<E> topic, TopicListenerMethod listener,
			List<CompletableFuture<Void>> stands) {
		if (topic instanceof BroadcastTopic<E> ours) {
			BroadcastSubscription<E> subscription = ours.open(listener.describe() + " of topic '" + topic.name() + "'",
					listener::call);
			stands.add(subscription.stands());
			return subscription;
		}
		return topic.subscribeToMessages(listener::call);
	}

	/**
	 * Ends the subscriptions.
	 * @param callback runs when the messages that are just being handled have been, but
	 * for that of a method that calls this
	 */
	@Override
	public void stop(Runnable callback) {
		this.running = false;
		List<CompletableFuture<Void>> ends = new ArrayList<>();
		for (Subscription subscription : this.subscriptions) {
			if (subscription instanceof BroadcastSubscription<?> ours) {
				ends.add(ours.end());
			}
			else {
				subscription.close();
			}
		}
		this.subscriptions.clear();
		CompletableFuture.allOf(ends.toArray(CompletableFuture[]::new)).whenComplete((done, failure) -> callback.run());
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
