package io.github.redisqueues.internal.wait;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

import io.github.redisqueues.RedisNotExecutedException;
import io.github.redisqueues.testing.BlockedCall;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Which waiter gets what Redis pushes, and what happens to a push that none takes.
 */
@Timeout(20)
class PushedWaiterTests {

	private static final Duration LONG = Duration.ofSeconds(15);

	private static final PollResult<String> NOTHING = new PollResult<>(List.of(), false, 5_000);

	private final AtomicReference<WaitState> state = new AtomicReference<>(WaitState.OPEN);

	private final List<String> refused = new CopyOnWriteArrayList<>();

	private final List<Registration> polls = new CopyOnWriteArrayList<>();

	private final AtomicInteger unregistered = new AtomicInteger();

	private final WaitQueue queue = new WaitQueue(Pollers.EVERY_WAITER, () -> {
	}, this.state::get, () -> {
		this.unregistered.incrementAndGet();
		return CompletableFuture.completedFuture(null);
	}, (push) -> this.refused.add(text(push)));

	private final ScheduledExecutorService executor = new ScheduledThreadPoolExecutor(1);

	@AfterEach
	void stop() {
		this.executor.shutdownNow();
	}

	@Test
	void aThreadThatSleepsGetsItWithoutAPoll() {
		BlockedCall<List<String>> waiting = sleeping();
		this.queue.push(push("a"));
		assertThat(waiting.atOnce()).containsExactly("a");
		assertThat(this.polls).containsExactly(Registration.UNLESS_SERVED_FOR_PUSHES);
		assertThat(this.unregistered).as("the push has removed the registration").hasValue(0);
		assertThat(this.refused).isEmpty();
	}

	@Test
	void theOneThatWaitsLongestGetsItAndTheNextOneRegistersTheProcessAgain() {
		BlockedCall<List<String>> first = sleeping();
		BlockedCall<List<String>> second = sleeping();
		this.polls.clear();
		this.queue.push(push("a"));
		assertThat(first.atOnce()).containsExactly("a");
		Awaitility.await().until(() -> !this.polls.isEmpty());
		this.queue.push(push("b"));
		assertThat(second.atOnce()).containsExactly("b");
		assertThat(this.polls).hasSize(1);
	}

	@Test
	void nobodyIsPushedToWhileOneOnlyPolls() {
		BlockedCall<List<String>> polling = new BlockedCall<>(() -> this.queue.await(LONG, this::poll))
			.awaitParked(() -> this.polls.size() == 1);
		sleeping();
		assertThat(this.polls).containsExactly(Registration.UNLESS_SERVED, Registration.ALWAYS);
		polling.interrupt();
		assertThat(polling.atOnce()).isEmpty();
	}

	@Test
	void itIsGivenBackIfNobodyWaits() {
		this.queue.push(push("a"));
		assertThat(this.refused).containsExactly("a");
		BlockedCall<List<String>> polling = new BlockedCall<>(() -> this.queue.await(LONG, this::poll))
			.awaitParked(() -> this.polls.size() == 1);
		this.queue.push(push("b"));
		Awaitility.await().until(() -> this.polls.size() == 2);
		assertThat(this.refused).containsExactly("a", "b");
		assertThat(polling.isDone()).isFalse();
	}

	@Test
	void itIsGivenBackWhileTheQueueIsPausedOrClosed() {
		BlockedCall<List<String>> waiting = sleeping();
		this.state.set(WaitState.PAUSED);
		this.queue.push(push("a"));
		this.state.set(WaitState.CLOSED);
		this.queue.push(push("b"));
		assertThat(this.refused).containsExactly("a", "b");
		this.queue.quieten();
		assertThat(waiting.atOnce()).isEmpty();
	}

	@Test
	void aThreadThatIsPollingGetsItIfThePollTakesNothing() {
		CountDownLatch pushed = new CountDownLatch(1);
		BlockedCall<List<String>> waiting = polling(pushed, NOTHING);
		this.queue.push(push("a"));
		pushed.countDown();
		assertThat(waiting.atOnce()).containsExactly("a");
		assertThat(this.unregistered).as("the poll may have registered it again").hasValue(1);
	}

	@Test
	void aThreadWhosePollTakesSomethingPassesItOn() {
		CountDownLatch pushed = new CountDownLatch(1);
		BlockedCall<List<String>> busy = polling(pushed, new PollResult<>(List.of("polled"), false, -1));
		this.queue.push(push("a"));
		pushed.countDown();
		assertThat(busy.atOnce()).containsExactly("polled");
		Awaitility.await().until(() -> this.refused.equals(List.of("a")));
	}

	@Test
	void aThreadThatSleepsGetsItBeforeOneThatIsPolling() {
		CountDownLatch pushed = new CountDownLatch(1);
		BlockedCall<List<String>> busy = polling(pushed, new PollResult<>(List.of("polled"), false, -1));
		BlockedCall<List<String>> asleep = sleeping();
		this.queue.push(push("a"));
		assertThat(asleep.atOnce()).containsExactly("a");
		pushed.countDown();
		assertThat(busy.atOnce()).containsExactly("polled");
	}

