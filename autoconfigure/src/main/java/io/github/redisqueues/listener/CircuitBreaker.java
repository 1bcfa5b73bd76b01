package io.github.redisqueues.listener;

import java.time.Duration;
import java.util.List;
import java.util.Objects;

import io.github.redisqueues.internal.validation.Durations;
import io.github.redisqueues.internal.validation.InvalidValueException;

/**
 * Makes a listener pause while something that its handlers need is down. After some
 * failures in a row in one process the circuit is open: the listener takes no messages,
 * in that process or in all ({@link Scope}). After a while it tries one message at a
 * time, until one is handled, and then goes on.
 * <p>
 * A failure is an exception after which the message would be retried; a success in
 * between starts the count again. The failure that opens the circuit, and those while it
 * is not closed, cost their messages no attempt: the messages are delivered again after
 * the time for which the circuit is open. Immutable.
 *
 * @param failures number of failures in a row that open the circuit, 1 or more
 * @param openFor how long the circuit stays open before the next try
 * @param exceptions exceptions that count, including their subclasses, also when they are
 * the cause of the exception thrown; empty for all but {@link RetryLater}
 * @param scope which processes pause
 */
public record CircuitBreaker(int failures, Duration openFor, List<Class<? extends Throwable>> exceptions, Scope scope) {

	/**
	 * Time for which a circuit is open unless configured.
	 */
	public static final Duration DEFAULT_OPEN_FOR = Duration.ofSeconds(30);

	public CircuitBreaker {
		if (failures < 1) {
			throw new InvalidValueException("failures", "must be 1 or more", failures);
		}
		Durations.requirePositive("openFor", openFor);
		exceptions = List.copyOf(exceptions);
		Objects.requireNonNull(scope, "scope must not be null");
	}

	/**
	 * Creates a circuit breaker that pauses the listener in its own process.
	 * @param failures number of failures in a row that open the circuit, 1 or more
	 * @param openFor how long the circuit stays open before the next try
	 * @param exceptions exceptions that count; empty for all but {@link RetryLater}
	 */
	public CircuitBreaker(int failures, Duration openFor, List<Class<? extends Throwable>> exceptions) {
		this(failures, openFor, exceptions, Scope.PROCESS);
	}

	/**
	 * Returns a circuit breaker that counts all failures and tries again every 30
	 * seconds.
	 * @param failures number of failures in a row that open the circuit, 1 or more
	 * @return the circuit breaker
	 */
	public static CircuitBreaker after(int failures) {
		return new CircuitBreaker(failures, DEFAULT_OPEN_FOR, List.of());
	}

	/**
	 * Sets which processes pause.
	 * @param scope the processes
	 * @return a copy
	 */
	public CircuitBreaker withScope(Scope scope) {
		return new CircuitBreaker(this.failures, this.openFor, this.exceptions, scope);
	}

	/**
	 * Which processes pause when a listener fails.
	 */
	public enum Scope {

		/**
		 * The process whose listener fails. The same listener in other processes goes on
		 * until it fails there.
		 */
		PROCESS,

		/**
		 * All processes: delivery from the queue is paused, for every consumer, as
		 * {@link io.github.redisqueues.queue.RedisQueue#pause()} does.
		 * {@link io.github.redisqueues.queue.RedisQueue#pauses()} tells which listener
		 * did it, why and until when, and an operator can resume. After the pause one
		 * message at a time is delivered in the whole fleet. If one of these succeeds in
		 * any listener of the queue with this scope, that ends for all; if one fails, all
		 * pause again. Messages that were taken before the pause do not count. Without
		 * either, messages are delivered as usual after an hour. A pause by an operator
		 * takes precedence.
		 */
		FLEET

	}

}
