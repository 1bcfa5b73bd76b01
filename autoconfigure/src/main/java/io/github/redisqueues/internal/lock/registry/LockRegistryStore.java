package io.github.redisqueues.internal.lock.registry;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

import io.github.redisqueues.internal.lock.LockClaim;
import io.github.redisqueues.internal.lock.LockStore;
import io.github.redisqueues.internal.redis.KeyNames;

import org.springframework.core.task.SimpleAsyncTaskExecutor;
import org.springframework.dao.TransientDataAccessResourceException;
import org.springframework.integration.support.locks.DistributedLock;
import org.springframework.integration.support.locks.LockRegistry;
import org.springframework.integration.support.locks.RenewableLockRegistry;

/**
 * Keeps locks in a {@link LockRegistry}. Its locks belong to threads, so each hold has a
 * thread of this store, from the attempt until the release; whoever calls is only its
 * customer. So a hold may be given back by any thread, and the same thread does not get
 * the lock twice. The registry's key is {@code <namespace>:<name>}, with {@code :<key>}
 * behind it if there is one, and both encoded as in a URI.
 * <p>
 * What a hold knows of itself is what the registry tells:
 * <ul>
 * <li>Locks that have a time to live ({@link DistributedLock},
 * {@link RenewableLockRegistry}; JDBC and Redis) get the lease as that, and are renewed.
 * A lock that another process has taken since is noticed with the next renewal. (The JDBC
 * registry goes by the clocks of the processes, which must agree within a small part of
 * the lease.)
 * <li>Locks without one (ZooKeeper, Hazelcast) are the process's until it gives them
 * back. The lease then only tells when that is. That a session has ended, and others may
 * have the lock, is <em>not</em> noticed.
 * </ul>
 * Waiting is left to the registry, a second or a quarter of the lease at a time. An
 * attempt that does not wait takes as long as the registry's {@code tryLock()}, which is
 * up to a second with ZooKeeper.
 */
public final class LockRegistryStore implements LockStore {

	/**
	 * How much longer than it should take to wait for an answer.
	 */
	private static final Duration PATIENCE = Duration.ofSeconds(10);

	private static final Duration LEAST_PATIENCE = Duration.ofMillis(500);

	private final LockRegistry<?> registry;

	private final String namespace;

	private final Executor executor;

	private final Map<String, Carrier> carriers = new ConcurrentHashMap<>();

	private volatile boolean stopped;

	/**
	 * Creates a store. Nothing is asked yet.
	 * @param registry what keeps the locks
	 * @param namespace first word of every key in it
	 */
	public LockRegistryStore(LockRegistry<?> registry, String namespace) {
		this.registry = Objects.requireNonNull(registry, "registry must not be null");
		this.namespace = Objects.requireNonNull(namespace, "namespace must not be null");
		SimpleAsyncTaskExecutor threads = new SimpleAsyncTaskExecutor("redis-queues-lock-registry-");
		threads.setDaemon(true);
		this.executor = threads;
	}

	@Override
	public OptionalLong acquire(LockClaim claim, Duration wait) {
		Carrier carrier = new Carrier(new RegistryLocks(this.registry, keys(claim)), claim.lease(),
				() -> this.carriers.remove(claim.owner()));
		this.carriers.put(claim.owner(), carrier);
		CompletableFuture<Boolean> taken = carrier.acquire(wait);
		if (this.stopped && !wait.isZero()) {
			carrier.giveUp();
		}
		this.executor.execute(carrier);
		boolean granted = false;
		try {
			granted = await(claim, "acquire", taken, wait.plus(PATIENCE));
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		finally {
			if (!granted) {
				carrier.giveUp();
			}
		}
		return granted ? OptionalLong.of(carrier.leaseBegan()) : OptionalLong.empty();
	}

	@Override
	public boolean renew(LockClaim claim) {
		Carrier carrier = this.carriers.get(claim.owner());
		return carrier != null
				&& awaitUninterruptibly(claim, "renew", carrier.renew(claim.lease()), patience(claim.lease()));
	}

	@Override
	public boolean release(LockClaim claim) {
		Carrier carrier = this.carriers.get(claim.owner());
		return carrier != null && awaitUninterruptibly(claim, "release", carrier.release(), PATIENCE);
	}

	@Override
	public void abandon(LockClaim claim) {
		Carrier carrier = this.carriers.get(claim.owner());
		if (carrier != null) {
			carrier.giveUp();
		}
	}

	@Override
	public void start() {
		this.stopped = false;
	}

	@Override
	public void stop() {
		this.stopped = true;
		this.carriers.values().forEach(Carrier::stopWaiting);
	}

	@Override
	public boolean isStopped() {
		return this.stopped;
	}

	@Override
	public void close() {
		stop();
		this.carriers.values().forEach(Carrier::leave);
	}

	private List<String> keys(LockClaim claim) {
		String name = this.namespace + ":" + KeyNames.encode(claim.name());
		return claim.keys().isEmpty() ? List.of(name)
				: claim.keys().stream().map((key) -> name + ":" + KeyNames.encode(key)).toList();
	}

	private boolean awaitUninterruptibly(LockClaim claim, String what, CompletableFuture<Boolean> answer,
			Duration limit) {
		boolean interrupted = false;
		try {
			while (true) {
				try {
					return await(claim, what, answer, limit);
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

	private boolean await(LockClaim claim, String what, CompletableFuture<Boolean> answer, Duration limit)
			throws InterruptedException {
		try {
			return answer.get(limit.toNanos(), TimeUnit.NANOSECONDS);
		}
		catch (TimeoutException ex) {
			throw new TransientDataAccessResourceException("The lock registry has not answered yet whether it could "
					+ what + " lock " + claim.described() + ", so that may still be done", ex);
		}
		catch (ExecutionException ex) {
			if (ex.getCause() instanceof Error error) {
				throw error;
			}
			throw new TransientDataAccessResourceException("The lock registry could not " + what + " lock "
					+ claim.described() + ": " + deepest(ex).getMessage(), ex);
		}
	}

	/**
	 * Short enough to try again before the lease has run out.
	 */
	private static Duration patience(Duration lease) {
		Duration part = lease.dividedBy(6);
		if (part.compareTo(PATIENCE) > 0) {
			return PATIENCE;
		}
		return (part.compareTo(LEAST_PATIENCE) > 0) ? part : LEAST_PATIENCE;
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
