package io.github.redisqueues.internal.listener;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

import io.github.redisqueues.listener.CircuitBreaker;
import io.github.redisqueues.listener.QueueListenerContainer;
import io.github.redisqueues.listener.RetryLater;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * The circuit of one container. Its thread, which runs only if there is a circuit
 * breaker, ends the time for which it is open. Safe for use by several threads.
 */
final class Circuit extends PeriodicTask {

	private static final Log logger = LogFactory.getLog(QueueListenerContainer.class);

	private final String listener;

	private final @Nullable CircuitBreaker breaker;

	private final Consumer<State> onChange;

	private final ReentrantLock lock = new ReentrantLock();

	private volatile State state = State.CLOSED;

	private volatile int failures;

	private volatile long openUntil;

	/**
	 * Creates a closed circuit.
	 * @param listener name of the listener, for logs
	 * @param breaker the settings; without any, the circuit never opens
	 * @param onChange takes each new state, one after the other
	 */
	Circuit(String listener, Optional<CircuitBreaker> breaker, Consumer<State> onChange) {
		this.listener = listener;
		this.breaker = breaker.orElse(null);
		this.onChange = onChange;
	}

	/**
	 * CLOSED: the listener works. OPEN: it takes no messages. HALF_OPEN: it takes one at
	 * a time.
	 */
	enum State {

		CLOSED, OPEN, HALF_OPEN

	}

	State state() {
		return this.state;
	}

	boolean isOpen() {
		return this.state == State.OPEN;
	}

	/**
	 * Notes that a message was handled.
	 */
	void succeeded() {
		if (this.failures == 0) {
			return;
		}
		this.lock.lock();
		try {
			if (this.state == State.HALF_OPEN) {
				logger.info(this.listener + " handles messages again");
				change(State.CLOSED);
			}
			if (this.state == State.CLOSED) {
				this.failures = 0;
			}
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Notes that a message has failed that would be retried.
	 * @return for how long to keep the message back without counting the attempt, null if
	 * this is an ordinary failure
	 */
	@Nullable Duration failed(Throwable failure) {
		CircuitBreaker breaker = this.breaker;
		if (breaker == null || !counts(breaker.exceptions(), failure)) {
			return null;
		}
		this.lock.lock();
		try {
			this.failures++;
			if (this.state == State.CLOSED && this.failures < breaker.failures()) {
				return null;
			}
			if (this.state != State.OPEN) {
				logger.warn(this.listener + " takes no messages for " + breaker.openFor().toMillis() + " ms and then "
						+ "tries one, because of " + this.failures + " failure(s) in a row; the last one is "
						+ FailureText.describe(failure));
				this.openUntil = System.nanoTime() + breaker.openFor().toNanos();
				change(State.OPEN);
				runNow();
			}
			return breaker.openFor();
		}
		finally {
			this.lock.unlock();
		}
	}

	private static boolean counts(List<Class<? extends Throwable>> exceptions, Throwable failure) {
		List<Throwable> causes = FailureText.causes(failure);
		if (exceptions.isEmpty()) {
			return causes.stream().noneMatch(RetryLater.class::isInstance);
		}
		return causes.stream().anyMatch((cause) -> exceptions.stream().anyMatch((type) -> type.isInstance(cause)));
	}

	private void change(State next) {
		this.state = next;
		this.onChange.accept(next);
	}

	@Override
	long runOnce() {
		this.lock.lock();
		try {
			if (this.state != State.OPEN) {
				return NEVER;
			}
			long left = this.openUntil - System.nanoTime();
			if (left > 0) {
				return left;
			}
			change(State.HALF_OPEN);
			return NEVER;
		}
		finally {
			this.lock.unlock();
		}
	}

}
