package io.github.redisqueues.internal.endpoint;

import java.time.Instant;
import java.util.List;
import java.util.Locale;

import io.github.redisqueues.queue.LimitValues;
import io.github.redisqueues.queue.QueueDiagnosis;
import io.github.redisqueues.queue.QueuePauses;
import io.github.redisqueues.queue.QueueStats;
import io.github.redisqueues.queue.Rate;
import io.github.redisqueues.queue.RedisQueue;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.OperationResponseBody;

/**
 * A queue, as the endpoint shows it.
 *
 * @param name its name
 * @param type fifo, lifo, priority or delay
 * @param messages how many messages it has, null if Redis could not be asked
 * @param oldestAgeMillis since when the oldest ready message waits, null if none does
 * @param paused why nothing is delivered, null if it is not paused
 * @param sendingPaused why nothing can be sent, null if that is not paused
 * @param limits the limits in force, null if Redis could not be asked
 * @param diagnosis why the messages move or do not move
 * @param forecast how the backlog develops
 * @param fleet the listeners of all processes
 * @param failure why Redis could not be asked, null if it could
 */
public record QueueDescriptor(String name, String type, @Nullable Counts messages, @Nullable Long oldestAgeMillis,
		@Nullable Pause paused, @Nullable Pause sendingPaused, @Nullable Limits limits,
		@Nullable DiagnosisDescriptor diagnosis, @Nullable ForecastDescriptor forecast,
		List<FleetListenerDescriptor> fleet, @Nullable String failure) implements OperationResponseBody {

	static QueueDescriptor of(RedisQueue<?> queue, QueueStats stats, QueueDiagnosis diagnosis,
			ForecastDescriptor forecast) {
		QueuePauses pauses = diagnosis.evidence().pauses();
		return new QueueDescriptor(queue.name(), type(queue), Counts.of(stats),
				(stats.ready() > 0) ? stats.oldestAge().toMillis() : null,
				pauses.delivery().map(Pause::of).orElse(null), pauses.sending().map(Pause::of).orElse(null),
				Limits.of(diagnosis.evidence().limits()), DiagnosisDescriptor.atAGlance(diagnosis), forecast,
				fleet(queue, diagnosis), null);
	}

	private static List<FleetListenerDescriptor> fleet(RedisQueue<?> queue, QueueDiagnosis diagnosis) {
		return diagnosis.evidence()
			.listeners()
			.stream()
			.map((status) -> FleetListenerDescriptor.of(queue.name(), status))
			.toList();
	}

	static QueueDescriptor failed(RedisQueue<?> queue, String failure) {
		return new QueueDescriptor(queue.name(), type(queue), null, null, null, null, null, null, null, List.of(),
				failure);
	}

	private static String type(RedisQueue<?> queue) {
		return queue.type().name().toLowerCase(Locale.ROOT);
	}

	/**
	 * How many messages a queue has.
	 *
	 * @param ready those that can be taken, and those behind them in their groups
	 * @param delayed those that are not due
	 * @param inFlight those that a consumer has leased
	 * @param dead dead letters
	 */
	public record Counts(long ready, long delayed, long inFlight, long dead) {

		static Counts of(QueueStats stats) {
			return new Counts(stats.ready(), stats.delayed(), stats.inFlight(), stats.dead());
		}

	}

	/**
	 * A pause.
	 *
	 * @param since when it began
	 * @param until when it ends by itself, null if it does not
	 * @param by who paused, null if that is not known
	 * @param reason why, null if none was given
	 */
	public record Pause(Instant since, @Nullable Instant until, @Nullable String by, @Nullable String reason) {

		static Pause of(QueuePauses.Pause pause) {
			return new Pause(pause.since(), pause.until().orElse(null), pause.by().orElse(null),
					pause.reason().orElse(null));
		}

	}

	/**
	 * Limits.
	 *
	 * @param capacity how many messages the queue holds, 0 for no limit
	 * @param maxInFlight how many are leased at a time, 0 for no limit
	 * @param rate at which rate they are taken, such as 10/s; null for no limit
	 */
	public record Limits(long capacity, int maxInFlight, @Nullable String rate) {

		static Limits of(LimitValues limits) {
			return new Limits(limits.capacity(), limits.maxInFlight(), limits.rate().map(Rate::toString).orElse(null));
		}

	}

}
