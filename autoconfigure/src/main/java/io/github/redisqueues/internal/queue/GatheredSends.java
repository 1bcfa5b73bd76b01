package io.github.redisqueues.internal.queue;

import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Function;

import io.github.redisqueues.RedisNotExecutedException;
import org.jspecify.annotations.Nullable;

/**
 * Sends messages of one queue without blocking the threads of the callers. What has
 * gathered until the executor's thread can send it goes together, if it is plain. The
 * messages leave in the order of the calls. Safe for use by several threads.
 */
final class GatheredSends {

	private final QueueClient client;

	private final Function<OutgoingBatch, CompletableFuture<SendReply>> script;

	private final Queue<GatheredSend> gathered = new ConcurrentLinkedQueue<>();

	/**
	 * Creates the sends of a queue.
	 * @param script sends plain messages, all or none; is called on the client's executor
	 */
	GatheredSends(QueueClient client, Function<OutgoingBatch, CompletableFuture<SendReply>> script) {
		this.client = client;
		this.script = script;
	}

	/**
	 * A call that sends messages.
	 *
	 * @param batch its messages
	 * @param script sends them if they are not plain, otherwise null
	 * @param reply completes with the reply to its script
	 */
	private record GatheredSend(OutgoingBatch batch,
			@Nullable Function<OutgoingBatch, CompletableFuture<SendReply>> script,
			CompletableFuture<SendReply> reply) implements SendGroup.Member {

	}

	/**
	 * Sends plain messages.
	 * @return completes on the client's executor with the reply, or as the script fails
	 */
	CompletableFuture<SendReply> send(OutgoingBatch batch) {
		return send(batch, null);
	}

	/**
	 * Sends messages after those of the earlier calls.
	 * @param script sends them; is called on the client's executor
	 * @return completes on the client's executor with the reply, or as the script fails
	 */
	CompletableFuture<SendReply> send(OutgoingBatch batch,
			@Nullable Function<OutgoingBatch, CompletableFuture<SendReply>> script) {
		CompletableFuture<SendReply> reply = new CompletableFuture<>();
		this.gathered.add(new GatheredSend(batch, script, reply));
		// There are as many tasks as calls, so that none is left
		this.client.submit(this::sendNext);
		return reply.whenComplete((sent, failure) -> this.client.tellFailure(failure));
	}

	private CompletableFuture<Boolean> sendNext() {
		SendGroup<GatheredSend> group = new SendGroup<>();
		GatheredSend first = this.gathered.poll();
		if (first == null) {
			return CompletableFuture.completedFuture(true);
		}
		group.add(first);
		if (first.script() == null) {
			for (GatheredSend next = this.gathered.peek(); next != null && next.script() == null
					&& group.add(next); next = this.gathered.peek()) {
				this.gathered.remove();
			}
		}
		return run((first.script() != null) ? first.script() : this.script, group.batch())
			.handle((reply, failure) -> (failure == null) ? complete(group, reply) : fail(group, failure))
			.thenCompose(Function.identity());
	}

	private static CompletableFuture<SendReply> run(Function<OutgoingBatch, CompletableFuture<SendReply>> script,
			OutgoingBatch batch) {
		try {
			return script.apply(batch);
		}
		catch (RuntimeException ex) {
			return CompletableFuture.failedFuture(ex);
		}
	}

	private static CompletableFuture<Boolean> complete(SendGroup<GatheredSend> group, SendReply reply) {
		group.members().forEach((send) -> send.reply().complete(reply));
		return CompletableFuture.completedFuture(true);
	}

	/**
	 * Tells each call of a failure. If Redis refused what one of several calls may have
	 * caused, each is sent on its own.
	 */
	private CompletableFuture<Boolean> fail(SendGroup<GatheredSend> group, Throwable failure) {
		Throwable cause = (failure instanceof CompletionException && failure.getCause() != null) ? failure.getCause()
				: failure;
		boolean isRefused = cause instanceof RedisNotExecutedException ex && ex.isRefused();
		if (!isRefused || group.members().size() == 1) {
			group.members().forEach((send) -> send.reply().completeExceptionally(cause));
			return CompletableFuture.completedFuture(true);
		}
		return CompletableFuture.allOf(group.members()
			.stream()
			.map((send) -> run(this.script, send.batch()).whenComplete((reply, ownFailure) -> {
				if (ownFailure == null) {
					send.reply().complete(reply);
				}
				else {
					send.reply().completeExceptionally(ownFailure);
				}
			}))
			.toArray(CompletableFuture[]::new)).handle((nothing, ownFailure) -> true);
	}

}
