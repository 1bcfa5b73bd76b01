package io.github.redisqueues.autoconfigure;

import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;

import io.github.redisqueues.autoconfigure.QueuesProperties.Defaults;
import io.github.redisqueues.autoconfigure.QueuesProperties.Instance;
import io.github.redisqueues.internal.validation.InvalidValueException;
import io.github.redisqueues.queue.Backoff;
import io.github.redisqueues.queue.DeadLetterRetention;
import io.github.redisqueues.queue.QueueSettings;
import io.github.redisqueues.queue.QueueType;
import io.github.redisqueues.queue.Rate;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.diagnostics.FailureAnalyzedException;
import org.springframework.core.ParameterizedTypeReference;
import org.springframework.util.unit.DataSize;

/**
 * Reads the settings of a queue from its instance and {@code queues.defaults}.
 * {@link QueueSettings} checks the values; a violation is reported for the property that
 * sets the value.
 */
final class QueueSettingsReader {

	private static final String DEFAULTS = "queues.defaults";

	private static final QueueSettings<String> BUILT_IN = QueueSettings.of("built-in", String.class);

	private static final Map<String, String> ADVICE = Map.ofEntries(
			Map.entry("capacity", "Write how many messages the queue may hold, or remove the property for no bound."),
			Map.entry("lease-time",
					"Write how long a consumer may process a message, for example 30s, or remove the property."),
			Map.entry("max-attempts", "Write the maximum number of deliveries, 1 for no second attempt."),
			Map.entry("backoff.initial", "Write a duration such as 1s, or 0s for retries without a delay."),
			Map.entry("backoff.multiplier", "Write a number such as 2, or 1 for a constant delay."),
			Map.entry("backoff.max", "Write a duration such as 1m that is no shorter than backoff.initial."),
			Map.entry("delay", "Write a duration such as 30m, or remove the property for no delay."),
			Map.entry("time-to-live",
					"Write a duration that is longer than the delay, or remove the property for no limit."),
			Map.entry("dead-letters.keep", "Write a duration such as 30d, or remove the property to keep all."),
			Map.entry("dead-letters.max", "Write a number such as 10000, or remove the property to keep all."),
			Map.entry("order", "Set the queue's type to priority, or remove the property."),
			Map.entry("max-in-flight",
					"Write how many messages may be in flight, 1 for strict order, or remove the property for no bound."),
			Map.entry("rate",
					"Write a number of messages and a period, such as 100/s, 5/10s, 600/m, 1000/h or 1/d, or remove the property."),
			Map.entry("max-payload-size", "Write a size such as 256KB, or remove the property for no limit."),
			Map.entry("resend-after", "Write a duration such as 30s, or remove the property."),
			Map.entry("duplicate-window", "Write a duration such as 10m, or remove the property."),
			Map.entry("name", "Rename the queue."), Map.entry("key",
					"Write a name such as 'orders', or remove the property: the key is then the name of the queue."));

	private final Defaults defaults;

	private final PropertyFailures failures;

	private final PayloadTypes payloadTypes;

	QueueSettingsReader(Defaults defaults, PropertyFailures failures, @Nullable ClassLoader classLoader) {
		this.defaults = defaults;
		this.failures = failures;
		this.payloadTypes = new PayloadTypes(failures, classLoader);
	}

	void checkDefaults() {
		read("defaults", QueueSettings.builder("defaults", String.class), DEFAULTS, this.defaults);
	}

	QueueSettings<?> read(String name, Instance instance) {
		String prefix = PropertyFailures.instance(name);
		if (name.startsWith("&")) {
			throw this.failures.wrong(prefix, name, "the name of a bean must not begin with '&'", "Rename the queue.");
		}
		ParameterizedTypeReference<?> payloadType = (instance.payloadType() != null)
				? ParameterizedTypeReference
					.forType(this.payloadTypes.load(prefix + ".payload-type", instance.payloadType()))
				: BUILT_IN.payloadType();
		QueueSettings.Builder<?> builder = QueueSettings.builder(name, payloadType);
		set(instance.type(), null, builder::type);
		set(instance.key(), null, builder::key);
		if (instance.order() != null && instance.type() != QueueType.PRIORITY) {
			throw this.failures.wrong(prefix + ".order", instance.order(), "the queue's type is "
					+ ((instance.type() != null) ? instance.type() : BUILT_IN.type()).name().toLowerCase(Locale.ROOT)
					+ ", and only priority queues have an order", advice("order"));
		}
		builder.transactional(instance.transactional());
		set(instance.resendAfter(), null, builder::resendAfter);
		return read(name, builder, prefix, instance.common());
	}

	private <E> QueueSettings<E> read(String name, QueueSettings.Builder<E> builder, String prefix, Defaults own) {
		set(positive(prefix, "capacity", own.capacity(), this.defaults.capacity()), null, builder::capacity);
		set(own.leaseTime(), this.defaults.leaseTime(), builder::leaseTime);
		set(own.maxAttempts(), this.defaults.maxAttempts(), builder::maxAttempts);
		builder.backoff(backoff(prefix, own.backoff()));
		set(own.delay(), this.defaults.delay(), builder::delay);
		set(timeToLive(prefix, own), null, builder::timeToLive);
		set(own.order(), this.defaults.order(), builder::order);
		set(positive(prefix, "max-in-flight", own.maxInFlight(), this.defaults.maxInFlight()), null,
				builder::maxInFlight);
		set(own.duplicateWindow(), this.defaults.duplicateWindow(), builder::duplicateWindow);
		set(rate(prefix, own), null, builder::rate);
		builder.deadLetters(deadLetters(prefix, own.deadLetters()));
		set(maxPayloadSize(prefix, own), null, builder::maxPayloadSize);
		try {
			return builder.build();
		}
		catch (InvalidValueException ex) {
			throw ex.name().equals("name") ? this.failures.wrong(prefix, name, ex, advice("name"))
					: wrong(prefix, "", ex);
		}
	}

