package io.github.redisqueues.internal.lock.aop;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.Aware;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.FactoryBean;
import org.springframework.beans.factory.InitializingBean;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.support.AbstractBeanDefinition;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.context.Lifecycle;
import org.springframework.context.SmartLifecycle;
import org.springframework.core.annotation.MergedAnnotations;
import org.springframework.core.annotation.MergedAnnotations.SearchStrategy;
import org.springframework.util.ClassUtils;
import org.springframework.util.ReflectionUtils;
import org.springframework.util.StringUtils;

/**
 * Tells which methods of a bean Spring calls on the object itself, where no proxy can
 * lock: those that initialize, inject, inform and destroy it.
 */
final class ContainerCalls {

	private static final Map<String, Use> ANNOTATIONS = Map.of("jakarta.annotation.PostConstruct", Use.INITIALIZE,
			"jakarta.annotation.PreDestroy", Use.DESTROY, "jakarta.annotation.Resource", Use.INJECT,
			"jakarta.inject.Inject", Use.INJECT, "jakarta.ejb.EJB", Use.INJECT,
			"jakarta.persistence.PersistenceContext", Use.INJECT, "jakarta.persistence.PersistenceUnit", Use.INJECT,
			"org.springframework.beans.factory.annotation.Autowired", Use.INJECT,
			"org.springframework.beans.factory.annotation.Value", Use.INJECT);

	private static final String CONFIGURATION_PROPERTIES = "org.springframework.boot.context.properties.ConfigurationProperties";

	private final Class<?> type;

	private final @Nullable RootBeanDefinition definition;

	private final String bean;

	private ContainerCalls(Class<?> type, String name, @Nullable RootBeanDefinition definition) {
		this.type = type;
		this.definition = definition;
		this.bean = "bean '" + name + "'";
	}

	/**
	 * Returns the calls on one bean.
	 * @param type the class of the bean, as it was written
	 * @param name name of the bean
	 * @param beanFactory the factory that may have a definition of the bean
	 * @return the calls
	 */
	static ContainerCalls on(Class<?> type, String name, ConfigurableListableBeanFactory beanFactory) {
		boolean defined = beanFactory.containsBeanDefinition(name);
		return new ContainerCalls(type, name,
				(defined && beanFactory.getMergedBeanDefinition(name) instanceof RootBeanDefinition definition)
						? definition : null);
	}

	/**
	 * Returns how Spring calls a method.
	 * @param method a method of the bean
	 * @return the call, null if Spring does not call it on the object itself
	 */
	@Nullable ContainerCall find(Method method) {
		for (Map.Entry<String, Use> annotation : ANNOTATIONS.entrySet()) {
			if (isAnnotated(method, annotation.getKey(), annotation.getValue())) {
				return annotation.getValue().as('@' + ClassUtils.getShortName(annotation.getKey()));
			}
		}
		ContainerCall call = interfaceCall(method);
		if (call == null) {
			call = templateCall(method);
		}
		if (call == null && this.definition != null) {
			call = definedCall(method, this.definition);
		}
		if (call == null && isSetter(method) && MergedAnnotations.from(this.type, SearchStrategy.TYPE_HIERARCHY)
			.isPresent(CONFIGURATION_PROPERTIES)) {
			call = Use.INJECT.as("a setter of @ConfigurationProperties");
		}
		return call;
	}

	/**
	 * Returns whether Spring calls a method because of an annotation. A method that
	 * overrides one with {@code @PostConstruct} is called, one that overrides an injected
	 * one is not.
	 */
	private static boolean isAnnotated(Method method, String annotation, Use use) {
		SearchStrategy strategy = (use == Use.INJECT) ? SearchStrategy.DIRECT : SearchStrategy.TYPE_HIERARCHY;
		return MergedAnnotations.from(method, strategy).isPresent(annotation);
	}

	private @Nullable ContainerCall interfaceCall(Method method) {
		if (implementsMethodOf(InitializingBean.class, method)) {
			return Use.INITIALIZE.as("InitializingBean");
		}
		if (implementsMethodOf(DisposableBean.class, method) && isDestroyed()) {
			return Use.DESTROY.as("DisposableBean");
		}
		if (implementsMethodOf(FactoryBean.class, method) && !method.getName().equals("getObject")) {
			return Use.INFORM.as("FactoryBean");
		}
		return ClassUtils.getAllInterfacesForClassAsSet(this.type)
			.stream()
			.filter((candidate) -> Aware.class.isAssignableFrom(candidate) && implementsMethodOf(candidate, method))
			.findFirst()
			.map((aware) -> Use.INFORM.as(aware.getSimpleName()))
			.orElse(null);
	}

