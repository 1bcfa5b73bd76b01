package io.github.redisqueues.internal.queue.model;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;

import io.github.redisqueues.internal.queue.ConsumableQueue;
import io.github.redisqueues.internal.queue.RedisDelivery;
import io.github.redisqueues.queue.Delivery;
import io.github.redisqueues.queue.QueueSettings;
import io.github.redisqueues.queue.RedisQueue;
import io.github.redisqueues.queue.SendOptions;

/**
 * Makes steps concrete: knows the ids and deliveries that a run got so far.
 */
final class Calls {

	private static final int ALL = RedisQueue.MAX_BATCH_SIZE;

	private final RedisQueue<String> queue;

	private final QueueSettings<String> settings;

	private final Set<String> ids = new LinkedHashSet<>();

	private final List<Held> deliveries = new ArrayList<>();

	private final WorkerCalls workers;

	private final OperatorCalls operators;

	private int payloads;

	Calls(RedisQueue<String> queue, RedisQueue<String> beside, QueueSettings<String> settings) {
		this.queue = queue;
		this.settings = settings;
		this.operators = new OperatorCalls(queue, beside, settings);
		this.workers = new WorkerCalls((ConsumableQueue<String>) queue, settings,
				(message) -> keep(message, Optional.of(message)));
	}

	Call of(Step step, long now) {
		Random random = step.random();
		return switch (step.operation()) {
			case SEND -> send(Letters.of(random, this.settings, now, this.ids));
			case SEND_ALL -> sendAll(Letters.ofMany(random, this.settings, now), 1 + random.nextInt(4));
			case POLL -> poll(random.nextBoolean());
			case POLL_SOME -> pollSome(1 + random.nextInt(4), random.nextBoolean());
			case RECEIVE -> receive(random.nextBoolean());
			case RECEIVE_SOME -> receiveSome(1 + random.nextInt(4));
			case RECEIVE_WAITING -> receiveWaiting(10 + random.nextInt(40));
			case RECEIVE_LEASED ->
				this.workers.receive(1 + random.nextInt(3), Duration.ofMillis(20 + random.nextInt(200)));
			case ACK -> settle("ack", random, Delivery::ack,
					(model, held, answer, moment) -> model.deliveries().ack(held, answer, moment));
			case ACK_SOME -> ackSome(some(this.deliveries, random));
			case NACK -> settle("nack", random, Delivery::nack, nackAfter(0));
			case NACK_DELAYED -> nackDelayed(random, 10 + random.nextInt(60));
			case RETRY -> settle("retry", random, Delivery::retry, nackAfter(0));
			case REJECT -> settle("reject", random, (delivery) -> delivery.reject("rejected"),
					(model, held, answer, moment) -> model.deliveries().reject(held, "rejected", answer, moment));
			case EXTEND -> extend(random, 20 + random.nextInt(200));
			case EXCHANGE -> this.workers.exchange(this.deliveries, random);
			case RENEW -> this.workers.renew(this.deliveries, random);
			case PEEK -> Call.of("peek", () -> list(this.queue.peek()), ModelQueue::peek);
			case BROWSE -> browse(random.nextInt(4), 1 + random.nextInt(5));
			case UPDATE -> this.operators.update(anId(random), "p" + ++this.payloads, random);
			case MOVE -> this.operators.move(someIds(random));
			case EXPORT -> this.operators.export();
			case FIND -> this.operators.find(anId(random));
			case SIZE -> Call.of("size", this.queue::size, ModelQueue::size);
			case STATS -> stats();
			case CANCEL -> cancel(anId(random));
			case CANCEL_RUNNING -> this.operators.cancelRunning(anId(random));
			case CANCEL_SOME -> this.operators.cancel(someIds(random));
			case PURGE -> Call.of("purge", this.queue::purge, ModelQueue::purge).maySweep();
			case PAUSE -> this.operators.pauseDelivery(random);
			case RESUME -> this.operators.resumeDelivery();
			case PAUSE_SENDING -> this.operators.pauseSending(random);
			case RESUME_SENDING -> this.operators.resumeSending();
			case PAUSES -> this.operators.pauses();
			case CHANGE_LIMITS -> this.operators.changeLimits(random);
			case WITHDRAW_LIMITS -> this.operators.withdrawLimits();
			case LIMITS -> this.operators.limits();
			case DEAD_SIZE -> Call.of("dead size", this.queue.deadLetters()::size,
					(model, answer, moment) -> model.deadLetters().size(answer, moment));
			case DEAD_BROWSE -> browseDead(random.nextInt(3), 1 + random.nextInt(5));
			case REDRIVE -> redrive(anId(random));
			case REDRIVE_SOME -> redriveSome(1 + random.nextInt(3));
			case REDRIVE_NAMED -> this.operators.redrive(someIds(random));
			case DEAD_DELETE_NAMED -> this.operators.deleteDead(someIds(random));
			case DEAD_DELETE -> deleteDead(anId(random));
			case DEAD_PURGE -> purgeDead();
			case PASS_TIME -> throw new IllegalArgumentException("nothing to call");
		};
	}

