package io.github.redisqueues.internal.lock.contract;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import io.github.redisqueues.internal.lock.StoreDistributedLocks;
import io.github.redisqueues.lock.LockHandle;
import io.github.redisqueues.lock.LockOptions;
import io.github.redisqueues.lock.LockUnavailableException;
import io.github.redisqueues.testing.BlockedCall;
import io.github.redisqueues.testing.RedisTestServer;
import io.github.redisqueues.testing.TestRedis;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * The contract for the lock of several keys under a name.
 */
class KeysMutexTests extends LockContract {

	KeysMutexTests() {
		super(KindOfLock.KEYS);
	}

	@Override
	public TestRedis redis() {
		return RedisTestServer.shared();
	}

	@Test
	void acquiresAllOrNone() {
		String name = lock().name();
		LockHandle b = locks().acquire(name, AT_ONCE.keys("b"));
		assertThat(otherProcess().tryAcquire(name, AT_ONCE.keys("a", "b", "c"))).isEmpty();
		assertThat(locks().inspect(name, "a")).isEmpty();
		assertThat(locks().inspect(name, "c")).isEmpty();
		LockHandle ac = otherProcess().acquire(name, AT_ONCE.keys("c", "a", "c"));
		assertThat(ac.keys()).containsExactly("a", "c");
		assertThat(b.release()).isTrue();
		assertThat(locks().tryAcquire(name, AT_ONCE.keys("b", "c"))).isEmpty();
		assertThat(locks().inspect(name, "b")).isEmpty();
		assertThat(ac.release()).isTrue();
		assertThat(locks().inspect(name, "a")).isEmpty();
		assertThat(locks().inspect(name, "c")).isEmpty();
	}

	@Test
	void keysAndTheNameItselfDoNotExcludeEachOther() {
		String name = lock().name();
		List<LockHandle> handles = List.of(locks().acquire(name), locks().acquire(name, AT_ONCE.keys("a")),
				otherProcess().acquire(name, AT_ONCE.keys("b")));
		assertThat(locks().inspect(name).orElseThrow().key()).isEmpty();
		assertThat(locks().inspect(name, "a").orElseThrow().key()).isEqualTo("a");
		assertThat(otherProcess().forceRelease(name, "a")).isTrue();
		assertThat(handles.get(0).release()).isTrue();
		assertThat(handles.get(1).release()).isFalse();
		assertThat(handles.get(2).release()).isTrue();
	}

	@Test
	void tokensOfAKeyRiseThroughHoldsOfManyKeys() {
		String name = lock().name();
		List<Long> tokens = new ArrayList<>();
		for (List<String> keys : List.of(List.of("a"), List.of("a", "b"), List.of("a"), List.of("c", "a", "b"))) {
			LockHandle handle = locks().acquire(name, AT_ONCE.keys(keys));
			tokens.add(handle.token());
			handle.release();
		}
		assertThat(tokens).isSorted().doesNotHaveDuplicates();
	}

	/**
	 * One key is taken away by force and held by another: nothing of that is touched.
	 */
	@Test
	void aHoldThatLostOneKeyLeavesItToItsNewHolder() {
		String name = lock().name();
		LockHandle all = locks().acquire(name, AT_ONCE.keys("a", "b"));
		assertThat(otherProcess().forceRelease(name, "a")).isTrue();
		LockHandle a = otherProcess().acquire(name, AT_ONCE.keys("a"));
		assertThat(all.release()).isFalse();
		assertThat(locks().inspect(name, "b")).as("the key that was left").isEmpty();
		assertThat(otherProcess().inspect(name, "a")).hasValueSatisfying((info) -> {
			assertThat(info.token()).isEqualTo(a.token());
			assertThat(info.leaseUntil()).isBefore(redis().serverTime().plusSeconds(31));
		});
		assertThat(a.release()).isTrue();
	}

	@Test
	void aHoldThatLostOneKeyIsNotExtended() {
		String name = lock().name();
		LockOptions brief = AT_ONCE.leaseTime(Duration.ofMillis(300)).autoRenew(false);
		LockHandle all = locks().acquire(name, brief.keys("a", "b"));
		assertThat(otherProcess().forceRelease(name, "a")).isTrue();
		LockHandle a = otherProcess().acquire(name, AT_ONCE.keys("a"));
		assertThat(all.extend(Duration.ofMinutes(1))).isFalse();
		assertThat(all.isHeld()).isFalse();
		assertThat(all.release()).isFalse();
		assertThat(otherProcess().inspect(name, "a").orElseThrow().leaseUntil())
			.isBefore(redis().serverTime().plusSeconds(31));
		assertThat(a.release()).isTrue();
		Awaitility.await("the key that was left comes free").until(() -> locks().inspect(name, "b").isEmpty());
	}

	@Test
	void acquiresAThousandKeys() {
		String name = lock().name();
		List<String> keys = IntStream.range(0, 1_000).mapToObj((i) -> "key" + i).toList();
		LockHandle handle = locks().acquire(name, AT_ONCE.keys(keys));
		assertThat(handle.keys()).hasSize(1_000);
		assertThat(otherProcess().tryAcquire(name, AT_ONCE.keys("key999"))).isEmpty();
		assertThat(handle.extend(Duration.ofMinutes(1))).isTrue();
		assertThat(handle.release()).isTrue();
		LockHandle next = otherProcess().acquire(name, AT_ONCE.keys("key999"));
		assertThat(next.release()).isTrue();
	}

