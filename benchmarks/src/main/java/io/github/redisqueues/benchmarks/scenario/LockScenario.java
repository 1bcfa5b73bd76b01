package io.github.redisqueues.benchmarks.scenario;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;

import io.github.redisqueues.benchmarks.contender.HoldCounter;
import io.github.redisqueues.benchmarks.contender.HotLock;
import io.github.redisqueues.benchmarks.contender.LockClient;
import io.github.redisqueues.benchmarks.contender.LockKind;
import io.github.redisqueues.benchmarks.contender.Mutex;
import io.github.redisqueues.benchmarks.contender.RepeatedWork;
import io.github.redisqueues.benchmarks.harness.Aim;
import io.github.redisqueues.benchmarks.harness.Contenders;
import io.github.redisqueues.benchmarks.harness.Figures;
import io.github.redisqueues.benchmarks.harness.Measure;
import io.github.redisqueues.benchmarks.harness.Place;
import io.github.redisqueues.benchmarks.harness.Profile;
import io.github.redisqueues.benchmarks.harness.Scenario;
import io.github.redisqueues.benchmarks.harness.ScenarioSource;
import io.github.redisqueues.benchmarks.harness.Side;
import io.github.redisqueues.benchmarks.harness.Work;

/**
 * Locks in one process: free, with many names, and one for which many threads compete.
 */
public final class LockScenario implements ScenarioSource {

	private static final String HOLDS = "holds";

	private static final int THREADS = 16;

	private static final Duration PAUSE = Duration.ofNanos(50_000);

	private static final double AIM_RAW = 0.9;

	private static final double AIM_HOT = 3;

	@Override
	public List<Scenario> scenarios(Profile profile) {
		return List.of(
				scenario("lock", "One thread acquires and releases a free lock; raw: SET NX PX and a script.",
						LockScenario::free, LockKind.values())
					.aims(Aim.ratioAtLeast(AIM_RAW, HOLDS, Contenders.RAW))
					.build(),
				scenario("lock-keys", "16 threads acquire and release 16 locks, each its own.", LockScenario::keys,
						LockKind.RAW, LockKind.REDISSON, LockKind.INTEGRATION, LockKind.INTEGRATION_PUB_SUB,
						LockKind.OURS)
					.build(),
				scenario("lock-hot", "16 threads of one process compete for one lock.", LockScenario::hot,
						LockKind.REDISSON, LockKind.REDISSON_FAIR, LockKind.INTEGRATION, LockKind.INTEGRATION_PUB_SUB,
						LockKind.OURS, LockKind.OURS_FAIR)
					.measures(Measure.more("holds after another thread's", "holds/s"))
					.aims(Aim.ratioAtLeast(AIM_HOT, HOLDS, Contenders.REDISSON))
					.build());
	}

	private static Scenario.Builder scenario(String name, String title, Locking locking, LockKind... kinds) {
		return Scenario.named(name, title)
			.measures(Measure.more(HOLDS, "holds/s"))
			.sides(Arrays.stream(kinds)
				.map((kind) -> kind.side((place) -> locking.open(place, place.closing(kind.open(place.address())))))
				.toArray(Side[]::new));
	}

	private static Work free(Place place, LockClient client) {
		Mutex mutex = client.mutex("free");
		return RepeatedWork.rounds(place, 1, () -> mutex.take().releaseOrFail());
	}

	private static Work keys(Place place, LockClient client) {
		return () -> {
			RepeatedWork.Times times = RepeatedWork.run(THREADS, place.profile().round(), (thread) -> {
				Mutex mutex = client.mutex("key-" + thread);
				return () -> mutex.take().releaseOrFail();
			});
			return Figures.perSecond(times.times(), times.nanos());
		};
	}

	/**
	 * Each hold is counted under the lock. The first round pauses there, so that a second
	 * holder would be noticed.
	 */
	private static Work hot(Place place, LockClient client) throws Exception {
		HoldCounter counter = HoldCounter.open(Path.of(place.directory().toString(), "holds-" + client.hashCode()));
		Mutex mutex = client.mutex("hot");
		compete(mutex, counter, place, PAUSE);
		return () -> compete(mutex, counter, place, Duration.ZERO);
	}

	private static Figures compete(Mutex mutex, HoldCounter counter, Place place, Duration pause) throws Exception {
		counter.reset();
		RepeatedWork.Times times = HotLock.run(mutex, counter, THREADS, 1, place.profile().round(), pause);
		counter.requireExactly(times.times());
		return new Figures(times.times(), times.perSecond(), counter.changes() / (times.nanos() / 1e9));
	}

	/**
	 * Prepares the work of a side.
	 */
	private interface Locking {

		Work open(Place place, LockClient client) throws Exception;

	}

}
