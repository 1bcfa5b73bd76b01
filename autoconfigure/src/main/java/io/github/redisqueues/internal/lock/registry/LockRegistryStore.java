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

import org.springframework.core.task.SimpleAsyncTaskExecutor;
import org.springframework.dao.TransientDataAccessResourceException;
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
 * How much a hold knows depends on the registry:
 * <ul>
 * <li>Locks with a time to live ({@link DistributedLock}, {@link RenewableLockRegistry};
 * JDBC and Redis) get the lease as their time to live, and are renewed. The next renewal
 * detects that another process has taken the lock. (The JDBC registry uses the clocks of
 * the processes, which must agree within a small part of the lease.)
 * <li>Locks without one (ZooKeeper, Hazelcast) are held until the process releases them;
 * the lease only limits that. The end of a session, after which others may have the lock,
 * is <em>not</em> detected.
 * </ul>
 * The registry does the waiting, for a second or a quarter of the lease at a time. An
 * attempt that does not wait takes as long as the registry's {@code tryLock()}: up to a
 * second with ZooKeeper.
 */
public final class LockRegistryStore implements LockStore {

	/**
	 * How much longer than expected to wait for a reply.
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
	 */
	public LockRegistryStore(LockRegistry<?> registry, String namespace) {
		this.registry = Objects.requireNonNull(registry, "registry must not be null");
		this.namespace = Objects.requireNonNull(namespace, "namespace must not be null");
		SimpleAsyncTaskExecutor taskExecutor = new SimpleAsyncTaskExecutor("redis-queues-lock-registry-");
		taskExecutor.setDaemon(true);
		this.executor = taskExecutor;
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
			granted = await(target, "acquire", acquired, wait.plus(LONGEST_WAIT));
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
					"The lock registry did not " + what + " lock " + target + " in time, and may still do so", ex);
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
