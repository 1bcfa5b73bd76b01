package io.github.redisqueues.internal.lock;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

import io.github.redisqueues.RedisCallFailedException;
import io.github.redisqueues.RedisOutcomeUnknownException;
import io.github.redisqueues.internal.wait.Pollers;
import io.github.redisqueues.internal.wait.Registration;
import io.github.redisqueues.internal.wait.WaitQueue;
import io.github.redisqueues.internal.wait.WakeUps;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.dao.TransientDataAccessException;

/**
 * Holds that are kept in Redis: takes and waits for them, hands them over from thread to
 * thread, and gives them back. Safe for use by several threads.
 */
final class RedisHoldStore implements HoldStore {

	private static final Log logger = LogFactory.getLog(RedisHoldStore.class);

	private static final int BATCH = 500;

	/**
	 * A little more than the scripts keep a lock for somebody.
	 */
	private static final Duration KEPT_FOR = Duration.ofMillis(1_100);

	private static final long SOON = TimeUnit.SECONDS.toNanos(1);

	/**
	 * Looks that fall together are one.
	 */
	private static final long GRAIN = TimeUnit.MILLISECONDS.toNanos(100);

	private final LockCommands commands;

	private final WakeUps wakeUps;

	private final Executor executor;

	private final Returns returns;

	private final Set<Moment> moments = ConcurrentHashMap.newKeySet();

	RedisHoldStore(LockCommands commands, WakeUps wakeUps, Executor executor) {
		this.commands = commands;
		this.wakeUps = wakeUps;
		this.executor = executor;
		this.returns = new Returns(executor);
	}

	@Override
	public boolean givesTokens() {
		return true;
	}

	@Override
	public Attempt acquire(LockRequest request, String owner) {
		return request.inTurn() ? acquireInTurn(request, owner) : acquireInLine(request, owner);
	}

	private Attempt acquireInLine(LockRequest request, String owner) {
		String name = request.target().line();
		LockWaiter waiter = new LockWaiter(owner, request.leaseMillis(),
				(registration, ticket) -> this.commands.contend(request, owner, registration, ticket));
		// A thread that comes while others wait here queues up behind them
		WaitQueue queue = (request.waitNanos() > 0) ? this.wakeUps.find(name) : null;
		Attempt attempt = (queue == null || queue.isEmpty()) ? acquireAtOnce(request, waiter) : Attempt.NOTHING;
		if (attempt.isGranted() || request.waitNanos() == 0) {
			return attempt;
		}
		return await(name, () -> this.commands.leaveLine(request.target()), request, waiter);
	}

	/**
	 * A thread that waits for a lock also waits for Redis.
	 */
	private Attempt acquireAtOnce(LockRequest request, LockWaiter waiter) {
		try {
			return this.commands.acquire(request, waiter.owner());
		}
		catch (RedisCallFailedException ex) {
			if (LockWaiter.isRefused(ex) || request.waitNanos() == 0 || Thread.currentThread().isInterrupted()) {
				throw ex;
			}
			if (ex instanceof RedisOutcomeUnknownException) {
				waiter.setInDoubt();
			}
			return Attempt.NOTHING;
		}
	}

	private Attempt acquireInTurn(LockRequest request, String owner) {
		if (request.waitNanos() == 0 || isStopped()) {
			return this.commands.acquireInTurn(request, owner, false, 0);
		}
		LockWaiter waiter = new LockWaiter(owner, request.leaseMillis(), (registration, ticket) -> this.commands
			.acquireInTurn(request, owner, registration != Registration.NEVER, ticket));
		return await(owner, () -> this.commands.leaveTurn(request.target(), request.kind(), owner), request, waiter);
	}

	private Attempt await(String name, Runnable unregister, LockRequest request, LockWaiter waiter) {
		WaitQueue queue = this.wakeUps.enter(name, Pollers.FIRST_WAITER, unregister);
		List<Attempt> granted = List.of();
		try {
			granted = queue.await(Duration.ofNanos(request.waitNanos()), waiter);
		}
		finally {
			this.wakeUps.exit(name);
			if (granted.isEmpty() && waiter.isInDoubt()) {
				abandon(request.target(), request.kind(), waiter.owner(), request.leaseMillis());
			}
		}
		return granted.isEmpty() ? Attempt.NOTHING : granted.get(0);
	}

	@Override
	public boolean isStopped() {
		return this.wakeUps.isClosed();
	}

