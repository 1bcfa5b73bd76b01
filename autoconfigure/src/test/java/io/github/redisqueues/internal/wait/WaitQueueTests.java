package io.github.redisqueues.internal.wait;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.AtomicReference;

import io.github.redisqueues.RedisNotExecutedException;
import io.github.redisqueues.testing.BlockedCall;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Threads that sleep in a queue while others wake, move or stop them.
 */
@Timeout(20)
class WaitQueueTests {

	private static final Duration LONG = Duration.ofSeconds(15);

	private static final PollResult<Long> NOTHING = new PollResult<>(List.of(), false, 5_000);

	private final AtomicReference<WaitState> state = new AtomicReference<>(WaitState.OPEN);

	private final AtomicInteger unregistered = new AtomicInteger();

	private final CompletableFuture<Void> redisKnows = new CompletableFuture<>();

	private final List<Push> refused = new CopyOnWriteArrayList<>();

	private final AtomicInteger polls = new AtomicInteger();

	private final WaitQueue messages = queue(Pollers.EVERY_WAITER);

	private final WaitQueue lock = queue(Pollers.FIRST_WAITER);

	@Test
	void aWaiterThatFellAsleepWhileItWasOfferedTheLockPollsWhenItIsPutBack() {
		AtomicReference<@Nullable TestWaiter> offered = new AtomicReference<>();
		BlockedCall<List<Long>> waiting = new BlockedCall<>(
				() -> this.lock.await(LONG, new TestWaiter((registration) -> {
					if (this.polls.incrementAndGet() == 1) {
						offered.set(this.lock.offer(TestWaiter.class));
					}
					return new PollResult<>((this.polls.get() > 1) ? List.of(7L) : List.of(), false, 50);
				})));
		waiting.awaitParked(() -> offered.get() != null);
		assertThat(this.lock.takeBack(Objects.requireNonNull(offered.get()), true)).isTrue();
		assertThat(waiting.atOnce()).containsExactly(7L);
		assertThat(this.polls).hasValue(2);
		Awaitility.await().until(this.lock::isEmpty);
	}

	@Test
	void aSleepingWaiterGetsWhatIsHandedOver() {
		BlockedCall<List<Long>> waiting = sleeping(this.lock);
		TestWaiter offered = Objects.requireNonNull(this.lock.offer(TestWaiter.class));
		assertThat(this.lock.handOver(offered, 7L, 5_000)).isTrue();
		assertThat(waiting.atOnce()).containsExactly(7L);
	}

	@Test
	void aWaiterThatHasLeftDoesNotGetWhatIsHandedOver() {
		BlockedCall<List<Long>> waiting = sleeping(this.lock);
		TestWaiter offered = Objects.requireNonNull(this.lock.offer(TestWaiter.class));
		waiting.interrupt();
		assertThat(waiting.atOnce()).isEmpty();
		assertThat(this.lock.handOver(offered, 7L, 5_000)).isFalse();
		assertThat(this.lock.takeBack(offered, false)).isFalse();
	}

	@Test
	void aFailureDoesNotDisplaceWhatWasHandedOver() {
		RedisNotExecutedException failure = new RedisNotExecutedException("down", null);
		List<Long> items = this.lock.await(LONG, new TestWaiter((registration) -> {
			TestWaiter self = Objects.requireNonNull(this.lock.offer(TestWaiter.class));
			this.lock.handOver(self, 7L, 5_000);
			throw failure;
		}));
		assertThat(items).containsExactly(7L);
	}

	@Test
	void aFailureEndsTheWaitingAndRemovesTheRegistration() {
		RedisNotExecutedException failure = new RedisNotExecutedException("down", null);
		assertThatExceptionOfType(RedisNotExecutedException.class)
			.isThrownBy(() -> this.messages.await(LONG, (registration) -> {
				throw failure;
			}));
		assertThat(this.unregistered).hasValue(1);
	}

	@Test
	void aFailureOfAnInterruptedThreadIsNoFailureAndTheFlagStays() {
		RedisNotExecutedException failure = new RedisNotExecutedException("interrupted", null);
		BlockedCall<Boolean> waiting = new BlockedCall<>(() -> {
			List<Long> items = this.messages.await(LONG, (registration) -> {
				Thread.currentThread().interrupt();
				throw failure;
			});
			return items.isEmpty() && Thread.interrupted();
		});
		assertThat(waiting.atOnce()).isTrue();
		assertThat(this.unregistered).hasValue(1);
	}

	@Test
	void aWakeUpForNobodyGoesToAnotherProcess() {
		this.messages.wake();
		assertThat(this.unregistered).hasValue(1);
	}

