package io.github.redisqueues.internal.health;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Supplier;

import io.github.redisqueues.internal.monitor.QueueMonitor;
import io.github.redisqueues.internal.redis.RedisProbe;
import io.github.redisqueues.listener.QueueListenerContainer;
import io.github.redisqueues.queue.QueueStats;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/**
 * Health of the queues of an application: whether Redis answers and is safe, and whether
 * each listener makes progress. Waits for Redis for {@link #TIMEOUT} at the most. Safe
 * for use by several threads.
 */
public final class QueuesHealthIndicator implements HealthIndicator {

	/**
	 * How long a health check waits for Redis.
	 */
	static final Duration TIMEOUT = Duration.ofSeconds(2);

	private final @Nullable RedisCheck redis;

	private final ListenerCheck listeners;

	private final QueueMonitor monitor;

	private final HealthLimits limits;

	private final Supplier<Set<String>> queues;

	private final Supplier<? extends Iterable<? extends QueueListenerContainer<?>>> containers;

	/**
	 * Creates an indicator.
	 * @param probe finds out whether Redis answers; empty if the application creates its
	 * queues otherwise
	 * @param monitor knows what the queues hold
	 * @param limits what is no longer healthy
	 * @param queues finds the names of the queues
	 * @param containers finds the listeners
	 */
	public QueuesHealthIndicator(Optional<RedisProbe> probe, QueueMonitor monitor, HealthLimits limits,
			Supplier<Set<String>> queues,
			Supplier<? extends Iterable<? extends QueueListenerContainer<?>>> containers) {
		BoundedCalls bounded = new BoundedCalls(TIMEOUT);
		this.redis = probe.map((some) -> new RedisCheck(some, limits, bounded)).orElse(null);
		this.listeners = new ListenerCheck(monitor, limits, bounded);
		this.monitor = monitor;
		this.limits = limits;
		this.queues = queues;
		this.containers = containers;
	}

	@Override
	public Health health() {
		if (!this.monitor.isRunning()) {
			return Health.unknown().withDetail("state", "the application context is paused or stopped").build();
		}
		Findings findings = new Findings();
		boolean isRedisThere = this.redis == null || this.redis.check(findings);
		Map<String, Object> listeners = new LinkedHashMap<>();
		for (QueueListenerContainer<?> container : this.containers.get()) {
			String name = listeners.containsKey(container.id()) ? container.id() + " of " + container.queue().name()
					: container.id();
			listeners.put(name, this.listeners.check(container, isRedisThere, findings));
		}
		if (!listeners.isEmpty()) {
			findings.detail("listeners", listeners);
		}
		checkDeadLetters(findings);
		return findings.toHealth();
	}

	private void checkDeadLetters(Findings findings) {
		Map<String, Long> dead = new LinkedHashMap<>();
		for (String queue : this.queues.get()) {
			long count = this.monitor.stats(queue).map(QueueStats::dead).orElse(0L);
			if (count > 0) {
				dead.put(queue, count);
			}
			OptionalLong max = this.limits.maxDeadLetters();
			if (max.isPresent() && count > max.getAsLong()) {
				String warning = "Queue '" + queue + "' has " + count + " dead letters, more than " + max.getAsLong();
				if (this.limits.deadLettersDown()) {
					findings.problem(warning);
				}
				else {
					findings.warning(warning);
				}
			}
		}
		if (!dead.isEmpty()) {
			findings.detail("deadLetters", dead);
		}
	}

}