	@Override
	public boolean release(LockHold hold) {
		boolean mayBeHandedOver = !hold.kind().isShared() && !this.wakeUps.isEmpty();
		WaitQueue queue = mayBeHandedOver ? this.wakeUps.find(hold.target().line()) : null;
		long result = (queue != null) ? new HandOver(this.commands, this, hold, queue).run() : giveBack(hold);
		return isReleased(hold.target(), hold.kind(), result);
	}

	/**
	 * An answer that is lost at once, as when a connection is cut, is asked for again.
	 */
	private long giveBack(LockHold hold) {
		long end = System.nanoTime() + SOON;
		try {
			return giveBack(hold.target(), hold.kind(), hold.owner());
		}
		catch (RedisOutcomeUnknownException ex) {
			if (System.nanoTime() - end >= 0 || Thread.currentThread().isInterrupted()) {
				throw ex;
			}
			return giveBack(hold.target(), hold.kind(), hold.owner());
		}
	}

	private boolean isReleased(LockTarget target, LockKind kind, long result) {
		if (result == 2) {
			lookAfter(KEPT_FOR, target, kind, true);
		}
		return result > 0;
	}

	/**
	 * Takes a lock from all who have it.
	 * @return whether somebody had it
	 */
	boolean forceRelease(LockTarget target, LockKind kind) {
		return isReleased(target, kind, this.commands.forceRelease(target, kind));
	}

	@Override
	public void wakeAfter(Duration delay, LockTarget target, LockKind kind) {
		lookAfter(delay, target, kind, false);
	}

	/**
	 * Looks after a lock that comes free without a release, or that is kept for somebody,
	 * should he not come.
	 */
	private void lookAfter(Duration delay, LockTarget target, LockKind kind, boolean isKept) {
		Moment moment = new Moment(target.line(), (System.nanoTime() + delay.toNanos()) / GRAIN, isKept);
		if (this.moments.add(moment)) {
			CompletableFuture.delayedExecutor(delay.toMillis() + 1, TimeUnit.MILLISECONDS, this.executor)
				.execute(() -> {
					this.moments.remove(moment);
					inBackground(() -> passOn(target, kind, isKept));
				});
		}
	}

	private void passOn(LockTarget target, LockKind kind, boolean wasKept) {
		if (this.commands.passOn(target, kind, wasKept)) {
			lookAfter(KEPT_FOR, target, kind, true);
		}
	}

	@Override
	public boolean[] renew(List<Renewal> renewals) {
		return this.commands.renew(renewals);
	}

	/**
	 * One request may renew locks of one node alone, and those that several may hold lock
	 * by lock.
	 */
	@Override
	public List<List<LockHold>> batches(List<LockHold> holds) {
		Map<String, List<LockHold>> groups = new LinkedHashMap<>();
		boolean isCluster = this.commands.isCluster();
		for (LockHold hold : holds) {
			String group = hold.kind().isShared() ? hold.target().line() : (isCluster ? hold.name() : "");
			groups.computeIfAbsent(hold.kind().isShared() + group, (key) -> new ArrayList<>()).add(hold);
		}
		List<List<LockHold>> batches = new ArrayList<>();
		for (List<LockHold> group : groups.values()) {
			cut(group, batches);
		}
		return batches;
	}

	private static void cut(List<LockHold> group, Collection<List<LockHold>> batches) {
		List<LockHold> batch = new ArrayList<>();
		int size = 0;
		for (LockHold hold : group) {
			batch.add(hold);
			size += Math.max(hold.keys().size(), 1);
			if (size >= BATCH) {
				batches.add(batch);
				batch = new ArrayList<>();
				size = 0;
			}
		}
		if (!batch.isEmpty()) {
			batches.add(batch);
		}
	}

	@Override
	public void abandon(LockTarget target, LockKind kind, String owner, long leaseMillis) {
		this.returns.add(() -> isReleased(target, kind, giveBack(target, kind, owner)), leaseMillis);
	}

	private long giveBack(LockTarget target, LockKind kind, String owner) {
		return kind.isShared() ? this.commands.releaseInTurn(target, owner) : this.commands.release(target, owner);
	}

	private CompletableFuture<Void> inBackground(Runnable task) {
		return CompletableFuture.runAsync(() -> {
			try {
				task.run();
			}
			catch (TransientDataAccessException ex) {
				logger.debug("Who waits for a lock may get it some seconds late", ex);
			}
		}, this.executor);
	}

	/**
	 * When somebody is to be woken.
	 *
	 * @param line who waits
	 * @param time when, in grains
	 * @param isKept whether the lock is kept for somebody until then
	 */
	private record Moment(String line, long time, boolean isKept) {

	}

}
