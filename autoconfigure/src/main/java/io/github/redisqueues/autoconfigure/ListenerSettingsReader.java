package io.github.redisqueues.autoconfigure;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.github.redisqueues.internal.validation.InvalidValueException;
import io.github.redisqueues.listener.CircuitBreaker;
import io.github.redisqueues.listener.Concurrency;
import io.github.redisqueues.listener.ListenerSettings;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.diagnostics.FailureAnalyzedException;
import org.springframework.boot.thread.Threading;
import org.springframework.core.env.Environment;
import org.springframework.util.ClassUtils;

/**
 * Reads and checks {@code queues.listener.*} and
 * {@code queues.instances.<name>.listener.*}.
 */
final class ListenerSettingsReader {

	static final String PREFIX = "queues.listener";

	static final String PHASE_TIMEOUT = "spring.lifecycle.timeout-per-shutdown-phase";

	private static final Map<String, String> ADVICE = Map.of("concurrency",
			"Write how many messages are processed at once in each process, or remove the property for 1.",
			"batch-size", "Write how many messages a batch listener receives at once, or remove the property for 10.",
			"time-limit", "Write a duration such as 30s, or remove the property for no limit.", "failures",
			"Write after how many failures in a row the listener pauses, or remove the property for never.", "open-for",
			"Write a duration such as 30s.", "shutdown-timeout",
			"Write a duration such as 20s, or 0s not to wait for handlers.");

	private static final String FAILURES = ".circuit-breaker.failures";

	/**
	 * Keys of the circuit breaker.
	 */
	private static final Set<String> BREAKER = Set.of("failures", "open-for");

	private static final Duration LARGEST_MARGIN = Duration.ofSeconds(2);

	private final PropertyFailures failures;

	private final @Nullable ClassLoader classLoader;

	private final Values common;

	private final Map<String, Values> instances = new LinkedHashMap<>();

	private final Duration shutdownTimeout;

	private final boolean virtualThreads;

	/**
	 * Reads and checks the properties.
	 * @param listeners the bound properties under {@code queues.listener}
	 * @param queues the bound properties under {@code queues}
	 * @param environment names the origin of a wrong value
	 * @param classLoader loads exception classes
	 * @throws FailureAnalyzedException if a value is wrong
	 */
	ListenerSettingsReader(ListenerProperties listeners, QueuesProperties queues, Environment environment,
			@Nullable ClassLoader classLoader) {
		this.failures = new PropertyFailures(environment);
		this.classLoader = classLoader;
		this.common = read(PREFIX, listeners.common());
		queues.instances()
			.forEach((name, instance) -> this.instances.put(name,
					read(PropertyFailures.instance(name) + ".listener", instance.listener())));
		checkBreakers();
		this.shutdownTimeout = shutdownTimeout(listeners, environment);
		this.virtualThreads = Threading.VIRTUAL.isActive(environment);
	}

	/**
	 * Returns a builder with the settings for the listeners of a queue.
	 */
	ListenerSettings.Builder builder(String queue) {
		ListenerSettings.Builder builder = ListenerSettings.builder()
			.shutdownTimeout(this.shutdownTimeout)
			.virtualThreads(this.virtualThreads);
		this.common.applyTo(builder);
		Values own = this.instances.get(queue);
		if (own != null) {
			own.applyTo(builder);
		}
		return builder
			.circuitBreaker((own != null) ? own.circuitBreaker(this.common) : this.common.circuitBreaker(null));
	}

	private Values read(String prefix, ListenerProperties.Instance bound) {
		try {
			Values values = new Values(bound.autoStartup(),
					(bound.concurrency() != null) ? Concurrency.parse(bound.concurrency()) : null, bound.batchSize(),
					bound.timeLimit(), exceptions(prefix + ".do-not-retry", bound.doNotRetry()),
					bound.circuitBreaker().failures(), bound.circuitBreaker().openFor(),
					exceptions(prefix + ".circuit-breaker.exceptions", bound.circuitBreaker().exceptions()),
					bound.circuitBreaker().scope());
			ListenerSettings.Builder builder = ListenerSettings.builder();
			values.applyTo(builder);
			builder.build();
			values.circuitBreaker(null);
			return values;
		}
		catch (InvalidValueException ex) {
			throw wrong(prefix, ex);
		}
	}

	/**
	 * Refuses settings of a circuit breaker that no listener has. Those for all queues
	 * may be defaults for the breakers of some.
	 */
	private void checkBreakers() {
		if (this.common.failures != null) {
			return;
		}
		this.instances.forEach((name, own) -> {
			String prefix = PropertyFailures.instance(name) + ".listener";
			if (own.failures == null) {
				checkNoBreaker(prefix, own, "neither " + prefix + FAILURES + " nor " + PREFIX + FAILURES + " is set");
			}
		});
		if (this.instances.values().stream().allMatch((own) -> own.failures == null)) {
			checkNoBreaker(PREFIX, this.common, "no listener has circuit-breaker.failures");
		}
	}

