package io.github.redisqueues.internal.queue;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

import io.github.redisqueues.internal.queue.SchedulableQueue.Outcome;
import io.github.redisqueues.internal.queue.SchedulableQueue.State;
import io.github.redisqueues.queue.Delivery;
import io.github.redisqueues.queue.QueueSettings;
import io.github.redisqueues.queue.QueueStats;
import io.github.redisqueues.queue.QueueType;
import io.github.redisqueues.queue.RedisQueue;
import io.github.redisqueues.queue.SendOptions;
import io.github.redisqueues.testing.BlockedCall;
import io.github.redisqueues.testing.QueueInvariant;
import io.github.redisqueues.testing.RedisTestCluster;
import io.github.redisqueues.testing.RedisTestServer;
import io.github.redisqueues.testing.TestRedis;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * What the server decides of a schedule's tick, one call at a time.
 */
@ParameterizedClass(autoCloseArguments = false)
@MethodSource("servers")
@Timeout(60)
class SchedulableQueueTests {

	private static final String DEFINITION = "every PT1H";

	private static final String NIGHTLY = "nightly";

	private final TestRedis redis;

	private final List<TestQueues> processes = new ArrayList<>();

	SchedulableQueueTests(TestRedis redis) {
		this.redis = redis;
	}

	static List<TestRedis> servers() {
		return List.of(RedisTestServer.shared(), RedisTestCluster.shared());
	}

	@AfterEach
	void close() {
		this.processes.forEach(TestQueues::close);
	}

	@ParameterizedTest
	@EnumSource
	void sendsATickOnceWhoeverComesWithIt(QueueType type) {
		QueueSettings<String> settings = settings(type, UnaryOperator.identity());
		SchedulableQueue<String> one = queue(settings);
		SchedulableQueue<String> other = queue(settings);
		Instant tick = now();
		assertThat(send(one, tick)).isEqualTo(Outcome.SENT);
		assertThat(send(other, tick)).isEqualTo(Outcome.DONE);
		assertThat(send(one, tick)).isEqualTo(Outcome.DONE);
		assertThat(send(other, tick.minusSeconds(1))).as("an older tick").isEqualTo(Outcome.DONE);
		Delivery<String> delivery = one.receive().orElseThrow();
		assertThat(delivery.id()).isEqualTo("schedule:nightly:" + tick.toEpochMilli());
		assertThat(delivery.payload()).isEqualTo("report");
		assertThat(delivery.headers()).containsEntry("schedule", NIGHTLY).containsEntry("tick", tick.toString());
		assertThat(delivery.ack()).isTrue();
		assertThat(send(other, tick)).as("its id is forgotten").isEqualTo(Outcome.DONE);
		invariant(one).checkEmpty();
		assertThat(send(other, now())).as("the next tick").isEqualTo(Outcome.SENT);
		assertThat(other.sendTick("hourly", tick, Duration.ZERO, "a").outcome()).as("another schedule")
			.isEqualTo(Outcome.SENT);
		assertThat(invariant(one).check().ready()).hasSize(2);
	}

	@Test
	void tellsTheLastTickThatAnyProcessSent() {
		QueueSettings<String> settings = settings(QueueType.FIFO, UnaryOperator.identity());
		SchedulableQueue<String> queue = queue(settings);
		SchedulableQueue<String> other = queue(settings);
		assertThat(queue.lastTick(NIGHTLY)).isEmpty();
		queue.beginSchedule(NIGHTLY, "definition");
		assertThat(queue.lastTick(NIGHTLY)).isEmpty();
		Instant tick = now();
		assertThat(queue.sendTick(NIGHTLY, tick, Duration.ZERO, "a").outcome()).isEqualTo(Outcome.SENT);
		assertThat(other.lastTick(NIGHTLY)).hasValue(tick);
	}

	@Test
	void oneOfManyAtOnceSendsATick() {
		QueueSettings<String> settings = settings(QueueType.FIFO, UnaryOperator.identity());
		List<SchedulableQueue<String>> queues = IntStream.range(0, 5).mapToObj((i) -> queue(settings)).toList();
		for (int round = 0; round < 20; round++) {
			Instant tick = Instant.ofEpochSecond(1_700_000_000L + round);
			List<BlockedCall<Outcome>> senders = queues.stream()
				.map((queue) -> new BlockedCall<>(() -> send(queue, tick)))
				.toList();
			assertThat(senders.stream().map(BlockedCall::atOnce)).containsOnlyOnce(Outcome.SENT)
				.containsOnly(Outcome.SENT, Outcome.DONE);
		}
		assertThat(queues.get(0).size()).isEqualTo(20);
	}

