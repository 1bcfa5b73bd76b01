package io.github.redisqueues.internal.lock;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

import io.github.redisqueues.RedisCallFailedException;
import io.github.redisqueues.RedisOutcomeUnknownException;
import io.github.redisqueues.internal.redis.ScriptRunner;
import io.github.redisqueues.internal.redis.SilenceCheck;
import io.github.redisqueues.internal.wait.Pollers;
import io.github.redisqueues.internal.wait.Registration;
import io.github.redisqueues.internal.wait.WaitQueue;
import io.github.redisqueues.internal.wait.WakeUps;
import io.github.redisqueues.lock.LockInfo;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.core.task.SimpleAsyncTaskExecutor;
import org.springframework.dao.TransientDataAccessException;
import org.springframework.data.redis.connection.RedisConnectionFactory;

/**
 * Keeps locks in Redis: acquires and waits for them, hands them over from thread to
 * thread, and releases them. Subscribes when a thread first waits. Thread-safe.
 */
final class RedisLockStore implements CompleteLockStore {

	private static final Log logger = LogFactory.getLog(RedisLockStore.class);

	/**
	 * Slightly longer than the scripts keep a free lock for a waiter.
	 */
	private static final Duration OFFER_TIME = Duration.ofMillis(1_100);

	private static final long RETRY_WITHIN = TimeUnit.SECONDS.toNanos(1);

	/**
	 * Checks that are due within the same 100 ms are one.
	 */
	private static final long CHECK_GRAIN = TimeUnit.MILLISECONDS.toNanos(100);

	private final WakeUps wakeUps;

	private final LockCommands commands;

	private final Executor executor;

	private final PendingReleases pendingReleases;

	private final Set<Check> checks = ConcurrentHashMap.newKeySet();

	/**
	 * Creates a store without connecting.
	 * @param connectionFactory where to get connections; it is neither changed nor closed
	 * @param silence learns of answers and timeouts
	 * @param namespace first word of every key
	 */
	RedisLockStore(RedisConnectionFactory connectionFactory, SilenceCheck silence, String namespace) {
		this.wakeUps = new WakeUps(connectionFactory, namespace);
		silence.onSilence(this.wakeUps.subscriptions()::renew);
		this.commands = new LockCommands(new ScriptRunner(connectionFactory, silence), this.wakeUps);
		SimpleAsyncTaskExecutor threads = new SimpleAsyncTaskExecutor("redis-queues-lock-store-");
		threads.setDaemon(true);
		this.executor = threads;
		this.pendingReleases = new PendingReleases(threads);
	}

	LockCommands commands() {
		return this.commands;
	}

	@Override
	public LockAttempt acquire(LockRequest request, String owner) {
		return request.fair() ? acquireInTurn(request, owner) : acquireInAnyOrder(request, owner);
	}

	private LockAttempt acquireInAnyOrder(LockRequest request, String owner) {
		String name = request.target().waitQueueName();
		LockWaiter waiter = new LockWaiter(request, owner,
				(rest, registration, ticket) -> this.commands.contend(rest, owner, registration, ticket));
		// A thread that comes while others wait here queues up behind them
		WaitQueue queue = (request.waitNanos() > 0) ? this.wakeUps.find(name) : null;
		LockAttempt attempt = (queue == null || queue.isEmpty()) ? acquireAtOnce(request, waiter) : LockAttempt.REFUSED;
		if (attempt.isGranted() || request.waitNanos() == 0) {
			return attempt;
		}
		return await(name, () -> this.commands.unregisterProcess(request.target()), request, waiter);
	}

	/**
	 * Tries once. A thread that waits for a lock also waits for Redis.
	 */
	private LockAttempt acquireAtOnce(LockRequest request, LockWaiter waiter) {
		try {
			return this.commands.acquire(request, waiter.owner());
		}
		catch (RedisCallFailedException ex) {
			if (LockWaiter.isRefused(ex) || request.waitNanos() == 0 || Thread.currentThread().isInterrupted()) {
				throw ex;
			}
			waiter.failed(ex);
			return LockAttempt.REFUSED;
		}
	}

	private LockAttempt acquireInTurn(LockRequest request, String owner) {
		if (request.waitNanos() == 0) {
			return this.commands.acquireInTurn(request, owner, false, 0);
		}
		LockWaiter waiter = new LockWaiter(request, owner, (rest, registration, ticket) -> this.commands
			.acquireInTurn(rest, owner, registration != Registration.NEVER, ticket));
		return await(owner, () -> this.commands.unregisterOwner(request.target(), request.kind(), owner), request,
				waiter);
	}

