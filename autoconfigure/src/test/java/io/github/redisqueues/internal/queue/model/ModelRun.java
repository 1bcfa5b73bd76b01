package io.github.redisqueues.internal.queue.model;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.LongStream;

import io.github.redisqueues.internal.queue.model.Step.Operation;
import io.github.redisqueues.queue.QueueSettings;

/**
 * Runs a history against a queue and the model side by side.
 * <p>
 * Time is real, so it is never guessed: the server's clock is read before and after each
 * operation, and an operation that a deadline fell into is held against one model for
 * each moment at which it may have run. Those models that disagree with the answer are
 * dropped; when none is left, the queue is wrong, however slow the machine.
 */
final class ModelRun {

	private static final long HORIZON = 300;

	/**
	 * A deadline this close is waited for, so that few operations are met by one.
	 */
	private static final long CLOSE = 3;

	private final Rig rig;

	private final QueueSettings<String> settings;

	private final Calls calls;

	private final List<String> log = new ArrayList<>();

	private List<ModelQueue> models;

	private int unsure;

	private ModelRun(Rig rig, QueueSettings<String> settings) {
		this.rig = rig;
		this.settings = settings;
		this.calls = new Calls(rig.open(settings), rig.openBeside(settings), settings);
		this.models = List.of(new ModelQueue(settings));
	}

	/**
	 * Runs a history on an empty queue, and takes everything out in the end.
	 * @param rig where the queue is found
	 * @param settings the queue's settings
	 * @param history what to do
	 * @return how it went
	 */
	static Outcome of(Rig rig, QueueSettings<String> settings, List<Step> history) {
		ModelRun run = new ModelRun(rig, settings);
		int number = 0;
		try {
			for (Step step : history) {
				number++;
				run.run(step);
				run.rig.checkInvariant(settings);
			}
			number++;
			run.drain();
			run.rig.checkInvariant(settings);
			return new Outcome(Optional.empty(), number, run.log, run.unsure);
		}
		catch (Mismatch | AssertionError ex) {
			return new Outcome(Optional.of(ex.getMessage()), number, run.log, run.unsure);
		}
	}

	private void run(Step step) {
		Random random = step.random();
		if (step.operation() == Operation.PASS_TIME) {
			passTime(random);
			return;
		}
		if (step.operation() == Operation.REDRIVE_SOME) {
			call(this.calls.browseAllDead());
		}
		call(this.calls.of(step, this.rig.now()));
		// The moments tell the order in which messages join their groups
		if (random.nextInt(3) == 0 || this.models.size() > 1 || this.models.get(0).hasGroups()
				|| this.settings.deadLetters().max() > 0) {
			observe();
		}
	}

	private void observe() {
		call(this.calls.browseAll());
		call(this.calls.browseAllDead());
		call(this.calls.stats());
	}

	private void drain() {
		call(this.calls.resume());
		for (int round = 0; !this.models.stream().allMatch(ModelQueue::isEmpty); round++) {
			Mismatch.unless(round < 200, "an empty queue in the end, not %s", this.models);
			call(this.calls.receiveSome(50));
			call(this.calls.ackAll());
			call(this.calls.purgeDead());
			passTime(new Random(round));
		}
		observe();
	}

	/**
	 * Lets time pass until after one of the coming deadlines.
	 */
	private void passTime(Random random) {
		long now = this.rig.now();
		long[] coming = this.models.get(0)
			.deadlines()
			.stream()
			.mapToLong(Span::to)
			.filter((to) -> to >= now && to < now + HORIZON)
			.sorted()
			.limit(3)
			.toArray();
		if (coming.length > 0) {
			long passed = coming[random.nextInt(coming.length)];
			this.log.add("time passes until after " + passed);
			awaitAfter(passed);
		}
	}

	private long awaitAfter(long passed) {
		long now = this.rig.now();
		while (now <= passed) {
			LockSupport.parkNanos(1_000_000 * Math.max(1, passed - now));
			now = this.rig.now();
		}
		return now;
	}

	/**
	 * Waits until no deadline is close, nor at a moment that is not known well enough to
	 * tell whether it was reached.
	 */
	private long awaitClarity() {
		long now = this.rig.now();
		while (true) {
			long then = now;
			LongStream close = this.models.stream()
				.flatMap((model) -> model.deadlines().stream())
				.filter((deadline) -> deadline.from() <= then + CLOSE && deadline.to() >= then)
				.mapToLong(Span::to);
			long last = close.max().orElse(-1);
			if (last < 0) {
				return now;
			}
			now = awaitAfter(last);
		}
	}

	private void call(Call call) {
		long asked = awaitClarity();
		Answer answer = Answer.of(call.operation());
		long answered = this.rig.now();
		String line = "%s -> %s at %d..%d".formatted(call.text(), answer, asked, answered);
		this.log.add(line);
		Map<String, ModelQueue> possible = new LinkedHashMap<>();
		List<String> objections = new ArrayList<>();
		for (ModelQueue before : this.models) {
			for (ModelQueue model : looks(before, call, asked, answered)) {
				// A call that waited in vain has looked at the end of its wait
				boolean inVain = call.patience() > 0 && answer.isEmpty();
				long from = inVain ? Math.min(asked + call.patience() - 1, answered) : asked;
				SortedSet<Long> moments = moments(model, from, answered);
				this.unsure += (moments.size() > 1) ? 1 : 0;
				for (long now : moments) {
					for (Call.Check check : call.checks()) {
						attempt(model, check, answer, new Moment(now, asked, answered), possible, objections);
					}
				}
			}
		}
		Mismatch.unless(!possible.isEmpty(), "%s, but the model expects %s", line,
				objections.stream().distinct().toList());
		this.models = List.copyOf(possible.values());
	}

	/**
	 * The models after the looks in vain that a call may have taken while it waited.
	 */
	private static Collection<ModelQueue> looks(ModelQueue model, Call call, long asked, long answered) {
		Map<String, ModelQueue> looks = new LinkedHashMap<>();
		looks.put(model.toString(), model);
		if (call.patience() > 0) {
			for (long now : moments(model, asked, answered)) {
				for (ModelQueue before : List.copyOf(looks.values())) {
					ModelQueue after = before.copy();
					after.sweep(new Moment(now, asked, answered));
					if (!after.hasSomethingToTake()) {
						looks.putIfAbsent(after.toString(), after);
					}
				}
			}
		}
		return looks.values();
	}

	private static SortedSet<Long> moments(ModelQueue model, long from, long to) {
		SortedSet<Long> moments = new TreeSet<>();
		moments.add(from);
		model.deadlines()
			.stream()
			.map(Span::from)
			.filter((deadline) -> deadline > from && deadline <= to)
			.forEach(moments::add);
		return moments;
	}

	private static void attempt(ModelQueue model, Call.Check check, Answer answer, Moment moment,
			Map<String, ModelQueue> possible, List<String> objections) {
		ModelQueue copy = model.copy();
		try {
			check.apply(copy, answer, moment);
			possible.putIfAbsent(copy.toString(), copy);
		}
		catch (Mismatch ex) {
			objections.add(ex.getMessage());
		}
	}

	/**
	 * How a run went.
	 *
	 * @param failure what was wrong; empty if nothing was
	 * @param steps how many were run
	 * @param log what was asked and answered
	 * @param unsure how many operations were met by a deadline
	 */
	record Outcome(Optional<String> failure, int steps, List<String> log, int unsure) {

	}

}