	@Test
	void aThreadThatHoldsOneKeyIsToldAtOnceThatItCannotHaveMore() {
		String name = lock().name();
		inThread(() -> {
			LockHandle one = locks().acquire(name, AT_ONCE.keys("a"));
			assertThatExceptionOfType(LockUnavailableException.class)
				.isThrownBy(() -> locks().acquire(name, WAIT_LONG.keys("a", "b")))
				.withMessageContaining("this thread itself holds '" + name + "' on [a]");
			assertThatExceptionOfType(LockUnavailableException.class)
				.isThrownBy(() -> locks().execute(name, WAIT_LONG.keys("a", "b"), () -> true));
			assertThat(locks().acquire(name, WAIT_LONG.keys("b", "c")).release()).isTrue();
			assertThat(one.release()).isTrue();
			return null;
		}).within(LONG.dividedBy(2));
	}

	@Test
	void anActionSharesAHoldThatHasMoreKeys() {
		String name = lock().name();
		inThread(() -> locks().<Boolean>execute(name, WAIT_LONG.keys("a", "b"), () -> {
			LockHandle outer = LockHandle.current().orElseThrow();
			return locks().<Boolean>execute(name, WAIT_LONG.keys("b"),
					() -> LockHandle.current().orElseThrow().token() == outer.token());
		})).within(LONG.dividedBy(2));
	}

	@Test
	void isNeverFair() {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> locks().acquire("name", AT_ONCE.fair(true).keys("a", "b")))
			.withMessageContaining("fair");
		assertThat(locks().tryAcquire(lock().name(), AT_ONCE.fair(true).keys("a")))
			.hasValueSatisfying((handle) -> assertThat(handle.release()).isTrue());
	}

	@Test
	void hostileKeysAreKeptApart() {
		String name = lock().name();
		List<String> keys = new ArrayList<>(TEXTS);
		keys.addAll(List.of("x".repeat(500), "🧨".repeat(250), "lock", "queue", "offer", "token"));
		List<LockHandle> handles = keys.stream().map((key) -> locks().acquire(name, AT_ONCE.keys(key))).toList();
		for (int i = 0; i < keys.size(); i++) {
			String key = keys.get(i);
			assertThat(otherProcess().tryAcquire(name, AT_ONCE.keys(key))).as(key).isEmpty();
			assertThat(otherProcess().inspect(name, key)).as(key)
				.hasValueSatisfying((info) -> assertThat(info.key()).isEqualTo(key));
			assertThat(handles.get(i).release()).as(key).isTrue();
			assertThat(otherProcess().inspect(name, key)).as(key).isEmpty();
		}
	}

	/**
	 * Sets that overlap, in the order of chance, from two processes, with those who want
	 * one key only in between: nobody waits for ever.
	 */
	@Test
	void overlappingSetsOfKeysNeitherDeadlockNorStarve() {
		String name = "overlap-" + UUID.randomUUID();
		long seed = Long.getLong("lock.keys.seed", new Random().nextLong());
		System.out.println("Overlapping keys, -Dlock.keys.seed=" + seed);
		List<String> keys = List.of("a", "b", "c", "d", "e");
		ConcurrentHashMap<String, Integer> holders = new ConcurrentHashMap<>();
		AtomicInteger overlaps = new AtomicInteger();
		List<BlockedCall<Integer>> threads = new ArrayList<>();
		for (int t = 0; t < 8; t++) {
			int number = t;
			StoreDistributedLocks process = (t % 2 == 0) ? locks() : otherProcess();
			threads.add(inThread(() -> {
				Random random = new Random(seed + number);
				for (int i = 0; i < 40; i++) {
					List<String> mine = new ArrayList<>(keys);
					Collections.shuffle(mine, random);
					mine = mine.subList(0, (number < 4) ? 1 : 2 + random.nextInt(3));
					LockHandle handle = process.acquire(name, WAIT_LONG.keys(mine));
					mine.forEach((key) -> overlaps.addAndGet((holders.put(key, number) != null) ? 1 : 0));
					mine.forEach(holders::remove);
					assertThat(handle.release()).isTrue();
				}
				return number;
			}));
		}
		assertThat(threads).as("seed %d", seed)
			.allSatisfy((thread) -> assertThat(thread.within(Duration.ofSeconds(40))).isNotNull());
		assertThat(overlaps).hasValue(0);
		LockKeys left = new LockKeys(redis(), NAMESPACE, name);
		left.checkNothingIsLeftOfWaiters();
		left.remove();
	}

	@Test
	void aWaiterForTwoKeysGetsThemThoughTheyComeFreeOneByOne() {
		String name = lock().name();
		LockHandle a = locks().acquire(name, AT_ONCE.keys("a"));
		LockHandle b = otherProcess().acquire(name, AT_ONCE.keys("b"));
		BlockedCall<LockHandle> both = inThread(() -> locks().acquire(name, WAIT_LONG.keys("a", "b")))
			.awaitParked(() -> true);
		assertThat(a.release()).isTrue();
		assertThat(otherProcess().tryAcquire(name, AT_ONCE.keys("c"))).hasValueSatisfying(LockHandle::release);
		assertThat(both.isDone()).isFalse();
		assertThat(b.release()).isTrue();
		assertThat(both.atOnce().release()).isTrue();
	}

}
