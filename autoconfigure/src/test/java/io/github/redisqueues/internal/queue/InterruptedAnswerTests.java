package io.github.redisqueues.internal.queue;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;

import io.github.redisqueues.internal.redis.ScriptRunner;
import io.github.redisqueues.queue.QueueType;
import io.github.redisqueues.queue.RedisQueue;
import io.github.redisqueues.queue.SendOptions;
import io.github.redisqueues.queue.SendOutcomeUnknownException;
import io.github.redisqueues.queue.SendResult;
import io.github.redisqueues.testing.BlockedCall;
import io.github.redisqueues.testing.FaultyProxy;
import io.github.redisqueues.testing.RedisTestServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * A thread that is interrupted while the answer to its call is on its way learns what the
 * call has done: what it has taken is not lost, and what it has sent is known.
 */
@Timeout(120)
class InterruptedAnswerTests {

	private static final Duration DELAY = Duration.ofMillis(400);

	private final RedisTestServer server = RedisTestServer.start();

	private final FaultyProxy proxy = new FaultyProxy(this.server);

	private final TestQueues direct = new TestQueues(this.server);

	private final TestQueues slow = new TestQueues(this.server, this.server.connectionFactory(Duration.ofSeconds(10),
			(configuration) -> configuration.setPort(this.proxy.port())));

	private RedisQueue<String> queue;

	private RedisQueue<String> same;

	@AfterEach
	void stop() {
		this.server.unpause();
		this.slow.close();
		this.direct.close();
		this.proxy.close();
		this.server.close();
	}

	/**
	 * Creates a queue in two processes, and makes the slow one connect.
	 */
	private BlockingQueue<String> queue(long capacity) {
		this.queue = this.slow.create(QueueType.FIFO,
				(settings) -> (capacity > 0) ? settings.capacity(capacity) : settings);
		this.same = this.direct.create(((ConsumableQueue<String>) this.queue).settings());
		BlockingQueue<String> view = this.queue.asBlockingQueue();
		view.add("first");
		assertThat(view.poll()).isEqualTo("first");
		return view;
	}

	@Test
	void returnsWhatItHasTaken() {
		BlockingQueue<String> view = queue(0);
		for (Callable<String> call : List.<Callable<String>>of(view::take, view::poll,
				() -> view.poll(1, TimeUnit.HOURS), () -> this.queue.poll().orElseThrow(),
				() -> this.queue.poll(Duration.ofMinutes(1)).orElseThrow(),
				() -> this.queue.poll(5, Duration.ofMinutes(1)).get(0))) {
			this.same.send("ready");
			BlockedCall<Ended<String>> taker = interruptedInFlight(call);
			assertThat(taker.atOnce()).isEqualTo(new Ended<>("ready", null, true));
			assertThat(this.same.size()).isZero();
		}
	}

	@Test
	void returnsWhatItTakesWhenItIsWoken() {
		BlockingQueue<String> view = queue(0);
		BlockedCall<Ended<String>> taker = ended(view::take).awaitParked(() -> isIn("waiters"));
		this.proxy.delay(DELAY);
		this.same.send("ready");
		await().until(() -> taker.isParkedIn(ScriptRunner.class));
		taker.interrupt();
		assertThat(taker.atOnce()).isEqualTo(new Ended<>("ready", null, true));
	}

	@Test
	void throwsAnInterruptedExceptionIfNothingWasThere() {
		BlockingQueue<String> view = queue(1);
		assertIsInterrupted(interruptedInFlight(view::take));
		this.same.send("a");
		assertIsInterrupted(interruptedInFlight(() -> put(view, "b")));
		assertThat(this.same.poll(10)).containsExactly("a");
	}

	private void assertIsInterrupted(BlockedCall<? extends Ended<?>> call) {
		Ended<?> ended = call.atOnce();
		assertThat(ended.failure()).isInstanceOf(InterruptedException.class);
		assertThat(ended.isFlagSet()).isFalse();
	}

	@Test
	void knowsWhatItHasSent() {
		BlockingQueue<String> view = queue(1);
		assertThat(interruptedInFlight(() -> put(view, "a")).atOnce()).isEqualTo(new Ended<>("a", null, true));
		assertThat(this.same.poll(10)).containsExactly("a");
		SendOptions options = SendOptions.defaults().waitForRoom(Duration.ofMinutes(1));
		Ended<SendResult> sent = interruptedInFlight(() -> this.queue.trySend("b", options)).atOnce();
		assertThat(sent.failure()).isNull();
		assertThat(sent.result().outcome()).isEqualTo(SendResult.Outcome.STORED);
		assertThat(sent.isFlagSet()).isTrue();
		assertThat(interruptedInFlight(() -> this.queue.trySend("c", options)).atOnce().result().outcome())
			.isEqualTo(SendResult.Outcome.FULL);
		assertThat(this.same.poll(10)).containsExactly("b");
	}

	@Test
	void knowsWhatItSendsWhenThereIsRoom() {
		BlockingQueue<String> view = queue(1);
		this.same.send("a");
		BlockedCall<Ended<String>> putter = ended(() -> put(view, "b")).awaitParked(() -> isIn("senders"));
		this.proxy.delay(DELAY);
		assertThat(this.same.poll()).contains("a");
		await().until(() -> putter.isParkedIn(ScriptRunner.class));
		putter.interrupt();
		assertThat(putter.atOnce()).isEqualTo(new Ended<>("b", null, true));
		assertThat(this.same.poll(10)).containsExactly("b");
	}

	@Test
	void saysSoIfRedisDoesNotAnswer() {
		BlockingQueue<String> view = queue(1);
		this.server.pause();
		BlockedCall<Ended<String>> putter = ended(() -> put(view, "a"));
		await().until(() -> putter.isParkedIn(ScriptRunner.class));
		putter.interrupt();
		Ended<String> put = putter.atOnce();
		assertThat(put.failure()).isInstanceOf(SendOutcomeUnknownException.class)
			.hasMessageContaining("the thread was interrupted");
		assertThat(put.isFlagSet()).isTrue();
		BlockedCall<Ended<String>> taker = ended(view::take);
		await().until(() -> taker.isParkedIn(ScriptRunner.class));
		taker.interrupt();
		assertIsInterrupted(taker);
	}

	/**
	 * Interrupts a call while Redis, which is stopped for a moment, has not answered it.
	 */
	private <T> BlockedCall<Ended<T>> interruptedInFlight(Callable<T> call) {
		this.server.pause();
		BlockedCall<Ended<T>> blocked = ended(call);
		await().until(() -> blocked.isParkedIn(ScriptRunner.class));
		blocked.interrupt();
		this.server.unpause();
		return blocked;
	}

	private static String put(BlockingQueue<String> view, String payload) throws InterruptedException {
		view.put(payload);
		return payload;
	}

	private boolean isIn(String key) {
		return this.server.connection().number("ZCARD", this.direct.invariant(this.same).key(key)) > 0;
	}

	private static <T> BlockedCall<Ended<T>> ended(Callable<T> call) {
		return new BlockedCall<>(() -> {
			try {
				return new Ended<>(call.call(), null, Thread.interrupted());
			}
			catch (Exception ex) {
				return new Ended<>(null, ex, Thread.interrupted());
			}
		});
	}

	/**
	 * How a call has ended.
	 *
	 * @param result what it returned
	 * @param failure what it threw
	 * @param isFlagSet whether the thread was interrupted afterwards
	 */
	private record Ended<T>(T result, Throwable failure, boolean isFlagSet) {

	}

}
