package io.github.redisqueues.internal.queue;

import java.lang.reflect.Type;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

import io.github.redisqueues.RedisNotExecutedException;
import io.github.redisqueues.RedisOutcomeUnknownException;
import io.github.redisqueues.queue.Delivery;
import io.github.redisqueues.queue.JsonPayloadConverter;
import io.github.redisqueues.queue.PayloadConverter;
import io.github.redisqueues.queue.QueueStats;
import io.github.redisqueues.queue.QueueType;
import io.github.redisqueues.queue.RedisQueue;
import io.github.redisqueues.testing.BlockedCall;
import io.github.redisqueues.testing.RedisTestServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * Calls on a thread that is interrupted: before the call, while Redis works on it, and
 * between two of its scripts.
 */
@Timeout(120)
class InterruptedCallTests {

	private final RedisTestServer server = RedisTestServer.start();

	private final TestQueues queues = new TestQueues(this.server);

	@AfterEach
	void stop() {
		this.server.unpause();
		this.queues.close();
		this.server.close();
	}

	@Test
	void sendsNothingIfTheThreadIsInterruptedBefore() {
		QueueCalls calls = QueueCalls.onFilled(this.queues, this.queues.create(QueueType.FIFO));
		QueueStats before = calls.queue().stats();
		calls.blocking().forEach((name, call) -> {
			Throwable failure = interrupted(call);
			if (name.contains("wait")) {
				assertThat(failure).as(name + " returns empty-handed").isNull();
			}
			else {
				assertThat(failure).as(name)
					.isInstanceOf(RedisNotExecutedException.class)
					.hasMessageContaining("the thread was interrupted");
			}
		});
		assertThat(calls.queue().stats()).usingRecursiveComparison().ignoringFields("oldestAge").isEqualTo(before);
		assertThat(calls.leased().ack()).isTrue();
		RedisQueue<String> first = this.queues.create(QueueType.LIFO);
		assertThat(interrupted(() -> first.send("a"))).as("the first call of a process")
			.isInstanceOf(RedisNotExecutedException.class);
		assertThat(first.size()).isZero();
	}

	/**
	 * Makes a call on an interrupted thread, and returns its failure.
	 */
	private static Throwable interrupted(Runnable call) {
		Thread.currentThread().interrupt();
		Throwable failure = catchThrowable(call::run);
		assertThat(Thread.interrupted()).as("the flag stays set").isTrue();
		return failure;
	}

	@Test
	void saysSoIfTheThreadIsInterruptedWhileRedisWorks() {
		QueueCalls calls = QueueCalls.onFilled(this.queues, this.queues.create(QueueType.FIFO));
		this.server.pause();
		calls.blocking().forEach((name, call) -> {
			BlockedCall<Throwable> blocked = new BlockedCall<>(() -> {
				Throwable failure = catchThrowable(call::run);
				assertThat(Thread.interrupted()).as("the flag stays set after " + name).isTrue();
				return failure;
			});
			blocked.awaitParked(() -> true).interrupt();
			Throwable failure = blocked.atOnce();
			if (name.contains("wait")) {
				assertThat(failure).as(name + " returns empty-handed").isNull();
			}
			else {
				// It may have been parked on its way to Redis
				assertThat(failure).as(name)
					.isInstanceOfAny(RedisOutcomeUnknownException.class, RedisNotExecutedException.class)
					.hasMessageContaining("the thread was interrupted");
			}
		});
	}

	@Test
	void givesWhatItHasTakenIfTheThreadIsInterruptedBetweenTwoScripts() {
		List<String> payloads = IntStream.range(0, 1_000).mapToObj((i) -> "m" + i).toList();
		try (TestQueues interrupting = new TestQueues(this.server, this.server.connectionFactory(),
				new InterruptingConverter(Set.of("m100", "m600")))) {
			RedisQueue<String> queue = interrupting.create(QueueType.FIFO);
			queue.sendAll(payloads);
			assertThat(queue.poll(1_000)).isEqualTo(payloads.subList(0, 500));
			assertThat(Thread.interrupted()).isTrue();
			assertThat(queue.size()).isEqualTo(500);
			assertThat(queue.receive(1_000, Duration.ZERO)).extracting(Delivery::payload)
				.isEqualTo(payloads.subList(500, 1_000));
			assertThat(Thread.interrupted()).isTrue();
		}
	}

	@Test
	void saysWhatWasDoneIfTheThreadIsInterruptedBetweenTwoScripts() {
		RedisQueue<String> queue = this.queues.create(QueueType.FIFO);
		PartialCall call = new PartialCall("sent");
		assertThat(interrupted(() -> call.run(() -> queue.sendAll(List.of("a")).size())))
			.isInstanceOf(RedisNotExecutedException.class);
		assertThat(call.run(() -> queue.sendAll(List.of("a", "b")).size())).isEqualTo(2);
		assertThat(interrupted(() -> call.run(() -> queue.sendAll(List.of("c")).size())))
			.isInstanceOf(RedisOutcomeUnknownException.class)
			.hasMessageContaining("2 messages were sent before the call failed")
			.hasMessageContaining("the thread was interrupted");
		assertThat(call.done()).isEqualTo(2);
	}

	/**
	 * Interrupts the thread that reads one of some payloads.
	 *
	 * @param payloads the payloads
	 */
	private record InterruptingConverter(Set<String> payloads) implements PayloadConverter {

		private static final JsonPayloadConverter JSON = new JsonPayloadConverter();

		@Override
		public byte[] write(Object payload, Type type) {
			return JSON.write(payload, type);
		}

		@Override
		public Object read(byte[] bytes, Type type) {
			Object payload = JSON.read(bytes, type);
			if (this.payloads.contains(payload)) {
				Thread.currentThread().interrupt();
			}
			return payload;
		}

	}

}
