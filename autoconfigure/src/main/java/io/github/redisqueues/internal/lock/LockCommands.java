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
 * What can be asked of locks in Redis, a script each: turns arguments into bytes and
 * replies into values. Safe for use by several threads.
 */
public final class LockCommands {

	private static final int NOT_ASKED = -1;

	private static final byte SOMEBODY_WAITS = '2';

	/**
	 * How long those that wait in line do without a look: a lost wake-up costs no more.
	 */
	private static final long LONGEST_BLINDNESS = 5_000;

	private final ScriptRunner runner;

	private final byte[] wakeChannel;

	private final String process;

	private volatile int heardIsExact = NOT_ASKED;

	public LockCommands(ScriptRunner runner, WakeUps wakeUps) {
		this.runner = runner;
		this.wakeChannel = bytes(wakeUps.channelPrefix());
		this.process = wakeUps.process();
	}

	/**
	 * Takes a lock that is free, without waiting.
	 */
	public Attempt acquire(LockRequest request, String owner) {
		LockTarget target = request.target();
		long sentAt = System.nanoTime();
		long token = (target.keys().size() > 1)
				? run(patience(request), target, LockScripts.ACQUIRE_ALL, target.locks(),
						LuaScript.numbers(request.leaseMillis()), bytes(owner))
					.number()
				: run(patience(request), target, LockScripts.ACQUIRE, target.locks(),
						bytes(Long.toString(request.leaseMillis() + LockScripts.RETENTION)), bytes(owner))
					.number();
		return new Attempt(Math.max(token, 0), sentAt, sentAt, nextLook(request.leaseMillis()), 0);
	}

	/**
	 * Takes a lock that is free, or registers this process as waiting in line.
	 */
	Attempt contend(LockRequest request, String owner, Registration registration, long ticket) {
		LockTarget target = request.target();
		long lease = request.leaseMillis();
		long sentAt = System.nanoTime();
		LuaReply reply = run(patience(request), target, LockScripts.CONTEND, target.withQueues(),
				LuaScript.numbers(lease, registration.ordinal(), ticket, heardIsExact()), bytes(owner),
				lineEntry(target), this.wakeChannel);
		long token = reply.number();
		return new Attempt(Math.max(token, 0), sentAt, sentAt, jittered((token > 0) ? nextLook(lease) : -token),
				reply.number());
	}

	/**
	 * Takes a lock if it is this owner's turn, or registers him as waiting.
	 */
	Attempt acquireInTurn(LockRequest request, String owner, boolean isWaiting, long ticket) {
		LockTarget target = request.target();
		long sentAt = System.nanoTime();
		LuaReply reply = run(patience(request), target, LockScripts.acquireInTurn(request.kind()),
				keys(target, request.kind()),
				LuaScript.numbers(request.leaseMillis(), request.limit(), isWaiting ? 1 : 0, ticket, heardIsExact()),
				bytes(owner), turnEntry(owner), this.wakeChannel);
		long token = reply.number();
		if (token < 0) {
			throw anotherKind(target, null);
		}
		return new Attempt(token, sentAt, sentAt, jittered(reply.number()), reply.number());
	}

	/**
	 * Who does not wait for a lock does not wait for Redis either.
	 */
	private static Duration patience(LockRequest request) {
		Duration wait = Duration.ofNanos(request.waitNanos());
		return (wait.compareTo(ScriptRunner.RETRY_LIMIT) < 0) ? wait : ScriptRunner.RETRY_LIMIT;
	}

	private static List<byte[]> keys(LockTarget target, LockKind kind) {
		return kind.isShared() ? target.shared() : target.withQueues();
	}

	/**
	 * Gives a lock back that one held.
	 * @return 0 if it was lost, 1 if it is free, 2 if it is kept for somebody
	 */
	public long release(LockTarget target, String owner) {
		if (target.keys().size() <= 1) {
			byte result = run(target, LockScripts.RELEASE, target.withQueue(), bytes(owner)).bytes(1)[0];
			if (result != SOMEBODY_WAITS) {
				return result - '0';
			}
		}
		return run(target, LockScripts.RELEASE_ALL, target.withQueues(), LuaScript.numbers(heardIsExact(), 0, 0),
				bytes(owner), this.wakeChannel)
			.number();
	}

	/**
	 * Hands a lock over to another thread of this process, or gives it back.
	 * @return 0 if it was lost, 1 if it is free, 2 if it is kept for somebody, the new
	 * token if it was handed over
	 */
	long handOver(LockTarget target, String owner, String nextOwner, long lease, boolean mayKeep) {
		return run(target, LockScripts.RELEASE_ALL, target.withQueues(),
				LuaScript.numbers(heardIsExact(), lease, mayKeep ? 1 : 0), bytes(owner), this.wakeChannel,
				bytes(nextOwner), lineEntry(target))
			.number();
	}

