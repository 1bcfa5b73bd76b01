package io.github.redisqueues.internal.wait;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Predicate;

/**
 * The places of a line, the longest-waiting first, and who of them is woken next. Guarded
 * by the line's lock.
 */
final class Places {

	private final Deque<Place> places = new ArrayDeque<>();

	void add(Place place) {
		this.places.addLast(place);
	}

	void remove(Place place) {
		this.places.remove(place);
	}

	boolean isEmpty() {
		return this.places.isEmpty();
	}

	/**
	 * Whether there is one place and no more.
	 */
	boolean isSingle() {
		return this.places.size() == 1;
	}

	boolean isFirst(Place place) {
		return this.places.peekFirst() == place;
	}

	/**
	 * Wakes the first that was not woken yet.
	 */
	void wakeOne() {
		wakeOne((place) -> true);
	}

	void wakeOneOtherThan(Place place) {
		wakeOne((other) -> other != place);
	}

	/**
	 * Wakes the first that looks so, was not woken yet, and is not the current thread's.
	 */
	void wakeOneWith(Look<?> look) {
		wakeOne((place) -> place.looksWith(look) && !place.isCurrent());
	}

	private void wakeOne(Predicate<Place> who) {
		for (Place place : this.places) {
			if (!place.isWoken() && who.test(place)) {
				place.wake();
				return;
			}
		}
	}

	void wakeAllWith(Look<?> look) {
		for (Place place : this.places) {
			if (place.looksWith(look)) {
				place.wake();
			}
		}
	}

	/**
	 * Has the one who looks for all find out anew when to do so.
	 */
	void nudgeFirst() {
		if (!this.places.isEmpty()) {
			this.places.getFirst().nudge();
		}
	}

	void nudgeAll() {
		this.places.forEach(Place::nudge);
	}

}
