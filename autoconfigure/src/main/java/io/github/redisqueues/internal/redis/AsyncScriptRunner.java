package io.github.redisqueues.internal.redis;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;

import io.github.redisqueues.RedisCallFailedException;
import org.jspecify.annotations.Nullable;

import org.springframework.data.redis.connection.RedisConnection;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.scheduling.concurrent.CustomizableThreadFactory;

/**
 * Runs scripts without blocking a thread until Redis answers. Failures are classified and
 * retried as {@link ScriptRunner} does it. Lettuce sends the commands on the connection
 * that it also uses for the other calls, in the order of the calls; with another client
 * each call blocks the thread of this runner. What callers do with their futures runs on
 * other threads, so that it cannot keep replies from arriving. All these threads end when
 * they are not used. Safe for use by several threads.
 */
public final class AsyncScriptRunner {

	private static final long IDLE_SECONDS = 10;

	/**
	 * How many futures may have dependent actions that block or run at a time.
	 */
	private static final int MAX_COMPLETIONS = 256;

	private static final long COMPLETION_RETRY_MILLIS = 10;

	private final ScriptRunner runner;

	private final RedisConnectionFactory connectionFactory;

	private final ScheduledThreadPoolExecutor executor;

	private final Executor completions;

	/**
	 * The scripts that were not answered.
	 */
	private final Map<CompletableFuture<LuaReply>, LuaScript> pending = new ConcurrentHashMap<>();

	/**
	 * Creates a runner, without connecting.
	 * @param runner runs the scripts of other calls; decides on limits and exceptions
	 * @param connectionFactory makes the connections; it is not changed
	 */
	public AsyncScriptRunner(ScriptRunner runner, RedisConnectionFactory connectionFactory) {
		this.runner = runner;
		this.connectionFactory = connectionFactory;
		this.executor = new ScheduledThreadPoolExecutor(1, threads("redis-queues-async-"));
		this.executor.setKeepAliveTime(IDLE_SECONDS, TimeUnit.SECONDS);
		this.executor.allowCoreThreadTimeOut(true);
		this.executor.setRemoveOnCancelPolicy(true);
		this.completions = new ThreadPoolExecutor(0, MAX_COMPLETIONS, IDLE_SECONDS, TimeUnit.SECONDS,
				new SynchronousQueue<>(), threads("redis-queues-async-completion-"), this::completeLater);
	}

	private static CustomizableThreadFactory threads(String prefix) {
		CustomizableThreadFactory threads = new CustomizableThreadFactory(prefix);
		threads.setDaemon(true);
		return threads;
	}

	private void completeLater(Runnable completion, Executor completions) {
		this.executor.schedule(() -> completions.execute(completion), COMPLETION_RETRY_MILLIS, TimeUnit.MILLISECONDS);
	}

	/**
	 * Returns the executor on which the replies arrive.
	 * @return the executor, which is never shut down
	 */
	public ScheduledExecutorService executor() {
		return this.executor;
	}

	/**
	 * Returns the executor on which the futures of callers complete. Their dependent
	 * actions may block it.
	 * @return the executor, which is never shut down
	 */
	public Executor completions() {
		return this.completions;
	}

	/**
	 * Makes the future that a caller gets.
	 * @param <T> type of its result
	 * @param result completes on {@link #executor()}
	 * @return completes likewise, on {@link #completions()}
	 */
	public <T> CompletableFuture<T> handOut(CompletableFuture<T> result) {
		return result.isDone() ? result : result.whenCompleteAsync((value, failure) -> {
		}, this.completions);
	}

	/**
	 * Makes all scripts fail that were not answered.
	 */
	public void close() {
		IllegalStateException closed = new IllegalStateException("the application context has been closed");
		this.pending.forEach((result, script) -> result
			.completeExceptionally(ScriptRunner.exception(RedisFailure.UNKNOWN, script, closed)));
	}

