package io.github.redisqueues.internal.lock;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.LongStream;

import io.github.redisqueues.lock.DistributedLocks;
import io.github.redisqueues.lock.LockHandle;
import io.github.redisqueues.lock.LockOptions;
import io.github.redisqueues.lock.NamedLock;
import io.github.redisqueues.testing.BlockedCall;
import io.github.redisqueues.testing.RedisTestServer;
import io.github.redisqueues.testing.TestScale;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Random histories of every operation against a model. To run one again, or longer ones:
 * {@code -Dlock.model.seed=… -Dlock.model.steps=…}.
 */
@Tag(TestScale.SLOW)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@SuppressWarnings("NullAway")
class LockModelTests {

	private static final long[] FIXED_SEEDS = { 1, 2, 3 };

	private static final int STEPS = Integer.getInteger("lock.model.steps", TestScale.of(400, 4_000));

	private TestLocks one;

	private TestLocks two;

	@BeforeAll
	void connect() {
		this.one = new TestLocks(RedisTestServer.shared());
		this.two = new TestLocks(RedisTestServer.shared());
	}

	@AfterAll
	void disconnect() {
		this.one.close();
		this.two.close();
	}

	private List<DistributedLocks> processes() {
		return List.of(this.one.locks(), this.two.locks());
	}

	@Test
	@Timeout(600)
	void locksDoWhatTheModelDoes() {
		String given = System.getProperty("lock.model.seed", "");
		LongStream seeds = given.isEmpty()
				? LongStream.concat(LongStream.of(FIXED_SEEDS), LongStream.of(new Random().nextLong()))
				: LongStream.of(Long.parseLong(given));
		// Much of the time they wait for leases to run out, and so they wait together
		List<BlockedCall<Boolean>> runs = new ArrayList<>();
		seeds.forEach((seed) -> {
			System.out.println("Model of locks, -Dlock.model.seed=" + seed);
			runs.add(new BlockedCall<>(() -> {
				LockModelRun run = new LockModelRun(processes(), seed);
				try {
					run.check(STEPS);
				}
				catch (Throwable ex) {
					throw new AssertionError("Not what the model says, -Dlock.model.seed=" + seed + "\n"
							+ String.join("\n", run.trace()), ex);
				}
				return true;
			}));
		});
		runs.forEach((run) -> run.within(Duration.ofMinutes(9)));
	}

	@Test
	void aHoldTooManyIsNoticed() {
		assertNoticed(new LockModelRun(processes(), 1) {

			@Override
			Optional<LockHandle> tryAcquire(NamedLock lock, LockOptions options) {
				Optional<LockHandle> handle = super.tryAcquire(lock, options);
				if (handle.isEmpty()) {
					lock.forceRelease();
				}
				return handle.or(() -> super.tryAcquire(lock, options));
			}

		});
	}

	@Test
	void aTokenThatDoesNotRiseIsNoticed() {
		assertNoticed(new LockModelRun(processes(), 1) {

			private LockHandle first;

			@Override
			Optional<LockHandle> tryAcquire(NamedLock lock, LockOptions options) {
				Optional<LockHandle> handle = super.tryAcquire(lock, options);
				this.first = (this.first != null) ? this.first : handle.orElse(null);
				return handle.map((real) -> (real.name().equals(this.first.name())) ? this.first : real);
			}

		});
	}

	@Test
	void aReleaseOfNothingThatSaysTrueIsNoticed() {
		assertNoticed(new LockModelRun(processes(), 1) {

			@Override
			boolean release(LockHandle handle) {
				handle.release();
				return true;
			}

		});
	}

	@Test
	void anExtensionThatIsNotMadeIsNoticed() {
		assertNoticed(new LockModelRun(processes(), 1) {

			@Override
			boolean extend(LockHandle handle) {
				return !handle.name().endsWith("s") && super.extend(handle);
			}

		});
	}

	private static void assertNoticed(LockModelRun run) {
		assertThatExceptionOfType(AssertionError.class).isThrownBy(() -> run.check(2_000));
	}

}