	@ParameterizedTest
	@EnumSource
	void sendsNoTickBeforeItsMomentByTheServersClock(QueueType type) {
		SchedulableQueue<String> queue = queue(settings(type, UnaryOperator.identity()));
		Instant tick = now().plusSeconds(2);
		SchedulableQueue.Reply reply = queue.sendTick(NIGHTLY, tick, Duration.ZERO, "report");
		assertThat(reply.outcome()).isEqualTo(Outcome.EARLY);
		assertThat(reply.now()).isBefore(tick);
		assertThat(queue.size()).isZero();
		Awaitility.await().pollInterval(Duration.ofMillis(50)).until(() -> send(queue, tick) == Outcome.SENT);
		assertThat(now()).isAfterOrEqualTo(tick);
	}

	@Test
	void sendsNoTickThatIsTooLate() {
		SchedulableQueue<String> queue = queue(settings(QueueType.FIFO, UnaryOperator.identity()));
		Instant tick = now().minusSeconds(60);
		assertThat(queue.sendTick(NIGHTLY, tick, Duration.ofSeconds(59), "a").outcome()).isEqualTo(Outcome.LATE);
		assertThat(queue.size()).isZero();
		assertThat(queue.sendTick(NIGHTLY, tick, Duration.ofSeconds(90), "a").outcome()).isEqualTo(Outcome.SENT);
		assertThat(queue.sendTick(NIGHTLY, tick, Duration.ofSeconds(59), "a").outcome()).as("sent, and late")
			.isEqualTo(Outcome.DONE);
	}

	@ParameterizedTest
	@EnumSource
	void aTickWaitsForRoomInTheQueue(QueueType type) {
		SchedulableQueue<String> queue = queue(settings(type, (settings) -> settings.capacity(1)));
		queue.send("first");
		Instant tick = now();
		assertThat(send(queue, tick)).isEqualTo(Outcome.FULL);
		assertThat(send(queue, tick)).isEqualTo(Outcome.FULL);
		assertThat(queue.poll()).contains("first");
		assertThat(send(queue, tick)).isEqualTo(Outcome.SENT);
		assertThat(queue.poll()).contains("report");
		assertThat(send(queue, tick)).isEqualTo(Outcome.DONE);
		invariant(queue).checkEmpty();
	}

	@ParameterizedTest
	@EnumSource
	void aTickWaitsWhileSendingIsPaused(QueueType type) {
		SchedulableQueue<String> queue = queue(settings(type, (settings) -> settings));
		queue.pauseSending();
		Instant tick = now();
		assertThat(send(queue, tick)).isEqualTo(Outcome.PAUSED);
		assertThat(send(queue, tick)).isEqualTo(Outcome.PAUSED);
		assertThat(queue.size()).isZero();
		queue.resumeSending();
		assertThat(send(queue, tick)).isEqualTo(Outcome.SENT);
		assertThat(send(queue, tick)).isEqualTo(Outcome.DONE);
		assertThat(queue.poll()).contains("report");
		invariant(queue).checkEmpty();
	}

	@Test
	void whatHasExpiredTakesNoRoom() {
		SchedulableQueue<String> queue = queue(settings(QueueType.FIFO, (settings) -> settings.capacity(1)));
		queue.send("first", SendOptions.defaults().timeToLive(Duration.ofMillis(1)));
		Instant tick = now();
		Awaitility.await().until(() -> now().isAfter(tick.plusMillis(5)));
		assertThat(send(queue, tick)).isEqualTo(Outcome.SENT);
		assertThat(queue.stats()).extracting(QueueStats::ready, QueueStats::dead).containsExactly(1L, 1L);
	}

	@ParameterizedTest
	@EnumSource
	void aTicksMessageIsDueAtOnceWhateverTheDelay(QueueType type) {
		SchedulableQueue<String> queue = queue(
				settings(type, (settings) -> settings.delay(Duration.ofHours(1)).timeToLive(Duration.ofHours(2))));
		assertThat(send(queue, now())).isEqualTo(Outcome.SENT);
		assertThat(queue.poll()).contains("report");
	}

	@ParameterizedTest
	@EnumSource
	void wakesWhoeverWaits(QueueType type) {
		QueueSettings<String> settings = settings(type, UnaryOperator.identity());
		SchedulableQueue<String> queue = queue(settings);
		SchedulableQueue<String> other = queue(settings);
		BlockedCall<?> waiter = new BlockedCall<>(() -> other.poll(Duration.ofSeconds(30)));
		String waiters = invariant(queue).key("waiters");
		waiter.awaitParked(() -> this.redis.nodeOf(waiters).number("ZCARD", waiters) == 1);
		assertThat(send(queue, now())).isEqualTo(Outcome.SENT);
		assertThat(waiter.atOnce()).hasToString("Optional[report]");
	}

	@Test
	void aPausedQueueTakesTicks() {
		SchedulableQueue<String> queue = queue(settings(QueueType.FIFO, UnaryOperator.identity()));
		queue.pause();
		assertThat(send(queue, now())).isEqualTo(Outcome.SENT);
		assertThat(queue.size()).isEqualTo(1);
	}

