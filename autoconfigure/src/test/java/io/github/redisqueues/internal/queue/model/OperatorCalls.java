package io.github.redisqueues.internal.queue.model;

import java.io.StringReader;
import java.io.StringWriter;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.BiConsumer;

import io.github.redisqueues.internal.queue.CircuitClient;
import io.github.redisqueues.internal.queue.ConsumableQueue;
import io.github.redisqueues.queue.CancelMode;
import io.github.redisqueues.queue.LimitChange;
import io.github.redisqueues.queue.MessageImport;
import io.github.redisqueues.queue.MessageUpdate;
import io.github.redisqueues.queue.PauseOptions;
import io.github.redisqueues.queue.QueueFullException;
import io.github.redisqueues.queue.QueueSettings;
import io.github.redisqueues.queue.QueueStats;
import io.github.redisqueues.queue.QueueType;
import io.github.redisqueues.queue.RedisQueue;

/**
 * Makes the steps of operators concrete.
 */
final class OperatorCalls {

	private final RedisQueue<String> queue;

	private final RedisQueue<String> beside;

	private final QueueSettings<String> settings;

	OperatorCalls(RedisQueue<String> queue, RedisQueue<String> beside, QueueSettings<String> settings) {
		this.queue = queue;
		this.beside = beside;
		this.settings = settings;
	}

	Call find(String id) {
		return Call.of("find " + id, () -> this.queue.find(id).stream().toList(),
				(model, answer, moment) -> model.operations().find(id, answer, moment));
	}

	Call update(String id, String newPayload, Random random) {
		boolean prioritized = this.settings.type() == QueueType.PRIORITY && random.nextBoolean();
		Optional<Integer> priority = prioritized ? Optional.of(random.nextInt(4) - 1) : Optional.empty();
		Optional<Long> delay = random.nextBoolean() ? Optional.of(30L * random.nextInt(3)) : Optional.empty();
		Optional<String> payload = random.nextBoolean() ? Optional.of(newPayload) : Optional.empty();
		MessageUpdate update = MessageUpdate.unchanged();
		update = priority.isPresent() ? update.priority(priority.get()) : update;
		update = delay.isPresent() ? update.delay(Duration.ofMillis(delay.get())) : update;
		MessageUpdate changes = update;
		return Call.of("update " + id + " " + payload + " " + changes,
				() -> payload.isPresent() ? this.queue.update(id, payload.get(), changes)
						: this.queue.update(id, changes),
				(model, answer, moment) -> model.operations().update(id, payload, priority, delay, answer, moment));
	}

	Call pauseDelivery(Random random) {
		return switch (random.nextInt(6)) {
			case 0, 1 -> openCircuit();
			case 2 -> closeCircuit();
			default -> pause(random);
		};
	}

	private Call pause(Random random) {
		Optional<Long> duration = duration(random);
		return change("pause for " + duration, () -> this.queue.pause(options(duration)),
				(pauses, moment) -> pauses.pauseDelivery(duration.map(moment::in)));
	}

	Call pauseSending(Random random) {
		Optional<Long> duration = duration(random);
		return change("pause sending for " + duration, () -> this.queue.pauseSending(options(duration)),
				(pauses, moment) -> pauses.pauseSending(duration.map(moment::in)));
	}

	private Call openCircuit() {
		return change("open circuit", () -> circuit().open(Duration.ofHours(1), "model", "down"),
				(pauses, moment) -> pauses.openCircuit());
	}

	/**
	 * Has no effect, as the circuit is open for longer than a history lasts.
	 */
	private Call closeCircuit() {
		return change("close circuit", () -> circuit().close(), (pauses, moment) -> {
		});
	}

	private CircuitClient circuit() {
		return ((ConsumableQueue<String>) this.queue).circuit();
	}

	Call resumeDelivery() {
		return change("resume", this.queue::resume, (pauses, moment) -> pauses.resumeDelivery());
	}

	Call resumeSending() {
		return change("resume sending", this.queue::resumeSending, (pauses, moment) -> pauses.resumeSending());
	}

	private static Optional<Long> duration(Random random) {
		return random.nextBoolean() ? Optional.of(20L + random.nextInt(60)) : Optional.empty();
	}

