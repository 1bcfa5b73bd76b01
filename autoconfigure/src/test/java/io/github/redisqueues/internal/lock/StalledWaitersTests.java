package io.github.redisqueues.internal.lock;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.UUID;

import io.github.redisqueues.internal.lock.contract.LockFixture;
import io.github.redisqueues.internal.lock.contract.LockKeys;
import io.github.redisqueues.lock.DistributedSemaphore;
import io.github.redisqueues.lock.LockHandle;
import io.github.redisqueues.lock.LockOptions;
import io.github.redisqueues.testing.BlockedCall;
import io.github.redisqueues.testing.CommandStats;
import io.github.redisqueues.testing.RedisTestServer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import org.springframework.data.redis.connection.RedisConnection;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Entries of processes that have died, are stopped, or were stopped for a while, before
 * those that live.
 */
@Timeout(30)
class StalledWaitersTests {

	private static final LockOptions FAIR = LockFixture.WAIT_LONG.fair(true);

	private static final double LONG_AGO = 1_000;

	private final RedisTestServer server = RedisTestServer.shared();

	private final String name = TestLocks.newName();

	private final TestLocks here = new TestLocks(this.server);

	private final TestLocks there = new TestLocks(this.server);

	private final LockKeys keys = this.here.keys(this.name);

	private final String other = UUID.randomUUID().toString();

	@AfterEach
	void disconnect() {
		this.here.close();
		this.there.close();
		this.keys.remove();
	}

	@Test
	void aDeadProcessThatWaitedDoesNotKeepTheLockFromTheNextThreadHere() {
		LockHandle hold = this.here.locks().acquire(this.name);
		BlockedCall<LockHandle> next = waiting(this.here, LockFixture.WAIT_LONG);
		enqueue("l", 1);
		assertThat(hold.release()).isTrue();
		assertThat(next.atOnce().release()).isTrue();
	}

	@Test
	void manyThreadsOfAStoppedProcessCostNoMoreThanOne() {
		try (RedisConnection stopped = listen()) {
			LockHandle hold = this.there.locks().acquire(this.name, FAIR);
			BlockedCall<LockHandle> waiter = waiting(this.here, FAIR);
			enqueue("t", 20);
			assertThat(hold.release()).isTrue();
			assertThat(waiter.atOnce().release()).isTrue();
		}
	}

	@Test
	void thatGoesForLocksThatSeveralMayHoldAndForLongLeasesToo() {
		try (RedisConnection stopped = listen()) {
			LockOptions minutes = LockFixture.WAIT_LONG.leaseTime(Duration.ofMinutes(20));
			DistributedSemaphore semaphore = this.there.locks().semaphore(this.name, 2);
			semaphore.acquire(minutes);
			LockHandle hold = semaphore.acquire(minutes);
			BlockedCall<LockHandle> waiter = new BlockedCall<>(
					() -> this.here.locks().semaphore(this.name, 2).acquire(LockFixture.WAIT_LONG))
				.awaitParked(this.keys::isWaitedFor);
			enqueue("t", 1);
			assertThat(hold.release()).isTrue();
			assertThat(waiter.atOnce().release()).isTrue();
		}
	}

	@Test
	void oneRequestThrowsOutAHundredOfTheDeadAtMost() {
		this.here.locks().acquire(this.name, FAIR).release();
		enqueue("t", 950);
		long popped = popped();
		LockHandle hold = this.here.locks().acquire(this.name, FAIR);
		assertThat(popped() - popped).isBetween(950L, 1_100L);
		assertThat(hold.release()).isTrue();
		enqueue("t", 950);
		popped = popped();
		LockRequest request = this.here.locks().acquirer().mutex(this.name, FAIR);
		LockAttempt attempt = this.here.commands().acquireInTurn(request, LockFixture.ME, true, 0);
		assertThat(popped() - popped).isLessThanOrEqualTo(100);
		assertThat(attempt.isGranted()).isFalse();
		assertThat(attempt.nextPoll()).isEqualTo(1);
	}

	@Test
	void aProcessThatHasSleptThroughItsTurnIsToldWhenNobodyElseWaits() {
		subscribe();
		LockHandle hold = this.there.locks().acquire(this.name, FAIR);
		BlockedCall<LockHandle> waiter = waiting(this.here, FAIR);
		String entry = new String(this.keys.node().list("ZRANGE", this.keys.key("queue"), "0", "-1").get(0),
				StandardCharsets.UTF_8);
		offer(entry.substring(0, 37) + "another thread", -1);
		assertThat(hold.release()).isTrue();
		assertThat(waiter.atOnce().release()).isTrue();
	}

	@Test
	void aReleaseDoesNotTakeTheTurnFromTheOneForWhomTheLockIsKept() {
		LockHandle hold = this.there.locks().acquire(this.name);
		enqueue("t", 1);
		offer("t" + UUID.randomUUID() + "first", 60);
		byte[] kept = (byte[]) this.keys.node().command("GET", this.keys.key("offer"));
		assertThat(hold.release()).isTrue();
		assertThat((byte[]) this.keys.node().command("GET", this.keys.key("offer"))).isEqualTo(kept);
		assertThat(this.keys.node().number("ZCARD", this.keys.key("queue"))).isOne();
	}

	private BlockedCall<LockHandle> waiting(TestLocks process, LockOptions options) {
		return new BlockedCall<>(() -> process.locks().acquire(this.name, options)).awaitParked(this.keys::isWaitedFor);
	}

	/**
	 * Who has once been woken hears wake-ups.
	 */
	private void subscribe() {
		LockHandle hold = this.there.locks().acquire(this.name, FAIR);
		BlockedCall<LockHandle> waiter = waiting(this.here, FAIR);
		Awaitility.await()
			.until(() -> this.keys.node().list("PUBSUB", "CHANNELS", TestLocks.NAMESPACE + ":wake:*").size() == 2);
		hold.release();
		waiter.atOnce().release();
	}

	private long popped() {
		return CommandStats.of(this.keys.node()).calls("zpopmin");
	}

	/**
	 * Has another process wait, before all others.
	 */
	private void enqueue(String way, int threads) {
		for (int i = 0; i < threads; i++) {
			this.keys.node()
				.command("ZADD", this.keys.key("queue"), String.valueOf(LONG_AGO + i), way + this.other + "thread" + i);
		}
		this.keys.node().command("PEXPIRE", this.keys.key("queue"), "60000");
	}

	/**
	 * Somebody hears what is said to the other process, and does nothing.
	 */
	private RedisConnection listen() {
		RedisConnection connection = this.server.connectionFactory().getConnection();
		connection.subscribe((message, pattern) -> {
		}, (TestLocks.NAMESPACE + ":wake:" + this.other).getBytes(StandardCharsets.US_ASCII));
		return connection;
	}

	private void offer(String entry, long seconds) {
		byte[] text = entry.getBytes(StandardCharsets.UTF_8);
		double until = this.server.serverTime().plusSeconds(seconds).toEpochMilli() * 1_000.0;
		byte[] value = ByteBuffer.allocate(Double.BYTES + text.length).putDouble(until).put(text).array();
		this.keys.node().command("SET", this.keys.key("offer"), value, "PX", "60000");
	}

}
