package io.github.redisqueues.internal.queue;

import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

import io.github.redisqueues.RedisCallFailedException;
import io.github.redisqueues.queue.Delivery;
import io.github.redisqueues.queue.QueueFullException;
import io.github.redisqueues.queue.QueueType;
import io.github.redisqueues.queue.RedisQueue;
import io.github.redisqueues.queue.SendOptions;
import io.github.redisqueues.queue.SendResult;
import io.github.redisqueues.testing.RandomInterrupts;
import io.github.redisqueues.testing.RedisTestServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Calls of a queue on threads that are interrupted at random moments. Each ends soon, no
 * interrupt is swallowed, and no message is lost.
 */
@Timeout(300)
class RandomInterruptTests {

	private static final int ROUNDS = 40;

	private static final Duration LONG = Duration.ofMinutes(2);

	private final long seed = Long.getLong("interrupts.seed", ThreadLocalRandom.current().nextLong());

	private final RandomInterrupts interrupts = new RandomInterrupts(this.seed);

	private final RedisTestServer server = RedisTestServer.start();

	private final TestQueues queues = new TestQueues(this.server);

	private final RedisQueue<String> queue = this.queues.create(QueueType.FIFO,
			(settings) -> settings.leaseTime(Duration.ofHours(1)));

	private final Set<String> sent = new HashSet<>();

	private final Set<String> taken = new HashSet<>();

	private int count;

	@AfterEach
	void stop() {
		this.queues.close();
		this.server.close();
	}

	@Test
	void endSoonAndLoseNothing() {
		this.queue.send("first");
		assertThat(this.queue.poll()).contains("first");
		for (int round = 0; round < ROUNDS; round++) {
			sends().forEach((name, send) -> {
				String payload = "m" + this.count++;
				call(name, () -> send.send(payload)).ifPresent((isStored) -> {
					if (isStored) {
						this.sent.add(payload);
					}
				});
			});
			takes().forEach((name, take) -> {
				fill();
				call(name, take).ifPresent(this.taken::addAll);
			});
			receives().forEach((name, receive) -> {
				fill();
				call(name, receive).ifPresent((deliveries) -> deliveries.forEach(this::settle));
			});
		}
		assertThat(this.interrupts.refused()).as("calls that were refused, of seed %s", this.seed).isPositive();
		// The next call gives back what was leased to an interrupted one
		for (List<Delivery<String>> rest = this.queue.receive(500, Duration.ZERO); !rest.isEmpty(); rest = this.queue
			.receive(500, Duration.ZERO)) {
			rest.forEach((delivery) -> {
				this.taken.add(delivery.payload());
				assertThat(delivery.ack()).isTrue();
			});
		}
		assertThat(this.taken).as("taken, of seed %s", this.seed).containsAll(this.sent);
		assertThat(this.queue.stats().inFlight()).as("in flight, of seed %s", this.seed).isZero();
		this.queues.invariant(this.queue).check();
	}

	@Test
	void endSoonWhileTheyWaitInVain() {
		RedisQueue<String> full = this.queues.create(QueueType.FIFO, (settings) -> settings.capacity(1));
		full.send("a");
		BlockingQueue<String> view = this.queue.asBlockingQueue();
		SendOptions waiting = SendOptions.defaults().waitForRoom(LONG);
		for (int round = 0; round < ROUNDS; round++) {
			call("poll", () -> this.queue.poll(LONG).orElse(null));
			call("receive", () -> this.queue.receive(LONG).orElse(null));
			call("take", view::take);
			call("timed poll", () -> view.poll(1, TimeUnit.HOURS));
			call("trySend", () -> full.trySend("b", waiting).isAccepted() ? "b" : null);
			call("send", () -> full.send("b", waiting));
			call("put", () -> put(full.asBlockingQueue(), "b"));
			call("timed offer", () -> full.asBlockingQueue().offer("b", 1, TimeUnit.HOURS) ? "b" : null);
		}
		assertThat(full.poll(10)).containsExactly("a");
		assertThat(this.queue.size()).isZero();
	}

	private <T> Optional<T> call(String name, Callable<T> call) {
		return this.interrupts.call(name + " of seed " + this.seed, call, RedisCallFailedException.class,
				QueueFullException.class);
	}

	private Map<String, Send> sends() {
		Map<String, Send> sends = new LinkedHashMap<>();
		SendOptions waiting = SendOptions.defaults().waitForRoom(LONG);
		sends.put("send", (payload) -> !this.queue.send(payload).isEmpty());
		sends.put("trySend", (payload) -> this.queue.trySend(payload).isAccepted());
		sends.put("sendAll", (payload) -> this.queue.sendAll(List.of(payload)).size() == 1);
		sends.put("trySend that waits",
				(payload) -> this.queue.trySend(payload, waiting).outcome() == SendResult.Outcome.STORED);
		sends.put("put", (payload) -> !put(this.queue.asBlockingQueue(), payload).isEmpty());
		return sends;
	}

	private Map<String, Callable<List<String>>> takes() {
		Map<String, Callable<List<String>>> takes = new LinkedHashMap<>();
		takes.put("poll", () -> this.queue.poll().stream().toList());
		takes.put("poll with a wait", () -> this.queue.poll(LONG).stream().toList());
		takes.put("poll of many", () -> this.queue.poll(3, LONG));
		takes.put("take", () -> List.of(this.queue.asBlockingQueue().take()));
		return takes;
	}

	private Map<String, Callable<List<Delivery<String>>>> receives() {
		Map<String, Callable<List<Delivery<String>>>> receives = new LinkedHashMap<>();
		receives.put("receive", () -> this.queue.receive().stream().toList());
		receives.put("receive with a wait", () -> this.queue.receive(LONG).stream().toList());
		receives.put("receive of many", () -> this.queue.receive(3, LONG));
		return receives;
	}

	private void fill() {
		List<String> payloads = List.of("m" + this.count++, "m" + this.count++, "m" + this.count++);
		this.queue.sendAll(payloads);
		this.sent.addAll(payloads);
	}

	/**
	 * Acknowledges a message, again if that was interrupted.
	 */
	private void settle(Delivery<String> delivery) {
		this.taken.add(delivery.payload());
		if (call("ack", delivery::ack).isEmpty()) {
			delivery.ack();
		}
	}

	private static String put(BlockingQueue<String> view, String payload) throws InterruptedException {
		view.put(payload);
		return payload;
	}

	private interface Send {

		boolean send(String payload) throws Exception;

	}

}
