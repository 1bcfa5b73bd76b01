package io.github.redisqueues.internal.lock.aop;

import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

import io.github.redisqueues.internal.lock.LockSettings;
import io.github.redisqueues.internal.validation.InvalidAnnotationException;
import io.github.redisqueues.internal.validation.LockNames;
import io.github.redisqueues.lock.DistributedLock;
import io.github.redisqueues.lock.DistributedLock.OnFailure;
import io.github.redisqueues.lock.DistributedLock.OnLost;
import io.github.redisqueues.lock.LockOptions;
import org.jspecify.annotations.Nullable;

import org.springframework.core.GenericTypeResolver;
import org.springframework.core.annotation.AnnotationConfigurationException;
import org.springframework.core.annotation.MergedAnnotation;
import org.springframework.util.ClassUtils;

/**
 * Reads annotations and reports their mistakes.
 */
final class LockedMethodReader {

	private final AnnotationTexts texts;

	private final Supplier<LockSettings> settings;

	LockedMethodReader(UnaryOperator<@Nullable String> placeholders, Supplier<LockSettings> settings) {
		this.texts = new AnnotationTexts(placeholders);
		this.settings = settings;
	}

	LockedMethod read(Method specific, Class<?> userClass, AnnotatedElement bearer) {
		String where = describe(specific);
		MergedAnnotation<DistributedLock> annotation = annotation(bearer, where);
		OnFailure onFailure = annotation.getEnum("onFailure", OnFailure.class);
		OnLost onLost = annotation.getEnum("onLost", OnLost.class);
		Class<?> resultType = GenericTypeResolver.resolveReturnType(specific, userClass);
		checkResult(specific, resultType, onFailure, where);
		LockOptions options = options(annotation, where);
		if (onFailure == OnFailure.SKIP && options.waitTime().isEmpty()) {
			// A call that is skipped acquires with tryAcquire, which has no default wait
			// time
			options = options.waitTime(this.settings.get().waitTime());
		}
		Duration holdAtLeast = this.texts.duration(annotation, "holdAtLeast", where);
		checkTimes(options, holdAtLeast, where);
		Parameters parameters = new Parameters(specific,
				(annotation.getSource() instanceof Method method) ? method : null);
		List<LockExpression> keys = Arrays.stream(annotation.getStringArray("keys"))
			.map((key) -> LockExpression.parse(this.texts.resolve("keys", key, where), where, parameters))
			.toList();
		if (annotation.getBoolean("fair")) {
			if (keys.size() > 1) {
				throw AnnotationTexts.invalid("fair", where, "needs a single key, but there are " + keys.size(),
						"Remove all keys but one, or fair.");
			}
			options = options.fair(true);
		}
		String condition = this.texts.text(annotation, "condition", where);
		return new LockedMethod(where, name(annotation, specific, where), options, keys,
				condition.isEmpty() ? null : LockExpression.parse(condition, where, parameters), parameters, onFailure,
				onLost, (holdAtLeast != null) ? holdAtLeast : Duration.ZERO, resultType, ResultKind.of(resultType));
	}

	static String describe(Method method) {
		return ClassUtils.getUserClass(method.getDeclaringClass()).getName() + '.' + method.getName();
	}

	private static MergedAnnotation<DistributedLock> annotation(AnnotatedElement bearer, String where) {
		try {
			List<MergedAnnotation<DistributedLock>> nearest = LockAnnotations.all(bearer)
				.stream(DistributedLock.class)
				.filter((annotation) -> annotation.getAggregateIndex() == 0)
				.toList();
			if (nearest.size() > 1) {
				throw new InvalidAnnotationException("There is more than one @DistributedLock on " + where,
						"Remove one of them, and acquire the other lock in a method that this one calls.");
			}
			return LockAnnotations.all(bearer).get(DistributedLock.class);
		}
		catch (AnnotationConfigurationException ex) {
			throw new InvalidAnnotationException(
					"@DistributedLock on " + where + " contradicts itself: " + ex.getMessage(),
					"value and name are the same: set one of them.", ex);
		}
	}

