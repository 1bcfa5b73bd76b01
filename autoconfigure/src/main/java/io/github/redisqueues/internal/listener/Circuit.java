package io.github.redisqueues.internal.listener;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

import io.github.redisqueues.internal.queue.CircuitClient;
import io.github.redisqueues.internal.queue.CircuitState;
import io.github.redisqueues.internal.queue.FleetCircuit;
import io.github.redisqueues.listener.CircuitBreaker;
import io.github.redisqueues.listener.CircuitBreaker.Scope;
import io.github.redisqueues.listener.QueueListenerContainer;
import io.github.redisqueues.listener.RetryLater;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * The circuit of one container. If its scope is the fleet, it opens and closes that of
 * the queue in Redis as well, and follows it. Its thread, which runs only if there is a
 * circuit breaker, ends the time for which it is open, and reads Redis when the circuit
 * may have changed there. Safe for use by several threads.
 */
final class Circuit extends PeriodicTask {

	private static final Log logger = LogFactory.getLog(QueueListenerContainer.class);

	private static final long RETRY_AFTER = TimeUnit.SECONDS.toNanos(1);

	private final String listener;

	private final @Nullable CircuitBreaker breaker;

	private final @Nullable CircuitClient fleet;

	private final Consumer<CircuitState> onChange;

	private final ReentrantLock lock = new ReentrantLock();

	private volatile CircuitState state = CircuitState.CLOSED;

	private volatile int failures;

	private volatile long openUntil;

	private boolean isFleetWide;

	private boolean isToClose;

	private volatile boolean isStale = true;

	private long changedAt;

	/**
	 * Creates a closed circuit.
	 * @param listener name of the listener, for logs
	 * @param breaker the settings; without any, the circuit never opens
	 * @param shared the circuit of the queue in Redis
	 * @param onChange takes each new state, one after the other
	 */
	Circuit(String listener, Optional<CircuitBreaker> breaker, CircuitClient shared, Consumer<CircuitState> onChange) {
		this.listener = listener;
		this.breaker = breaker.orElse(null);
		this.fleet = breaker.filter((settings) -> settings.scope() == Scope.FLEET).isPresent() ? shared : null;
		this.onChange = onChange;
	}

	boolean isOpen() {
		return this.state == CircuitState.OPEN;
	}

	CircuitState state() {
		return this.state;
	}

	/**
	 * Notes that the circuit in Redis may have changed.
	 */
	void mayHaveChanged() {
		if (this.fleet != null) {
			this.isStale = true;
			runNow();
		}
	}

