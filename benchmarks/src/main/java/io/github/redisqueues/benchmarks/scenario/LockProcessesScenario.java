package io.github.redisqueues.benchmarks.scenario;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import io.github.redisqueues.benchmarks.contender.HoldCounter;
import io.github.redisqueues.benchmarks.contender.LockChild;
import io.github.redisqueues.benchmarks.contender.LockClient;
import io.github.redisqueues.benchmarks.contender.LockKind;
import io.github.redisqueues.benchmarks.contender.Mutex;
import io.github.redisqueues.benchmarks.contender.Percentiles;
import io.github.redisqueues.benchmarks.harness.Aim;
import io.github.redisqueues.benchmarks.harness.Contenders;
import io.github.redisqueues.benchmarks.harness.Figures;
import io.github.redisqueues.benchmarks.harness.Measure;
import io.github.redisqueues.benchmarks.harness.Place;
import io.github.redisqueues.benchmarks.harness.Profile;
import io.github.redisqueues.benchmarks.harness.Scenario;
import io.github.redisqueues.benchmarks.harness.ScenarioSource;
import io.github.redisqueues.benchmarks.harness.Side;
import io.github.redisqueues.benchmarks.harness.SideProcess;
import io.github.redisqueues.benchmarks.harness.Work;

/**
 * One lock for which several processes compete, and a lock that goes from one process to
 * another.
 */
public final class LockProcessesScenario implements ScenarioSource {

	private static final String HOLDS = "holds";

	private static final String NAME = "shared";

	private static final LockKind[] KINDS = { LockKind.REDISSON, LockKind.REDISSON_FAIR, LockKind.OURS,
			LockKind.OURS_FAIR };

	private static final int THREADS = 16;

	private static final int TWO = 2;

	private static final int FOUR = 4;

	private static final Duration PAUSE = Duration.ofNanos(50_000);

	private static final Duration BEFORE_RELEASE = Duration.ofMillis(5);

	private static final int HAND_OVERS = 150;

	private static final double PERCENT = 100;

	private static final double AIM_TWO = 2.2;

	@Override
	public List<Scenario> scenarios(Profile profile) {
		return List.of(processes(TWO).aims(Aim.ratioAtLeast(AIM_TWO, HOLDS, Contenders.REDISSON)).build(),
				processes(FOUR).build(),
				Scenario
					.named("lock-hand-over",
							"A process releases a lock for which a thread of another process waits: until that has it.")
					.measures(Percentiles.measures())
					.sides(sides((place, kind) -> handOver(place, kind, profile.count(HAND_OVERS))))
					.rounds(2, 7)
					.aims(Aim.ratioAtMost(1, "p50", Contenders.REDISSON))
					.build());
	}

	private static Scenario.Builder processes(int processes) {
		return Scenario
			.named("lock-processes-" + processes,
					"%d JVMs with %d threads each compete for one lock.".formatted(processes, THREADS / processes))
			.measures(Measure.more(HOLDS, "holds/s"),
					Measure.more("holds of the JVM that had fewest", "% of an equal share"))
			.sides(sides((place, kind) -> compete(place, kind, processes)));
	}

	private static Side[] sides(Locking locking) {
		return Arrays.stream(KINDS).map((kind) -> kind.side((place) -> locking.open(place, kind))).toArray(Side[]::new);
	}

	private static Work compete(Place place, LockKind kind, int processes) throws Exception {
		Path file = place.directory().resolve(kind.name());
		HoldCounter counter = HoldCounter.open(file);
		int threads = THREADS / processes;
		List<SideProcess> children = new ArrayList<>();
		for (int i = 0; i < processes; i++) {
			children.add(place.closing(LockChild.start(kind, place, file, 1 + i * threads)));
		}
		for (SideProcess child : children) {
			child.awaitReady();
		}
		String order = "compete " + NAME + " " + threads + " " + place.profile().round() + " ";
		// A second holder would be noticed
		compete(children, counter, order + PAUSE);
		return () -> compete(children, counter, order + Duration.ZERO);
	}

	private static Figures compete(List<SideProcess> children, HoldCounter counter, String order) throws Exception {
		counter.reset();
		for (SideProcess child : children) {
			child.order(order);
		}
		double all = 0;
		double nanos = 0;
		double fewest = Double.MAX_VALUE;
		for (SideProcess child : children) {
			Figures answer = child.answer();
			all += answer.operations();
			nanos = Math.max(nanos, answer.values()[0]);
			fewest = Math.min(fewest, answer.operations());
		}
		counter.requireExactly(Math.round(all));
		return new Figures(all, all / (nanos / 1e9), PERCENT * fewest * children.size() / all);
	}

	private static Work handOver(Place place, LockKind kind, int handOvers) throws Exception {
		LockClient client = place.closing(kind.open(place.address()));
		SideProcess other = place
			.closing(LockChild.start(kind, place, place.directory().resolve(kind.name()), 1).awaitReady());
		Mutex mutex = client.mutex(NAME);
		return () -> {
			long[] nanos = new long[handOvers];
			for (int i = 0; i < handOvers; i++) {
				Mutex.Hold hold = mutex.await();
				other.order("await " + NAME);
				Thread.sleep(BEFORE_RELEASE.toMillis());
				long released = System.nanoTime();
				hold.releaseOrFail();
				nanos[i] = (long) other.answer().operations() - released;
			}
			return Percentiles.of(nanos);
		};
	}

	/**
	 * Prepares the work of a side.
	 */
	private interface Locking {

		Work open(Place place, LockKind kind) throws Exception;

	}

}
