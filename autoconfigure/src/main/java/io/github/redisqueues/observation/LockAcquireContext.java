package io.github.redisqueues.observation;

import java.util.List;
import java.util.Optional;

import io.micrometer.observation.Observation;
import org.jspecify.annotations.Nullable;

/**
 * An attempt to acquire a lock, including the time of waiting for it.
 */
public class LockAcquireContext extends Observation.Context {

	private final String lock;

	private final List<String> keys;

	private @Nullable String outcome;

	/**
	 * Creates a context.
	 * @param lock name of the lock
	 * @param keys its keys, empty if it has none
	 */
	public LockAcquireContext(String lock, List<String> keys) {
		this.lock = lock;
		this.keys = List.copyOf(keys);
	}

	/**
	 * Returns the name of the lock.
	 * @return the name
	 */
	public String lock() {
		return this.lock;
	}

	/**
	 * Returns the keys of the lock.
	 * @return the keys, empty if it has none
	 */
	public List<String> keys() {
		return this.keys;
	}

	/**
	 * Returns whether the lock was acquired.
	 * @return {@code acquired} or {@code unavailable}; empty before the end, and if the
	 * attempt failed
	 */
	public Optional<String> outcome() {
		return Optional.ofNullable(this.outcome);
	}

	/**
	 * Sets whether the lock was acquired.
	 * @param outcome the outcome
	 */
	public void setOutcome(@Nullable String outcome) {
		this.outcome = outcome;
	}

}
