package io.github.redisqueues.internal.lock;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

import io.github.redisqueues.internal.redis.LuaReply;
import io.github.redisqueues.internal.redis.LuaScript;
import io.github.redisqueues.internal.redis.ScriptRunner;
import io.github.redisqueues.internal.wait.Registration;
import io.github.redisqueues.internal.wait.WakeUps;
import io.github.redisqueues.lock.LockInfo;
import org.jspecify.annotations.Nullable;

import org.springframework.dao.DataAccessException;

/**
 * The calls that locks make to Redis, one script each: encodes arguments and decodes
 * replies. Thread-safe.
 */
public final class LockCommands {

	private static final int UNKNOWN = -1;

	/**
	 * Most milliseconds between two polls of a waiter, and so the cost of a lost wake-up.
	 */
	private static final long LONGEST_POLL_INTERVAL = 5_000;

	private final ScriptRunner runner;

	private final byte[] wakeChannel;

	private final String process;

	private volatile int publishCounts = UNKNOWN;

	public LockCommands(ScriptRunner runner, WakeUps wakeUps) {
		this.runner = runner;
		this.wakeChannel = bytes(wakeUps.channelPrefix());
		this.process = wakeUps.process();
	}

	/**
	 * Acquires a lock if it is free.
	 */
	public LockAttempt acquire(LockRequest request, String owner) {
		LockTarget target = request.target();
		long sentAt = System.nanoTime();
		long token = (target.keys().size() > 1)
				? run(retryLimit(request), target, LockScripts.ACQUIRE_ALL, target.locks(),
						LuaScript.numbers(request.leaseMillis()), bytes(owner))
					.number()
				: run(retryLimit(request), target, LockScripts.ACQUIRE, target.locks(),
						bytes(Long.toString(request.leaseMillis() + LockScripts.RETENTION)), bytes(owner))
					.number();
		return new LockAttempt(Math.max(token, 0), sentAt, sentAt, nextPoll(request.leaseMillis()), 0);
	}

	/**
	 * Acquires a lock if it is free, or registers this process as waiting for it.
	 */
	LockAttempt contend(LockRequest request, String owner, Registration registration, long ticket) {
		LockTarget target = request.target();
		long lease = request.leaseMillis();
		long sentAt = System.nanoTime();
		LuaReply reply = run(retryLimit(request), target, LockScripts.CONTEND, target.withQueues(),
				LuaScript.numbers(lease, registration.ordinal(), ticket, publishCounts()), bytes(owner),
				processEntry(target), this.wakeChannel);
		long token = reply.number();
		return new LockAttempt(Math.max(token, 0), sentAt, sentAt, jittered((token > 0) ? nextPoll(lease) : -token),
				reply.number());
	}

	/**
	 * Acquires a lock if it is the owner's turn, or registers the owner as waiting.
	 */
	LockAttempt acquireInTurn(LockRequest request, String owner, boolean isWaiting, long ticket) {
		LockTarget target = request.target();
		long sentAt = System.nanoTime();
		LuaReply reply = run(retryLimit(request), target, LockScripts.acquireInTurn(request.kind()),
				keys(target, request.kind()),
				LuaScript.numbers(request.leaseMillis(), request.limit(), isWaiting ? 1 : 0, ticket, publishCounts()),
				bytes(owner), ownerEntry(owner), this.wakeChannel, bytes(request.beside()));
		long token = reply.number();
		if (token < 0) {
			throw otherKindException(target, null);
		}
		return new LockAttempt(token, sentAt, sentAt, jittered(reply.number()), reply.number());
	}

	/**
	 * Returns how long to wait for Redis: no longer than for the lock.
	 */
	private static Duration retryLimit(LockRequest request) {
		Duration wait = Duration.ofNanos(request.waitNanos());
		return (wait.compareTo(ScriptRunner.RETRY_LIMIT) < 0) ? wait : ScriptRunner.RETRY_LIMIT;
	}

	private static List<byte[]> keys(LockTarget target, LockKind kind) {
		return kind.isShared() ? target.shared() : target.withQueues();
	}

	/**
	 * Releases a mutex.
	 * @return 0 if it was lost, 1 if it is free, 2 if it is kept for a waiter
	 */
	public long release(LockTarget target, String owner) {
		if (target.keys().size() <= 1) {
			return run(target, LockScripts.RELEASE, target.withQueues(), LuaScript.numbers(publishCounts()),
					bytes(owner), this.wakeChannel)
				.bytes(1)[0] - '0';
		}
		return run(target, LockScripts.RELEASE_ALL, target.withQueues(), LuaScript.numbers(publishCounts(), 0, 0),
				bytes(owner), this.wakeChannel)
			.number();
	}

	/**
	 * Hands a mutex over to another thread of this process, or releases it.
	 * @return 0 if it was lost, 1 if it is free, 2 if it is kept for a waiter, the new
	 * token if it was handed over
	 */
	long handOver(LockTarget target, String owner, String nextOwner, long lease, boolean mayKeep) {
		return run(target, LockScripts.RELEASE_ALL, target.withQueues(),
				LuaScript.numbers(publishCounts(), lease, mayKeep ? 1 : 0), bytes(owner), this.wakeChannel,
				bytes(nextOwner), processEntry(target))
			.number();
	}

