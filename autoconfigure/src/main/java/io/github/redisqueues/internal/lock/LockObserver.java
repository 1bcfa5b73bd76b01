package io.github.redisqueues.internal.lock;

import java.time.Duration;
import java.util.List;

import io.github.redisqueues.internal.observer.ObservedCall;
import org.jspecify.annotations.Nullable;

/**
 * Learns when locks are acquired and for how long they are held. Every method does
 * nothing by default. Safe for use by several threads.
 */
public interface LockObserver {

	/**
	 * Returns whether this observes anything. If not, it is not called.
	 * @return whether it does
	 */
	default boolean observesCalls() {
		return true;
	}

	/**
	 * Begins to observe an attempt to acquire a lock.
	 * @param name name of the lock
	 * @param keys its keys, empty if it has none
	 * @return the call to end with whether the lock was acquired
	 */
	default ObservedCall acquiring(String name, List<String> keys) {
		return ObservedCall.NONE;
	}

	/**
	 * Notes that a hold has ended. Must not throw.
	 * @param name name of the lock
	 * @param held for how long it was held
	 * @param lost whether it was lost and not released
	 */
	default void held(String name, Duration held, boolean lost) {
	}

	/**
	 * Combines observers.
	 * @param all the observers
	 * @return an observer that passes everything to each of them, null if none observes
	 * anything
	 */
	static @Nullable LockObserver of(List<LockObserver> all) {
		List<LockObserver> observers = all.stream().filter(LockObserver::observesCalls).toList();
		if (observers.isEmpty()) {
			return null;
		}
		return (observers.size() == 1) ? observers.get(0) : new LockObserver() {

			@Override
			public ObservedCall acquiring(String name, List<String> keys) {
				return ObservedCall.of(observers.stream().map((observer) -> observer.acquiring(name, keys)).toList());
			}

			@Override
			public void held(String name, Duration held, boolean lost) {
				observers.forEach((observer) -> observer.held(name, held, lost));
			}

		};
	}

}
