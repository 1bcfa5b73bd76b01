package io.github.redisqueues.internal.lock;

import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.Lock;
import java.util.function.Consumer;

import io.github.redisqueues.lock.DistributedLocks;
import io.github.redisqueues.lock.DistributedReadWriteLock;
import io.github.redisqueues.lock.DistributedSemaphore;
import io.github.redisqueues.lock.LockHandle;
import io.github.redisqueues.lock.LockInfo;
import io.github.redisqueues.lock.LockLostEvent;
import io.github.redisqueues.lock.LockOptions;

import org.springframework.context.Lifecycle;
import org.springframework.context.Phased;
import org.springframework.core.task.SimpleAsyncTaskExecutor;

/**
 * Locks in a {@link LockStore}, which knows mutual exclusion and leases and no more.
 * Handles, renewal, the local deadline, re-entry of {@link #asLock} and what goes with a
 * transaction are as with {@link RedisDistributedLocks}. What such a store does not have
 * is refused with an {@link UnsupportedOperationException}: fencing tokens, fair locks,
 * read/write locks, semaphores, and telling or taking away who holds a lock. What it says
 * with a {@link org.springframework.dao.TransientDataAccessException} comes through. Safe
 * for use by several threads.
 */
public final class StoreDistributedLocks implements DistributedLocks, Lifecycle, Phased, AutoCloseable {

	private final LockStore store;

	private final Holds holds;

	private final Acquirer acquirer;

	private final ThreadHolds threadHolds = new ThreadHolds();

	private volatile boolean running = true;

	/**
	 * Creates locks, without asking the store anything.
	 * @param store where the locks are kept; it is closed with this
	 * @param settings what the locks are like; the namespace is the store's affair
	 * @param lostListener hears of each hold that is lost, on a thread of its own
	 */
	public StoreDistributedLocks(LockStore store, LockSettings settings, Consumer<? super LockLostEvent> lostListener) {
		this.store = Objects.requireNonNull(store, "store must not be null");
		Objects.requireNonNull(settings, "settings must not be null");
		Objects.requireNonNull(lostListener, "lostListener must not be null");
		SimpleAsyncTaskExecutor executor = new SimpleAsyncTaskExecutor("redis-queues-lock-");
		executor.setDaemon(true);
		HoldStore holdStore = new StoreHolds(store);
		this.holds = new Holds(holdStore, executor, lostListener);
		this.acquirer = new Acquirer(settings, holdStore, this.holds);
	}

	@Override
	public Optional<LockHandle> tryAcquire(String name, LockOptions options) {
		return this.acquirer.tryAcquire(request(name, Acquirer.withoutDefaultWait(options)));
	}

	@Override
	public LockHandle acquire(String name, LockOptions options) {
		return this.acquirer.acquire(request(name, options));
	}

	@Override
	public <T> T execute(String name, LockOptions options, Callable<T> action) {
		Objects.requireNonNull(action, "action must not be null");
		return this.acquirer.execute(request(name, options), action);
	}

	@Override
	public Lock asLock(String name, LockOptions options) {
		return new LockView(this.acquirer, this.threadHolds, request(name, options));
	}

	private LockRequest request(String name, LockOptions options) {
		LockRequest request = this.acquirer.mutex(name, options);
		if (request.inTurn()) {
			throw unsupported(name, "cannot be fair: who waits gets it in no given order");
		}
		return request;
	}

	@Override
	public Optional<LockInfo> inspect(String name) {
		throw unsupported(name, "cannot be inspected");
	}

	@Override
	public Optional<LockInfo> inspect(String name, String key) {
		throw unsupported(name, "cannot be inspected");
	}

	@Override
	public boolean forceRelease(String name) {
		throw unsupported(name, "cannot be taken from its holder");
	}

	@Override
	public boolean forceRelease(String name, String key) {
		throw unsupported(name, "cannot be taken from its holder");
	}

	@Override
	public DistributedReadWriteLock readWriteLock(String name) {
		throw unsupported(name, "cannot be a read/write lock");
	}

	@Override
	public DistributedSemaphore semaphore(String name, int permits) {
		throw unsupported(name, "cannot be a semaphore");
	}

	private UnsupportedOperationException unsupported(String name, String what) {
		return new UnsupportedOperationException("Lock '" + name + "' is in a store (" + this.store + ") where it "
				+ what + ". Locks in Redis have that: queues.lock.store=redis, or RedisDistributedLocks");
	}

	/**
	 * Lets threads wait again after {@link #stop()}.
	 */
	@Override
	public void start() {
		this.store.start();
		this.running = true;
	}

	/**
	 * Threads that wait go away with nothing, and until {@link #start()} so do those that
	 * come to wait; all else goes on.
	 */
	@Override
	public void stop() {
		this.running = false;
		this.store.stop();
	}

	@Override
	public boolean isRunning() {
		return this.running;
	}

	/**
	 * As that of {@link RedisDistributedLocks}: after whatever works under locks.
	 */
	@Override
	public int getPhase() {
		return 1;
	}

	/**
	 * Stops, and renews no hold any more. Holds that are still there are left to their
	 * leases.
	 */
	@Override
	public void close() {
		stop();
		this.holds.close();
		this.store.close();
	}

	@Override
	public String toString() {
		return this.store.toString();
	}

}
