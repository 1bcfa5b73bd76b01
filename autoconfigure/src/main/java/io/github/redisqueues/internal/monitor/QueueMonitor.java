package io.github.redisqueues.internal.monitor;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import java.util.stream.Collectors;

import io.github.redisqueues.RedisCallFailedException;
import io.github.redisqueues.internal.queue.MonitoredQueue;
import io.github.redisqueues.internal.queue.QueueReading;
import io.github.redisqueues.queue.QueueStats;
import io.github.redisqueues.queue.RedisQueue;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.context.SmartLifecycle;

/**
 * Counts the messages of all queues periodically, one script for each queue, on a thread
 * of its own that exists only while somebody asks: it ends some minutes after the last
 * question. No question waits for Redis. As a bean it stops and restarts with its
 * context. Safe for use by several threads.
 */
public final class QueueMonitor implements SmartLifecycle {

	/**
	 * For how long the counts of a queue are kept.
	 */
	public static final Duration KEPT = Duration.ofMinutes(15);

	/**
	 * After what time without a question nothing is counted any more. Longer than the
	 * pause between two exports of metrics.
	 */
	static final Duration IDLE = Duration.ofMinutes(5);

	private static final Log logger = LogFactory.getLog(QueueMonitor.class);

	private final Supplier<? extends Collection<? extends RedisQueue<?>>> queues;

	private final Duration refresh;

	private final Duration stale;

	private final long idle;

	private final Map<String, QueueHistory> histories = new ConcurrentHashMap<>();

	private final List<Runnable> onRefresh = new CopyOnWriteArrayList<>();

	private volatile long askedAt;

	private volatile boolean running;

	private volatile @Nullable Thread thread;

	/**
	 * Creates a monitor that has not started.
	 * @param queues finds the queues; called for each refresh, on the monitor's thread
	 * @param refresh the pause between two counts
	 */
	public QueueMonitor(Supplier<? extends Collection<? extends RedisQueue<?>>> queues, Duration refresh) {
		this(queues, refresh, IDLE);
	}

	QueueMonitor(Supplier<? extends Collection<? extends RedisQueue<?>>> queues, Duration refresh, Duration idle) {
		this.queues = queues;
		this.refresh = refresh;
		this.stale = refresh.multipliedBy(3);
		this.idle = Math.max(idle.toNanos(), this.stale.toNanos());
	}

	/**
	 * Adds an action that runs after each refresh, on the monitor's thread.
	 * @param action the action; must not block
	 */
	public void onRefresh(Runnable action) {
		this.onRefresh.add(action);
	}

	/**
	 * Returns what a queue holds, as it was last counted.
	 * @param queue name of the queue
	 * @return the counts; empty if there are none that are recent
	 */
	public Optional<QueueStats> stats(String queue) {
		return latest(queue).map(QueueSample::stats);
	}

	/**
	 * Returns what a queue holds, as it was last counted, and when that was.
	 * @param queue name of the queue
	 * @return the sample; empty if there is none that is recent
	 */
	public Optional<QueueSample> latest(String queue) {
		ask();
		QueueHistory history = this.histories.get(queue);
		return (history != null) ? history.latest(System.nanoTime()) : Optional.empty();
	}

	/**
	 * Returns what a queue held in the last minutes, up to {@link #KEPT}, without a gap.
	 * @param queue name of the queue
	 * @return the samples, the latest last; empty if there is none that is recent
	 */
	public List<QueueSample> history(String queue) {
		ask();
		QueueHistory history = this.histories.get(queue);
		return (history != null) ? history.samples(System.nanoTime()) : List.of();
	}

	/**
	 * Returns how the backlog of a queue develops.
	 * @param queue name of the queue
	 * @return the forecast
	 */
	public QueueForecast forecast(String queue) {
		return QueueForecast.of(history(queue));
	}

	/**
	 * Notes that somebody asks, and starts to count unless that goes on already.
	 */
	private void ask() {
		this.askedAt = System.nanoTime();
		if (this.running && this.thread == null) {
			startThread();
		}
	}

	private synchronized void startThread() {
		if (this.running && this.thread == null) {
			Thread started = new Thread(this::run, "redis-queues-monitor");
			started.setDaemon(true);
			this.thread = started;
			started.start();
		}
	}

	private void run() {
		while (isWanted()) {
			long begin = System.nanoTime();
			try {
				refresh();
			}
			catch (RuntimeException | Error ex) {
				if (this.running) {
					logger.error("The messages of the queues could not be counted; retrying in " + this.refresh, ex);
				}
			}
			long pause = begin + this.refresh.toNanos() - System.nanoTime();
			if (pause > 0 && isCurrent()) {
				LockSupport.parkNanos(this, pause);
			}
		}
	}

	private boolean isCurrent() {
		return this.thread == Thread.currentThread();
	}

	/**
	 * Ends this thread if nobody has asked for long or the monitor was stopped.
	 */
	private synchronized boolean isWanted() {
		if (isCurrent() && System.nanoTime() - this.askedAt > this.idle) {
			this.thread = null;
		}
		return isCurrent();
	}

	private void refresh() {
		Map<String, RedisQueue<?>> current = this.queues.get()
			.stream()
			.collect(Collectors.toMap(RedisQueue::name, (queue) -> queue, (first, second) -> first));
		this.histories.keySet().retainAll(current.keySet());
		for (RedisQueue<?> queue : current.values()) {
			if (!isCurrent() || !count(queue)) {
				break;
			}
		}
		if (isCurrent()) {
			this.onRefresh.forEach(Runnable::run);
		}
	}

	/**
	 * Counts the messages of a queue.
	 * @return whether Redis answers
	 */
	private boolean count(RedisQueue<?> queue) {
		try {
			QueueReading reading = (queue instanceof MonitoredQueue monitored) ? monitored.read()
					: new QueueReading(queue.stats(), Optional.empty());
			this.histories.computeIfAbsent(queue.name(), (name) -> new QueueHistory(KEPT, this.stale)).add(reading);
			return true;
		}
		catch (RedisCallFailedException ex) {
			logger.debug("Redis did not count the messages of queue '" + queue.name() + "'", ex);
			return false;
		}
		catch (RuntimeException ex) {
			logger.debug("The messages of queue '" + queue.name() + "' could not be counted", ex);
			return true;
		}
	}

	@Override
	public void start() {
		this.running = true;
	}

	/**
	 * Ends the thread. A call to Redis that is under way is broken off.
	 */
	@Override
	public synchronized void stop() {
		this.running = false;
		Thread current = this.thread;
		this.thread = null;
		if (current != null) {
			current.interrupt();
		}
	}

	@Override
	public boolean isRunning() {
		return this.running;
	}

	/**
	 * Returns a phase that starts the monitor after the connection factory and the
	 * queues, and stops it before them.
	 */
	@Override
	public int getPhase() {
		return 2;
	}

}
