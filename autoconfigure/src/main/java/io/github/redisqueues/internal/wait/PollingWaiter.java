package io.github.redisqueues.internal.wait;

import org.jspecify.annotations.Nullable;

/**
 * A waiter that leaves polling to a function.
 *
 * @param <T> type of what it waits for
 */
final class PollingWaiter<T> extends Waiter<T> {

	private final Poll<T> poll;

	private final @Nullable PushTaker<T> pushTaker;

	PollingWaiter(Poll<T> poll, @Nullable PushTaker<T> pushTaker) {
		this.poll = poll;
		this.pushTaker = pushTaker;
	}

	@Override
	@Nullable PushTaker<T> pushTaker() {
		return this.pushTaker;
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
