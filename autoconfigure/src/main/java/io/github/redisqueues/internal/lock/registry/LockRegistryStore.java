package io.github.redisqueues.internal.lock.registry;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

import io.github.redisqueues.internal.lock.LockAttempt;
import io.github.redisqueues.internal.lock.LockClaim;
import io.github.redisqueues.internal.lock.LockRequest;
import io.github.redisqueues.internal.lock.LockStore;
import io.github.redisqueues.internal.lock.LockTarget;
import io.github.redisqueues.internal.redis.KeyNames;

import org.jspecify.annotations.Nullable;

import org.springframework.core.task.SimpleAsyncTaskExecutor;
import org.springframework.dao.TransientDataAccessResourceException;
import org.springframework.integration.support.locks.DefaultLockRegistry;
import org.springframework.integration.support.locks.DistributedLock;
import org.springframework.integration.support.locks.LockRegistry;
import org.springframework.integration.support.locks.RenewableLockRegistry;

/**
 * Keeps locks in a {@link LockRegistry}. The registry's locks belong to threads, so each
 * hold has a thread of this store, from the attempt until the release. Any thread can
 * therefore release a hold, and a thread cannot acquire a lock twice. The registry's key
 * is {@code <namespace>:<name>}, followed by {@code :<key>} if there is one, both encoded
 * as in a URI.
 * <p>
 * A registry is refused if its locks have no time to live, because then a hold would not
 * know when it is lost: locks of ZooKeeper or Hazelcast end with a session, of which the
 * registry tells nothing. Locks with a time to live ({@link DistributedLock},
 * {@link RenewableLockRegistry}; JDBC and Redis) get the lease as their time to live, and
 * are renewed. The next renewal detects that another process has taken the lock. (The
 * JDBC registry uses the clocks of the processes, which must agree within a small part of
 * the lease.) Locks of this process alone ({@link DefaultLockRegistry}) cannot be lost.
 * <p>
 * The registry does the waiting, for a second or a quarter of the lease at a time. It may
 * need a connection of its own for that, also inside a transaction. If it does not reply
 * in time, an attempt fails: that is not the same as a lock that is taken.
 */
public final class LockRegistryStore implements LockStore {

	/**
	 * How much longer than the wait time an attempt may take.
	 */
	private static final Duration REPLY_LIMIT = Duration.ofSeconds(2);

	private static final String PROBE = "probe";

	/**
	 * How long to wait for a release or renewal.
	 */
	private static final Duration LONGEST_WAIT = Duration.ofSeconds(10);

	private static final Duration SHORTEST_WAIT = Duration.ofMillis(500);

	private final LockRegistry<?> registry;

	private final String namespace;

	private final Executor executor;

	private final Map<String, RegistryThread> threads = new ConcurrentHashMap<>();

	private volatile boolean closed;

	/**
	 * Creates a store without contacting the registry.
	 * @param registry where the locks are
	 * @param namespace first word of every key in it
	 * @throws IllegalArgumentException if the registry does not tell when a lock is lost
	 */
	public LockRegistryStore(LockRegistry<?> registry, String namespace) {
		this.registry = Objects.requireNonNull(registry, "registry must not be null");
		String doubt = findDoubt(registry);
		if (doubt != null) {
			throw new IllegalArgumentException(registry.getClass().getName() + " cannot keep locks: " + doubt);
		}
		this.namespace = Objects.requireNonNull(namespace, "namespace must not be null");
		SimpleAsyncTaskExecutor taskExecutor = new SimpleAsyncTaskExecutor("redis-queues-lock-registry-");
		taskExecutor.setDaemon(true);
		this.executor = taskExecutor;
	}

	/**
	 * Returns why a registry cannot tell whether a lock is still held.
	 * @param registry the registry; it is not asked for more than a lock that is not used
	 * @return the reason, null if it can
	 */
	public static @Nullable String findDoubt(LockRegistry<?> registry) {
		if (registry instanceof RenewableLockRegistry || registry instanceof DefaultLockRegistry
				|| registry.obtain(PROBE) instanceof DistributedLock) {
			return null;
		}
		return "its locks have no time to live, and it does not tell when one is lost, for example because a session"
				+ " has ended, so two processes could hold the same lock without knowing";
	}

