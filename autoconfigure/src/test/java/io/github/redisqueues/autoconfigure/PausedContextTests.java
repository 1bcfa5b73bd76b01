package io.github.redisqueues.autoconfigure;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;

import io.github.redisqueues.listener.QueueListener;
import io.github.redisqueues.lock.DistributedLocks;
import io.github.redisqueues.lock.LockHandle;
import io.github.redisqueues.lock.LockOptions;
import io.github.redisqueues.queue.RedisQueue;
import io.github.redisqueues.testing.BlockedCall;
import io.github.redisqueues.testing.RedisTestServer;
import io.github.redisqueues.topic.RedisTopic;
import io.github.redisqueues.topic.TopicListener;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.ContextConsumer;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A context that is paused and restarted, as Spring's test framework does with those that
 * it caches. The connection factory stops meanwhile.
 */
@Timeout(60)
@ExtendWith(OutputCaptureExtension.class)
class PausedContextTests {

	private static final Duration LONG = Duration.ofSeconds(50);

	private static final LockOptions WAIT_LONG = LockOptions.defaults().waitTime(LONG);

	private final ApplicationContextRunner runner = FailedStart.listenersRunner()
		.withConfiguration(
				AutoConfigurations.of(RedisTopicsAutoConfiguration.class, DistributedLocksAutoConfiguration.class))
		.withPropertyValues(RedisTestServer.shared().properties())
		.withPropertyValues("queues.namespace=queues:paused-context", "queues.lock.namespace=queues:paused-context",
				"queues.instances.listened.type=fifo", "queues.instances.waited.type=fifo",
				"queues.topics.news.payload-type=java.lang.String");

	@Test
	void aListenerWorksAtOnceAgain(CapturedOutput output) {
		this.runner.withBean(Listener.class).run((context) -> {
			RedisQueue<String> queue = queue(context, "listened");
			Listener listener = context.getBean(Listener.class);
			queue.send("before");
			Awaitility.await().until(() -> listener.messages.contains("before"));
			pauseAndRestart(context);
			queue.send("after");
			awaitAtOnce(() -> listener.messages.contains("after"));
			assertNoNoise(output);
		});
	}

	@Test
	void broadcastsAreCompleteFromTheRestartOn(CapturedOutput output) {
		this.runner.withBean(Listener.class).run(otherProcess((context, other) -> {
			List<String> heard = new CopyOnWriteArrayList<>();
			topic(context).subscribe(heard::add);
			pauseAndRestart(context);
			topic(other).publish("news");
			awaitAtOnce(() -> heard.contains("news") && context.getBean(Listener.class).news.contains("news"));
			assertNoNoise(output);
		}));
	}

	@Test
	void aThreadThatWaitsForAMessageGetsOneThatIsSentMeanwhile(CapturedOutput output) {
		this.runner.run(otherProcess((context, other) -> {
			RedisQueue<String> queue = queue(context, "waited");
			BlockedCall<Optional<String>> waiting = new BlockedCall<>(() -> queue.poll(LONG));
			waiting.awaitParked(() -> isRegistered(queue));
			context.getSourceApplicationContext().pause();
			assertThat(isRegistered(queue(other, "waited"))).as("another process gets its wake-ups").isFalse();
			queue(other, "waited").send("meanwhile");
			assertThat(waiting.isDone()).isFalse();
			context.getSourceApplicationContext().restart();
			assertThat(waiting.atOnce()).contains("meanwhile");
			assertNoNoise(output);
		}));
	}

	@Test
	void aThreadThatWaitsForAMessageIsWokenByOneThatIsSentAfterwards(CapturedOutput output) {
		this.runner.run(otherProcess((context, other) -> {
			RedisQueue<String> queue = queue(context, "waited");
			BlockedCall<Optional<String>> early = new BlockedCall<>(() -> queue.poll(LONG));
			early.awaitParked(() -> isRegistered(queue));
			context.getSourceApplicationContext().pause();
			BlockedCall<Optional<String>> late = new BlockedCall<>(() -> queue.poll(LONG));
			late.awaitParked(() -> true);
			assertThat(queue.poll(Duration.ofMillis(1))).as("time is up").isEmpty();
			context.getSourceApplicationContext().restart();
			early.awaitParked(() -> isRegistered(queue));
			queue(other, "waited").sendAll(List.of("a", "b"));
			assertThat(List.of(early.atOnce().orElseThrow(), late.atOnce().orElseThrow()))
				.containsExactlyInAnyOrder("a", "b");
			assertNoNoise(output);
		}));
	}

