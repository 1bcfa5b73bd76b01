package io.github.redisqueues.internal.lock.contract;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

import io.github.redisqueues.lock.LockHandle;
import io.github.redisqueues.lock.NamedLock;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The fencing token is greater than that of every earlier hold.
 */
interface TokenContract extends LockFixture {

	@Test
	default void tokensRiseHoweverTheHoldBeforeEnded() {
		NamedLock lock = lock();
		List<Long> tokens = new ArrayList<>();
		for (int i = 0; i < 10; i++) {
			LockHandle handle = ((i % 2 == 0) ? lock : there(lock)).acquire();
			tokens.add(handle.token());
			handle.release();
		}
		fill(lock).forEach((handle) -> {
			tokens.add(handle.token());
			handle.release();
		});
		for (int i = 0; i < 2; i++) {
			tokens.add(lock.acquire(BRIEF).token());
			Awaitility.await().pollInterval(Duration.ofMillis(5)).until(() -> there(lock).holders().isEmpty());
			tokens.add(there(lock).acquire(AT_ONCE).token());
			lock.forceRelease();
			LockHandle kept = lock.acquire();
			tokens.add(kept.token());
			kept.extend(Duration.ofSeconds(5));
			assertThat(kept.token()).isEqualTo(tokens.get(tokens.size() - 1));
			kept.releaseAfter(Duration.ofMillis(20));
			LockHandle last = there(lock).acquire(WAIT_LONG);
			tokens.add(last.token());
			last.release();
		}
		assertRise(tokens);
	}

	@Test
	default void tokensOfWaitersRiseToo() {
		NamedLock lock = lock();
		List<LockHandle> holds = new ArrayList<>(fill(lock));
		List<Long> tokens = new ArrayList<>(holds.stream().map(LockHandle::token).toList());
		for (int i = 0; i < 5; i++) {
			var waiter = waiting((i % 2 == 0) ? there(lock) : lock);
			assertThat(holds.remove(0).release()).isTrue();
			LockHandle next = waiter.atOnce();
			tokens.add(next.token());
			holds = refill(lock, holds, next);
		}
		assertRise(tokens);
		holds.forEach(LockHandle::release);
	}

	private List<LockHandle> refill(NamedLock lock, List<LockHandle> holds, LockHandle next) {
		if (kind() == KindOfLock.READ) {
			next.release();
			return new ArrayList<>(fill(lock));
		}
		List<LockHandle> all = new ArrayList<>(holds);
		all.add(next);
		return all;
	}

	@Test
	default void aTokenIsTheServersTime() {
		NamedLock lock = lock();
		long before = micros();
		LockHandle handle = lock.acquire();
		assertThat(handle.token()).isBetween(before, micros());
		handle.release();
	}

	/**
	 * As after a failover to a server whose clock is behind.
	 */
	@Test
	default void aTokenFromAClockThatWasAheadIsStillExceeded() {
		NamedLock lock = lock();
		lock.acquire().release();
		long ahead = micros() + 3_600_000_000L;
		setLastToken(lock, ahead);
		List<Long> tokens = new ArrayList<>(List.of(ahead));
		for (int i = 0; i < 3; i++) {
			LockHandle handle = there(lock).acquire();
			tokens.add(handle.token());
			handle.release();
		}
		assertRise(tokens);
		assertThat(tokens.get(3)).isEqualTo(ahead + 3);
	}

	/**
	 * Writes what the server remembers of the last token.
	 */
	private void setLastToken(NamedLock lock, long token) {
		LockKeys keys = keys(lock);
		for (String part : keys.parts()) {
			String key = keys.key(part);
			if (part.equals("tokens")) {
				keys.node().command("HSET", key, "", token);
			}
			else if (keys.node().text("TYPE", key).equals("string")) {
				keys.node().command("SETRANGE", key, 0, ByteBuffer.allocate(8).putDouble(token).array());
			}
		}
	}

	private long micros() {
		return ChronoUnit.MICROS.between(Instant.EPOCH, redis().serverTime());
	}

	private static void assertRise(List<Long> tokens) {
		assertThat(tokens).as("tokens in the order of their holds").isSorted().doesNotHaveDuplicates();
	}

}