	Call send(Letter letter) {
		String payload = "p" + ++this.payloads;
		return Call
			.of("send " + payload + letter, () -> List.of(keep(this.queue.send(payload, letter.options()))),
					(model, answer, moment) -> model.send(List.of(payload), letter, answer, moment))
			.maySweep()
			.mayFallDue();
	}

	private Call sendAll(Letter letter, int count) {
		List<String> payloads = new ArrayList<>();
		for (int i = 0; i < count; i++) {
			payloads.add("p" + ++this.payloads);
		}
		SendOptions options = letter.options();
		return Call.of("sendAll " + payloads + letter, () -> {
			List<String> sent = this.queue.sendAll(payloads, options);
			this.ids.addAll(sent);
			return sent;
		}, (model, answer, moment) -> model.send(payloads, letter, answer, moment)).maySweep().mayFallDue();
	}

	private String keep(String id) {
		this.ids.add(id);
		return id;
	}

	private Call poll(boolean waits) {
		return Call.of("poll", () -> list(waits ? this.queue.poll(Duration.ZERO) : this.queue.poll()),
				(model, answer, moment) -> model.poll(1, answer, moment));
	}

	private Call pollSome(int max, boolean waits) {
		return Call.of("poll " + max, () -> waits ? this.queue.poll(max, Duration.ZERO) : this.queue.poll(max),
				(model, answer, moment) -> model.poll(max, answer, moment));
	}

	private Call receive(boolean waits) {
		return Call.of("receive", () -> held(list(waits ? this.queue.receive(Duration.ZERO) : this.queue.receive())),
				receipt(1));
	}

	Call receiveSome(int max) {
		return Call.of("receive " + max, () -> held(this.queue.receive(max, Duration.ZERO)), receipt(max));
	}

	private Call receiveWaiting(long wait) {
		return Call
			.of("receive within " + wait, () -> held(list(this.queue.receive(Duration.ofMillis(wait)))), receipt(1))
			.waiting(wait);
	}

	private Call.Check receipt(int max) {
		return (model, answer, moment) -> model.receive(max, this.settings.leaseTime(), answer, moment);
	}

	private List<Held> held(List<Delivery<String>> received) {
		return received.stream().map((delivery) -> keep(delivery, Optional.empty())).toList();
	}

	private Held keep(Delivery<String> delivery, Optional<RedisDelivery<String>> leased) {
		Held held = new Held(this.deliveries.size() + 1, delivery, leased);
		this.deliveries.add(held);
		return held;
	}

	Call ackAll() {
		return ackSome(this.deliveries.subList(Math.max(0, this.deliveries.size() - 200), this.deliveries.size()));
	}

	private Call ackSome(List<Held> some) {
		return Call.of("ack " + some, () -> this.queue.ack(some.stream().map(Held::delivery).toList()), (model, answer,
				moment) -> model.deliveries().ack(some.stream().map(Held::receipt).toList(), answer, moment));
	}

