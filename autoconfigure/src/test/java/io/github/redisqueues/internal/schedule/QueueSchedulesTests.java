package io.github.redisqueues.internal.schedule;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

import io.github.redisqueues.queue.QueuedMessage;
import io.github.redisqueues.testing.RedisTestCluster;
import io.github.redisqueues.testing.RedisTestServer;
import io.github.redisqueues.testing.TestRedis;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * A fleet that runs one schedule: each tick is sent once, on the server's clock.
 */
@ExtendWith(OutputCaptureExtension.class)
@Timeout(90)
class QueueSchedulesTests {

	private static final Duration PERIOD = Duration.ofMillis(250);

	private static final Ticks QUICK = Ticks.every(PERIOD);

	private static final Ticks HOURLY = Ticks.every(Duration.ofHours(1));

	private final TestRedis redis = RedisTestServer.shared();

	@Test
	void sendsEachTickOnceHoweverManyInstancesComeAndGo() throws Exception {
		// Slow enough for a machine that stands still for a moment
		Duration period = Duration.ofMillis(400);
		try (Fleet fleet = new Fleet(this.redis, Ticks.every(period))) {
			List<QueueSchedules> instances = new ArrayList<>();
			for (int i = 0; i < 5; i++) {
				instances.add(fleet.start());
			}
			for (int sent = 10; sent <= 40; sent += 10) {
				awaitSent(fleet, sent);
				instances.remove(0).stop();
				instances.add(fleet.start());
			}
			awaitSent(fleet, 50);
			assertEachTickOnce(fleet.sent(), period);
		}
	}

	@Test
	void sendsEachTickOnceInACluster() throws Exception {
		try (Fleet fleet = new Fleet(RedisTestCluster.shared(), QUICK)) {
			fleet.start();
			fleet.start();
			fleet.start();
			awaitSent(fleet, 8);
			assertEachTickOnce(fleet.sent(), PERIOD);
		}
	}

	@Test
	void clocksThatRunAtAnotherSpeedMakeNoTickEarlyOrLost() throws Exception {
		for (double speed : new double[] { 1.2, 0.9 }) {
			try (Fleet fleet = new Fleet(this.redis, QUICK)) {
				long origin = System.nanoTime();
				fleet.start(this.redis.connectionFactory(),
						() -> Long.MAX_VALUE + (long) ((System.nanoTime() - origin) * speed));
				awaitSent(fleet, 12);
				assertEachTickOnce(fleet.sent(), PERIOD);
			}
		}
	}

	@Test
	void sendsWhatACronExpressionSays() throws Exception {
		try (Fleet fleet = new Fleet(this.redis, Ticks.cron("* * * * * *", ZoneOffset.UTC))) {
			fleet.start();
			fleet.start();
			awaitSent(fleet, 3);
			List<Instant> ticks = fleet.sentTicks();
			assertThat(ticks).allSatisfy((tick) -> assertThat(tick.getNano()).isZero());
			assertThat(Duration.between(ticks.get(0), ticks.get(2))).hasSeconds(2);
		}
	}

	@Test
	void aScheduleThatIsNewSendsNothingOfThePast(CapturedOutput output) throws Exception {
		try (Fleet fleet = new Fleet(this.redis, HOURLY)) {
			fleet.start();
			awaitLine(output, "Started schedule 'report' of queue '" + fleet.queue().name()
					+ "' (every PT1H), next tick at " + HOURLY.after(this.redis.serverTime()).orElseThrow());
			assertThat(fleet.isKnown()).isTrue();
			fleet.start().stop();
			assertThat(fleet.queue().size()).isZero();
		}
	}

	@Test
	void aFleetThatComesBackSendsTheLatestOfTheTicksThatWereMissed() throws Exception {
		try (Fleet fleet = new Fleet(this.redis, HOURLY)) {
			Instant latest = HOURLY.latest(Instant.EPOCH, this.redis.serverTime()).orElseThrow();
			fleet.ranBefore(latest.minus(Duration.ofHours(3)), latest.minus(Duration.ofHours(9)));
			fleet.start();
			fleet.start();
			awaitSent(fleet, 1);
			assertThat(fleet.sentTicks()).containsExactly(latest);
		}
	}

	@Test
	void whatIsTooLateIsSkipped(CapturedOutput output) throws Exception {
		try (Fleet fleet = new Fleet(this.redis, HOURLY, Duration.ofMillis(1), UnaryOperator.identity())) {
			Instant latest = HOURLY.latest(Instant.EPOCH, this.redis.serverTime()).orElseThrow();
			fleet.ranBefore(latest.minus(Duration.ofHours(3)), latest.minus(Duration.ofHours(9)));
			fleet.start();
			awaitLine(output, "Skipped the tick of schedule 'report' of queue '" + fleet.queue().name()
					+ "' (every PT1H) at " + latest);
			assertThat(fleet.queue().size()).isZero();
		}
	}

