package io.github.redisqueues.internal.queue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import java.util.function.LongFunction;
import java.util.function.LongSupplier;

import io.github.redisqueues.RedisOutcomeUnknownException;
import io.github.redisqueues.internal.queue.LeaseMarks.LostCall;
import io.github.redisqueues.internal.redis.LuaReply;
import io.github.redisqueues.internal.redis.LuaScript;

/**
 * Runs the calls that lease messages from one queue, and gives back what was leased to
 * those whose answers were lost, without counting an attempt: it has reached no consumer.
 * Safe for use by several threads.
 */
final class LostLeases {

	private static final int MAX_PER_SCRIPT = 4;

	/**
	 * Added to the age of a call, in milliseconds, as the script that searches for it may
	 * be executed later than it is sent.
	 */
	private static final long AGE_TOLERANCE = 2_000;

	private final QueueClient client;

	private final LeaseMarks marks = new LeaseMarks();

	LostLeases(QueueClient client) {
		this.client = client;
	}

	/**
	 * Runs a call that leases messages.
	 * @param <R> type of its result
	 * @param lease how long they are leased
	 * @param call makes the call with a mark, 0 for none
	 * @param deliveries returns what was leased
	 */
	<R> R run(Duration lease, LongFunction<R> call,
			Function<R, ? extends List<? extends RedisDelivery<?>>> deliveries) {
		giveBack();
		long mark = this.marks.begin(this.client.slot(lease));
		long sentAt = System.nanoTime();
		boolean isLost = false;
		List<? extends RedisDelivery<?>> leased = List.of();
		try {
			R result = call.apply(mark);
			leased = deliveries.apply(result);
			return result;
		}
		catch (RedisOutcomeUnknownException ex) {
			isLost = true;
			this.marks.lose(mark, sentAt, lease);
			throw ex;
		}
		finally {
			if (!isLost) {
				this.marks.end(mark, leased);
			}
		}
	}

	/**
	 * Runs such a call without blocking a thread until Redis answers.
	 * @param <R> type of its result
	 * @param lease how long the messages are leased
	 * @param call makes the call, and asks for its mark on
	 * {@link QueueClient#executor()}, before it is sent
	 * @param deliveries returns what was leased
	 */
	<R> CompletableFuture<R> runAsync(Duration lease, Function<LongSupplier, CompletableFuture<R>> call,
			Function<R, ? extends List<? extends RedisDelivery<?>>> deliveries) {
		AsyncCall running = new AsyncCall(lease);
		return giveBackAsync().thenCompose((given) -> call.apply(running::begin)).whenComplete((result, failure) -> {
			if (failure == null) {
				this.marks.end(running.mark, deliveries.apply(result));
			}
			else {
				running.fail(failure);
			}
		});
	}

	private CompletableFuture<?> giveBackAsync() {
		List<LostCall> calls = this.marks.due(MAX_PER_SCRIPT);
		if (calls.isEmpty()) {
			return CompletableFuture.completedFuture(calls);
		}
		return this.client.runAsync((scripts) -> scripts.giveBackLost, () -> arguments(calls)).thenCompose((reply) -> {
			calls.forEach((call) -> this.marks.searched(call, reply.number() > 0));
			return giveBackAsync();
		});
	}

	/**
	 * Gives back what lost calls have leased. Does not call Redis if there are none.
	 */
	void giveBack() {
		for (List<LostCall> calls = this.marks.due(MAX_PER_SCRIPT); !calls.isEmpty(); calls = this.marks
			.due(MAX_PER_SCRIPT)) {
			LuaReply reply = this.client.run((scripts) -> scripts.giveBackLost, arguments(calls));
			calls.forEach((call) -> this.marks.searched(call, reply.number() > 0));
		}
	}

	private byte[][] arguments(List<LostCall> calls) {
		List<byte[]> arguments = new ArrayList<>();
		arguments.add(LuaScript.numbers(this.client.publishCounts(), calls.size()));
		arguments.add(this.client.wakeChannel());
		for (LostCall call : calls) {
			arguments.add(LuaScript.numbers(call.mark(), call.lease().toMillis(), call.ageMillis() + AGE_TOLERANCE,
					call.knownDeadline(), call.knownIds().size()));
			call.knownIds().forEach((id) -> arguments.add(QueueClient.bytes(id)));
		}
		return arguments.toArray(byte[][]::new);
	}

	/**
	 * A call that no thread waits for.
	 */
	private final class AsyncCall {

		private final Duration lease;

		private long mark;

		private long sentAt;

		AsyncCall(Duration lease) {
			this.lease = lease;
		}

		long begin() {
			this.mark = LostLeases.this.marks.begin(LostLeases.this.client.slot(this.lease));
			this.sentAt = System.nanoTime();
			return this.mark;
		}

		void fail(Throwable failure) {
			Throwable cause = (failure instanceof CompletionException) ? failure.getCause() : failure;
			if (cause instanceof RedisOutcomeUnknownException) {
				LostLeases.this.marks.lose(this.mark, this.sentAt, this.lease);
			}
			else {
				LostLeases.this.marks.end(this.mark, List.of());
			}
		}

	}

}
