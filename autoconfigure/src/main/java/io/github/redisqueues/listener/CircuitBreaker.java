package io.github.redisqueues.listener;

import java.time.Duration;
import java.util.List;

import io.github.redisqueues.internal.validation.Durations;
import io.github.redisqueues.internal.validation.InvalidValueException;

/**
 * Makes a listener pause while something that its handlers need is down. After some
 * failures in a row the circuit is open: the listener takes no messages in this process.
 * After a while it tries one message at a time, until one is handled, and then goes on.
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
 */
public record CircuitBreaker(int failures, Duration openFor, List<Class<? extends Throwable>> exceptions) {

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

}