	@Test
	void aWakeUpForAWaiterStaysHere() {
		BlockedCall<List<Long>> waiting = sleeping(this.messages);
		this.messages.wake();
		Awaitility.await().until(() -> this.polls.get() == 2);
		assertThat(this.unregistered).hasValue(0);
		waiting.interrupt();
		assertThat(waiting.atOnce()).isEmpty();
		assertThat(this.unregistered).hasValue(1);
	}

	@Test
	void theNextWaiterPollsForAllWhenTheFirstLeaves() {
		Duration soon = Duration.ofMillis(500);
		BlockedCall<List<Long>> first = new BlockedCall<>(() -> this.lock.await(soon, new TestWaiter((registration) -> {
			this.polls.incrementAndGet();
			return new PollResult<>(List.of(), false, 1_000);
		})));
		first.awaitParked(() -> this.polls.get() == 1);
		BlockedCall<List<Long>> second = new BlockedCall<>(() -> this.lock.await(LONG,
				new TestWaiter((registration) -> new PollResult<>(List.of(7L), false, -1))));
		assertThat(first.atOnce()).isEmpty();
		assertThat(second.atOnce()).containsExactly(7L);
	}

	@Test
	void closingIsDoneWhenTheLastWaiterHasLeftAndRedisKnows() {
		BlockedCall<List<Long>> one = sleeping(this.messages);
		BlockedCall<List<Long>> other = sleeping(this.messages);
		this.state.set(WaitState.CLOSED);
		CompletableFuture<Void> done = this.messages.quieten();
		assertThat(one.atOnce()).isEmpty();
		assertThat(other.atOnce()).isEmpty();
		assertThat(this.unregistered).hasValue(1);
		assertThat(done).isNotDone();
		this.redisKnows.complete(null);
		assertThat(done).isDone();
	}

	@Test
	void pausingIsDoneWhenThePollHasEndedAndRedisKnows() {
		CountDownLatch reply = new CountDownLatch(1);
		BlockedCall<List<Long>> waiting = new BlockedCall<>(() -> this.messages.await(LONG, (registration) -> {
			if (this.polls.incrementAndGet() == 2) {
				return new PollResult<>(List.of(7L), false, -1);
			}
			awaitUninterruptibly(reply);
			return NOTHING;
		}));
		waiting.awaitParked(() -> this.polls.get() == 1);
		this.state.set(WaitState.PAUSED);
		CompletableFuture<Void> done = this.messages.quieten();
		assertThat(this.unregistered).hasValue(0);
		reply.countDown();
		Awaitility.await().until(() -> this.unregistered.get() == 1);
		assertThat(done).isNotDone();
		this.redisKnows.complete(null);
		assertThat(done).isDone();
		this.messages.wake();
		waiting.awaitParked(() -> this.polls.get() == 1);
		this.state.set(WaitState.OPEN);
		this.messages.resume();
		assertThat(waiting.atOnce()).containsExactly(7L);
	}

	@Test
	void aThreadWhoseTimeIsUpWhileItIsPausedLeavesWithoutPolling() {
		this.state.set(WaitState.PAUSED);
		assertThat(this.messages.await(Duration.ofMillis(1), this::countPoll)).isEmpty();
		assertThat(this.polls).hasValue(0);
		assertThat(this.unregistered).hasValue(0);
	}

	@Test
	void nobodyWaitsAfterItIsClosed() {
		this.state.set(WaitState.CLOSED);
		assertThat(this.messages.quieten()).isDone();
		assertThat(this.messages.await(LONG, this::countPoll)).isEmpty();
		assertThat(this.polls).hasValue(0);
	}

	private BlockedCall<List<Long>> sleeping(WaitQueue queue) {
		int before = this.polls.get();
		return new BlockedCall<>(() -> queue.await(LONG, new TestWaiter(this::countPoll)))
			.awaitParked(() -> this.polls.get() > before);
	}

	private PollResult<Long> countPoll(Registration registration) {
		this.polls.incrementAndGet();
		return NOTHING;
	}

	private static void awaitUninterruptibly(CountDownLatch latch) {
		try {
			latch.await();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private WaitQueue queue(Pollers pollers) {
		return new WaitQueue(pollers, () -> {
		}, this.state::get, () -> {
			this.unregistered.incrementAndGet();
			return this.redisKnows;
		}, this.refused::add);
	}

	/**
	 * A waiter that polls with a function.
	 */
	private static final class TestWaiter extends Waiter<Long> {

		private final Poll<Long> poll;

		private TestWaiter(Poll<Long> poll) {
			this.poll = poll;
		}

		@Override
		protected PollResult<Long> poll(Registration registration) {
			return this.poll.poll(registration);
		}

	}

}
