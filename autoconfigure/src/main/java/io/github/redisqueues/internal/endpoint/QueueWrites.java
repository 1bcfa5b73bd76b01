package io.github.redisqueues.internal.endpoint;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

import io.github.redisqueues.queue.CancelMode;
import io.github.redisqueues.queue.LimitChange;
import io.github.redisqueues.queue.PauseOptions;
import io.github.redisqueues.queue.Rate;
import io.github.redisqueues.queue.RedisQueue;

/**
 * The write operations on one queue by their names. Safe for use by several threads.
 */
final class QueueWrites {

	private final Map<String, Operation> operations = new LinkedHashMap<>();

	QueueWrites() {
		add("redrive",
				(queue, call) -> done(
						(call.request().hasIds()) ? queue.deadLetters().redrive(call.request().requireIds())
								: queue.deadLetters().redrive(call.request().requireMax())));
		add("start-redrive", RedriveWrites::start);
		add("stop-redrive", RedriveWrites::stop);
		add("delete", (queue, call) -> done(queue.deadLetters().delete(call.request().requireIds())));
		add("purge-dead", (queue, call) -> done(queue.deadLetters().purge()));
		add("import", QueueExports::importLines);
		add("purge", (queue, call) -> done(queue.purge()));
		add("cancel", QueueWrites::cancel);
		add("pause", (queue, call) -> run(() -> queue.pause(pause(call))));
		add("resume", (queue, call) -> run(queue::resume));
		add("pause-sending", (queue, call) -> run(() -> queue.pauseSending(pause(call))));
		add("resume-sending", (queue, call) -> run(queue::resumeSending));
		add("limits", (queue, call) -> run(() -> queue.limits().change(limits(call.request()))));
		add("withdraw-limits", (queue, call) -> run(() -> queue.limits().withdraw()));
	}

	private void add(String name, Operation operation) {
		this.operations.put(name, operation);
	}

	Optional<Operation> find(String name) {
		return Optional.ofNullable(this.operations.get(name));
	}

	private static Map<String, Object> done(long count) {
		return Map.of("count", count);
	}

	private static Map<String, Object> run(Runnable action) {
		action.run();
		return Map.of();
	}

	private static Map<String, Object> cancel(RedisQueue<?> queue, Call call) {
		if (!Boolean.TRUE.equals(call.request().interrupt())) {
			return done(queue.cancel(call.request().requireIds()));
		}
		return done(
				call.request().requireIds().stream().filter((id) -> queue.cancel(id, CancelMode.INTERRUPT)).count());
	}

	private static PauseOptions pause(Call call) {
		WriteRequest request = call.request();
		PauseOptions options = PauseOptions.defaults().by(call.caller());
		if (request.reason() != null) {
			options = options.reason(request.reason());
		}
		if (request.until() != null) {
			if (!request.until().isAfter(Instant.now())) {
				throw new IllegalArgumentException("until must be in the future, but is " + request.until()
						+ "; to end a pause, use resume or resume-sending");
			}
			options = options.until(request.until());
		}
		return (request.duration() != null) ? options.duration(request.duration()) : options;
	}

	private static LimitChange limits(WriteRequest request) {
		if (request.capacity() == null && request.maxInFlight() == null && request.rate() == null) {
			throw new IllegalArgumentException("This operation needs capacity, maxInFlight or rate in its JSON body; to"
					+ " go back to the configured limits, use withdraw-limits");
		}
		LimitChange change = LimitChange.none();
		if (request.capacity() != null) {
			change = change.capacity(request.capacity());
		}
		if (request.maxInFlight() != null) {
			change = change.maxInFlight(request.maxInFlight());
		}
		String rate = request.rate();
		if (rate != null) {
			change = rate.equals("none") ? change.unlimitedRate() : change.rate(Rate.parse(rate));
		}
		return change;
	}

	/**
	 * A write operation.
	 */
	@FunctionalInterface
	interface Operation {

		/**
		 * Does it.
		 * @param queue the queue
		 * @param call who calls, and the parameters
		 * @return what came of it
		 */
		Map<String, Object> run(RedisQueue<?> queue, Call call);

	}

	/**
	 * A call of an operation.
	 *
	 * @param caller who calls
	 * @param request the parameters
	 */
	record Call(String caller, WriteRequest request) {

	}

}