	/**
	 * Gives a hold back of a lock that several may have.
	 * @return 0 if it was lost, 1 if it is given back, 2 if the lock is kept for somebody
	 */
	long releaseInTurn(LockTarget target, String owner) {
		return run(target, LockScripts.RELEASE_IN_TURN, target.shared(), LuaScript.numbers(heardIsExact()),
				bytes(owner), this.wakeChannel)
			.number();
	}

	/**
	 * Gives holds new leases: of any locks that one may hold, or of one that several may.
	 * In a Cluster they must be of one name.
	 * @return for each whether it stands
	 */
	public boolean[] renew(List<Renewal> renewals) {
		RenewalBatch batch = new RenewalBatch(renewals);
		return batch.results(run(Duration.ZERO, batch.target(), batch.script(), batch.keys(), batch.arguments()));
	}

	/**
	 * Takes this process from those that wait in line, or wakes another in its place.
	 */
	void leaveLine(LockTarget target) {
		leave(target, LockKind.MUTEX, lineEntry(target), false);
	}

	/**
	 * Takes an owner from those that wait in turn, or wakes another in his place.
	 */
	void leaveTurn(LockTarget target, LockKind kind, String owner) {
		leave(target, kind, turnEntry(owner), false);
	}

	/**
	 * Has the next one woken if the lock came free without a release, or was kept for
	 * somebody who has not come.
	 * @param wasKept whether it is the latter
	 * @return whether it is kept for somebody now
	 */
	boolean passOn(LockTarget target, LockKind kind, boolean wasKept) {
		return leave(target, kind, new byte[0], wasKept);
	}

	private boolean leave(LockTarget target, LockKind kind, byte[] entry, boolean onlyIfMissed) {
		return run(target, LockScripts.LEAVE, target.withQueues(),
				LuaScript.numbers(heardIsExact(), kind.isShared() ? 1 : 0, onlyIfMissed ? 1 : 0), entry,
				this.wakeChannel)
			.number() == 2;
	}

	/**
	 * Counts who holds a lock that several may hold.
	 */
	int countHolders(LockTarget target) {
		return (int) run(target, LockScripts.COUNT_HOLDERS, target.shared()).number();
	}

	List<LockInfo> inspect(LockTarget target, LockKind kind) {
		LuaReply reply = run(target, LockScripts.inspect(kind), keys(target, kind));
		String key = target.keys().isEmpty() ? "" : target.keys().get(0);
		List<LockInfo> holders = new ArrayList<>();
		while (reply.hasMore()) {
			long token = reply.number();
			Instant leaseUntil = Instant.ofEpochMilli(reply.number());
			holders.add(new LockInfo(target.name(), key, Owners.holder(reply.text()), token,
					Instant.ofEpochMilli(token / 1_000), leaseUntil));
		}
		return holders;
	}

	/**
	 * Takes a lock from all who have it.
	 * @return 0 if nobody had it, 1 if somebody had, 2 if it is kept for another now
	 */
	long forceRelease(LockTarget target, LockKind kind) {
		return run(target, LockScripts.forceRelease(kind), keys(target, kind), LuaScript.numbers(heardIsExact()),
				this.wakeChannel)
			.number();
	}

	boolean isCluster() {
		return heardIsExact() == 0;
	}

	private byte[] lineEntry(LockTarget target) {
		return bytes("l" + this.process + target.line());
	}

	private byte[] turnEntry(String owner) {
		return bytes("t" + this.process + owner);
	}

	private LuaReply run(LockTarget target, LuaScript script, List<byte[]> keys, byte[]... arguments) {
		return run(ScriptRunner.RETRY_LIMIT, target, script, keys, arguments);
	}

	private LuaReply run(Duration patience, LockTarget target, LuaScript script, List<byte[]> keys,
			byte[]... arguments) {
		try {
			return this.runner.run(patience, script, keys, arguments);
		}
		catch (DataAccessException ex) {
			if (isWrongType(ex)) {
				throw anotherKind(target, ex);
			}
			throw ex;
		}
	}

	private static IllegalStateException anotherKind(LockTarget target, @Nullable Throwable cause) {
		return new IllegalStateException("Lock " + target + " is, or was within ten minutes, a lock of another kind."
				+ " Use one kind for each name: a mutex, a read/write lock or a semaphore", cause);
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
	 * Whether PUBLISH tells who heard it: 1, or 0 in a Cluster. Asked once, with the
	 * first command that wants to know.
	 */
	private int heardIsExact() {
		int known = this.heardIsExact;
		if (known == NOT_ASKED) {
			known = this.runner.isCluster() ? 0 : 1;
			this.heardIsExact = known;
		}
		return known;
	}

	/**
	 * When those that wait in line look next, if they are not woken before.
	 * @param lease what the lease in the way still has, in milliseconds
	 */
	static long nextLook(long lease) {
		return jittered(Math.min(lease, LONGEST_BLINDNESS));
	}

	/**
	 * So that not all processes look at once.
	 */
	private static long jittered(long milliseconds) {
		if (milliseconds < LONGEST_BLINDNESS) {
			return milliseconds;
		}
		return ThreadLocalRandom.current().nextLong(milliseconds * 9 / 10, milliseconds);
	}

	private static byte[] bytes(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

}