	@Test
	void aThreadWhosePollFailsGetsIt() {
		CountDownLatch pushed = new CountDownLatch(1);
		CountDownLatch polled = new CountDownLatch(1);
		BlockedCall<List<String>> waiting = new BlockedCall<>(() -> this.queue.await(LONG, (registration) -> {
			polled.countDown();
			await(pushed);
			throw new RedisNotExecutedException("planted", null);
		}, (push) -> List.of(text(push))));
		await(polled);
		this.queue.push(push("a"));
		pushed.countDown();
		assertThat(waiting.atOnce()).containsExactly("a");
	}

	@Test
	void oneThatRefusesItPassesItOn() {
		BlockedCall<List<String>> refusing = new BlockedCall<>(() -> this.queue.await(LONG, this::poll, (push) -> null))
			.awaitParked(() -> this.polls.size() == 1);
		BlockedCall<List<String>> taking = sleeping();
		this.queue.push(push("a"));
		assertThat(taking.atOnce()).containsExactly("a");
		this.queue.push(push("b"));
		assertThat(this.refused).containsExactly("b");
		assertThat(refusing.isDone()).isFalse();
		refusing.interrupt();
		assertThat(refusing.atOnce()).isEmpty();
	}

	@Test
	void oneThatFindsNothingInItGoesOnWaiting() {
		List<String> seen = new CopyOnWriteArrayList<>();
		BlockedCall<List<String>> waiting = new BlockedCall<>(() -> this.queue.await(LONG, this::poll, (push) -> {
			seen.add(text(push));
			return text(push).equals("late") ? List.of() : List.of(text(push));
		})).awaitParked(() -> this.polls.size() == 1);
		this.queue.push(push("late"));
		waiting.awaitParked(() -> seen.size() == 1);
		this.queue.push(push("a"));
		assertThat(waiting.atOnce()).containsExactly("a");
		assertThat(this.refused).isEmpty();
	}

	@Test
	void aFutureGetsIt() {
		CompletableFuture<List<String>> future = future();
		Awaitility.await().until(() -> this.polls.size() == 1);
		this.queue.push(push("a"));
		assertThat(future.join()).containsExactly("a");
		assertThat(this.polls).hasSize(1);
		assertThat(this.queue.isEmpty()).isTrue();
	}

	@Test
	void itIsGivenBackIfTheFutureIsCancelled() {
		CompletableFuture<List<String>> future = future();
		Awaitility.await().until(() -> this.polls.size() == 1);
		CountDownLatch released = new CountDownLatch(1);
		this.executor.execute(() -> await(released));
		this.queue.push(push("a"));
		future.cancel(true);
		released.countDown();
		Awaitility.await().until(() -> this.refused.equals(List.of("a")));
	}

	@Test
	void oneThatArrivesTwiceIsOne() {
		RecentPushes recent = new RecentPushes();
		assertThat(recent.add(push("a"))).isTrue();
		assertThat(recent.add(push("b"))).isTrue();
		assertThat(recent.add(push("a"))).isFalse();
		for (int i = 0; i < 100; i++) {
			assertThat(recent.add(push("m" + i))).isTrue();
		}
		assertThat(recent.add(push("m99"))).isFalse();
		assertThat(recent.add(push("a"))).as("long ago").isTrue();
	}

	private CompletableFuture<List<String>> future() {
		return this.queue.awaitAsync(LONG, (registration) -> CompletableFuture.completedFuture(poll(registration)),
				(push) -> List.of(text(push)), (items) -> items, this.refused::addAll, this.executor, Runnable::run);
	}

	private BlockedCall<List<String>> sleeping() {
		int before = this.polls.size();
		return new BlockedCall<>(() -> this.queue.await(LONG, this::poll, (push) -> List.of(text(push))))
			.awaitParked(() -> this.polls.size() > before);
	}

	private BlockedCall<List<String>> polling(CountDownLatch end, PollResult<String> result) {
		CountDownLatch begun = new CountDownLatch(1);
		BlockedCall<List<String>> call = new BlockedCall<>(() -> this.queue.await(LONG, (registration) -> {
			begun.countDown();
			await(end);
			return result;
		}, (push) -> List.of(text(push))));
		await(begun);
		return call;
	}

	private PollResult<String> poll(Registration registration) {
		this.polls.add(registration);
		return NOTHING;
	}

	private static void await(CountDownLatch latch) {
		try {
			latch.await();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private static Push push(String text) {
		return new Push("q", ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)),
				ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
	}

	private static String text(@Nullable Push push) {
		return (push != null) ? StandardCharsets.UTF_8.decode(push.body()).toString() : "";
	}

}
