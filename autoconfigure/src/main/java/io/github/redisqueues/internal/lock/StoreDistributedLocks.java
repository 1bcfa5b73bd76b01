package io.github.redisqueues.internal.lock;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.Lock;
import java.util.function.Consumer;

import io.github.redisqueues.internal.redis.NeededRights;
import io.github.redisqueues.internal.redis.SilenceCheck;
import io.github.redisqueues.internal.validation.LockNames;
import io.github.redisqueues.internal.wait.ContextClosing;
import io.github.redisqueues.internal.wait.WakeUps;
import io.github.redisqueues.lock.DistributedLocks;
import io.github.redisqueues.lock.DistributedReadWriteLock;
import io.github.redisqueues.lock.DistributedSemaphore;
import io.github.redisqueues.lock.LockHandle;
import io.github.redisqueues.lock.LockInfo;
import io.github.redisqueues.lock.LockLostEvent;
import io.github.redisqueues.lock.LockOptions;
import io.github.redisqueues.lock.NamedLock;
import org.jspecify.annotations.Nullable;

import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationContextAware;
import org.springframework.context.SmartLifecycle;
import org.springframework.core.task.SimpleAsyncTaskExecutor;
import org.springframework.data.redis.connection.RedisConnectionFactory;

/**
 * Locks in a {@link LockStore}. Does nothing until the first lock is used; one thread
 * then keeps all leases. As a bean it stops and restarts with its context. Thread-safe.
 * <p>
 * If the store has only mutual exclusion, fencing tokens, fair and shared locks,
 * {@code inspect} and {@code forceRelease} throw an
 * {@link UnsupportedOperationException}.
 */
