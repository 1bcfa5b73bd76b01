package io.github.redisqueues.internal.wait;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

import io.github.redisqueues.testing.BlockedCall;
import io.github.redisqueues.testing.RedisTestServer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The wait queues of a process, and the wake-ups that reach them.
 */
@Timeout(20)
class WakeUpsTests {

	private static final Duration LONG = Duration.ofSeconds(15);

	private static final PollResult<Long> NOTHING = new PollResult<>(List.of(), false, 60_000);

	private final RedisTestServer server = RedisTestServer.start();

	private final AtomicInteger polls = new AtomicInteger();

	private final CountDownLatch unregister = new CountDownLatch(1);

	private final WakeUps wakeUps = new WakeUps(this.server.connectionFactory(), "queues:wake-ups-tests");

	@AfterEach
	void close() {
		this.unregister.countDown();
		this.wakeUps.close();
		this.server.close();
	}

	@Test
	void aThreadPollsWhenALostSubscriptionIsBack() {
		BlockedCall<List<Long>> waiting = waiting();
		awaitPolls(2, "the subscription is active");
		this.server.connection().command("CLIENT", "KILL", "TYPE", "pubsub");
		awaitPolls(3, "wake-ups may have been lost");
		waiting.interrupt();
		assertThat(waiting.atOnce()).isEmpty();
	}

	@Test
	void aWakeUpReachesTheQueueOfItsName() {
		enter("other");
		BlockedCall<List<Long>> waiting = waiting();
		awaitPolls(2, "the subscription is active");
		wake("a");
		awaitPolls(3, "woken");
		wake("other");
		waiting.interrupt();
		assertThat(waiting.atOnce()).isEmpty();
		assertThat(this.polls).hasValue(3);
	}

	/**
	 * The wait queue of a lock is closed and another one opened in the meantime.
	 */
	@Test
	void aThreadThatJoinsWhileTheRegistrationIsRemovedPollsOnceMore() {
		BlockedCall<List<Long>> first = waiting();
		awaitPolls(2, "the subscription is active");
		first.interrupt();
		assertThat(first.atOnce()).isEmpty();
		assertThat(this.wakeUps.isEmpty()).isTrue();
		BlockedCall<List<Long>> second = waiting();
		second.awaitParked(() -> this.polls.get() == 3);
		this.unregister.countDown();
		awaitPolls(4, "its registration may have been removed");
		second.interrupt();
		assertThat(second.atOnce()).isEmpty();
	}

	@Test
	void aQueueIsOpenUntilItsLastUserHasLeft() {
		WaitQueue queue = enter("b");
		assertThat(enter("b")).isSameAs(queue);
		this.wakeUps.exit("b");
		assertThat(this.wakeUps.find("b")).isSameAs(queue);
		this.wakeUps.exit("b");
		assertThat(this.wakeUps.find("b")).isNull();
		assertThat(this.wakeUps.isEmpty()).isTrue();
	}

	@Test
	void nobodyWaitsAfterItIsClosed() {
		this.unregister.countDown();
		BlockedCall<List<Long>> waiting = waiting();
		awaitPolls(2, "the subscription is active");
		this.wakeUps.close();
		assertThat(waiting.atOnce()).isEmpty();
		assertThat(waiting().atOnce()).isEmpty();
		assertThat(this.polls).hasValue(2);
		this.wakeUps.start();
		assertThat(waiting().atOnce()).isEmpty();
	}

	@Test
	void threadsWaitWithoutPollingWhileItIsStoppedAndPollWhenItIsStarted() {
		this.unregister.countDown();
		BlockedCall<List<Long>> early = waiting();
		awaitPolls(2, "the subscription is active");
		this.wakeUps.stop();
		BlockedCall<List<Long>> late = waiting();
		late.awaitParked(() -> true);
		assertThat(this.polls).hasValue(2);
		this.wakeUps.start();
		awaitPolls(4, "started and subscribed");
		early.interrupt();
		assertThat(early.atOnce()).isEmpty();
		assertThat(late.isDone()).isFalse();
		this.wakeUps.stop();
		this.wakeUps.close();
		assertThat(late.atOnce()).isEmpty();
	}

	private void awaitPolls(int count, String reason) {
		Awaitility.await().until(() -> this.polls.get() == count);
		assertThat(this.polls).as(reason).hasValue(count);
	}

	private void wake(String name) {
		this.server.connection().command("PUBLISH", this.wakeUps.channelPrefix() + this.wakeUps.process(), name);
	}

	private BlockedCall<List<Long>> waiting() {
		return new BlockedCall<>(() -> {
			WaitQueue queue = enter("a");
			try {
				return queue.await(LONG, (registration) -> {
					this.polls.incrementAndGet();
					return NOTHING;
				});
			}
			finally {
				this.wakeUps.exit("a");
			}
		});
	}

	private WaitQueue enter(String name) {
		return this.wakeUps.enter(name, Pollers.FIRST_WAITER, () -> {
			try {
				this.unregister.await();
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
		});
	}

}
