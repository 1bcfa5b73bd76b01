package io.github.redisqueues.internal.health;

import java.time.Duration;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import io.github.redisqueues.internal.listener.DefaultQueueListenerContainer;
import io.github.redisqueues.internal.monitor.QueueMonitor;
import io.github.redisqueues.internal.monitor.QueueSample;
import io.github.redisqueues.listener.QueueListenerContainer;
import io.github.redisqueues.queue.QueueDiagnosis;
import io.github.redisqueues.queue.QueueDiagnosis.Verdict;

/**
 * Finds out whether the listeners of this process make progress. Safe for use by several
 * threads.
 */
final class ListenerCheck {

	/**
	 * How long a listener may be without Redis while health checks are answered.
	 */
	private static final Duration DISCONNECTED = Duration.ofSeconds(30);

	/**
	 * Verdicts after which it is intended, or no longer true, that nobody takes messages.
	 */
	private static final Set<Verdict> INTENDED = EnumSet.of(Verdict.EMPTY, Verdict.PAUSED, Verdict.LISTENERS_PAUSED,
			Verdict.MAX_IN_FLIGHT, Verdict.RATE_LIMITED, Verdict.ALL_DELAYED, Verdict.MOVING);

	private final QueueMonitor monitor;

	private final Duration noProgressAfter;

	private final BoundedCalls bounded;

	ListenerCheck(QueueMonitor monitor, HealthLimits limits, BoundedCalls bounded) {
		this.monitor = monitor;
		this.bounded = bounded;
		this.noProgressAfter = limits.noProgressAfter();
	}

	/**
	 * Describes a listener.
	 * @param isRedisThere whether Redis answers others
	 */
	Map<String, Object> check(QueueListenerContainer<?> container, boolean isRedisThere, Findings findings) {
		Map<String, Object> details = new LinkedHashMap<>();
		details.put("queue", container.queue().name());
		String name = "Listener '" + container.id() + "' of queue '" + container.queue().name() + "'";
		details.put("state", state(container, name, isRedisThere, details, findings));
		if (container instanceof DefaultQueueListenerContainer<?> ours && ours.isRunning()) {
			details.put("lastContact", ours.sinceContact().map((age) -> age.toSeconds() + " s ago").orElse("never"));
		}
		return details;
	}

	private String state(QueueListenerContainer<?> container, String name, boolean isRedisThere,
			Map<String, Object> details, Findings findings) {
		if (!container.isRunning()) {
			return "stopped";
		}
		if (container.isPaused()) {
			return "paused";
		}
		if (container instanceof DefaultQueueListenerContainer<?> ours) {
			Duration busy = ours.longestBusy();
			details.put("busyWorkers", ours.busyWorkers() + " of " + ours.workers());
			if (busy.compareTo(this.noProgressAfter) > 0) {
				findings.problem(name + " has been at work on the same message for " + busy.toSeconds()
						+ " s. Look at the stack of the threads '" + container.id() + "-…'");
				return "stuck";
			}
			if (isRedisThere && ours.disconnectedFor().compareTo(DISCONNECTED) > 0) {
				findings.problem(name + " has had no answer of Redis for " + ours.disconnectedFor().toSeconds()
						+ " s, while Redis answers this check");
				return "disconnected";
			}
			if (ours.busyWorkers() > 0) {
				return "working";
			}
		}
		if (isRedisThere && container.isConnected() && takesNothing(container.queue().name())) {
			Optional<QueueDiagnosis> diagnosis = this.bounded.ask(container.queue()::diagnose)
				.filter((answer) -> !INTENDED.contains(answer.verdict()));
			if (diagnosis.isPresent()) {
				findings.problem("Messages of queue '" + container.queue().name() + "' have been ready for more than "
						+ this.noProgressAfter.toSeconds() + " s, and nobody takes them, although " + name
						+ " runs. Diagnosis: " + diagnosis.get().explanation());
				return "takes nothing";
			}
		}
		return container.isConnected() ? "idle" : "disconnected";
	}

	/**
	 * Returns whether messages were ready all the time and none was taken by any process.
	 */
	private boolean takesNothing(String queue) {
		List<QueueSample> samples = this.monitor.history(queue);
		if (samples.isEmpty()) {
			return false;
		}
		QueueSample latest = samples.get(samples.size() - 1);
		QueueSample previous = latest;
		for (int i = samples.size() - 1; i >= 0; i--) {
			QueueSample sample = samples.get(i);
			if (sample.stats().ready() == 0 || sample.stats().inFlight() > 0
					|| sample.stats().ready() > previous.stats().ready()) {
				return false;
			}
			if (latest.secondsSince(sample) * 1000 >= this.noProgressAfter.toMillis()) {
				return true;
			}
			previous = sample;
		}
		return false;
	}

}
