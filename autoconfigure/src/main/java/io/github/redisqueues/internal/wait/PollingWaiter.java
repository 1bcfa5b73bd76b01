package io.github.redisqueues.internal.wait;

/**
 * A waiter that leaves polling to a function.
 *
 * @param <T> type of what it waits for
 */
final class PollingWaiter<T> extends Waiter<T> {

	private final Poll<T> poll;

	PollingWaiter(Poll<T> poll) {
		this.poll = poll;
	}

	@Override
	protected PollResult<T> poll(Registration registration) {
		return this.poll.poll(registration);
	}

	@Override
	boolean pollsWith(Poll<?> other) {
		return this.poll == other;
	}

}