	/**
	 * Returns whether a class or interface of Spring calls the method through
	 * {@code this}.
	 */
	private @Nullable ContainerCall templateCall(Method method) {
		if (method.getName().equals("stop") && implementsMethodOf(Lifecycle.class, method)
				&& SmartLifecycle.class.isAssignableFrom(this.type)) {
			Method withCallback = ClassUtils.getMethod(this.type, "stop", Runnable.class);
			return (withCallback.getDeclaringClass() == SmartLifecycle.class) ? Use.STOP.as("SmartLifecycle") : null;
		}
		Class<?> parent = method.getDeclaringClass().getSuperclass();
		Method overridden = (parent != null)
				? ReflectionUtils.findMethod(parent, method.getName(), method.getParameterTypes()) : null;
		if (overridden == null || !Modifier.isProtected(overridden.getModifiers())) {
			return null;
		}
		Class<?> template = overridden.getDeclaringClass();
		return template.getName().startsWith("org.springframework.") ? Use.INFORM.as(template.getSimpleName()) : null;
	}

	private boolean implementsMethodOf(Class<?> callback, Method method) {
		return callback.isAssignableFrom(this.type)
				&& ReflectionUtils.findMethod(callback, method.getName(), method.getParameterTypes()) != null;
	}

	private boolean isDestroyed() {
		return this.definition == null || !this.definition.isPrototype();
	}

	private @Nullable ContainerCall definedCall(Method method, RootBeanDefinition defined) {
		if ((method.getParameterCount() == 0 && isNamed(method, defined.getInitMethodNames()))
				|| isManaged(method, defined::isExternallyManagedInitMethod)) {
			return Use.INITIALIZE.as("initialization method of " + this.bean);
		}
		if (isDestroyed() && ((method.getParameterCount() <= 1 && isNamed(method, defined.getDestroyMethodNames()))
				|| isInferredDestroyMethod(method, defined.getDestroyMethodName())
				|| isManaged(method, defined::isExternallyManagedDestroyMethod))) {
			return Use.DESTROY.as("destroy method of " + this.bean);
		}
		if (defined.isExternallyManagedConfigMember(method)
				|| (isSetter(method) && (defined.getResolvedAutowireMode() == AbstractBeanDefinition.AUTOWIRE_BY_NAME
						|| defined.getResolvedAutowireMode() == AbstractBeanDefinition.AUTOWIRE_BY_TYPE
						|| defined.getPropertyValues().contains(property(method))))) {
			return Use.INJECT.as("a property of " + this.bean);
		}
		return null;
	}

	/**
	 * Returns whether a definition names a method, perhaps together with its class.
	 */
	private static boolean isNamed(Method method, String @Nullable [] names) {
		return names != null && Arrays.stream(names)
			.anyMatch((name) -> name.equals(method.getName()) || name.equals(qualified(method)));
	}

	private static boolean isManaged(Method method, Predicate<String> managed) {
		return method.getParameterCount() == 0 && (managed.test(method.getName()) || managed.test(qualified(method)));
	}

	private static String qualified(Method method) {
		return ClassUtils.getQualifiedMethodName(method);
	}

	/**
	 * Returns whether Spring closes the bean with a method although no definition names
	 * it. The rules are those of Spring's {@code DisposableBeanAdapter}.
	 */
	private boolean isInferredDestroyMethod(Method method, @Nullable String named) {
		if (method.getParameterCount() > 0 || DisposableBean.class.isAssignableFrom(this.type)) {
			return false;
		}
		boolean executor = ExecutorService.class.isAssignableFrom(this.type);
		boolean closeable = executor || AutoCloseable.class.isAssignableFrom(this.type);
		if (!AbstractBeanDefinition.INFER_METHOD.equals(named) && (named != null || !closeable)) {
			return false;
		}
		return method.getName().equals("close")
				|| (method.getName().equals("shutdown") && (executor || !ClassUtils.hasMethod(this.type, "close")));
	}

	private static boolean isSetter(Method method) {
		return method.getParameterCount() == 1 && method.getName().length() > 3 && method.getName().startsWith("set");
	}

	private static String property(Method setter) {
		return StringUtils.uncapitalizeAsProperty(setter.getName().substring(3));
	}

	/**
	 * Why Spring calls a method.
	 */
	private enum Use {

		INITIALIZE("Annotate a method that Spring calls later and through the proxy: an @EventListener of"
				+ " ContextRefreshedEvent or ApplicationReadyEvent, or one of ApplicationRunner or"
				+ " SmartInitializingSingleton. Or acquire the lock in this method, with DistributedLocks.execute."),

		DESTROY("Annotate a method that Spring calls earlier and through the proxy: an @EventListener of"
				+ " ContextClosedEvent. Or acquire the lock in this method, with DistributedLocks.execute."),

		INJECT("Inject through the constructor or a method that needs no lock."),

		STOP("Override stop(Runnable), and put the annotation there: stop(Runnable) of the interface calls stop()"
				+ " through 'this'."),

		INFORM("Do the work that needs the lock in another method.");

		private final String action;

		Use(String action) {
			this.action = action;
		}

		ContainerCall as(String what) {
			return new ContainerCall(what, this.action);
		}

	}

	/**
	 * A call that Spring makes on the object itself.
	 *
	 * @param as as what Spring calls the method
	 * @param action what to write instead
	 */
	record ContainerCall(String as, String action) {

	}

}
