package io.github.redisqueues.internal.lock;

import java.time.Duration;
import java.util.List;

import io.github.redisqueues.internal.observer.ObservedCall;

/**
 * Learns when locks are acquired and for how long they are held. Every method does
 * nothing by default. Safe for use by several threads.
 */
public interface LockObserver {

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
	 * @param observers the observers, one or more
	 * @return an observer that passes everything to each of them
	 */
	static LockObserver of(List<LockObserver> observers) {
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
