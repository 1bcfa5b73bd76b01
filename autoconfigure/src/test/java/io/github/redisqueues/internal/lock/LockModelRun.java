package io.github.redisqueues.internal.lock;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;

import io.github.redisqueues.internal.lock.LockModel.Hold;
import io.github.redisqueues.internal.lock.contract.KindOfLock;
import io.github.redisqueues.internal.lock.contract.LockFixture;
import io.github.redisqueues.internal.lock.contract.NamedMutex;
import io.github.redisqueues.lock.DistributedLocks;
import io.github.redisqueues.lock.LockHandle;
import io.github.redisqueues.lock.LockInfo;
import io.github.redisqueues.lock.LockOptions;
import io.github.redisqueues.lock.NamedLock;
import io.github.redisqueues.testing.BlockedCall;
import org.awaitility.Awaitility;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A random history of every operation, on real locks and on the model at the same time.
 */
class LockModelRun {

	private static final LockOptions LASTING = LockFixture.AT_ONCE.autoRenew(false);

	private static final LockOptions BRIEF = LASTING.leaseTime(Duration.ofMillis(15));

	/** What a name is used as never changes. */
	private static final List<Place> PLACES = List.of(new Place(KindOfLock.MUTEX, "m"), new Place(KindOfLock.FAIR, "f"),
			new Place(KindOfLock.KEYS, "k"), new Place(KindOfLock.KEY, "k"), new Place(KindOfLock.READ, "rw"),
			new Place(KindOfLock.WRITE, "rw"), new Place(KindOfLock.SEMAPHORE, "s"));

	private final String prefix = TestLocks.newName();

	private final List<DistributedLocks> processes;

	private final LockModel model = new LockModel();

	private final Random random;

	private final List<Pair> pairs = new ArrayList<>();

	private final List<String> trace = new ArrayList<>();

	private String step = "";

	LockModelRun(List<DistributedLocks> processes, long seed) {
		this.processes = processes;
		this.random = new Random(seed);
	}

	/**
	 * What was done last, for a failure's message.
	 * @return the steps
	 */
	List<String> trace() {
		return this.trace.subList(Math.max(0, this.trace.size() - 25), this.trace.size());
	}

	void check(int steps) {
		for (int i = 0; i < steps; i++) {
			int choice = this.random.nextInt(100);
			if (choice < 45 || this.pairs.isEmpty()) {
				acquire();
			}
			else {
				Pair pair = this.pairs.get(this.random.nextInt(this.pairs.size()));
				this.step = "step " + i + ", choice " + choice + " on " + pair.hold;
				change(choice, pair);
			}
			this.trace.add(this.step);
			inspect(any(PLACES));
			while (this.pairs.size() > 12) {
				Pair oldest = this.pairs.remove(0);
				assertThat(release(oldest.handle)).isEqualTo(this.model.ended(oldest.hold));
			}
		}
		this.pairs.forEach((pair) -> assertThat(release(pair.handle)).isEqualTo(this.model.ended(pair.hold)));
	}

	private void change(int choice, Pair pair) {
		if (choice < 65) {
			assertThat(release(pair.handle)).as("released at %s", this.step).isEqualTo(this.model.ended(pair.hold));
			assertThat(pair.handle.isHeld()).isFalse();
		}
		else if (choice < 78) {
			boolean stands = this.model.stands(pair.hold);
			assertThat(extend(pair.handle)).as("extended at %s", this.step).isEqualTo(stands);
			assertThat(pair.handle.isHeld()).as("held after %s", this.step).isEqualTo(stands);
		}
		else if (choice < 86) {
			runOut(pair);
		}
		else if (choice < 92) {
			if (!this.model.stands(pair.hold) && !this.model.tokens(pair.hold.name(), pair.hold.keys()).isEmpty()) {
				// Who holds one of its keys may hold others as well
				return;
			}
			NamedLock lock = lock(new Place(pair.hold.kind(), pair.hold.name()), pair.hold.keys());
			boolean forced = this.model.forced(pair.hold);
			assertThat(lock.forceRelease()).as("forced at %s", this.step).isEqualTo(forced);
		}
		else {
			boolean stands = this.model.ended(pair.hold);
			assertThat(pair.handle.releaseAfter(Duration.ofMillis(12))).as("left at %s", this.step).isEqualTo(stands);
			awaitEnd(pair);
		}
	}

