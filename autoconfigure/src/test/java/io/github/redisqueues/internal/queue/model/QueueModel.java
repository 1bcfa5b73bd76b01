package io.github.redisqueues.internal.queue.model;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

import io.github.redisqueues.internal.queue.model.ModelRun.Outcome;
import io.github.redisqueues.queue.Backoff;
import io.github.redisqueues.queue.DeadLetterRetention;
import io.github.redisqueues.queue.PriorityOrder;
import io.github.redisqueues.queue.QueueSettings;
import io.github.redisqueues.queue.QueueType;

/**
 * Holds a queue against the model over a random history. When they part, the history is
 * shortened by running parts of it again, and the shortest that still fails is reported.
 */
public final class QueueModel {

	private static final Duration LONGEST_SHRINKING = Duration.ofSeconds(20);

	private final Rig rig;

	private final int mostReruns;

	public QueueModel(Rig rig) {
		this(rig, 80);
	}

	QueueModel(Rig rig, int mostReruns) {
		this.rig = rig;
		this.mostReruns = mostReruns;
	}

	/**
	 * Runs a history.
	 * @param type of the queue
	 * @param seed where settings and history come from
	 * @param steps how long the history is
	 * @throws AssertionError if the queue and the model part, with the seed, the step and
	 * a short history that fails
	 */
	public void check(QueueType type, long seed, int steps) {
		check(settings(type, seed), seed, Step.history(seed, steps));
	}

	private void check(QueueSettings<String> settings, long seed, List<Step> history) {
		Outcome outcome = run(settings, history);
		if (outcome.failure().isEmpty()) {
			return;
		}
		Outcome shortest = shrink(settings, history, outcome);
		throw new AssertionError("""
				Queue and model part in step %d of -Dqueue.model.seed=%d -Dqueue.model.type=%s
				%s
				%s
				Last steps:
				  %s
				Shortest history that fails:
				  %s
				  %s""".formatted(outcome.steps(), seed, settings.type(), settings, outcome.failure().get(),
				String.join("\n  ",
						outcome.log().subList(Math.max(0, outcome.log().size() - 25), outcome.log().size())),
				String.join("\n  ", shortest.log()), shortest.failure().orElseThrow()));
	}

	private Outcome run(QueueSettings<String> settings, List<Step> history) {
		return ModelRun.of(this.rig, settings, history);
	}

	private Outcome shrink(QueueSettings<String> settings, List<Step> history, Outcome failed) {
		long started = System.nanoTime();
		List<Step> shortest = upTo(history, failed);
		Outcome outcome = failed;
		int reruns = 0;
		for (int size = Math.max(1, shortest.size() / 2); isWorthwhile(reruns, started); size = Math.max(1, size / 2)) {
			boolean shorter = false;
			for (int from = 0; from < shortest.size() && isWorthwhile(reruns, started); reruns++) {
				List<Step> fewer = new ArrayList<>(shortest.subList(0, from));
				fewer.addAll(shortest.subList(Math.min(from + size, shortest.size()), shortest.size()));
				Outcome rerun = run(settings, fewer);
				if (rerun.failure().isPresent()) {
					shortest = upTo(fewer, rerun);
					outcome = rerun;
					shorter = true;
				}
				else {
					from += size;
				}
			}
			if (size == 1 && !shorter) {
				break;
			}
		}
		return outcome;
	}

	private boolean isWorthwhile(int reruns, long started) {
		return reruns < this.mostReruns && System.nanoTime() - started < LONGEST_SHRINKING.toNanos();
	}

	private static List<Step> upTo(List<Step> history, Outcome failed) {
		return history.subList(0, Math.min(failed.steps(), history.size()));
	}

	/**
	 * Settings at random, with times so short that a history meets all of them.
	 * @param type of the queue
	 * @param seed where they come from
	 * @return the settings
	 */
	static QueueSettings<String> settings(QueueType type, long seed) {
		Random random = new Random(seed);
		return QueueSettings.builder("model-" + type, String.class)
			.type(type)
			.leaseTime(Duration.ofMillis(60 + random.nextInt(140)))
			.maxAttempts(1 + random.nextInt(4))
			.backoff(new Backoff(Duration.ZERO, 1, Duration.ZERO))
			.delay(Duration.ofMillis((type == QueueType.DELAY) ? 20 + random.nextInt(40) : 0))
			.timeToLive(Duration.ofMillis((random.nextInt(3) == 0) ? 200 : 0))
			.capacity((random.nextInt(3) == 0) ? 8 : 0)
			.maxInFlight((random.nextInt(3) == 0) ? 3 : 0)
			.duplicateWindow(Duration.ofMillis(random.nextBoolean() ? 80 : 0))
			.order(random.nextBoolean() ? PriorityOrder.HIGHEST_FIRST : PriorityOrder.LOWEST_FIRST)
			.deadLetters(new DeadLetterRetention(Duration.ofMillis((random.nextInt(4) == 0) ? 150 : 0),
					(random.nextInt(4) == 0) ? 3 : 0))
			.build();
	}

}
