package io.github.redisqueues.internal.wait;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.ReentrantLock;

import io.github.redisqueues.RedisNotExecutedException;
import io.github.redisqueues.RedisOutcomeUnknownException;

/**
 * The threads of this process that wait for one queue, the longest-waiting first. A
 * wake-up from Redis is handed to one of them; who finds that there is more hands it on
 * to the next. Wake-ups are hints and may be lost, so the first thread also looks by
 * itself, on behalf of all: when a message falls due, and every few seconds. Safe for use
 * by several threads; a virtual thread is not pinned.
 */
public final class WaitQueue implements Wakeable {

	private final Runnable listen;

	private final Runnable passOn;

	private final Executor executor;

	private final ReentrantLock lock = new ReentrantLock();

	private final Places places = new Places();

	private final NextLook nextLook = new NextLook();

	private boolean closed;

	/**
	 * Creates a line that nobody stands in.
	 * @param listen makes sure that wake-ups are heard
	 * @param passOn takes this process from those that wait in Redis, and wakes another
	 * one in its place
	 * @param executor what runs that
	 */
	WaitQueue(Runnable listen, Runnable passOn, Executor executor) {
		this.listen = listen;
		this.passOn = passOn;
		this.executor = executor;
	}

	/**
	 * Waits until a look brings something, the time is up, the thread is interrupted, or
	 * the line is closed. The last look is made when the time is up. What a look throws
	 * ends the waiting, and a wake-up that it has not used goes to another.
	 * @param <T> type of what is waited for
	 * @param limit how long at the most
	 * @param look how to look
	 * @return what a look brought, empty if none did; the interrupt flag is left set
	 */
	public <T> List<T> await(Duration limit, Look<T> look) {
		long end = System.nanoTime() + limit.toNanos();
		Place place = join(look);
		try {
			while (!Thread.currentThread().isInterrupted() && !isClosed()) {
				this.listen.run();
				boolean last = System.nanoTime() - end >= 0;
				PollResult<T> result = see(place, look, last);
				if (!result.isEmpty() || last) {
					return result.items();
				}
				if (!result.hasMore()) {
					pause(place, end);
				}
			}
			return List.of();
		}
		catch (RedisNotExecutedException | RedisOutcomeUnknownException ex) {
			if (Thread.currentThread().isInterrupted()) {
				return List.of();
			}
			throw ex;
		}
		finally {
			leave(place);
		}
	}

	/**
	 * Wakes the thread that has waited longest and was not woken yet. If nobody waits any
	 * more, another process gets the wake-up. Does not block.
	 */
	@Override
	public void wake() {
		if (!wakeFirst()) {
			passOn();
		}
	}

	/**
	 * Lets the thread that has waited longest look for itself.
	 * @return whether anybody waits
	 */
	@Override
	public boolean wakeFirst() {
		this.lock.lock();
		try {
			this.places.wakeOne();
			return !this.places.isEmpty();
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Has another thread look for itself that waits with this very look, the one that has
	 * waited longest and was not woken yet.
	 * @param look what was given to {@link #await}
	 */
	public void wakeOne(Look<?> look) {
		this.lock.lock();
		try {
			this.places.wakeOneWith(look);
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Has every thread look for itself that waits with this very look.
	 * @param look what was given to {@link #await}
	 */
	public void wakeAll(Look<?> look) {
		this.lock.lock();
		try {
			this.places.wakeAllWith(look);
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Lets all threads go, and another process take this one's place.
	 * @return done when that is done
	 */
	@Override
	public CompletableFuture<Void> close() {
		this.lock.lock();
		try {
			this.closed = true;
			this.places.nudgeAll();
			return this.places.isEmpty() ? CompletableFuture.completedFuture(null) : passOn();
		}
		finally {
			this.lock.unlock();
		}
	}

	@Override
	public void open() {
		this.lock.lock();
		try {
			this.closed = false;
		}
		finally {
			this.lock.unlock();
		}
	}

	private boolean isClosed() {
		this.lock.lock();
		try {
			return this.closed;
		}
		finally {
			this.lock.unlock();
		}
	}

	private Place join(Look<?> look) {
		this.lock.lock();
		try {
			Place place = new Place(look, this.lock.newCondition());
			this.places.add(place);
			return place;
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * A thread stands in the line before it looks, and is counted until it has left: so
	 * whoever looks meanwhile keeps the process registered for it.
	 */
	private <T> PollResult<T> see(Place place, Look<T> look, boolean last) {
		boolean alone;
		this.lock.lock();
		try {
			alone = this.places.isSingle();
			place.beginLook();
		}
		finally {
			this.lock.unlock();
		}
		PollResult<T> result = look
			.look(alone ? (last ? Look.Presence.LEAVING : Look.Presence.ALONE) : Look.Presence.OTHERS);
		this.lock.lock();
		try {
			place.endLook();
			if (this.nextLook.note(result.nextPollMillis())) {
				// Who looks for all may be about to sleep for longer
				this.places.nudgeFirst();
			}
			// A look of one who was alone may have taken back what others registered
			// since
			boolean unregistered = alone && (!result.isEmpty() || last);
			if (result.hasMore() || unregistered) {
				this.places.wakeOneOtherThan(place);
			}
			return result;
		}
		finally {
			this.lock.unlock();
		}
	}

	private void pause(Place place, long end) {
		this.lock.lock();
		try {
			while (!place.isWoken() && !this.closed) {
				long left = end - System.nanoTime();
				if (this.places.isFirst(place)) {
					left = Math.min(left, this.nextLook.left());
				}
				if (left <= 0) {
					return;
				}
				place.sleep(left);
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Who leaves with a wake-up that it has not used gives it to the next, here or in
	 * another process.
	 */
	private void leave(Place place) {
		boolean passOn;
		this.lock.lock();
		try {
			this.places.remove(place);
			boolean unused = place.owesLook() || Thread.currentThread().isInterrupted();
			if (unused) {
				this.places.wakeOneOtherThan(place);
			}
			else {
				// The next one looks for all from now on
				this.places.nudgeFirst();
			}
			passOn = unused && this.places.isEmpty() && !this.closed;
		}
		finally {
			this.lock.unlock();
		}
		if (passOn) {
			passOn();
		}
	}

	/**
	 * On another thread, as this one may be the connection's or be interrupted. Whoever
	 * has joined meanwhile looks once more, since the registration may have been taken
	 * back after its look.
	 */
	private CompletableFuture<Void> passOn() {
		return CompletableFuture.runAsync(this.passOn, this.executor).whenComplete((done, failure) -> wakeFirst());
	}

}