	private LockAttempt await(String name, Runnable unregister, LockRequest request, LockWaiter waiter) {
		WaitQueue queue = this.wakeUps.enter(name, Pollers.FIRST_WAITER, unregister);
		List<LockAttempt> granted = List.of();
		try {
			granted = queue.await(Duration.ofNanos(waiter.rest().waitNanos()), waiter);
		}
		finally {
			this.wakeUps.exit(name);
			if (granted.isEmpty() && waiter.isInDoubt()) {
				abandon(request.claim(waiter.owner()));
			}
		}
		return granted.isEmpty() ? LockAttempt.REFUSED : granted.get(0);
	}

	@Override
	public boolean release(LockClaim claim, long turnBegan) {
		boolean mayBeHandedOver = !claim.kind().isShared() && !this.wakeUps.isEmpty();
		WaitQueue queue = mayBeHandedOver ? this.wakeUps.find(claim.target().waitQueueName()) : null;
		long result = (queue != null) ? new HandOver(this.commands, this, claim, turnBegan, queue).run()
				: releaseWithRetry(claim);
		return isReleased(claim.target(), claim.kind(), result);
	}

	/**
	 * Repeats the call once if the reply is lost quickly, as when a connection is cut.
	 */
	private long releaseWithRetry(LockClaim claim) {
		long end = System.nanoTime() + RETRY_WITHIN;
		try {
			return release(claim);
		}
		catch (RedisOutcomeUnknownException ex) {
			if (System.nanoTime() - end >= 0 || Thread.currentThread().isInterrupted()) {
				throw ex;
			}
			return release(claim);
		}
	}

	private long release(LockClaim claim) {
		return claim.kind().isShared() ? this.commands.releaseInTurn(claim.target(), claim.owner())
				: this.commands.release(claim.target(), claim.owner());
	}

	private boolean isReleased(LockTarget target, LockKind kind, long result) {
		if (result == 2) {
			checkAfter(OFFER_TIME, target, kind, true);
		}
		return result > 0;
	}

	@Override
	public void abandon(LockClaim claim) {
		this.pendingReleases.add(() -> isReleased(claim.target(), claim.kind(), release(claim)), claim.leaseMillis());
	}

	@Override
	public boolean hasPendingReleases() {
		return !this.pendingReleases.isEmpty();
	}

	@Override
	public boolean[] renew(List<LockClaim> claims) {
		return this.commands.renew(claims);
	}

	/**
	 * A request can renew mutexes of one node, or the holds of one shared lock.
	 */
	@Override
	public Object batchKey(LockClaim claim) {
		if (claim.kind().isShared()) {
			return "shared " + claim.target().waitQueueName();
		}
		return this.commands.isCluster() ? "mutex " + claim.target().name() : "mutex";
	}

	@Override
	public void wakeAfter(LockClaim claim, Duration delay) {
		checkAfter(delay, claim.target(), claim.kind(), false);
	}

	/**
	 * Checks later whether a waiter must be woken: because a lease has run out, or
	 * because the one for whom the lock is kept has not come.
	 */
	private void checkAfter(Duration delay, LockTarget target, LockKind kind, boolean isOffered) {
		Check check = new Check(target.waitQueueName(), (System.nanoTime() + delay.toNanos()) / CHECK_GRAIN, isOffered);
		if (this.checks.add(check)) {
			CompletableFuture.delayedExecutor(delay.toMillis() + 1, TimeUnit.MILLISECONDS, this.executor)
				.execute(() -> {
					this.checks.remove(check);
					wakeNext(target, kind, isOffered);
				});
		}
	}

	private void wakeNext(LockTarget target, LockKind kind, boolean wasOffered) {
		try {
			if (this.commands.wakeNext(target, kind, wasOffered)) {
				checkAfter(OFFER_TIME, target, kind, true);
			}
		}
		catch (TransientDataAccessException ex) {
			logger.debug("A waiter for lock " + target + " could not be woken, and may get it some seconds late", ex);
		}
	}

	@Override
	public List<LockInfo> holders(LockTarget target, LockKind kind) {
		return this.commands.inspect(target, kind);
	}

	@Override
	public int countHolders(LockTarget target) {
		return this.commands.countHolders(target);
	}

	@Override
	public boolean forceRelease(LockTarget target, LockKind kind) {
		return isReleased(target, kind, this.commands.forceRelease(target, kind));
	}

	@Override
	public void start() {
		this.wakeUps.start();
	}

	@Override
	public void stop() {
		this.wakeUps.stop();
	}

	@Override
	public boolean isStopped() {
		return this.wakeUps.isStopped();
	}

	@Override
	public void endWaiting() {
		this.wakeUps.close();
	}

	@Override
	public boolean isClosed() {
		return this.wakeUps.isClosed();
	}

	@Override
	public void close() {
		endWaiting();
	}

	@Override
	public String toString() {
		return "Redis";
	}

	/**
	 * A check whether a waiter must be woken.
	 *
	 * @param line the queue of the waiters
	 * @param time when, in units of {@link #CHECK_GRAIN}
	 * @param isOffered whether the lock is kept for a waiter until then
	 */
	private record Check(String line, long time, boolean isOffered) {

	}

}
