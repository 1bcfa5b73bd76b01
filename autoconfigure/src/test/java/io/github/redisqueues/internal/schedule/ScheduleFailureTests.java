package io.github.redisqueues.internal.schedule;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;

import io.github.redisqueues.testing.FaultyProxy;
import io.github.redisqueues.testing.RedisTestServer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.dao.TransientDataAccessException;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Schedules over a Redis that is down, comes back or stands still, and over connections
 * that break.
 */
@ExtendWith(OutputCaptureExtension.class)
@Timeout(90)
class ScheduleFailureTests {

	private static final Duration PERIOD = Duration.ofMillis(250);

	private static final Ticks QUICK = Ticks.every(PERIOD);

	@Test
	void sendsNoTickTwiceWhenRedisIsKilledAndRestarted(CapturedOutput output) throws Exception {
		try (RedisTestServer server = RedisTestServer.start("--appendonly", "yes", "--appendfsync", "always");
				Fleet fleet = new Fleet(server, QUICK)) {
			for (int i = 0; i < 3; i++) {
				fleet.start(server.connectionFactory(Duration.ofSeconds(1)));
			}
			awaitSent(fleet, 4);
			server.kill();
			String name = fleet.queue().name();
			Awaitility.await().until(() -> lines(output, name, "cannot send") == 3);
			server.restart();
			long before = awaitBack(fleet);
			awaitSent(fleet, (int) before + 6);
			assertThat(fleet.sentTicks()).doesNotHaveDuplicates().isSorted();
			Awaitility.await().until(() -> lines(output, name, "can send again") == 3);
			assertThat(lines(output, name, "cannot send")).as("a line for each instance, not for each attempt")
				.isEqualTo(3);
		}
	}

	@Test
	void beginsWhenRedisComesAfterTheApplication(CapturedOutput output) throws Exception {
		try (RedisTestServer server = RedisTestServer.start(); Fleet fleet = new Fleet(server, QUICK)) {
			LettuceConnectionFactory connectionFactory = server.connectionFactory(Duration.ofSeconds(1));
			server.kill();
			fleet.start(connectionFactory);
			Awaitility.await().until(() -> lines(output, fleet.queue().name(), "cannot send") == 1);
			server.restart();
			awaitBack(fleet);
			awaitSent(fleet, 2);
			assertThat(output).contains("Started schedule 'report' of queue '" + fleet.queue().name());
		}
	}

	@Test
	void sendsNoTickTwiceWhenAReplyIsLost() throws Exception {
		RedisTestServer server = RedisTestServer.shared();
		try (FaultyProxy proxy = new FaultyProxy(server); Fleet fleet = new Fleet(server, QUICK)) {
			fleet.start(server.connectionFactory(Duration.ofSeconds(5),
					(configuration) -> configuration.setPort(proxy.port())));
			for (int sent = 2; sent <= 10; sent += 2) {
				awaitSent(fleet, sent);
				int injected = proxy.injected();
				proxy.cutAfter("EVALSHA");
				Awaitility.await().until(() -> proxy.injected() == injected + 1);
			}
			awaitSent(fleet, 12);
			assertThat(fleet.sentTicks()).doesNotHaveDuplicates().isSorted();
		}
	}

	@Test
	void aQueueInTroubleDoesNotHoldUpAnother() throws Exception {
		try (RedisTestServer server = RedisTestServer.start();
				Fleet stuck = new Fleet(server, QUICK);
				Fleet free = new Fleet(RedisTestServer.shared(), QUICK)) {
			QueueSchedules both = new QueueSchedules(
					List.of(stuck.schedule(server.connectionFactory(Duration.ofSeconds(30))),
							free.schedule(RedisTestServer.shared().connectionFactory())));
			both.start();
			try {
				awaitSent(stuck, 2);
				server.pause();
				int sent = (int) free.queue().size();
				awaitSent(free, sent + 8);
				List<Instant> ticks = free.sentTicks();
				assertThat(Duration.between(ticks.get(sent), ticks.get(ticks.size() - 1)))
					.isLessThan(PERIOD.multipliedBy(15));
			}
			finally {
				server.unpause();
				both.stop();
			}
			assertThat(stuck.sentTicks()).doesNotHaveDuplicates();
		}
	}

	@Test
	void aSendThatIsNotAnsweredHoldsUpNoShutdown() throws Exception {
		try (RedisTestServer server = RedisTestServer.start(); Fleet fleet = new Fleet(server, QUICK)) {
			QueueSchedules instance = fleet.start(server.connectionFactory(Duration.ofSeconds(60)));
			awaitSent(fleet, 1);
			server.pause();
			Awaitility.await()
				.pollInterval(PERIOD)
				.until(() -> Thread.getAllStackTraces().values().stream().anyMatch(ScheduleFailureTests::isSending));
			long start = System.nanoTime();
			instance.stop();
			assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
			server.unpause();
		}
	}

	private static boolean isSending(StackTraceElement[] trace) {
		return Arrays.stream(trace).anyMatch((element) -> element.getMethodName().equals("sendTick"));
	}

	private static long lines(CapturedOutput output, String queue, String text) {
		return output.toString().lines().filter((line) -> line.contains(queue) && line.contains(text)).count();
	}

	private static long awaitBack(Fleet fleet) {
		return Awaitility.await()
			.ignoreExceptionsInstanceOf(TransientDataAccessException.class)
			.atMost(Duration.ofSeconds(30))
			.until(() -> fleet.queue().size(), (size) -> size >= 0);
	}

	private static void awaitSent(Fleet fleet, int count) {
		Awaitility.await()
			.atMost(Duration.ofSeconds(60))
			.pollInterval(Duration.ofMillis(20))
			.until(() -> fleet.queue().size() >= count);
	}

}