	@Test
	void waitersAndHoldersOfLocksSurvive(CapturedOutput output) {
		this.runner.run(otherProcess((context, other) -> {
			DistributedLocks locks = context.getBean(DistributedLocks.class);
			LockHandle held = locks.acquire("held", WAIT_LONG.leaseTime(Duration.ofSeconds(10)));
			LockHandle theirs = other.getBean(DistributedLocks.class).acquire("waited", WAIT_LONG);
			LockHandle fairOfThem = other.getBean(DistributedLocks.class).acquire("fair", WAIT_LONG.fair(true));
			BlockedCall<LockHandle> waiting = new BlockedCall<>(() -> locks.acquire("waited", WAIT_LONG));
			BlockedCall<LockHandle> fair = new BlockedCall<>(() -> locks.acquire("fair", WAIT_LONG.fair(true)));
			waiting.awaitParked(fair::isParked);
			context.getSourceApplicationContext().pause();
			BlockedCall<LockHandle> late = new BlockedCall<>(() -> locks.acquire("held", WAIT_LONG));
			late.awaitParked(() -> true);
			theirs.release();
			fairOfThem.release();
			assertThat(held.isHeld()).isTrue();
			// As long as it is not renewed, the end stays
			long end = System.nanoTime() + held.remaining().toNanos();
			context.getSourceApplicationContext().restart();
			assertThat(waiting.atOnce().release()).isTrue();
			assertThat(fair.atOnce().release()).isTrue();
			Awaitility.await().until(() -> System.nanoTime() + held.remaining().toNanos() - end > 1_000_000);
			assertThat(late.isDone()).isFalse();
			assertThat(held.release()).isTrue();
			assertThat(late.atOnce().release()).isTrue();
			assertNoNoise(output);
		}));
	}

	private static void pauseAndRestart(AssertableApplicationContext context) {
		context.getSourceApplicationContext().pause();
		context.getSourceApplicationContext().restart();
	}

	private ContextConsumer<AssertableApplicationContext> otherProcess(TwoProcesses test) {
		return (context) -> this.runner.run((other) -> test.run(context, other));
	}

	private static void awaitAtOnce(Callable<Boolean> condition) {
		Awaitility.await().atMost(BlockedCall.AT_ONCE).until(condition);
	}

	private static void assertNoNoise(CapturedOutput output) {
		assertThat(output).doesNotContain("WARN", "ERROR", "Exception");
	}

	private static boolean isRegistered(RedisQueue<?> queue) {
		return RedisTestServer.shared()
			.connection()
			.number("EXISTS", "queues:paused-context:{" + queue.name() + "}:waiters") == 1;
	}

	@SuppressWarnings("unchecked")
	private static RedisQueue<String> queue(AssertableApplicationContext context, String name) {
		return context.getBean(name, RedisQueue.class);
	}

	@SuppressWarnings("unchecked")
	private static RedisTopic<String> topic(AssertableApplicationContext context) {
		return context.getBean("news", RedisTopic.class);
	}

	/**
	 * A test of two instances of the application.
	 */
	@FunctionalInterface
	private interface TwoProcesses {

		void run(AssertableApplicationContext context, AssertableApplicationContext other) throws Throwable;

	}

	static class Listener {

		final List<String> messages = new CopyOnWriteArrayList<>();

		final List<String> news = new CopyOnWriteArrayList<>();

		@QueueListener("listened")
		void on(String message) {
			this.messages.add(message);
		}

		@TopicListener("news")
		void hear(String message) {
			this.news.add(message);
		}

	}

}