	/**
	 * Releases a hold of a shared lock.
	 * @return 0 if it was lost, 1 if it was released, 2 if the lock is kept for a waiter
	 */
	long releaseInTurn(LockTarget target, String owner) {
		return run(target, LockScripts.RELEASE_IN_TURN, target.shared(), LuaScript.numbers(publishCounts()),
				bytes(owner), this.wakeChannel)
			.number();
	}

	/**
	 * Renews the holds of several mutexes, or of one shared lock. In a Cluster, all must
	 * have the same name.
	 * @return for each whether it was renewed
	 */
	public boolean[] renew(List<LockClaim> claims) {
		RenewalBatch batch = new RenewalBatch(claims);
		return batch.results(run(Duration.ZERO, batch.target(), batch.script(), batch.keys(), batch.arguments()));
	}

	/**
	 * Removes this process as a waiter. If it had been woken, wakes the next one instead.
	 */
	void unregisterProcess(LockTarget target) {
		leave(target, LockKind.MUTEX, processEntry(target), false);
	}

	/**
	 * Removes an owner as a waiter. If it had been woken, wakes the next one instead.
	 */
	void unregisterOwner(LockTarget target, LockKind kind, String owner) {
		leave(target, kind, ownerEntry(owner), false);
	}

	/**
	 * Wakes the next waiter if the lock became free without a release, or was kept for a
	 * waiter that has not come.
	 * @param wasKept whether it is the latter
	 * @return whether it is kept for a waiter now
	 */
	boolean wakeNext(LockTarget target, LockKind kind, boolean wasKept) {
		return leave(target, kind, new byte[0], wasKept);
	}

	private boolean leave(LockTarget target, LockKind kind, byte[] entry, boolean onlyIfMissed) {
		return run(target, LockScripts.LEAVE, target.withQueues(),
				LuaScript.numbers(publishCounts(), kind.isShared() ? 1 : 0, onlyIfMissed ? 1 : 0), entry,
				this.wakeChannel)
			.number() == 2;
	}

	/**
	 * Counts the holders of a shared lock.
	 */
	int countHolders(LockTarget target) {
		return (int) run(target, LockScripts.COUNT_HOLDERS, target.shared()).number();
	}

	List<LockInfo> inspect(LockTarget target, LockKind kind) {
		LuaReply reply = run(target, LockScripts.inspect(kind), keys(target, kind));
		String key = target.keys().isEmpty() ? "" : target.keys().get(0);
		int waiting = (int) reply.number();
		List<LockInfo> holders = new ArrayList<>();
		while (reply.hasMore()) {
			long token = reply.number();
			Instant leaseUntil = Instant.ofEpochMilli(reply.number());
			holders.add(new LockInfo(target.name(), key, OwnerIds.holder(reply.text()), token,
					Instant.ofEpochMilli(token / 1_000), leaseUntil, waiting));
		}
		return holders;
	}

	/**
	 * Takes a lock away from all its holders.
	 * @return 0 if there was none, 1 if there was one, 2 if the lock is kept for a waiter
	 */
	long forceRelease(LockTarget target, LockKind kind) {
		return run(target, LockScripts.forceRelease(kind), keys(target, kind), LuaScript.numbers(publishCounts()),
				this.wakeChannel)
			.number();
	}

	boolean isCluster() {
		return publishCounts() == 0;
	}

	private byte[] processEntry(LockTarget target) {
		return bytes("l" + this.process + target.waitQueueName());
	}

	private byte[] ownerEntry(String owner) {
		return bytes("t" + this.process + owner);
	}

	private LuaReply run(LockTarget target, LuaScript script, List<byte[]> keys, byte[]... arguments) {
		return run(ScriptRunner.RETRY_LIMIT, target, script, keys, arguments);
	}

	private LuaReply run(Duration retryLimit, LockTarget target, LuaScript script, List<byte[]> keys,
			byte[]... arguments) {
		try {
			return this.runner.run(retryLimit, script, keys, arguments);
		}
		catch (DataAccessException ex) {
			if (isWrongType(ex)) {
				throw otherKindException(target, ex);
			}
			throw ex;
		}
	}

	private static IllegalStateException otherKindException(LockTarget target, @Nullable Throwable cause) {
		return new IllegalStateException("Lock " + target + " is a lock of another kind, or was one in the last ten"
				+ " minutes. Use one kind for each name: a mutex, a read/write lock or a semaphore", cause);
	}

	private static boolean isWrongType(Throwable failure) {
		for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
			if (String.valueOf(cause.getMessage()).contains("WRONGTYPE ")) {
				return true;
			}
		}
		return false;
	}

	/**
	 * Returns 1 if PUBLISH returns the number of receivers, or 0 in a Cluster, where it
	 * does not. Determined once, when first needed.
	 */
	private int publishCounts() {
		int known = this.publishCounts;
		if (known == UNKNOWN) {
			known = this.runner.isCluster() ? 0 : 1;
			this.publishCounts = known;
		}
		return known;
	}

	/**
	 * Returns after how many milliseconds a waiter polls if it is not woken.
	 * @param lease the rest of the holder's lease, in milliseconds
	 */
	static long nextPoll(long lease) {
		return jittered(Math.min(lease, LONGEST_POLL_INTERVAL));
	}

	/**
	 * Adds jitter to long intervals, so that processes do not all poll at once.
	 */
	private static long jittered(long milliseconds) {
		if (milliseconds < LONGEST_POLL_INTERVAL) {
			return milliseconds;
		}
		return ThreadLocalRandom.current().nextLong(milliseconds * 9 / 10, milliseconds);
	}

	private static byte[] bytes(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

}
