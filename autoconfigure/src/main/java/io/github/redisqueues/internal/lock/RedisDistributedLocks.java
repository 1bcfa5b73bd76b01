package io.github.redisqueues.internal.lock;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.Lock;
import java.util.function.Consumer;

import io.github.redisqueues.internal.redis.ScriptRunner;
import io.github.redisqueues.internal.validation.LockNames;
import io.github.redisqueues.internal.wait.WakeUps;
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
import org.springframework.data.redis.connection.RedisConnectionFactory;

/**
 * Locks in one Redis, or in the masters of a Cluster. Connects when it is first used;
 * subscribes when somebody first waits, and has one thread for all renewals when somebody
 * first holds a lock. As a bean it stops with its context: who waits goes away with
 * nothing, and holds are renewed until it is closed. Safe for use by several threads.
 * <p>
 * A lock in Redis is as durable as its data: a server that fails over to a replica which
 * has not seen the lock, or that restarts without its last second, may give it out again.
 * The fencing token is what protects a resource then.
 */
public final class RedisDistributedLocks implements DistributedLocks, Lifecycle, Phased, AutoCloseable {

	private static final int MOST_PERMITS = 100_000;

	private final LockCommands commands;

	private final RedisHoldStore store;

	private final Acquirer acquirer;

	private final Holds holds;

	private final WakeUps wakeUps;

	private final ThreadHolds threadHolds = new ThreadHolds();

	private volatile boolean running = true;

	/**
	 * Creates locks, without connecting.
	 * @param connectionFactory where the connections come from; it is neither changed nor
	 * closed
	 * @param settings what the locks are like
	 * @param lostListener hears of each hold that is lost, on a thread of its own
	 */
	public RedisDistributedLocks(RedisConnectionFactory connectionFactory, LockSettings settings,
			Consumer<? super LockLostEvent> lostListener) {
		Objects.requireNonNull(connectionFactory, "connectionFactory must not be null");
		Objects.requireNonNull(settings, "settings must not be null");
		Objects.requireNonNull(lostListener, "lostListener must not be null");
		SimpleAsyncTaskExecutor executor = new SimpleAsyncTaskExecutor("redis-queues-lock-");
		executor.setDaemon(true);
		this.wakeUps = new WakeUps(connectionFactory, settings.namespace());
		this.commands = new LockCommands(new ScriptRunner(connectionFactory), this.wakeUps);
		this.store = new RedisHoldStore(this.commands, this.wakeUps, executor);
		this.holds = new Holds(this.store, executor, lostListener);
		this.acquirer = new Acquirer(settings, this.store, this.holds);
	}

	@Override
	public Optional<LockHandle> tryAcquire(String name) {
		return this.acquirer.tryAcquire(this.acquirer.mutex(name, LockOptions.defaults()).withoutWaiting());
	}

	@Override
	public Optional<LockHandle> tryAcquire(String name, LockOptions options) {
		return this.acquirer.tryAcquire(this.acquirer.mutex(name, options));
	}

	@Override
	public LockHandle acquire(String name) {
		return acquire(name, LockOptions.defaults());
	}

	@Override
	public LockHandle acquire(String name, LockOptions options) {
		return this.acquirer.acquire(this.acquirer.mutex(name, options));
	}

	@Override
	public <T> T execute(String name, LockOptions options, Callable<T> action) {
		Objects.requireNonNull(action, "action must not be null");
		return this.acquirer.execute(this.acquirer.mutex(name, options), action);
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
		return this.commands.inspect(target, LockKind.MUTEX).stream().findFirst();
	}

	@Override
	public boolean forceRelease(String name) {
		return this.store.forceRelease(this.acquirer.target(name, List.of()), LockKind.MUTEX);
	}

	@Override
	public boolean forceRelease(String name, String key) {
		return this.store.forceRelease(this.acquirer.target(name, List.of(LockNames.require("key", key))),
				LockKind.MUTEX);
	}

	@Override
	public DistributedReadWriteLock readWriteLock(String name) {
		LockTarget target = this.acquirer.target(name, List.of());
		return new RedisReadWriteLock(new RedisNamedLock(this, target, LockKind.READ, Integer.MAX_VALUE),
				new RedisNamedLock(this, target, LockKind.WRITE, 1));
	}

	@Override
	public DistributedSemaphore semaphore(String name, int permits) {
		if (permits < 1 || permits > MOST_PERMITS) {
			throw new IllegalArgumentException("permits must be 1 to " + MOST_PERMITS + ", but is " + permits);
		}
		return new RedisSemaphore(this, this.acquirer.target(name, List.of()), permits);
	}

	@Override
	public Lock asLock(String name) {
		return asLock(name, LockOptions.defaults());
	}

	@Override
	public Lock asLock(String name, LockOptions options) {
		return new LockView(this.acquirer, this.threadHolds, this.acquirer.mutex(name, options));
	}

	Acquirer acquirer() {
		return this.acquirer;
	}

	LockCommands commands() {
		return this.commands;
	}

	RedisHoldStore store() {
		return this.store;
	}

	/**
	 * Lets threads wait again after {@link #stop()}.
	 */
	@Override
	public void start() {
		this.wakeUps.open();
		this.running = true;
	}

	/**
	 * Ends the subscription. Threads that wait go away with nothing, and until
	 * {@link #start()} so do those that come to wait; all else goes on.
	 */
	@Override
	public void stop() {
		this.running = false;
		this.wakeUps.close();
	}

	@Override
	public boolean isRunning() {
		return this.running;
	}

	/**
	 * Before the connection factory, which Redis is still reached through, and after
	 * whatever works under locks.
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
	}

}
