package io.github.redisqueues.internal.listener;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import io.github.redisqueues.listener.QueueListenerContainer;
import io.github.redisqueues.queue.RedisQueue;
import io.github.redisqueues.testing.RedisTestServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Redis refuses everything for a while that is shorter than a lease, or answers nothing
 * for longer than a stop may take.
 */
@Timeout(60)
class ShortOutageTests {

	private static final Duration LEASE = Duration.ofSeconds(5);

	/**
	 * Contains the longest pause between two attempts, and as much again.
	 */
	private static final Duration REST_OF_LEASE = LEASE.dividedBy(3);

	/**
	 * How long a container waits is random, so one alone may be lucky.
	 */
	private static final int CONTAINERS = 20;

	private final Witness witness = new Witness();

	/**
	 * What a quick handler waits for.
	 */
	private final CountDownLatch quick = new CountDownLatch(1);

	private final CountDownLatch slow = new CountDownLatch(1);

	private final List<RedisQueue<String>> queues = new ArrayList<>();

	private RedisTestServer server;

	private ListenerProcess process;

	@BeforeEach
	void begin() {
		this.server = RedisTestServer.start();
		// Longer than any test takes
		this.process = new ListenerProcess(this.server, this.server.connectionFactory(Duration.ofSeconds(30)));
	}

	@AfterEach
	void end() {
		this.quick.countDown();
		this.slow.countDown();
		this.process.close();
		this.server.close();
	}

	@Test
	void keepsTheLeasesOfWhatItWorksOnThoughASettlementFails() {
		Instant leased = listen("quick", "slow");
		outageUntil(leased.plus(LEASE).minus(REST_OF_LEASE));
		Instant lapsed = leased.plus(LEASE).plus(REST_OF_LEASE);
		await().until(() -> this.server.serverTime().isAfter(lapsed));
		this.slow.countDown();
		assertThatNothingIsRepeated();
	}

	@Test
	void settlesInTimeWhatWasFinishedMeanwhile() {
		Instant leased = listen("quick");
		outageUntil(leased.plus(LEASE).minus(REST_OF_LEASE));
		assertThatNothingIsRepeated();
	}

	@Test
	void isOverInTimeWhenRedisHangsAndSomethingIsToBeGivenBack() throws Exception {
		CountDownLatch begun = new CountDownLatch(1);
		CountDownLatch interrupted = new CountDownLatch(1);
		RedisQueue<String> queue = this.process.queue();
		queue.sendAll(IntStream.range(0, 1_000).mapToObj((i) -> "m" + i).toList());
		QueueListenerContainer<String> container = this.process.listen(queue, (delivery) -> {
			if (delivery.payload().equals("m500")) {
				begun.countDown();
				try {
					this.slow.await();
				}
				catch (InterruptedException ex) {
					interrupted.countDown();
				}
			}
		}, (settings) -> settings.concurrency(1).shutdownTimeout(Duration.ofSeconds(1)));
		begun.await();
		assertThat(container.inFlight()).as("some were fetched ahead").isGreaterThan(1);
		this.server.pause();
		try {
			long stoppedAt = System.nanoTime();
			container.stop();
			assertThat(Duration.ofNanos(System.nanoTime() - stoppedAt)).isLessThan(Duration.ofSeconds(5));
			assertThat(interrupted.await(0, TimeUnit.SECONDS)).isTrue();
		}
		finally {
			this.server.unpause();
		}
	}

	/**
	 * Has each container begin messages.
	 * @return a moment before the first of them was leased
	 */
	private Instant listen(String... kinds) {
		Instant before = this.server.serverTime();
		for (int i = 0; i < CONTAINERS; i++) {
			RedisQueue<String> queue = this.process.queue((settings) -> settings.leaseTime(LEASE));
			this.queues.add(queue);
			for (String kind : kinds) {
				queue.send(kind + i);
			}
			this.process.listen(queue,
					this.witness
						.of((delivery) -> (delivery.payload().startsWith("quick") ? this.quick : this.slow).await()),
					(settings) -> settings.concurrency(kinds.length));
		}
		await().pollInterval(Duration.ofMillis(10)).until(() -> this.witness.count() == CONTAINERS * kinds.length);
		return before;
	}

	/**
	 * An outage in which the quick handlers return at once.
	 */
	private void outageUntil(Instant end) {
		this.server.command("ACL", "SETUSER", "default", "-evalsha", "-eval");
		this.quick.countDown();
		await().pollInterval(Duration.ofMillis(10)).until(() -> this.server.serverTime().isAfter(end));
		this.server.command("ACL", "SETUSER", "default", "+evalsha", "+eval");
	}

	private void assertThatNothingIsRepeated() {
		await().untilAsserted(() -> this.queues.forEach((queue) -> this.process.invariant(queue).checkEmpty()));
		assertThat(this.witness.attempts()).containsOnly(1);
		assertThat(this.witness.handled()).doesNotHaveDuplicates();
	}

}