	private static PauseOptions options(Optional<Long> duration) {
		PauseOptions options = PauseOptions.defaults().by("model");
		return duration.map((millis) -> options.duration(Duration.ofMillis(millis))).orElse(options);
	}

	private static Call change(String text, Runnable operation, BiConsumer<ModelPauses, Moment> change) {
		return Call.of(text, () -> {
			operation.run();
			return "done";
		}, (model, answer, moment) -> model.operations()
			.change((pauses) -> change.accept(pauses, moment), answer, moment));
	}

	Call changeLimits(Random random) {
		LimitChange change = switch (random.nextInt(5)) {
			case 0 -> LimitChange.none().concurrency(1 + random.nextInt(3));
			case 1, 2 -> LimitChange.none().capacity(2 * random.nextInt(5));
			default -> LimitChange.none().maxInFlight(random.nextInt(4));
		};
		return Call.of("change " + change, () -> {
			this.queue.limits().change(change);
			return "done";
		}, (model, answer, moment) -> model.operations().changeLimits(change, answer));
	}

	Call withdrawLimits() {
		return Call.of("withdraw limits", () -> {
			this.queue.limits().withdraw();
			return "done";
		}, (model, answer, moment) -> model.operations().withdrawLimits(answer));
	}

	Call limits() {
		return Call.of("limits", () -> this.queue.limits().current(),
				(model, answer, moment) -> model.operations().limits(answer));
	}

	Call pauses() {
		return Call.of("pauses", this.queue::pauses,
				(model, answer, moment) -> model.operations().pauses(answer, moment));
	}

	/**
	 * Moves messages to an empty queue.
	 */
	Call move(List<String> ids) {
		return Call.of("move " + ids, () -> {
			this.beside.purge();
			this.beside.deadLetters().purge();
			int moved = this.queue.moveTo(this.beside, ids);
			// One look, as messages expire meanwhile
			QueueStats there = this.beside.stats();
			long arrived = there.ready() + there.delayed() + there.dead();
			Mismatch.unless(arrived == moved, "%d moved, and %d arrived", moved, arrived);
			return moved;
		}, (model, answer, moment) -> model.operations().cancel(ids, answer, moment)).maySweep();
	}

	/**
	 * Exports all messages and sends them to an empty queue.
	 */
	Call export() {
		return Call.of("export", () -> {
			this.beside.purge();
			this.beside.deadLetters().purge();
			StringWriter lines = new StringWriter();
			long written = this.queue.exportTo(lines);
			MessageImport sent;
			try {
				sent = this.beside.importFrom(new StringReader(lines.toString()));
			}
			catch (QueueFullException ex) {
				return "too many";
			}
			MessageImport again = this.beside.importFrom(new StringReader(lines.toString()));
			QueueStats there = this.beside.stats();
			long arrived = there.ready() + there.delayed();
			// What expires there may be deleted at once
			boolean isExact = !lines.toString().contains("\"expiresAt\"");
			Mismatch.unless(written == sent.added() + sent.known() && (!isExact || arrived == sent.added()),
					"%d written, %s, and %d arrived", written, sent, arrived);
			Mismatch.unless(!isExact || again.added() == 0, "a repeated import is %s", again);
			return "exported";
		}, (model, answer, moment) -> {
		});
	}

	Call cancel(List<String> ids) {
		return Call
			.of("cancel " + ids, () -> this.queue.cancel(ids),
					(model, answer, moment) -> model.operations().cancel(ids, answer, moment))
			.maySweep();
	}

	Call cancelRunning(String id) {
		return Call
			.of("cancel running " + id, () -> this.queue.cancel(id, CancelMode.INTERRUPT),
					(model, answer, moment) -> model.operations().cancelRunning(id, answer, moment))
			.maySweep();
	}

	Call redrive(List<String> ids) {
		return Call
			.of("redrive " + ids, () -> this.queue.deadLetters().redrive(ids),
					(model, answer, moment) -> model.operations().redrive(ids, answer))
			.maySweep();
	}

	Call deleteDead(List<String> ids) {
		return Call
			.of("delete dead " + ids, () -> this.queue.deadLetters().delete(ids),
					(model, answer, moment) -> model.operations().deleteDead(ids, answer, moment))
			.maySweep();
	}

}