public final class StoreDistributedLocks
		implements DistributedLocks, SmartLifecycle, ApplicationContextAware, AutoCloseable {

	private static final int MAX_PERMITS = 100_000;

	/**
	 * How long owners have to release their locks when the application context is closed,
	 * and how long to wait for the releases that are under way then.
	 */
	private static final Duration GRACE = Duration.ofSeconds(1);

	private final LockStore store;

	private final LeaseKeeper keeper;

	private final Acquirer acquirer;

	private final ThreadLocks threadLocks = new ThreadLocks();

	private volatile boolean running = true;

	private @Nullable ApplicationContext context;

	/**
	 * Creates locks without contacting the store.
	 * @param store where the locks are; it is closed with this
	 * @param settings defaults of the locks
	 * @param lostListener called for each hold that is lost, on a separate thread
	 */
	public StoreDistributedLocks(LockStore store, LockSettings settings, Consumer<? super LockLostEvent> lostListener) {
		this(store, settings, lostListener, List.of());
	}

	/**
	 * Creates locks without contacting the store.
	 * @param store where the locks are; it is closed with this
	 * @param settings defaults of the locks
	 * @param lostListener called for each hold that is lost, on a separate thread
	 * @param observers observe the locks
	 */
	public StoreDistributedLocks(LockStore store, LockSettings settings, Consumer<? super LockLostEvent> lostListener,
			List<LockObserver> observers) {
		this.store = Objects.requireNonNull(store, "store must not be null");
		Objects.requireNonNull(settings, "settings must not be null");
		Objects.requireNonNull(lostListener, "lostListener must not be null");
		SimpleAsyncTaskExecutor executor = new SimpleAsyncTaskExecutor("redis-queues-lock-");
		executor.setDaemon(true);
		this.keeper = new LeaseKeeper(store, executor, lostListener);
		this.acquirer = new Acquirer(settings, store, this.keeper, LockObserver.of(observers));
	}

	/**
	 * Returns the rights that the user of locks in Redis needs.
	 * @param namespace first word of every key
	 * @return the rights
	 */
	public static NeededRights rights(String namespace) {
		return NeededRights.of(namespace, "", WakeUps.channelPrefix(namespace), LockScripts.all());
	}

	/**
	 * Returns the rights that the user of locks needs on each server of Redlock. Waiters
	 * poll there, so nobody listens.
	 * @param namespace first word of every key
	 * @return the rights
	 */
	public static NeededRights redlockRights(String namespace) {
		return NeededRights.of(namespace, "", WakeUps.channelPrefix(namespace), LockScripts.ofMutexes())
			.withoutChannels();
	}

	/**
	 * Creates locks in one Redis or in the masters of a Cluster, without connecting. They
	 * are as durable as Redis' data: after a failover to a replica that has not seen a
	 * lock, or a restart without the last second, the lock may be granted again. Fencing
	 * tokens protect a resource from that.
	 * @param connectionFactory where to get connections; it is neither changed nor closed
	 * @param settings defaults of the locks
	 * @param lostListener called for each hold that is lost, on a separate thread
	 * @return the locks
	 */
	public static StoreDistributedLocks inRedis(RedisConnectionFactory connectionFactory, LockSettings settings,
			Consumer<? super LockLostEvent> lostListener) {
		Objects.requireNonNull(connectionFactory, "connectionFactory must not be null");
		return inRedis(connectionFactory, new SilenceCheck(connectionFactory, SilenceCheck.DEFAULT_TIMEOUTS), settings,
				lostListener, List.of());
	}

	/**
	 * Creates locks in one Redis or in the masters of a Cluster, without connecting.
	 * @param connectionFactory where to get connections; it is neither changed nor closed
	 * @param silence learns of answers and timeouts
	 * @param settings defaults of the locks
	 * @param lostListener called for each hold that is lost, on a separate thread
	 * @param observers observe the locks
	 * @return the locks
	 */
	public static StoreDistributedLocks inRedis(RedisConnectionFactory connectionFactory, SilenceCheck silence,
			LockSettings settings, Consumer<? super LockLostEvent> lostListener, List<LockObserver> observers) {
		return new StoreDistributedLocks(new RedisLockStore(connectionFactory, silence, settings.namespace()), settings,
				lostListener, observers);
	}

	@Override
	public Optional<LockHandle> tryAcquire(String name, LockOptions options) {
		return this.acquirer.tryAcquire(mutex(name, Acquirer.withoutDefaultWait(options)));
	}

	@Override
	public LockHandle acquire(String name, LockOptions options) {
		return this.acquirer.acquire(mutex(name, options));
	}

	@Override
	public <T> T execute(String name, LockOptions options, Callable<T> action) {
		Objects.requireNonNull(action, "action must not be null");
		return this.acquirer.execute(mutex(name, options), action);
	}

	private LockRequest mutex(String name, LockOptions options) {
		LockRequest request = this.acquirer.mutex(name, options);
		if (request.fair()) {
			complete(name, "cannot be fair");
		}
		return request;
	}

	@Override
	public Optional<LockInfo> inspect(String name) {
		return inspect(this.acquirer.target(name, List.of()));
	}

	@Override
	public Optional<LockInfo> inspect(String name, String key) {
		return inspect(this.acquirer.target(name, List.of(LockNames.require("key", key))));
	}

	private Optional<LockInfo> inspect(LockTarget target) {
		return complete(target.name(), "cannot be inspected").holders(target, LockKind.MUTEX).stream().findFirst();
	}

	/**
	 * Reads the holds of this process from the store.
	 * @param max how many at most
	 * @return the holds, in no order; none if the store cannot report them
	 */
	public List<LockInfo> held(int max) {
		List<LockInfo> held = new ArrayList<>();
		if (this.store instanceof CompleteLockStore complete) {
			for (LockClaim claim : this.keeper.claims(max)) {
				List<List<String>> keys = claim.target().keys().isEmpty() ? List.of(List.of())
						: claim.target().keys().stream().map(List::of).toList();
				for (List<String> key : keys) {
					held.addAll(complete.holders(this.acquirer.target(claim.target().name(), key), claim.kind()));
				}
			}
		}
		return held;
	}

	@Override
	public boolean forceRelease(String name) {
		return forceRelease(this.acquirer.target(name, List.of()));
	}

	@Override
	public boolean forceRelease(String name, String key) {
		return forceRelease(this.acquirer.target(name, List.of(LockNames.require("key", key))));
	}

	private boolean forceRelease(LockTarget target) {
		return complete(target.name(), "cannot be taken away from its holder").forceRelease(target, LockKind.MUTEX);
	}

	@Override
	public DistributedReadWriteLock readWriteLock(String name) {
		LockTarget target = this.acquirer.target(name, List.of());
		CompleteLockStore complete = complete(name, "cannot be a read/write lock");
		return new ReadWriteLock(new StoreNamedLock(this.acquirer, complete, target, LockKind.READ, Integer.MAX_VALUE),
				new StoreNamedLock(this.acquirer, complete, target, LockKind.WRITE, 1));
	}

	@Override
	public DistributedSemaphore semaphore(String name, int permits) {
		if (permits < 1 || permits > MAX_PERMITS) {
			throw new IllegalArgumentException("permits must be 1 to " + MAX_PERMITS + ", but is " + permits);
		}
		LockTarget target = this.acquirer.target(name, List.of());
		return new StoreNamedLock.Semaphore(this.acquirer, complete(name, "cannot be a semaphore"), target, permits);
	}

	@Override
	public Lock asLock(String name, LockOptions options) {
		return new LockView(this.acquirer, this.threadLocks, mutex(name, options));
	}

	/**
	 * Returns a hold that the calling thread acquired, that no other thread uses, and
	 * that includes a lock.
	 * @param name name of the lock
	 * @param options its keys
	 * @return the hold, or empty
	 */
	public Optional<LockHandle> findOwn(String name, LockOptions options) {
		return this.acquirer.ownHolds().covering(mutex(name, options));
	}

	/**
	 * Returns whether a hold is one of these locks, and not of another store.
	 * @param handle the hold
	 * @return whether it is
	 */
	public boolean has(LockHandle handle) {
		return this.acquirer.ownHolds().isOfSameStore(handle);
	}

	/**
	 * Makes a hold one that the calling thread does not share, because the work under it
	 * continues elsewhere.
	 * @param handle the hold
	 */
	public static void unbind(LockHandle handle) {
		if (OwnHolds.unwrap(handle) instanceof LockHold hold) {
			hold.threadTie().cut();
		}
	}

	private CompleteLockStore complete(String name, String what) {
		if (this.store instanceof CompleteLockStore complete) {
			return complete;
		}
		throw new UnsupportedOperationException("Lock '" + name + "' " + what + ": its store (" + this.store
				+ ") has mutual exclusion only. Set queues.lock.store=redis to have it");
	}

	Acquirer acquirer() {
		return this.acquirer;
	}

	LockStore store() {
		return this.store;
	}

	@Override
	public void setApplicationContext(ApplicationContext context) {
		this.context = context;
	}

	/**
	 * Lets waiting threads acquire locks again after {@link #stop()}, and renews all
	 * leases at once.
	 */
	@Override
	public void start() {
		this.store.start();
		this.keeper.resume();
		this.running = true;
	}

	/**
	 * Until {@link #start()}, waiting threads go on waiting and do not call the store,
	 * and holds are kept but not renewed, so that the store's connection can be stopped.
	 * If the application context is being closed, waiting threads get an
	 * {@link io.github.redisqueues.ApplicationContextClosedException}, and holds that are
	 * not released within a second are lost and released. Waits up to a second for
	 * releases that are under way.
	 */
	@Override
	public void stop() {
		this.running = false;
		if (ContextClosing.isClosing(this.context)) {
			this.store.endWaiting();
			this.acquirer.close();
			this.keeper.endAll(GRACE, GRACE);
		}
		else {
			this.store.stop();
			this.keeper.awaitReleases(GRACE);
		}
	}

	@Override
	public boolean isRunning() {
		return this.running;
	}

	/**
	 * Stops before the connection factory, and after whatever works under locks.
	 */
	@Override
	public int getPhase() {
		return 1;
	}

	/**
	 * Loses and releases all holds. Acquiring a lock fails with an
	 * {@link io.github.redisqueues.ApplicationContextClosedException} from now on.
	 */
	@Override
	public void close() {
		// Otherwise stop() has waited
		Duration releaseGrace = this.running ? GRACE : Duration.ZERO;
		this.running = false;
		this.acquirer.close();
		this.keeper.endAll(Duration.ZERO, releaseGrace);
		this.keeper.close();
		this.store.close();
	}

	@Override
	public String toString() {
		return this.store.toString();
	}

	/**
	 * The two locks of a name.
	 *
	 * @param readLock the lock that many may hold
	 * @param writeLock the lock that one may hold
	 */
	private record ReadWriteLock(NamedLock readLock, NamedLock writeLock) implements DistributedReadWriteLock {

	}

}