	@Override
	public LockAttempt acquire(LockRequest request, String owner) {
		LockTarget target = request.target();
		Duration wait = Duration.ofNanos(request.waitNanos());
		RegistryThread thread = new RegistryThread(new RegistryLocks(this.registry, keys(target)),
				request.leaseMillis(), () -> this.threads.remove(owner));
		this.threads.put(owner, thread);
		CompletableFuture<Boolean> acquired = thread.acquire(wait);
		if (this.closed && !wait.isZero()) {
			thread.abandon();
		}
		this.executor.execute(thread);
		boolean granted = false;
		try {
			granted = await(target, "acquire", acquired, wait.plus(REPLY_LIMIT));
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		finally {
			if (!granted) {
				thread.abandon();
			}
		}
		return granted ? LockAttempt.granted(thread.leaseBegan()) : LockAttempt.REFUSED;
	}

	@Override
	public boolean[] renew(List<LockClaim> claims) {
		boolean[] renewed = new boolean[claims.size()];
		for (int i = 0; i < renewed.length; i++) {
			LockClaim claim = claims.get(i);
			RegistryThread thread = this.threads.get(claim.owner());
			renewed[i] = thread != null && awaitUninterruptibly(claim.target(), "renew",
					thread.renew(claim.leaseMillis()), replyLimit(Duration.ofMillis(claim.leaseMillis())));
		}
		return renewed;
	}

	@Override
	public boolean release(LockClaim claim, long turnBegan) {
		RegistryThread thread = this.threads.get(claim.owner());
		return thread != null && awaitUninterruptibly(claim.target(), "release", thread.release(), LONGEST_WAIT);
	}

	@Override
	public void abandon(LockClaim claim) {
		RegistryThread thread = this.threads.get(claim.owner());
		if (thread != null) {
			thread.abandon();
		}
	}

	@Override
	public void endWaiting() {
		this.closed = true;
		this.threads.values().forEach(RegistryThread::stopWaiting);
	}

	@Override
	public boolean isClosed() {
		return this.closed;
	}

	@Override
	public void close() {
		endWaiting();
		this.threads.values().forEach(RegistryThread::detach);
	}

	private List<String> keys(LockTarget target) {
		String name = this.namespace + ":" + KeyNames.encode(target.name());
		return target.keys().isEmpty() ? List.of(name)
				: target.keys().stream().map((key) -> name + ":" + KeyNames.encode(key)).toList();
	}

	private boolean awaitUninterruptibly(LockTarget target, String what, CompletableFuture<Boolean> reply,
			Duration limit) {
		boolean interrupted = false;
		try {
			while (true) {
				try {
					return await(target, what, reply, limit);
				}
				catch (InterruptedException ex) {
					interrupted = true;
				}
			}
		}
		finally {
			if (interrupted) {
				Thread.currentThread().interrupt();
			}
		}
	}

	private boolean await(LockTarget target, String what, CompletableFuture<Boolean> reply, Duration limit)
			throws InterruptedException {
		try {
			return reply.get(limit.toNanos(), TimeUnit.NANOSECONDS);
		}
		catch (TimeoutException ex) {
			throw new TransientDataAccessResourceException(
					"The lock registry did not reply in time when it was asked to " + what + " lock " + target
							+ ", and may still do so. It may not be reachable, or there is no"
							+ " connection left for it: inside a transaction it needs a second one",
					ex);
		}
		catch (ExecutionException ex) {
			if (ex.getCause() instanceof Error error) {
				throw error;
			}
			throw new TransientDataAccessResourceException(
					"The lock registry could not " + what + " lock " + target + ": " + deepest(ex).getMessage(), ex);
		}
	}

	/**
	 * Returns how long to wait for a renewal, so that a second one is possible before the
	 * lease runs out.
	 */
	private static Duration replyLimit(Duration lease) {
		Duration part = lease.dividedBy(6);
		if (part.compareTo(LONGEST_WAIT) > 0) {
			return LONGEST_WAIT;
		}
		return (part.compareTo(SHORTEST_WAIT) > 0) ? part : SHORTEST_WAIT;
	}

	private static Throwable deepest(Throwable failure) {
		return Stream.iterate(failure, Objects::nonNull, Throwable::getCause)
			.reduce((outer, inner) -> inner)
			.orElse(failure);
	}

	@Override
	public String toString() {
		return this.registry.getClass().getSimpleName();
	}

}