	@Test
	void aScheduleThatIsNewBeginsNow() {
		SchedulableQueue<String> queue = queue(settings(QueueType.FIFO, UnaryOperator.identity()));
		Instant before = now();
		State state = queue.beginSchedule(NIGHTLY, DEFINITION);
		assertThat(state.now()).isBetween(before, now());
		assertThat(state.settled()).isEqualTo(state.now());
		State again = queue.beginSchedule(NIGHTLY, DEFINITION);
		assertThat(again.settled()).isEqualTo(state.settled());
		Instant tick = now();
		assertThat(send(queue, tick)).isEqualTo(Outcome.SENT);
		assertThat(queue.beginSchedule(NIGHTLY, DEFINITION).settled()).isEqualTo(tick);
		assertThat(queue.beginSchedule("hourly", DEFINITION).settled()).isAfterOrEqualTo(tick);
	}

	@Test
	void aScheduleThatIsDefinedAnewBeginsAnew() {
		SchedulableQueue<String> queue = queue(settings(QueueType.FIFO, UnaryOperator.identity()));
		queue.beginSchedule(NIGHTLY, DEFINITION);
		Instant tick = now();
		assertThat(send(queue, tick)).isEqualTo(Outcome.SENT);
		Awaitility.await().until(() -> now().isAfter(tick.plusMillis(20)));
		assertThat(queue.beginSchedule(NIGHTLY, "").settled()).as("only asked").isEqualTo(tick);
		State anew = queue.beginSchedule(NIGHTLY, "every PT2H");
		assertThat(anew.settled()).isEqualTo(anew.now());
		assertThat(send(queue, tick.plusMillis(10))).as("a tick of those who still have the old definition")
			.isEqualTo(Outcome.SENT);
		assertThat(queue.beginSchedule(NIGHTLY, "every PT2H").settled()).isEqualTo(anew.settled());
	}

	@Test
	void aTickOfAWrongClockDoesNotSilenceTheSchedule() {
		SchedulableQueue<String> queue = queue(settings(QueueType.FIFO, UnaryOperator.identity()));
		queue.beginSchedule(NIGHTLY, DEFINITION);
		String key = invariant(queue).key("schedules");
		long decades = Duration.ofDays(20_000).toMillis();
		this.redis.nodeOf(key).command("HSET", key, NIGHTLY, (now().toEpochMilli() + decades) + " 1 " + DEFINITION);
		State state = queue.beginSchedule(NIGHTLY, DEFINITION);
		assertThat(state.settled()).as("nothing of the past is made up for").isEqualTo(state.now());
		Instant tick = now();
		assertThat(send(queue, tick)).isEqualTo(Outcome.SENT);
		assertThat(send(queue, tick)).isEqualTo(Outcome.DONE);
	}

	@Test
	void aClockThatWasSetBackALittleRepeatsNothing() {
		SchedulableQueue<String> queue = queue(settings(QueueType.FIFO, UnaryOperator.identity()));
		String key = invariant(queue).key("schedules");
		queue.beginSchedule(NIGHTLY, DEFINITION);
		this.redis.nodeOf(key)
			.command("HSET", key, NIGHTLY, now().plusSeconds(600).toEpochMilli() + " 1 " + DEFINITION);
		assertThat(send(queue, now())).isEqualTo(Outcome.DONE);
		assertThat(queue.size()).isZero();
	}

	@Test
	void refusesANameThatIsTooLong() {
		SchedulableQueue<String> queue = queue(settings(QueueType.FIFO, UnaryOperator.identity()));
		assertThat(queue.sendTick("{n}: ".repeat(40), now(), Duration.ZERO, "a").outcome()).isEqualTo(Outcome.SENT);
		invariant(queue).check();
		assertThatIllegalArgumentException()
			.isThrownBy(() -> queue.sendTick("n".repeat(201), now(), Duration.ZERO, "a"))
			.withMessageContaining("200");
	}

	private Outcome send(SchedulableQueue<String> queue, Instant tick) {
		return queue.sendTick(NIGHTLY, tick, Duration.ZERO, "report").outcome();
	}

	private Instant now() {
		return Instant.ofEpochMilli(this.redis.serverTime().toEpochMilli());
	}

	private QueueInvariant invariant(RedisQueue<?> queue) {
		return this.processes.get(0).invariant(queue);
	}

	private static QueueSettings<String> settings(QueueType type, UnaryOperator<QueueSettings.Builder<String>> change) {
		return change.apply(QueueSettings.builder("q" + UUID.randomUUID(), String.class).type(type)).build();
	}

	private SchedulableQueue<String> queue(QueueSettings<String> settings) {
		TestQueues process = new TestQueues(this.redis);
		this.processes.add(process);
		return (SchedulableQueue<String>) process.create(settings);
	}

}
