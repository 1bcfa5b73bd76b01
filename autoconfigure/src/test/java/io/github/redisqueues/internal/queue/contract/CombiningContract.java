package io.github.redisqueues.internal.queue.contract;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;

import io.github.redisqueues.RedisNotExecutedException;
import io.github.redisqueues.queue.Delivery;
import io.github.redisqueues.queue.LimitChange;
import io.github.redisqueues.queue.PayloadTooLargeException;
import io.github.redisqueues.queue.QueueFullException;
import io.github.redisqueues.queue.QueueType;
import io.github.redisqueues.queue.RedisQueue;
import io.github.redisqueues.queue.SendOptions;
import io.github.redisqueues.queue.SendOutcomeUnknownException;
import io.github.redisqueues.queue.SendingPausedException;
import io.github.redisqueues.testing.BlockedCall;
import io.github.redisqueues.testing.TestScale;
import org.junit.jupiter.api.Test;

import org.springframework.util.unit.DataSize;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Many threads of one process that send at the same time, so that their messages go
 * together. Each gets its own outcome.
 */
interface CombiningContract extends QueueFixture {

	int SENDERS = 16;

	@Test
	default void eachOfManyThreadsGetsItsOwnOutcome() {
		long seed = Long.getLong("sends.seed", ThreadLocalRandom.current().nextLong());
		for (Disturbance disturbance : Disturbance.values()) {
			RedisQueue<String> queue = queue((settings) -> settings.maxPayloadSize(DataSize.ofKilobytes(1)));
			List<SenderRun> runs = new ArrayList<>();
			for (int i = 0; i < SENDERS; i++) {
				runs.add(new SenderRun(queue, i, new Random(seed + i)));
			}
			List<BlockedCall<Boolean>> threads = new ArrayList<>(runs.stream().map(this::inThread).toList());
			threads.add(inThread(() -> {
				for (int i = 0; threads.stream().limit(SENDERS).anyMatch((thread) -> !thread.isDone()); i++) {
					disturbance.step(queue, i);
				}
				return true;
			}));
			threads.forEach((thread) -> assertThat(thread.within(Duration.ofMinutes(2))).isTrue());
			disturbance.end(queue);
			check(queue, runs, "seed " + seed + ", " + disturbance);
		}
	}

	private void check(RedisQueue<String> queue, List<SenderRun> runs, String what) {
		Map<String, String> sent = new HashMap<>();
		Set<String> unknown = new HashSet<>();
		runs.forEach((run) -> {
			sent.putAll(run.sent);
			unknown.addAll(run.unknown);
		});
		Map<String, String> taken = new HashMap<>();
		List<String> order = new ArrayList<>();
		for (List<Delivery<String>> batch = queue.receive(1_000, Duration.ZERO); !batch.isEmpty(); batch = queue
			.receive(1_000, Duration.ZERO)) {
			batch.forEach((delivery) -> {
				assertThat(taken.put(delivery.id(), delivery.payload())).as(what).isNull();
				order.add(delivery.payload());
			});
			queue.ack(batch);
		}
		taken.entrySet()
			.removeIf((message) -> !sent.containsKey(message.getKey()) && unknown.contains(message.getValue()));
		assertThat(taken).as(what).isEqualTo(sent);
		if (type() == QueueType.FIFO || type() == QueueType.LIFO) {
			for (SenderRun run : runs) {
				assertThat(order.stream().filter(run.inOrder::contains)).as(what)
					.containsExactlyElementsOf(asTaken(run.inOrder));
			}
		}
	}

	/**
	 * What happens to the queue while threads send to it.
	 */
	enum Disturbance {

		NONE, PAUSED, LIMITED;

		private void step(RedisQueue<String> queue, int step) {
			if (this == PAUSED && step % 2 == 0) {
				queue.pauseSending();
			}
			else if (this == LIMITED && step % 2 == 0) {
				queue.limits().change(LimitChange.none().capacity(queue.size() + 20));
			}
			else {
				end(queue);
				// Lets some sends through
				queue.size();
			}
		}

		private void end(RedisQueue<String> queue) {
			queue.resumeSending();
			queue.limits().withdraw();
		}

	}

	/**
	 * The sends of one thread.
	 */
	final class SenderRun implements Callable<Boolean> {

		private static final int SENDS = TestScale.of(40, 1_000);

		private final RedisQueue<String> queue;

		private final int number;

		private final Random random;

		/**
		 * The payloads that were sent, by the ids that the sends returned.
		 */
		private final Map<String, String> sent = new ConcurrentHashMap<>();

		private final Set<String> unknown = ConcurrentHashMap.newKeySet();

		/**
		 * What was sent by calls that return when Redis has answered.
		 */
		private final List<String> inOrder = new ArrayList<>();

		private SenderRun(RedisQueue<String> queue, int number, Random random) {
			this.queue = queue;
			this.number = number;
			this.random = random;
		}

		@Override
		public Boolean call() {
			for (int i = 0; i < SENDS; i++) {
				String payload = this.number + "/" + i;
				switch (this.random.nextInt(12)) {
					case 0 -> sendAsync(payload);
					case 1 -> sendTooMuch();
					case 2 -> sendInterrupted(payload);
					case 3 -> sendTwice(payload);
					default -> send(payload);
				}
			}
			return true;
		}

		private SendOptions options() {
			SendOptions options = (this.random.nextInt(3) == 0) ? SendOptions.defaults().header("h", "v")
					: SendOptions.defaults();
			return (this.queue.type() == QueueType.PRIORITY) ? options.priority(this.random.nextInt(3)) : options;
		}

		private void send(String payload) {
			try {
				this.sent.put(this.queue.send(payload, options()), payload);
				this.inOrder.add(payload);
			}
			catch (QueueFullException | SendingPausedException ex) {
				assertThat(this.sent).doesNotContainValue(payload);
			}
		}

		private void sendAsync(String payload) {
			List<CompletableFuture<?>> replies = new ArrayList<>();
			for (int i = 0; i < 5; i++) {
				String own = payload + "/" + i;
				replies.add(this.queue.sendAsync(own, options()).handle((id, failure) -> {
					if (failure == null) {
						return this.sent.put(id, own);
					}
					assertThat((failure instanceof CompletionException) ? failure.getCause() : failure)
						.isInstanceOfAny(QueueFullException.class, SendingPausedException.class);
					return failure;
				}));
			}
			replies.forEach(CompletableFuture::join);
		}

		private void sendTooMuch() {
			try {
				this.queue.send("x".repeat(2_000));
				throw new AssertionError("a payload was sent that is too large");
			}
			catch (PayloadTooLargeException ex) {
				assertThat(ex).hasMessageContaining(this.queue.name());
			}
		}

		private void sendInterrupted(String payload) {
			Thread.currentThread().interrupt();
			try {
				this.sent.put(this.queue.send(payload, options()), payload);
			}
			catch (SendOutcomeUnknownException ex) {
				this.unknown.add(payload);
			}
			catch (RedisNotExecutedException | QueueFullException | SendingPausedException ex) {
				assertThat(this.sent).doesNotContainValue(payload);
			}
			assertThat(Thread.interrupted()).isTrue();
		}

		private void sendTwice(String payload) {
			SendOptions options = SendOptions.defaults().id("given " + payload);
			for (int i = 0; i < 2; i++) {
				try {
					this.sent.put(this.queue.send(payload, options), payload);
				}
				catch (QueueFullException | SendingPausedException ex) {
					assertThat(ex).hasMessageContaining(this.queue.name());
				}
			}
		}

	}

}