	private Call settle(String text, Random random, Settling settling, SettlingCheck check) {
		if (this.deliveries.isEmpty()) {
			return stats();
		}
		Held held = recent(this.deliveries, random);
		return Call.of(text + " " + held, () -> settling.settle(held.delivery()),
				(model, answer, moment) -> check.apply(model, held, answer, moment));
	}

	private Call nackDelayed(Random random, long delay) {
		return settle("nack after " + delay, random, (delivery) -> delivery.nack(Duration.ofMillis(delay)),
				nackAfter(delay));
	}

	private static SettlingCheck nackAfter(long delay) {
		return (model, held, answer, moment) -> model.deliveries().nack(held, delay, answer, moment);
	}

	private Call extend(Random random, long lease) {
		return settle("extend to " + lease, random, (delivery) -> delivery.extend(Duration.ofMillis(lease)),
				(model, held, answer, moment) -> model.deliveries().extend(held, lease, answer, moment));
	}

	Call stats() {
		return Call.of("stats", this.queue::stats, ModelQueue::stats);
	}

	Call browseAll() {
		return browse(0, ALL);
	}

	private Call browse(int offset, int limit) {
		return Call.of("browse " + offset + " " + limit, () -> this.queue.browse(offset, limit),
				(model, answer, moment) -> model.browse(offset, limit, answer, moment));
	}

	private Call cancel(String id) {
		return Call
			.of("cancel " + id, () -> this.queue.cancel(id),
					(model, answer, moment) -> model.cancel(id, answer, moment))
			.maySweep();
	}

	Call resume() {
		return this.operators.resumeDelivery();
	}

	Call browseAllDead() {
		return browseDead(0, ALL);
	}

	private Call browseDead(int offset, int limit) {
		return Call.of("browse dead " + offset + " " + limit, () -> this.queue.deadLetters().browse(offset, limit),
				(model, answer, moment) -> model.deadLetters().browse(offset, limit, answer, moment));
	}

	private Call redrive(String id) {
		return Call
			.of("redrive " + id, () -> this.queue.deadLetters().redrive(id),
					(model, answer, moment) -> model.deadLetters().redrive(id, answer))
			.maySweep();
	}

	private Call redriveSome(int max) {
		return Call
			.of("redrive " + max, () -> this.queue.deadLetters().redrive(max),
					(model, answer, moment) -> model.deadLetters().redrive(max, answer))
			.maySweep();
	}

	private Call deleteDead(String id) {
		return Call
			.of("delete dead " + id, () -> this.queue.deadLetters().delete(id),
					(model, answer, moment) -> model.deadLetters().delete(id, answer, moment))
			.maySweep();
	}

	Call purgeDead() {
		return Call
			.of("purge dead", this.queue.deadLetters()::purge,
					(model, answer, moment) -> model.deadLetters().purge(answer, moment))
			.maySweep();
	}

	private String anId(Random random) {
		return (this.ids.isEmpty() || random.nextInt(20) == 0) ? "nobody" : recent(this.ids, random);
	}

	private List<String> someIds(Random random) {
		List<String> some = new ArrayList<>();
		for (int i = random.nextInt(4); i >= 0; i--) {
			some.add(anId(random));
		}
		return some;
	}

	private static <T> T recent(Collection<T> all, Random random) {
		int back = 1 + random.nextInt(Math.min(all.size(), 10));
		return List.copyOf(all).get(all.size() - back);
	}

	private static <T> List<T> some(List<T> all, Random random) {
		return all.subList(Math.max(0, all.size() - 1 - random.nextInt(5)), all.size());
	}

	private static <T> List<T> list(Optional<T> optional) {
		return optional.stream().toList();
	}

	private interface Settling {

		boolean settle(Delivery<String> delivery);

	}

	private interface SettlingCheck {

		void apply(ModelQueue model, Held held, Answer answer, Moment moment);

	}

}
