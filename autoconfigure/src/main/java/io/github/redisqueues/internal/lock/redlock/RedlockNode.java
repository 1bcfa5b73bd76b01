package io.github.redisqueues.internal.lock.redlock;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

import io.github.redisqueues.internal.lock.LockClaim;
import io.github.redisqueues.internal.lock.LockCommands;
import io.github.redisqueues.internal.lock.LockKind;
import io.github.redisqueues.internal.lock.LockRequest;
import io.github.redisqueues.internal.redis.ScriptRunner;
import io.github.redisqueues.internal.wait.WakeUps;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.data.redis.connection.RedisConnectionFactory;

/**
 * One of the servers of a {@link RedlockStore}. Each call runs on a thread of its own; a
 * missing reply completes it exceptionally.
 */
final class RedlockNode {

	private static final Log logger = LogFactory.getLog(RedlockNode.class);

	/**
	 * Most calls to wait for, so that a hanging server cannot block an unlimited number
	 * of threads.
	 */
	private static final int MAX_UNANSWERED = 64;

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

	CompletableFuture<Boolean> acquire(LockClaim claim) {
		LockRequest request = new LockRequest(claim.target(), LockKind.MUTEX, 1, false, 0, claim.leaseMillis(), false);
		return submit(() -> this.commands.acquire(request, claim.owner()).isGranted());
	}

	CompletableFuture<Boolean> renew(LockClaim claim) {
		return submit(() -> this.commands.renew(List.of(claim))[0]);
	}

	/**
	 * Releases what may be held. Retries until that succeeds or the time is up.
	 * @param claim what may be held
	 * @param end when to give up, by {@link System#nanoTime()}
	 * @return whether it was held
	 */
	CompletableFuture<Boolean> releaseUntil(LockClaim claim, long end) {
		return submit(() -> this.commands.release(claim.target(), claim.owner()) > 0)
			.exceptionallyCompose((failure) -> {
				if (this.closed || System.nanoTime() - end >= 0) {
					return CompletableFuture.completedFuture(false);
				}
				return CompletableFuture
					.supplyAsync(() -> releaseUntil(claim, end),
							CompletableFuture.delayedExecutor(RETRY_MILLIS, TimeUnit.MILLISECONDS, this.executor))
					.thenCompose(Function.identity());
			});
	}

	/**
	 * Ends all retries: leases end what could not be released yet.
	 */
	void close() {
		this.closed = true;
	}

	private CompletableFuture<Boolean> submit(BooleanSupplier call) {
		if (this.unanswered.incrementAndGet() > MAX_UNANSWERED) {
			this.unanswered.decrementAndGet();
			return CompletableFuture.failedFuture(new IllegalStateException("The server does not reply"));
		}
		return CompletableFuture.supplyAsync(call::getAsBoolean, this.executor).whenComplete((answer, failure) -> {
			this.unanswered.decrementAndGet();
			if (failure != null) {
				logger.debug("A Redlock server did not reply", failure);
			}
		});
	}

}