	private void checkNoBreaker(String prefix, Values values, String reason) {
		Map<String, @Nullable Object> set = new LinkedHashMap<>();
		set.put("scope", values.scope);
		set.put("open-for", values.openFor);
		set.put("exceptions", values.counted);
		set.forEach((key, value) -> {
			if (value != null) {
				throw this.failures.wrong(prefix + ".circuit-breaker." + key, value, "it has no effect: " + reason,
						"Write after how many failures in a row the listener pauses in " + prefix + FAILURES
								+ ", or remove the property.");
			}
		});
	}

	private FailureAnalyzedException wrong(String prefix, InvalidValueException violation) {
		String key = PropertyFailures.key(violation);
		String group = BREAKER.contains(key) ? ".circuit-breaker." : ".";
		return this.failures.wrong(prefix + group + key, violation.value(), violation,
				ADVICE.getOrDefault(key, "Correct the value, or remove the property."));
	}

	private @Nullable List<Class<? extends Throwable>> exceptions(String property, @Nullable List<String> names) {
		if (names == null) {
			return null;
		}
		List<Class<? extends Throwable>> types = new ArrayList<>();
		for (String name : names) {
			types.add(exception(property, name));
		}
		return types;
	}

	private Class<? extends Throwable> exception(String property, String name) {
		String action = "Write full class names of exceptions, with $ before a nested class, for example"
				+ " com.acme.UnknownArticleException.";
		Class<?> type;
		try {
			type = ClassUtils.forName(name.strip(), this.classLoader);
		}
		catch (ClassNotFoundException | IllegalArgumentException | LinkageError ex) {
			throw this.failures.wrong(property, name, "there is no class '" + name + "' on the classpath", action);
		}
		if (!Throwable.class.isAssignableFrom(type)) {
			throw this.failures.wrong(property, name, type.getName() + " is not an exception class", action);
		}
		return type.asSubclass(Throwable.class);
	}

	private Duration shutdownTimeout(ListenerProperties listeners, Environment environment) {
		Duration phase = Binder.get(environment).bind(PHASE_TIMEOUT, Duration.class).orElse(Duration.ofSeconds(30));
		Duration timeout = listeners.shutdownTimeout();
		if (timeout == null) {
			// The rest is for settling the last messages in Redis
			Duration margin = phase.dividedBy(10);
			return phase.minus((margin.compareTo(LARGEST_MARGIN) < 0) ? margin : LARGEST_MARGIN);
		}
		String property = PREFIX + ".shutdown-timeout";
		try {
			ListenerSettings.builder().shutdownTimeout(timeout).build();
		}
		catch (InvalidValueException ex) {
			throw wrong(PREFIX, ex);
		}
		if (timeout.compareTo(phase) > 0) {
			throw this.failures.wrong(property, timeout,
					"the application waits at most " + PHASE_TIMEOUT + ", which is " + this.failures.shown(phase),
					"Write a shorter time, or increase " + PHASE_TIMEOUT + ".");
		}
		return timeout;
	}

	/**
	 * Values of one group of properties; null for those that are not set.
	 */
	private record Values(@Nullable Boolean autoStartup, @Nullable Concurrency concurrency, @Nullable Integer batchSize,
			@Nullable Duration timeLimit, @Nullable List<Class<? extends Throwable>> doNotRetry,
			@Nullable Integer failures, @Nullable Duration openFor, @Nullable List<Class<? extends Throwable>> counted,
			CircuitBreaker.@Nullable Scope scope) {

		/**
		 * Returns the circuit breaker.
		 * @param others has the values that are not set here
		 * @return null if there is none
		 */
		@Nullable CircuitBreaker circuitBreaker(@Nullable Values others) {
			Integer failures = (this.failures != null || others == null) ? this.failures : others.failures;
			Duration openFor = (this.openFor != null || others == null) ? this.openFor : others.openFor;
			List<Class<? extends Throwable>> counted = (this.counted != null || others == null) ? this.counted
					: others.counted;
			CircuitBreaker.Scope scope = (this.scope != null || others == null) ? this.scope : others.scope;
			CircuitBreaker breaker = new CircuitBreaker((failures != null) ? failures : 1,
					(openFor != null) ? openFor : CircuitBreaker.DEFAULT_OPEN_FOR,
					(counted != null) ? counted : List.of(), (scope != null) ? scope : CircuitBreaker.Scope.PROCESS);
			return (failures != null) ? breaker : null;
		}

		void applyTo(ListenerSettings.Builder builder) {
			if (this.autoStartup != null) {
				builder.autoStartup(this.autoStartup);
			}
			if (this.concurrency != null) {
				builder.concurrency(this.concurrency);
			}
			if (this.batchSize != null) {
				builder.batchSize(this.batchSize);
			}
			if (this.timeLimit != null) {
				builder.timeLimit(this.timeLimit);
			}
			if (this.doNotRetry != null) {
				builder.doNotRetry(this.doNotRetry);
			}
		}

	}

}
