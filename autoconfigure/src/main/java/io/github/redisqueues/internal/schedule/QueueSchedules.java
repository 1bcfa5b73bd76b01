package io.github.redisqueues.internal.schedule;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.context.SmartLifecycle;

/**
 * Runs the schedules in this instance while the application context is running. Every
 * instance of an application runs all schedules, and a script in Redis makes sure that
 * each tick is sent once. There is no leader. All ticks are on the Redis server's clock.
 * <p>
 * A tick is sent late if no instance was running at its time, Redis could not be reached,
 * or the queue was full, unless {@link QueueSchedule#sendWithin()} has passed. Of several
 * missed ticks only the latest is sent. A schedule that is new, or whose definition has
 * changed, starts with the next tick.
 * <p>
 * One daemon thread is the timer. Sending uses at most one other thread for each
 * schedule, so a queue that is slow or failing does not delay other schedules. Safe for
 * use by several threads.
 */
public final class QueueSchedules implements SmartLifecycle {

	private static final Log logger = LogFactory.getLog(QueueSchedules.class);

	private static final Duration STOP_TIMEOUT = Duration.ofSeconds(2);

	private final List<QueueSchedule<?>> schedules;

	private final LongSupplier nanoTime;

	private volatile boolean autoStartup = true;

	private @Nullable Runner runner;

	/**
	 * Creates an object that runs schedules, not started.
	 * @param schedules the schedules, with ids that are unique within each queue
	 */
	public QueueSchedules(Collection<? extends QueueSchedule<?>> schedules) {
		this(schedules, System::nanoTime);
	}

	QueueSchedules(Collection<? extends QueueSchedule<?>> schedules, LongSupplier nanoTime) {
		this.schedules = List.copyOf(schedules);
		this.nanoTime = nanoTime;
	}

	/**
	 * Returns the schedules.
	 * @return the schedules, unmodifiable
	 */
	public List<QueueSchedule<?>> schedules() {
		return this.schedules;
	}

	/**
	 * Sets whether the schedules start with the application. They do by default.
	 * @param autoStartup whether they do
	 */
	public void setAutoStartup(boolean autoStartup) {
		this.autoStartup = autoStartup;
	}

	@Override
	public boolean isAutoStartup() {
		return this.autoStartup;
	}

	/**
	 * Starts to send. Does not wait for Redis.
	 */
	@Override
	public synchronized void start() {
		if (this.runner == null && !this.schedules.isEmpty()) {
			Runner started = new Runner();
			this.schedules.forEach((schedule) -> started.runNow(new ScheduleSender<>(schedule, this.nanoTime)));
			this.runner = started;
		}
	}

	/**
	 * Stops sending, and waits up to two seconds for sends in progress.
	 */
	@Override
	public synchronized void stop() {
		if (this.runner != null) {
			this.runner.close();
			this.runner = null;
		}
	}

	@Override
	public synchronized boolean isRunning() {
		return this.runner != null;
	}

	/**
	 * The threads that exist between a start and a stop.
	 */
	private static final class Runner {

		private final ScheduledExecutorService timer = Executors
			.newSingleThreadScheduledExecutor((task) -> thread(task, "redis-queues-schedules"));

		private final AtomicInteger senders = new AtomicInteger();

		private final ExecutorService executor = Executors
			.newCachedThreadPool((task) -> thread(task, "redis-queues-schedules-" + this.senders.incrementAndGet()));

		private volatile boolean closed;

		private static Thread thread(Runnable task, String name) {
			Thread thread = new Thread(task, name);
			thread.setDaemon(true);
			return thread;
		}

		void runNow(ScheduleSender<?> sender) {
			runAfter(Duration.ZERO, sender);
		}

		private void runAfter(Duration delay, ScheduleSender<?> sender) {
			try {
				this.timer.schedule(() -> submit(sender), delay.toNanos(), TimeUnit.NANOSECONDS);
			}
			catch (RejectedExecutionException ex) {
				logger.debug("Schedules were stopped");
			}
		}

		private void submit(ScheduleSender<?> sender) {
			try {
				this.executor.execute(() -> run(sender));
			}
			catch (RejectedExecutionException ex) {
				logger.debug("Schedules were stopped");
			}
			catch (Error ex) {
				// No thread could be started; try again later
				runAfter(sender.failed(ex), sender);
			}
		}

		/**
		 * Sends what is due. An error is handled like an exception, so that nothing ends
		 * a schedule.
		 */
		private void run(ScheduleSender<?> sender) {
			try {
				sender.sendDue().ifPresent((delay) -> runAfter(delay, sender));
			}
			catch (RuntimeException | Error ex) {
				if (!this.closed) {
					runAfter(sender.failed(ex), sender);
				}
			}
		}

		void close() {
			this.closed = true;
			this.timer.shutdownNow();
			this.executor.shutdown();
			try {
				this.executor.awaitTermination(STOP_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
			this.executor.shutdownNow();
		}

	}

}