	private void runOut(Pair pair) {
		boolean stands = this.model.ended(pair.hold);
		boolean shortened = pair.handle.extend(Duration.ofMillis(15));
		assertThat(shortened && !stands).as("shortened at %s, though it did not stand", this.step).isFalse();
		awaitEnd(pair);
		assertThat(pair.handle.isHeld()).as("held after %s", this.step).isFalse();
	}

	private void awaitEnd(Pair pair) {
		NamedLock lock = lock(new Place(pair.hold.kind(), pair.hold.name()), pair.hold.keys());
		Awaitility.await()
			.pollInSameThread()
			.pollInterval(Duration.ofMillis(2))
			.until(() -> lock.holders().stream().noneMatch((info) -> info.token() == pair.hold.token()));
	}

	private void acquire() {
		Place place = any(PLACES);
		List<String> keys = keys(place.kind);
		DistributedLocks locks = any(this.processes);
		NamedLock lock = lock(locks, place, keys);
		boolean byOther = place.kind == KindOfLock.READ && this.random.nextInt(3) == 0;
		boolean free = this.model.isFree(place.kind, place.name, keys)
				|| (place.kind == KindOfLock.READ && !byOther && hasOwn(locks, place.name));
		boolean brief = this.random.nextInt(8) == 0;
		LockOptions options = brief ? BRIEF : LASTING;
		// The machine may stand still for longer than a brief lease lasts
		if (brief || this.random.nextInt(6) == 0) {
			options = options.waitTime(Duration.ofMillis(free ? 2_000 : 3));
		}
		this.step = "acquire " + place + " " + keys + " " + options + (byOther ? " by another thread" : "") + " -> "
				+ free;
		LockOptions wanted = options;
		Optional<LockHandle> handle = byOther
				? new BlockedCall<>(() -> tryAcquire(lock, wanted)).within(Duration.ofMinutes(1))
				: tryAcquire(lock, options);
		assertThat(handle.isPresent()).as("acquired %s", this.step).isEqualTo(free);
		if (handle.isEmpty()) {
			return;
		}
		Hold hold = new Hold(place.kind, place.name, keys, handle.get().token());
		assertThat(hold.token()).as("token of %s", hold).isGreaterThan(this.model.granted(hold));
		Pair pair = new Pair(hold, handle.get(), locks, byOther);
		this.pairs.add(pair);
		if (brief) {
			awaitEnd(pair);
			this.model.ended(hold);
		}
	}

	/**
	 * Whether this thread reads or writes already, and so may read.
	 */
	private boolean hasOwn(DistributedLocks locks, String name) {
		return this.pairs.stream()
			.anyMatch((pair) -> pair.locks == locks && !pair.byOther && pair.hold.name().equals(name)
					&& this.model.stands(pair.hold));
	}

	private void inspect(Place place) {
		List<String> keys = keys(place.kind);
		assertThat(lock(place, keys).holders().stream().map(LockInfo::token).distinct().sorted().toList())
			.as("who holds %s %s after %s", place, keys, this.step)
			.isEqualTo(this.model.tokens(place.name, keys));
	}

	private List<String> keys(KindOfLock kind) {
		if (kind == KindOfLock.KEYS) {
			return (this.random.nextInt(3) > 0) ? List.of("a", "b") : List.of("b", "c", "d");
		}
		return (kind == KindOfLock.KEY) ? List.of(any(List.of("a", "b", "c", "d"))) : List.of("");
	}

	private NamedLock lock(Place place, List<String> keys) {
		return lock(any(this.processes), place, keys);
	}

	private NamedLock lock(DistributedLocks locks, Place place, List<String> keys) {
		return (place.kind == KindOfLock.KEY || place.kind == KindOfLock.KEYS)
				? new NamedMutex(locks, this.prefix + place.name, keys, false)
				: place.kind.of(locks, this.prefix + place.name);
	}

	private <T> T any(List<T> list) {
		return list.get(this.random.nextInt(list.size()));
	}

	Optional<LockHandle> tryAcquire(NamedLock lock, LockOptions options) {
		return lock.tryAcquire(options);
	}

	boolean release(LockHandle handle) {
		return handle.release();
	}

	boolean extend(LockHandle handle) {
		return handle.extend(Duration.ofSeconds(20));
	}

	private record Place(KindOfLock kind, String name) {

	}

	private record Pair(Hold hold, LockHandle handle, DistributedLocks locks, boolean byOther) {

	}

}
