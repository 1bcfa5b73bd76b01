package io.github.redisqueues.internal.lock.contract;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

import io.github.redisqueues.lock.LockHandle;
import io.github.redisqueues.lock.LockUnavailableException;
import io.github.redisqueues.lock.NamedLock;
import io.github.redisqueues.testing.BlockedCall;
import io.github.redisqueues.testing.RedisTestServer;
import io.github.redisqueues.testing.TestRedis;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * The contract for the lock that many may hold to read.
 */
class ReadLockTests extends LockContract implements FairContract {

	ReadLockTests() {
		super(KindOfLock.READ);
	}

	@Override
	public TestRedis redis() {
		return RedisTestServer.shared();
	}

	@Test
	void manyReadWhileNobodyWrites() {
		NamedLock read = lock();
		NamedLock write = otherProcess().readWriteLock(read.name()).writeLock();
		List<LockHandle> readers = new ArrayList<>();
		for (int i = 0; i < 20; i++) {
			readers.add(((i % 2 == 0) ? read : there(read)).tryAcquire().orElseThrow());
		}
		assertThat(readers).extracting(LockHandle::token).isSorted().doesNotHaveDuplicates();
		assertThat(read.holders()).hasSize(20);
		assertThat(write.holders()).hasSize(20);
		for (LockHandle reader : readers) {
			assertThat(write.tryAcquire()).isEmpty();
			assertThat(reader.release()).isTrue();
		}
		LockHandle writer = write.tryAcquire().orElseThrow();
		assertThat(writer.token()).isGreaterThan(readers.get(19).token());
		assertThat(read.tryAcquire()).isEmpty();
		assertThat(read.holders()).singleElement()
			.satisfies((info) -> assertThat(info.token()).isEqualTo(writer.token()));
		assertThat(writer.release()).isTrue();
	}

	@Test
	void readersThatComeLaterStandBehindAWaitingWriter() {
		NamedLock read = lock();
		NamedLock write = otherProcess().readWriteLock(read.name()).writeLock();
		LockHandle reader = read.acquire();
		BlockedCall<LockHandle> writing = waiting(write);
		assertThat(inThread(read::tryAcquire).atOnce()).as("does not pass the writer").isEmpty();
		assertThat(there(read).tryAcquire()).as("does not pass the writer").isEmpty();
		BlockedCall<LockHandle> later = inThread(() -> there(read).acquire(WAIT_LONG)).awaitParked(() -> true);
		assertThat(reader.release()).isTrue();
		LockHandle writer = writing.atOnce();
		assertThat(later.isDone()).isFalse();
		assertThat(writer.release()).isTrue();
		LockHandle last = later.atOnce();
		assertThat(last.token()).isGreaterThan(writer.token());
		assertThat(last.release()).isTrue();
	}

	@Test
	void aWriterIsNotStarvedByReadersThatNeverEnd() {
		NamedLock read = lock();
		AtomicBoolean written = new AtomicBoolean();
		List<BlockedCall<Integer>> readers = new ArrayList<>();
		for (int i = 0; i < 6; i++) {
			NamedLock view = (i % 2 == 0) ? read : there(read);
			readers.add(inThread(() -> {
				int reads = 0;
				while (!written.get()) {
					view.acquire(WAIT_LONG).release();
					reads++;
				}
				return reads;
			}));
		}
		Awaitility.await().until(() -> !read.holders().isEmpty());
		for (int i = 0; i < 5; i++) {
			LockHandle writer = locks().readWriteLock(read.name()).writeLock().acquire(WAIT_LONG);
			assertThat(read.holders()).singleElement()
				.satisfies((info) -> assertThat(info.token()).isEqualTo(writer.token()));
			assertThat(writer.release()).isTrue();
		}
		written.set(true);
		readers.forEach((reader) -> assertThat(reader.atOnce()).isPositive());
	}

	@Test
	void waitingReadersAreLetInTogether() {
		NamedLock read = lock();
		LockHandle writer = fill(read).get(0);
		List<BlockedCall<LockHandle>> waiters = new ArrayList<>();
		for (int i = 0; i < 6; i++) {
			waiters.add(waiting((i % 2 == 0) ? read : there(read)));
		}
		assertThat(writer.release()).isTrue();
		List<LockHandle> readers = waiters.stream().map(BlockedCall::atOnce).toList();
		assertThat(readers).allSatisfy((reader) -> assertThat(reader.isHeld()).isTrue());
		readers.forEach((reader) -> assertThat(reader.release()).isTrue());
	}