	private String name(MergedAnnotation<DistributedLock> annotation, Method specific, String where) {
		if (annotation.getString("name").isEmpty()) {
			Class<?> type = specific.getDeclaringClass();
			// The class of a lambda or proxy has another name in every process
			if ((type.isHidden() || Proxy.isProxyClass(type)) && annotation.getSource() instanceof Method source) {
				return describe(source);
			}
			return (annotation.getSource() instanceof Class<?> source && type.isHidden())
					? source.getName() + '.' + specific.getName() : where;
		}
		String name = this.texts.text(annotation, "name", where);
		if (name.isEmpty() || name.length() > LockNames.LONGEST) {
			throw AnnotationTexts.invalid("name", where,
					"must have 1 to " + LockNames.LONGEST + " characters, but has " + name.length(),
					"Use another name, or none to name the lock after the method.");
		}
		return name;
	}

	private LockOptions options(MergedAnnotation<DistributedLock> annotation, String where) {
		LockOptions options = LockOptions.defaults();
		Duration waitTime = this.texts.duration(annotation, "waitTime", where);
		Duration leaseTime = this.texts.duration(annotation, "leaseTime", where);
		try {
			options = (waitTime != null) ? options.waitTime(waitTime) : options;
			options = (leaseTime != null) ? options.leaseTime(leaseTime) : options;
		}
		catch (IllegalArgumentException ex) {
			throw invalidTimes(where, ex);
		}
		String autoRenew = this.texts.text(annotation, "autoRenew", where);
		return switch (autoRenew) {
			case "" -> options;
			case "true" -> options.autoRenew(true);
			case "false" -> options.autoRenew(false);
			default ->
				throw AnnotationTexts.invalid("autoRenew", where, "is '" + autoRenew + "'", "Write true or false.");
		};
	}

	private void checkTimes(LockOptions options, @Nullable Duration holdAtLeast, String where) {
		if (options.leaseTime().isEmpty() && options.autoRenew().isEmpty() && holdAtLeast == null) {
			return;
		}
		LockSettings defaults = this.settings.get();
		Duration lease = options.leaseTime().orElse(defaults.leaseTime());
		try {
			new LockSettings(defaults.namespace(), lease, defaults.waitTime(),
					options.autoRenew().orElse(defaults.autoRenew()));
		}
		catch (IllegalArgumentException ex) {
			throw invalidTimes(where, ex);
		}
		if (holdAtLeast != null && (holdAtLeast.isNegative() || holdAtLeast.compareTo(lease) > 0)) {
			throw AnnotationTexts.invalid("holdAtLeast", where,
					"must be between zero and the lease of " + lease + ", but is " + holdAtLeast,
					"Make it shorter, or set a longer leaseTime.");
		}
	}

	private static InvalidAnnotationException invalidTimes(String where, IllegalArgumentException ex) {
		return new InvalidAnnotationException(
				"The times of @DistributedLock on " + where + " cannot be used: " + ex.getMessage(),
				"Correct the attribute, or the queues.lock property that is its default.", ex);
	}

	private static void checkResult(Method method, Class<?> type, OnFailure onFailure, String where) {
		if (onFailure == OnFailure.SKIP && type.isPrimitive() && type != void.class) {
			throw AnnotationTexts.invalid("onFailure", where,
					"is SKIP, but the method returns " + type.getName() + ", which cannot be none",
					"Return " + ClassUtils.resolvePrimitiveIfNecessary(type).getSimpleName()
							+ " or an Optional, or use THROW.");
		}
		Class<?>[] parameters = method.getParameterTypes();
		if (parameters.length > 0
				&& parameters[parameters.length - 1].getName().equals("kotlin.coroutines.Continuation")) {
			throw new InvalidAnnotationException("@DistributedLock is on the suspending function " + where,
					"Use DistributedLocks in the function, or return a Mono.");
		}
		String instead = LaterWork.insteadOf(type);
		if (instead != null) {
			throw new InvalidAnnotationException(
					"@DistributedLock on " + where + " cannot detect when a " + type.getName() + " has completed",
					instead);
		}
	}

}
