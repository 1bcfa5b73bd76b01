package io.github.redisqueues.internal.queue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import java.util.function.LongFunction;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

import io.github.redisqueues.RedisOutcomeUnknownException;
import io.github.redisqueues.internal.queue.LeaseMarks.LostCall;
import io.github.redisqueues.internal.redis.LuaReply;
import io.github.redisqueues.internal.redis.LuaScript;

/**
 * Runs the calls that lease messages from one queue, and gives back what was leased to
 * those whose answers were lost, without counting an attempt: it has reached no consumer.
 * If a connection was lost during a call, the client may have repeated it inside, and the
 * answer tells of the last execution only. Then what the others leased is given back too.
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
	 * @param again leases messages in place of those of the result, which were given back
	 * because the client has repeated the call
	 */
	<R> R run(Duration lease, LongFunction<R> call, Function<R, ? extends List<? extends RedisDelivery<?>>> deliveries,
			UnaryOperator<R> again) {
		giveBack();
		Call running = new Call(lease);
		R result;
		try {
			result = call.apply(running.begin());
			if (!running.isRepeated() || !giveBackRepeated(running, deliveries.apply(result))) {
				running.end(deliveries.apply(result));
				return result;
			}
		}
		catch (RuntimeException | Error ex) {
			running.fail(ex);
			throw ex;
		}
		return again.apply(result);
	}

	/**
	 * Gives back what a call has leased if it was executed more than once: then there are
	 * messages with its mark that have not arrived. So they keep their order.
	 * @param arrived what it got
	 * @return whether it was executed more than once
	 */
	private boolean giveBackRepeated(Call running, List<? extends RedisDelivery<?>> arrived) {
		return running.wasGivenBack(
				this.client.run((scripts) -> scripts.giveBackLost, arguments(List.of(running.repeated(arrived)))));
	}

	/**
	 * Runs such a call without blocking a thread until Redis answers.
	 * @param <R> type of its result
	 * @param lease how long the messages are leased
	 * @param call makes the call, and asks for its mark on
	 * {@link QueueClient#executor()}, before it is sent
	 * @param deliveries returns what was leased
	 * @param again leases messages in place of those of the result, which were given back
	 * because the client has repeated the call
	 */
	<R> CompletableFuture<R> runAsync(Duration lease, Function<LongSupplier, CompletableFuture<R>> call,
			Function<R, ? extends List<? extends RedisDelivery<?>>> deliveries, Supplier<CompletableFuture<R>> again) {
		Call running = new Call(lease);
		return giveBackAsync().thenCompose((given) -> call.apply(running::begin))
			.thenCompose((result) -> giveBackRepeatedAsync(running, deliveries.apply(result))
				.thenApply((isGivenBack) -> isGivenBack ? Optional.<R>empty() : Optional.of(result)))
			.whenComplete((kept, failure) -> {
				if (failure != null) {
					running.fail(failure);
				}
				else {
					kept.ifPresent((result) -> running.end(deliveries.apply(result)));
				}
			})
			.thenCompose((kept) -> kept.map(CompletableFuture::completedFuture).orElseGet(again));
	}

	private CompletableFuture<Boolean> giveBackRepeatedAsync(Call running, List<? extends RedisDelivery<?>> arrived) {
		if (!running.isRepeated()) {
			return CompletableFuture.completedFuture(false);
		}
		return this.client
			.runAsync((scripts) -> scripts.giveBackLost, () -> arguments(List.of(running.repeated(arrived))))
			.thenApply(running::wasGivenBack);
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
					call.knownDeadline(), call.knownIds().size(), call.arrivedDeadline(), call.arrivedIds().size()));
			call.knownIds().forEach((id) -> arguments.add(QueueClient.bytes(id)));
			call.arrivedIds().forEach((id) -> arguments.add(QueueClient.bytes(id)));
		}
		return arguments.toArray(byte[][]::new);
	}

	/**
	 * A call that leases messages.
	 */
	private final class Call {

		private final Duration lease;

		private long mark;

		private long sentAt;

		private int disconnections;

		private boolean begun;

		private boolean searched;

		Call(Duration lease) {
			this.lease = lease;
		}

		/**
		 * Begins it, unless it has begun with another script.
		 */
		long begin() {
			if (this.begun) {
				return this.mark;
			}
			this.begun = true;
			this.mark = LostLeases.this.marks.begin(LostLeases.this.client.slot(this.lease));
			this.disconnections = LostLeases.this.client.disconnections();
			this.sentAt = System.nanoTime();
			return this.mark;
		}

		/**
		 * Returns whether it may have been executed more than once before it was
		 * answered. Without a mark that cannot be found out.
		 */
		boolean isRepeated() {
			return this.mark != 0 && this.disconnections != LostLeases.this.client.disconnections();
		}

		LostCall repeated(List<? extends RedisDelivery<?>> arrived) {
			this.searched = true;
			return LostLeases.this.marks.repeated(this.mark, this.sentAt, this.lease, arrived);
		}

		/**
		 * Reads what the search has found.
		 */
		boolean wasGivenBack(LuaReply reply) {
			boolean isGivenBack = reply.number() > 0;
			if (isGivenBack) {
				end(List.of());
			}
			return isGivenBack;
		}

		void end(List<? extends RedisDelivery<?>> leased) {
			LostLeases.this.marks.end(this.mark, leased);
		}

		/**
		 * Ends it without a result. If the search has failed, its answer counts as lost.
		 */
		void fail(Throwable failure) {
			Throwable cause = (failure instanceof CompletionException) ? failure.getCause() : failure;
			if (this.searched || cause instanceof RedisOutcomeUnknownException) {
				LostLeases.this.marks.lose(this.mark, this.sentAt, this.lease);
			}
			else {
				end(List.of());
			}
		}

	}

}