	/**
	 * Runs a call that runs scripts on the executor.
	 * @param <T> type of its result
	 * @param call the call
	 * @return completes as what the call returns, or with what it throws
	 */
	public <T> CompletableFuture<T> submit(Supplier<CompletableFuture<T>> call) {
		this.runner.underWay().begin();
		return CompletableFuture.supplyAsync(call, this.executor)
			.thenCompose(Function.identity())
			.whenComplete((result, failure) -> this.runner.underWay().end());
	}

	/**
	 * Runs a script as a part of a call that ends at a deadline. Is called on the
	 * executor, as it may connect.
	 * @param deadline the end of the call
	 * @param script the script
	 * @param keys its keys, in the order of the script's header
	 * @param arguments its arguments
	 * @return completes with the reply, on the executor, or with an exception of
	 * {@link ScriptRunner}
	 */
	public CompletableFuture<LuaReply> run(Deadline deadline, LuaScript script, List<byte[]> keys,
			byte[]... arguments) {
		try {
			this.runner.requireLeft(deadline, script);
		}
		catch (RedisCallFailedException ex) {
			return CompletableFuture.failedFuture(ex);
		}
		CompletableFuture<LuaReply> result = new CompletableFuture<>();
		this.pending.put(result, script);
		result.whenComplete((reply, failure) -> this.pending.remove(result));
		attempt(new Call(deadline, script, keys, arguments, result), ScriptRunner.FIRST_PAUSE);
		return result;
	}

	private void attempt(Call call, Duration pause) {
		long began = System.nanoTime();
		CompletableFuture<LuaReply> reply;
		try {
			this.runner.requireOpen(call.script);
			reply = send(call);
		}
		catch (RuntimeException ex) {
			reply = CompletableFuture.failedFuture(ex);
		}
		reply.whenCompleteAsync((answer, failure) -> {
			if (failure == null) {
				this.runner.answered();
				this.runner.silence().answered();
				call.result.complete(answer);
			}
			else {
				this.runner.silence().failed(failure, began);
				failed(call, pause, failure);
			}
		}, this.executor);
	}

	private void failed(Call call, Duration pause, Throwable failure) {
		Throwable cause = (failure instanceof CompletionException && failure.getCause() != null) ? failure.getCause()
				: failure;
		if (cause instanceof RedisCallFailedException) {
			call.result.completeExceptionally(cause);
			return;
		}
		RedisFailure kind = RedisFailure.of(cause, call.script);
		if (kind == RedisFailure.NOT_EXECUTED_YET && !call.deadline.left().isZero()) {
			long nanos = Math.min(ScriptRunner.jittered(pause), call.deadline.left().toNanos());
			this.executor.schedule(() -> attempt(call, ScriptRunner.longer(pause)), nanos, TimeUnit.NANOSECONDS);
		}
		else {
			this.runner.failed(kind, cause);
			call.result.completeExceptionally(ScriptRunner.exception(kind, call.script, cause));
		}
	}

	private CompletableFuture<LuaReply> send(Call call) {
		RedisConnection connection = this.connectionFactory.getConnection();
		CompletableFuture<LuaReply> reply;
		try {
			reply = LettuceScripts.send(connection, call.script, call.keys, call.arguments,
					this.runner.commandTimeout());
		}
		catch (RuntimeException ex) {
			connection.close();
			throw ex;
		}
		if (reply == null) {
			connection.close();
			return CompletableFuture
				.completedFuture(this.runner.run(call.deadline, call.script, call.keys, call.arguments));
		}
		// Closing may block if the application does not share one connection
		return reply.whenCompleteAsync((answer, failure) -> connection.close(), this.executor);
	}

	/**
	 * A script that is to run.
	 */
	private record Call(Deadline deadline, LuaScript script, List<byte[]> keys, byte[][] arguments,
			CompletableFuture<LuaReply> result) {
	}

}
