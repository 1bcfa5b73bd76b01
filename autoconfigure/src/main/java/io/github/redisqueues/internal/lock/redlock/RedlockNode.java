package io.github.redisqueues.internal.lock.redlock;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

import io.github.redisqueues.internal.lock.LockCommands;
import io.github.redisqueues.internal.lock.LockKind;
import io.github.redisqueues.internal.lock.LockRequest;
import io.github.redisqueues.internal.lock.LockTarget;
import io.github.redisqueues.internal.lock.Renewal;
import io.github.redisqueues.internal.redis.ScriptRunner;
import io.github.redisqueues.internal.wait.WakeUps;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.data.redis.connection.RedisConnectionFactory;

/**
 * One of the servers of a {@link RedlockStore}. Answers on a thread of its own, if at
 * all; that there was no answer is an exception.
 */
final class RedlockNode {

	private static final Log logger = LogFactory.getLog(RedlockNode.class);

	/**
	 * A server that does not answer must not collect all threads there are.
	 */
	private static final int MOST_UNANSWERED = 64;

	private static final long RETRY_MILLIS = 500;

	private final LockCommands commands;

	private final Executor executor;

	private final AtomicInteger unanswered = new AtomicInteger();

	private volatile boolean closed;

	RedlockNode(RedisConnectionFactory connectionFactory, String namespace, Executor executor) {
		this.commands = new LockCommands(new ScriptRunner(connectionFactory),
				new WakeUps(connectionFactory, namespace));
		this.executor = executor;
	}

	CompletableFuture<Boolean> acquire(LockTarget target, String owner, long leaseMillis) {
		LockRequest request = new LockRequest(target, LockKind.MUTEX, 1, false, 0, leaseMillis, false);
		return ask(() -> this.commands.acquire(request, owner).isGranted());
	}

	CompletableFuture<Boolean> renew(LockTarget target, String owner, long leaseMillis) {
		return ask(() -> this.commands.renew(List.of(new Renewal(target, LockKind.MUTEX, owner, leaseMillis)))[0]);
	}

	CompletableFuture<Boolean> release(LockTarget target, String owner) {
		return ask(() -> this.commands.release(target, owner) > 0);
	}

	/**
	 * Gives back what may be held, until it is done or the lease has run out.
	 * @param target the lock
	 * @param owner who may hold it
	 * @param end when the lease has run out, by {@link System#nanoTime()}
	 * @return done when it is
	 */
	CompletableFuture<Boolean> giveBack(LockTarget target, String owner, long end) {
		return release(target, owner).exceptionallyCompose((failure) -> {
			if (this.closed || System.nanoTime() - end >= 0) {
				return CompletableFuture.completedFuture(false);
			}
			return CompletableFuture
				.supplyAsync(() -> giveBack(target, owner, end),
						CompletableFuture.delayedExecutor(RETRY_MILLIS, TimeUnit.MILLISECONDS, this.executor))
				.thenCompose(Function.identity());
		});
	}

	/**
	 * Leaves what could not be given back yet to its lease.
	 */
	void close() {
		this.closed = true;
	}

	private CompletableFuture<Boolean> ask(BooleanSupplier question) {
		if (this.unanswered.incrementAndGet() > MOST_UNANSWERED) {
			this.unanswered.decrementAndGet();
			return CompletableFuture.failedFuture(new IllegalStateException("The server has stopped answering"));
		}
		return CompletableFuture.supplyAsync(question::getAsBoolean, this.executor).whenComplete((answer, failure) -> {
			this.unanswered.decrementAndGet();
			if (failure != null) {
				logger.debug("A Redlock server did not answer", failure);
			}
		});
	}

}
