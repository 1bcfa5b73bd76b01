package io.github.redisqueues.internal.queue;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

import io.github.redisqueues.queue.CancelMode;
import io.github.redisqueues.queue.Delivery;
import io.github.redisqueues.queue.LimitChange;
import io.github.redisqueues.queue.QueueType;
import io.github.redisqueues.queue.ReceiveOptions;
import io.github.redisqueues.queue.RedisQueue;
import io.github.redisqueues.queue.SendOptions;

/**
 * Every call that asks Redis about one queue, by name, for tests of what a failure of
 * Redis means for each of them.
 *
 * @param queues the process
 * @param queue the queue, with messages that are ready, in flight and dead
 * @param leased the message in flight
 */
record QueueCalls(TestQueues queues, RedisQueue<String> queue, Delivery<String> leased) {

	static QueueCalls onFilled(TestQueues queues, RedisQueue<String> queue) {
		queue.sendAll(List.of("leased", "dead", "ready"));
		Delivery<String> leased = queue.receive().orElseThrow();
		queue.receive().orElseThrow().reject("bad");
		return new QueueCalls(queues, queue, leased);
	}

	/**
	 * The same calls, made by another process.
	 */
	QueueCalls of(TestQueues others) {
		RedisMessageQueue<String> theirs = (RedisMessageQueue<String>) others
			.create(((ConsumableQueue<String>) this.queue).settings());
		RedisDelivery<String> delivery = (RedisDelivery<String>) this.leased;
		return new QueueCalls(others, theirs,
				new RedisDelivery<>(new SettlementClient(theirs.settings(), theirs.client(), Outbox.NONE),
						delivery.message(), delivery.leaseTime(), delivery.period(), delivery.leaseUntil()));
	}

	Map<String, Runnable> all() {
		Map<String, Runnable> calls = writes();
		calls.put("peek", this.queue::peek);
		calls.put("browse", () -> this.queue.browse(0, 10));
		calls.put("browse in flight", () -> this.queue.browseInFlight(0, 10));
		calls.put("last tick", () -> schedulable().lastTick("s"));
		calls.put("size", this.queue::size);
		calls.put("stats", this.queue::stats);
		calls.put("find", () -> this.queue.find("unknown"));
		calls.put("contains", () -> this.queue.contains("unknown"));
		calls.put("isPaused", this.queue::isPaused);
		calls.put("dead letters", () -> this.queue.deadLetters().browse(0, 10));
		calls.put("how many dead letters", () -> this.queue.deadLetters().size());
		return calls;
	}

	Runnable named(String name) {
		return Objects.requireNonNull(all().get(name));
	}

	/**
	 * Returns the calls that block the thread.
	 */
	Map<String, Runnable> blocking() {
		Map<String, Runnable> calls = all();
		calls.keySet().removeIf((name) -> name.contains("Async"));
		return calls;
	}

	/**
	 * Returns calls that change something.
	 */
	Map<String, Runnable> writes() {
		Map<String, Runnable> calls = new LinkedHashMap<>();
		calls.put("send", () -> this.queue.send("a"));
		calls.put("send with options", () -> this.queue.send("a", SendOptions.defaults().delay(Duration.ofHours(1))));
		calls.put("sendAll", () -> this.queue.sendAll(List.of("a", "b")));
		calls.put("sendAsync", () -> join(this.queue.sendAsync("a")));
		calls.put("sendAsync with options",
				() -> join(this.queue.sendAsync("a", SendOptions.defaults().delay(Duration.ofHours(1)))));
		calls.put("poll", this.queue::poll);
		calls.put("poll of many", () -> this.queue.poll(2_000));
		calls.put("poll with a wait", () -> this.queue.poll(Duration.ofSeconds(30)));
		calls.put("poll with a short wait", () -> this.queue.poll(Duration.ofMillis(1)));
		calls.put("receive", this.queue::receive);
		calls.put("receive of many", () -> this.queue.receive(2_000, Duration.ZERO));
		calls.put("receive with a wait", () -> this.queue.receive(Duration.ofSeconds(30)));
		calls.put("receiveAsync", () -> join(this.queue.receiveAsync()));
		calls.put("receiveAsync with a wait", () -> join(this.queue.receiveAsync(Duration.ofSeconds(30))));
		calls.put("ackAsync", () -> join(this.leased.ackAsync()));
		calls.put("ackAsync of many", () -> join(this.queue.ackAsync(List.of(this.leased, this.leased))));
		calls.put("receive with options",
				() -> this.queue.receive(ReceiveOptions.defaults().leaseTime(Duration.ofHours(1))));
		calls.put("exchange", () -> consumable().exchange(List.of(), 10, null));
		calls.put("exchange that acknowledges",
				() -> consumable().exchange(List.of(Settlement.ack((RedisDelivery<?>) this.leased)), 10, null));
		calls.put("renew", () -> consumable().renew(List.of((RedisDelivery<String>) this.leased)));
		calls.put("ack", this.leased::ack);
		calls.put("ack of many", () -> this.queue.ack(List.of(this.leased, this.leased)));
		calls.put("nack", this.leased::nack);
		calls.put("retry", this.leased::retry);
		calls.put("reject", () -> this.leased.reject("bad"));
		calls.put("extend", () -> this.leased.extend(Duration.ofMinutes(1)));
		calls.put("cancel", () -> this.queue.cancel(this.queue.browse(0, 1).get(0).id()));
		calls.put("cancel of a message in flight", () -> this.queue.cancel(this.leased.id(), CancelMode.INTERRUPT));
		calls.put("update", () -> this.queue.update(this.queue.browse(0, 1).get(0).id(), "b"));
		calls.put("move", () -> this.queue.moveTo(this.queues.create(QueueType.FIFO), 10));
		calls.put("purge", this.queue::purge);
		calls.put("pause", this.queue::pause);
		calls.put("resume", this.queue::resume);
		calls.put("pause of sending", this.queue::pauseSending);
		calls.put("change of limits", () -> this.queue.limits().change(LimitChange.none().capacity(1_000)));
		calls.put("withdrawal of limits", () -> this.queue.limits().withdraw());
		calls.put("resume of sending", this.queue::resumeSending);
		calls.put("redrive", () -> this.queue.deadLetters().redrive(10));
		calls.put("deletion of dead letters", () -> this.queue.deadLetters().purge());
		calls.put("schedule", () -> schedulable().sendTick("s", Instant.EPOCH.plusSeconds(1), Duration.ZERO, "a"));
		calls.put("begin of a schedule", () -> schedulable().beginSchedule("s", "known"));
		calls.put("topic", () -> this.queues.topic(this.queue).send("a", SendOptions.defaults()));
		return calls;
	}

	/**
	 * Waits for the result, and throws what the future failed with.
	 */
	private static void join(CompletableFuture<?> future) {
		try {
			future.join();
		}
		catch (CompletionException ex) {
			throw (RuntimeException) ex.getCause();
		}
	}

	private ConsumableQueue<String> consumable() {
		return (ConsumableQueue<String>) this.queue;
	}

	private SchedulableQueue<String> schedulable() {
		return (SchedulableQueue<String>) this.queue;
	}

}