	@Test
	void aWriterThatGivesUpLetsTheReadersBehindItIn() {
		NamedLock read = lock();
		LockHandle reader = read.acquire();
		NamedLock write = otherProcess().readWriteLock(read.name()).writeLock();
		BlockedCall<Boolean> writing = inThread(
				() -> write.tryAcquire(AT_ONCE.waitTime(Duration.ofMillis(200))).isPresent())
			.awaitParked(keys(read)::isWaitedFor);
		BlockedCall<LockHandle> later = inThread(() -> read.acquire(WAIT_LONG)).awaitParked(() -> true);
		assertThat(writing.atOnce()).isFalse();
		assertThat(later.atOnce().release()).as("beside the first reader").isTrue();
		assertThat(reader.release()).isTrue();
	}

	@Test
	void aReaderDoesNotBecomeAWriter() {
		NamedLock read = lock();
		NamedLock write = locks().readWriteLock(read.name()).writeLock();
		inThread(() -> {
			LockHandle reader = read.acquire();
			assertThat(write.tryAcquire()).isEmpty();
			assertThat(write.tryAcquire(WAIT_LONG)).isEmpty();
			assertThatExceptionOfType(LockUnavailableException.class).isThrownBy(() -> write.acquire(WAIT_LONG))
				.withMessageContaining("this thread itself holds '" + read.name() + "'")
				.withMessageContaining("A read lock cannot become a write lock");
			assertThatExceptionOfType(LockUnavailableException.class)
				.isThrownBy(() -> read.<Object>execute(() -> write.execute(WAIT_LONG, () -> true)));
			assertThat(reader.release()).isTrue();
			return null;
		}).within(LONG.dividedBy(2));
		assertThat(read.holders()).isEmpty();
	}

	@Test
	void aWriterBecomesAReaderWithoutLettingAnotherWriterIn() {
		for (Duration lease : List.of(Duration.ofSeconds(20), Duration.ofMinutes(2))) {
			NamedLock read = lock();
			NamedLock write = locks().readWriteLock(read.name()).writeLock();
			LockHandle writer = write.acquire(AT_ONCE.leaseTime(Duration.ofMinutes(1)));
			BlockedCall<LockHandle> next = waiting(otherProcess().readWriteLock(read.name()).writeLock());
			LockHandle reader = read.acquire(WAIT_LONG.leaseTime(lease));
			assertThat(reader.token()).isGreaterThan(writer.token());
			assertThat(read.holders()).hasSize(2);
			assertThat(there(read).tryAcquire()).as("the writer still writes").isEmpty();
			assertThat(inThread(read::tryAcquire).atOnce()).as("the writer still writes").isEmpty();
			assertThat(writer.release()).isTrue();
			assertThat(reader.isHeld()).isTrue();
			assertThat(next.isDone()).isFalse();
			assertThat(reader.release()).isTrue();
			assertThat(next.atOnce().release()).isTrue();
		}
	}

	@Test
	void readersComeInBesideAWriterThatBecameAReader() {
		NamedLock read = lock();
		LockHandle writer = locks().readWriteLock(read.name()).writeLock().acquire();
		BlockedCall<LockHandle> other = waiting(there(read));
		LockHandle reader = read.tryAcquire().orElseThrow();
		assertThat(other.isDone()).isFalse();
		assertThat(writer.release()).isTrue();
		assertThat(other.atOnce().release()).isTrue();
		assertThat(there(read).tryAcquire()).hasValueSatisfying((handle) -> assertThat(handle.release()).isTrue());
		assertThat(reader.release()).isTrue();
	}

	@Test
	void aThreadThatReadsReadsAgainAlthoughAWriterWaits() {
		NamedLock read = lock();
		BlockedCall<LockHandle> writing = inThread(() -> {
			LockHandle first = read.acquire();
			BlockedCall<LockHandle> writer = waiting(otherProcess().readWriteLock(read.name()).writeLock());
			LockHandle second = read.acquire(WAIT_LONG);
			assertThat(first.release()).isTrue();
			assertThat(writer.isDone()).isFalse();
			assertThat(second.release()).isTrue();
			return writer.atOnce();
		});
		assertThat(writing.within(LONG.dividedBy(2)).release()).isTrue();
	}

	@Test
	void aThreadThatIsLetInBesideAHoldThatWasTakenAwayWaitsLikeOthers() {
		NamedLock read = lock();
		LockHandle forced = locks().readWriteLock(read.name()).writeLock().acquire(AT_ONCE.autoRenew(false));
		assertThat(there(read).forceRelease()).isTrue();
		LockHandle writer = fillThere(read).get(0);
		assertThat(forced.isHeld()).as("by its own clock").isTrue();
		assertThat(read.tryAcquire()).isEmpty();
		assertThat(writer.release()).isTrue();
	}

}