	private Backoff backoff(String prefix, QueuesProperties.Backoff own) {
		QueuesProperties.Backoff shared = this.defaults.backoff();
		Backoff builtIn = BUILT_IN.backoff();
		Duration initial = first(own.initial(), shared.initial(), builtIn.initial());
		double multiplier = first(own.multiplier(), shared.multiplier(), builtIn.multiplier());
		Duration max = first(own.max(), shared.max(), builtIn.max());
		if (!initial.isNegative() && max.compareTo(initial) < 0) {
			String maxProperty = property(prefix, "backoff.max");
			String initialProperty = property(prefix, "backoff.initial");
			if (this.failures.isSet(maxProperty)) {
				throw this.failures.wrong(maxProperty, max,
						"it must not be below " + initialProperty + ", which is " + this.failures.shown(initial),
						advice("backoff.max"));
			}
			throw this.failures.wrong(initialProperty, initial,
					"it must not exceed " + maxProperty + ", which is " + this.failures.shown(max) + " by default",
					"Write a shorter duration, or set " + maxProperty + " too.");
		}
		try {
			return new Backoff(initial, multiplier, max);
		}
		catch (InvalidValueException ex) {
			throw wrong(prefix, "backoff.", ex);
		}
	}

	private @Nullable Duration timeToLive(String prefix, Defaults own) {
		Duration timeToLive = (own.timeToLive() != null) ? own.timeToLive() : this.defaults.timeToLive();
		if (timeToLive == null) {
			return null;
		}
		String property = property(prefix, "time-to-live");
		if (timeToLive.compareTo(Duration.ofMillis(1)) < 0) {
			throw this.failures.wrong(property, timeToLive, "it must be 1ms or more", advice("time-to-live"));
		}
		Duration delay = first(own.delay(), this.defaults.delay(), BUILT_IN.delay());
		if (timeToLive.compareTo(delay) <= 0) {
			throw this.failures.wrong(
					property, timeToLive, "it must be longer than " + property(prefix, "delay") + ", which is "
							+ this.failures.shown(delay) + ": every message would expire before it falls due",
					advice("time-to-live"));
		}
		return timeToLive;
	}

	private DeadLetterRetention deadLetters(String prefix, QueuesProperties.DeadLetters own) {
		QueuesProperties.DeadLetters shared = this.defaults.deadLetters();
		DeadLetterRetention builtIn = BUILT_IN.deadLetters();
		Long max = positive(prefix, "dead-letters.max", own.max(), shared.max());
		Duration keep = (own.keep() != null) ? own.keep() : shared.keep();
		if (keep != null && keep.compareTo(Duration.ofMillis(1)) < 0) {
			throw this.failures.wrong(property(prefix, "dead-letters.keep"), keep, "it must be 1ms or more",
					advice("dead-letters.keep"));
		}
		try {
			return new DeadLetterRetention((keep != null) ? keep : builtIn.keep(), (max != null) ? max : builtIn.max());
		}
		catch (InvalidValueException ex) {
			throw wrong(prefix, "dead-letters.", ex);
		}
	}

	private @Nullable Rate rate(String prefix, Defaults own) {
		String rate = (own.rate() != null) ? own.rate() : this.defaults.rate();
		try {
			return (rate != null) ? Rate.parse(rate) : null;
		}
		catch (InvalidValueException ex) {
			throw this.failures.wrong(property(prefix, "rate"), rate, ex, advice("rate"));
		}
	}

	private @Nullable DataSize maxPayloadSize(String prefix, Defaults own) {
		DataSize size = (own.maxPayloadSize() != null) ? own.maxPayloadSize() : this.defaults.maxPayloadSize();
		if (size != null && size.toBytes() < 1) {
			throw this.failures.wrong(property(prefix, "max-payload-size"), size, "it must be 1B or more",
					advice("max-payload-size"));
		}
		return size;
	}

	private <N extends Number> @Nullable N positive(String prefix, String key, @Nullable N own, @Nullable N shared) {
		N value = (own != null) ? own : shared;
		if (value != null && value.longValue() < 1) {
			throw this.failures.wrong(property(prefix, key), value, "it must be 1 or more", advice(key));
		}
		return value;
	}

	/**
	 * Returns the property that sets a value: the one of the instance, or else the
	 * default.
	 */
	private String property(String prefix, String key) {
		String shared = DEFAULTS + "." + key;
		String own = prefix + "." + key;
		return (!this.failures.isSet(own) && this.failures.isSet(shared)) ? shared : own;
	}

	private FailureAnalyzedException wrong(String prefix, String group, InvalidValueException violation) {
		String key = group + PropertyFailures.key(violation);
		return this.failures.wrong(property(prefix, key), violation.value(), violation, advice(key));
	}

	private static String advice(String key) {
		return ADVICE.getOrDefault(key, "Correct the value, or remove the property.");
	}

	private static <T> void set(@Nullable T own, @Nullable T shared, Consumer<T> target) {
		T value = (own != null) ? own : shared;
		if (value != null) {
			target.accept(value);
		}
	}

	private static <T> T first(@Nullable T own, @Nullable T shared, T builtIn) {
		if (own != null) {
			return own;
		}
		return (shared != null) ? shared : builtIn;
	}

}
