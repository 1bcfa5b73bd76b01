package io.github.redisqueues.internal.jdbc;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

import io.github.redisqueues.internal.queue.Outbox;
import io.github.redisqueues.internal.queue.OutboxFactory;
import io.github.redisqueues.lock.DistributedLocks;
import io.github.redisqueues.lock.LockHandle;
import io.github.redisqueues.queue.QueueSettings;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.context.SmartLifecycle;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Opens outboxes in one table of a database, and relays what is due there on a thread of
 * its own, which does not exist before the first outbox. If there are distributed locks,
 * one process at a time relays the messages of a queue, which keeps their order. As a
 * bean it stops and restarts with its context. Safe for use by several threads.
 */
public final class JdbcOutboxFactory implements OutboxFactory, SmartLifecycle {

	private static final Log logger = LogFactory.getLog(JdbcOutboxFactory.class);

	private static final Duration LONGEST_INTERVAL = Duration.ofSeconds(5);

	private static final Duration SHORTEST_INTERVAL = Duration.ofMillis(50);

	private static final Duration LONGEST_STOP = Duration.ofSeconds(5);

	private final String namespace;

	private final Supplier<OutboxDatabase> database;

	private final Supplier<@Nullable DistributedLocks> locks;

	private final List<OutboxRelay> relays = new CopyOnWriteArrayList<>();

	private @Nullable OutboxDatabase opened;

	private boolean running;

	private @Nullable ScheduledExecutorService executor;

	/**
	 * Creates a factory that has not started.
	 * @param namespace what the names of the queues begin with in the table
	 * @param database connects to the database; called when the first outbox is opened
	 * @param locks supplies the distributed locks, null if there are none
	 */
	public JdbcOutboxFactory(String namespace, Supplier<OutboxDatabase> database,
			Supplier<@Nullable DistributedLocks> locks) {
		this.namespace = namespace;
		this.database = database;
		this.locks = locks;
	}

	@Override
	public synchronized Outbox open(QueueSettings<?> settings, Target redis) {
		OutboxDatabase database = database(settings.name());
		String queue = this.namespace + ":" + settings.key();
		OutboxTable table = new OutboxTable(database.jdbc(), queue, database.table());
		TransactionTemplate transactions = new TransactionTemplate(database.transactions());
		OutboxRelay relay = new OutboxRelay(queue, table, redis, transactions, settings.resendAfter());
		this.relays.add(relay);
		if (this.running) {
			schedule(relay);
		}
		return new JdbcOutbox(settings.name(), table, transactions, new TransactionalHandlers(database.transactions()),
				settings.resendAfter().toMillis(), this::execute);
	}

	private OutboxDatabase database(String queue) {
		if (this.opened == null) {
			try {
				this.opened = this.database.get();
				this.opened.prepare();
			}
			catch (RuntimeException ex) {
				this.opened = null;
				throw new OutboxUnavailableException(queue, ex);
			}
		}
		return this.opened;
	}

	private synchronized void execute(Runnable task) {
		if (this.running) {
			executor().execute(task);
		}
	}

	private ScheduledExecutorService executor() {
		if (this.executor == null) {
			this.executor = Executors.newSingleThreadScheduledExecutor((task) -> {
				Thread thread = new Thread(task, "redis-queues-outbox");
				thread.setDaemon(true);
				return thread;
			});
		}
		return this.executor;
	}

	private void schedule(OutboxRelay relay) {
		long interval = relay.resendAfter().dividedBy(4).toMillis();
		interval = Math.max(Math.min(interval, LONGEST_INTERVAL.toMillis()), SHORTEST_INTERVAL.toMillis());
		executor().scheduleWithFixedDelay(() -> relay(relay), interval, interval, TimeUnit.MILLISECONDS);
	}

	private void relay(OutboxRelay relay) {
		try {
			DistributedLocks locks = this.locks.get();
			if (locks == null) {
				relay.run();
				return;
			}
			Optional<LockHandle> lease = locks.tryAcquire("queues.outbox:" + relay.queue());
			if (lease.isPresent()) {
				try (LockHandle handle = lease.get()) {
					relay.run();
				}
			}
		}
		catch (RuntimeException ex) {
			logger.debug("The lock of the relay of queue '" + relay.queue() + "' could not be acquired or released",
					ex);
		}
	}

	@Override
	public synchronized void start() {
		if (!this.running) {
			this.running = true;
			this.relays.forEach(this::schedule);
		}
	}

	@Override
	public void stop() {
		ScheduledExecutorService stopped;
		synchronized (this) {
			this.running = false;
			stopped = this.executor;
			this.executor = null;
		}
		if (stopped != null) {
			stopped.shutdownNow();
			try {
				stopped.awaitTermination(LONGEST_STOP.toMillis(), TimeUnit.MILLISECONDS);
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
		}
	}

	@Override
	public synchronized boolean isRunning() {
		return this.running;
	}

	/**
	 * Returns a phase that stops this after the listeners, and before the queues and the
	 * connection to Redis.
	 */
	@Override
	public int getPhase() {
		return 2;
	}

}