	@Test
	void aTickThatWasSentIsNotSentAgainByWhoeverStarts(CapturedOutput output) throws Exception {
		try (Fleet fleet = new Fleet(this.redis, HOURLY)) {
			Instant latest = HOURLY.latest(Instant.EPOCH, this.redis.serverTime()).orElseThrow();
			fleet.ranBefore(latest, latest.minus(Duration.ofHours(9)));
			QueueSchedules instance = fleet.start();
			for (int starts = 1; starts <= 4; starts++) {
				int expected = starts;
				Awaitility.await()
					.until(() -> output.toString().split("of queue '" + fleet.queue().name(), -1).length > expected);
				instance.stop();
				assertThat(instance.isRunning()).isFalse();
				instance.start();
				assertThat(instance.isRunning()).isTrue();
			}
			assertThat(fleet.queue().size()).isZero();
		}
	}

	@Test
	void aTickWaitsForRoomAndGivesWayToTheNextOne(CapturedOutput output) throws Exception {
		try (Fleet fleet = new Fleet(this.redis, QUICK, Duration.ZERO, (settings) -> settings.capacity(1))) {
			fleet.start();
			awaitSent(fleet, 1);
			Instant first = fleet.sentTicks().get(0);
			Awaitility.await().until(() -> this.redis.serverTime().isAfter(first.plus(PERIOD.multipliedBy(8))));
			assertThat(fleet.sentTicks()).containsExactly(first);
			Instant before = this.redis.serverTime();
			assertThat(fleet.queue().poll()).contains("go");
			awaitSent(fleet, 1);
			assertThat(fleet.sentTicks().get(0)).as("the latest of the ticks that found no room, or a later one")
				.isAfter(before.minus(PERIOD));
			awaitLine(output, "'" + fleet.queue().name() + "' (every PT0.25S) can send again");
			assertThat(output.toString()
				.split(fleet.queue().name() + "' \\(every PT0.25S\\) cannot send: the queue is full", -1))
				.as("one line for all that found no room the first time, and maybe one for the next time")
				.hasSizeBetween(2, 3);
		}
	}

	@Test
	void sendsNothingAfterItWasStoppedAndGoesOnWhenItIsStarted() throws Exception {
		try (Fleet fleet = new Fleet(this.redis, QUICK)) {
			QueueSchedules instance = fleet.start();
			awaitSent(fleet, 2);
			instance.stop();
			long sent = fleet.queue().size();
			Instant stopped = this.redis.serverTime();
			Awaitility.await().until(() -> this.redis.serverTime().isAfter(stopped.plus(PERIOD.multipliedBy(4))));
			assertThat(fleet.queue().size()).isEqualTo(sent);
			instance.start();
			awaitSent(fleet, (int) sent + 3);
			List<Instant> ticks = fleet.sentTicks();
			assertThat(ticks).doesNotHaveDuplicates();
			Instant madeUpFor = ticks.get((int) sent);
			assertThat(Duration.between(ticks.get((int) sent - 1), madeUpFor)).as("missed, all but the latest")
				.isGreaterThan(PERIOD.multipliedBy(3));
			assertThat(ticks.get((int) sent + 1)).isEqualTo(madeUpFor.plus(PERIOD));
		}
	}

	@Test
	void nothingRunsWithoutASchedule() {
		QueueSchedules none = new QueueSchedules(List.of());
		none.start();
		assertThat(none.isRunning()).isFalse();
		none.stop();
	}

	@Test
	void refusesSchedulesThatCannotBe() throws Exception {
		try (Fleet fleet = new Fleet(this.redis, QUICK)) {
			assertThatIllegalArgumentException()
				.isThrownBy(() -> new QueueSchedule<>(" ", fleet.queue(), QUICK, "a", Duration.ZERO))
				.withMessageContaining("id");
			assertThatIllegalArgumentException()
				.isThrownBy(() -> new QueueSchedule<>("a", fleet.queue(), QUICK, "a", Duration.ofMillis(-1)))
				.withMessageContaining("sendWithin");
			assertThat(new QueueSchedule<>("a", fleet.queue(), QUICK, "secret", Duration.ZERO).toString())
				.doesNotContain("secret");
		}
	}

	private static void awaitSent(Fleet fleet, int count) {
		Awaitility.await()
			.atMost(Duration.ofSeconds(60))
			.pollInterval(Duration.ofMillis(20))
			.until(() -> fleet.queue().size() >= count);
	}

	private static void awaitLine(CapturedOutput output, String text) {
		Awaitility.await().untilAsserted(() -> assertThat(output).contains(text));
	}

	/**
	 * On its moment by the server's clock or a little later, none twice and none left
	 * out.
	 */
	private static void assertEachTickOnce(List<QueuedMessage<String>> messages, Duration period) {
		Instant expected = Instant.parse(messages.get(0).headers().get("tick"));
		for (QueuedMessage<String> message : messages) {
			assertThat(message.headers()).containsEntry("tick", expected.toString())
				.containsEntry("schedule", Fleet.ID);
			assertThat(message.sentAt()).isBetween(expected, expected.plusSeconds(1));
			expected = expected.plus(period);
		}
	}

}