	/**
	 * Notes that a message was handled. While messages are tried one at a time, only
	 * those count that were taken since then.
	 * @param takenAt when the message was taken, by {@link System#nanoTime()}
	 */
	void succeeded(long takenAt) {
		if (this.failures == 0) {
			return;
		}
		this.lock.lock();
		try {
			if (this.state == CircuitState.HALF_OPEN && !isOld(takenAt)) {
				this.isToClose = this.isFleetWide;
				close();
				runNow();
			}
			if (this.state == CircuitState.CLOSED) {
				this.failures = 0;
			}
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Notes that a message has failed that would be retried. If that opens the circuit of
	 * the fleet, it is open in Redis when this returns, so that no process takes the next
	 * message.
	 * @param takenAt when the message was taken, by {@link System#nanoTime()}
	 * @return for how long to keep the message back without counting the attempt, null if
	 * this is an ordinary failure
	 */
	@Nullable Duration failed(Throwable failure, long takenAt) {
		CircuitBreaker breaker = this.breaker;
		if (breaker == null || !counts(breaker.exceptions(), failure)) {
			return null;
		}
		boolean opens = false;
		this.lock.lock();
		try {
			if (this.state == CircuitState.HALF_OPEN && isOld(takenAt)) {
				return breaker.openFor();
			}
			this.failures++;
			if (this.state == CircuitState.CLOSED && this.failures < breaker.failures()) {
				return null;
			}
			if (this.state != CircuitState.OPEN) {
				opens = true;
				logger.warn(this.listener + " takes no messages for " + breaker.openFor().toMillis() + " ms and then "
						+ "tries one, because of " + this.failures + " failure(s) in a row; the last one is "
						+ FailureText.describe(failure));
				this.isToClose = false;
				open(breaker.openFor());
			}
		}
		finally {
			this.lock.unlock();
		}
		if (opens && this.fleet != null) {
			openFleet(this.fleet, breaker, failure);
		}
		return breaker.openFor();
	}

	/**
	 * Returns whether a message was taken before messages were tried one at a time, and
	 * so says nothing about what is tried now.
	 */
	private boolean isOld(long takenAt) {
		return takenAt - this.changedAt < 0;
	}

	private static boolean counts(List<Class<? extends Throwable>> exceptions, Throwable failure) {
		List<Throwable> causes = FailureText.causes(failure);
		if (exceptions.isEmpty()) {
			return causes.stream().noneMatch(RetryLater.class::isInstance);
		}
		return causes.stream().anyMatch((cause) -> exceptions.stream().anyMatch((type) -> type.isInstance(cause)));
	}

	private void openFleet(CircuitClient fleet, CircuitBreaker breaker, Throwable failure) {
		try {
			follow(fleet.open(breaker.openFor(), this.listener + " (circuit breaker)", FailureText.describe(failure)));
		}
		catch (RuntimeException ex) {
			logger.warn(this.listener + " could not pause the queue for the other processes, which go on: "
					+ FailureText.describe(ex));
		}
	}

	/**
	 * Takes over what Redis has, unless this circuit was opened without Redis.
	 */
	private void follow(FleetCircuit shared) {
		this.lock.lock();
		try {
			switch (shared.state()) {
				case OPEN -> {
					if (this.state != CircuitState.OPEN) {
						logger.info(this.listener + " takes no messages for " + shared.openFor().toMillis()
								+ " ms, because a circuit breaker has paused the queue");
					}
					this.isFleetWide = true;
					this.isToClose = false;
					open(shared.openFor());
				}
				case HALF_OPEN -> {
					this.isFleetWide = true;
					if (this.state == CircuitState.CLOSED && !this.isToClose) {
						this.failures = Math.max(this.failures, 1);
						change(CircuitState.HALF_OPEN);
					}
				}
				case CLOSED -> {
					this.isToClose = false;
					if (this.isFleetWide && this.state != CircuitState.CLOSED) {
						this.failures = 0;
						close();
					}
					this.isFleetWide = false;
				}
			}
		}
		finally {
			this.lock.unlock();
		}
	}

	private void open(Duration duration) {
		this.failures = Math.max(this.failures, 1);
		this.openUntil = System.nanoTime() + duration.toNanos();
		if (this.state != CircuitState.OPEN) {
			change(CircuitState.OPEN);
		}
		runNow();
	}

	private void close() {
		logger.info(this.listener + " handles messages again");
		change(CircuitState.CLOSED);
	}

	private void change(CircuitState next) {
		this.changedAt = System.nanoTime();
		this.state = next;
		this.onChange.accept(next);
	}

	@Override
	long runOnce() {
		return Math.min(this.fleet != null ? synchronize(this.fleet) : NEVER, halfOpen());
	}

	/**
	 * Closes the circuit in Redis, or reads it.
	 * @return the pause until the next run, in nanoseconds
	 */
	private long synchronize(CircuitClient fleet) {
		boolean closes = isToClose();
		if (!closes && !this.isStale) {
			return NEVER;
		}
		this.isStale = false;
		try {
			follow(closes ? fleet.close() : fleet.read());
			return NEVER;
		}
		catch (RuntimeException ex) {
			this.isStale = true;
			logger.debug(this.listener + " could not reach the circuit of the queue, and retries in "
					+ TimeUnit.NANOSECONDS.toSeconds(RETRY_AFTER) + " s", ex);
			return RETRY_AFTER;
		}
	}

	private boolean isToClose() {
		this.lock.lock();
		try {
			return this.isToClose;
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Ends the time for which the circuit is open.
	 * @return the pause until the next run, in nanoseconds
	 */
	private long halfOpen() {
		this.lock.lock();
		try {
			if (this.state != CircuitState.OPEN) {
				return NEVER;
			}
			long left = this.openUntil - System.nanoTime();
			if (left > 0) {
				return left;
			}
			change(CircuitState.HALF_OPEN);
			return NEVER;
		}
		finally {
			this.lock.unlock();
		}
	}

}
