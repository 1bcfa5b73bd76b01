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
 * Runs schedules in this instance, from the start of the application context until it
 * stops. Every instance of an application runs all of them, and Redis sees to it that
 * each tick is sent once: there is no leader, and nobody who must not die. All ticks are
 * on the Redis server's clock.
 * <p>
 * A tick is sent late when no instance ran at its moment, Redis was away or the queue was
 * full, unless {@link QueueSchedule#sendWithin()} has passed by then. Of several ticks
 * that were missed only the latest is sent. A schedule that is new, or whose ticks are
 * defined anew, sends from the next tick on.
 * <p>
 * One daemon thread keeps the time. Others come and go with what is sent, one for each
 * schedule at the most, so that a queue in trouble holds up no other one. Safe for use by
 * several threads.
 */
public final class QueueSchedules implements SmartLifecycle {

	private static final Log logger = LogFactory.getLog(QueueSchedules.class);

	private static final Duration SHUTDOWN = Duration.ofSeconds(2);

	private final List<QueueSchedule<?>> schedules;

	private final LongSupplier nanoTime;

	private @Nullable Work work;

	/**
	 * Creates what runs schedules, without starting it.
	 * @param schedules the schedules, each with an id that no other one of its queue has
	 */
	public QueueSchedules(Collection<? extends QueueSchedule<?>> schedules) {
		this(schedules, System::nanoTime);
	}

	QueueSchedules(Collection<? extends QueueSchedule<?>> schedules, LongSupplier nanoTime) {
		this.schedules = List.copyOf(schedules);
		this.nanoTime = nanoTime;
	}

	/**
	 * What is run.
	 * @return the schedules, unmodifiable
	 */
	public List<QueueSchedule<?>> schedules() {
		return this.schedules;
	}

	/**
	 * Starts to send. Does not wait for Redis.
	 */
	@Override
	public synchronized void start() {
		if (this.work == null && !this.schedules.isEmpty()) {
			Work started = new Work();
			this.schedules.forEach((schedule) -> started.lookSoon(new ScheduleRun<>(schedule, this.nanoTime)));
			this.work = started;
		}
	}

	/**
	 * Starts nothing any more, and waits a little for what is being sent.
	 */
	@Override
	public synchronized void stop() {
		if (this.work != null) {
			this.work.close();
			this.work = null;
		}
	}

	@Override
	public synchronized boolean isRunning() {
		return this.work != null;
	}

	/**
	 * The threads between a start and a stop.
	 */
	private static final class Work {

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

		void lookSoon(ScheduleRun<?> run) {
			lookAfter(Duration.ZERO, run);
		}

		private void lookAfter(Duration wait, ScheduleRun<?> run) {
			try {
				this.timer.schedule(() -> handOver(run), wait.toNanos(), TimeUnit.NANOSECONDS);
			}
			catch (RejectedExecutionException ex) {
				logger.debug("Stopped meanwhile");
			}
		}

		private void handOver(ScheduleRun<?> run) {
			try {
				this.executor.execute(() -> look(run));
			}
			catch (RejectedExecutionException ex) {
				logger.debug("Stopped meanwhile");
			}
			catch (Error ex) {
				// There may be a thread for it later
				lookAfter(run.failed(ex), run);
			}
		}

		/**
		 * Nothing may end a schedule, so an error is a failed look as well.
		 */
		private void look(ScheduleRun<?> run) {
			try {
				run.look().ifPresent((wait) -> lookAfter(wait, run));
			}
			catch (RuntimeException | Error ex) {
				if (!this.closed) {
					lookAfter(run.failed(ex), run);
				}
			}
		}

		void close() {
			this.closed = true;
			this.timer.shutdownNow();
			this.executor.shutdown();
			try {
				this.executor.awaitTermination(SHUTDOWN.toMillis(), TimeUnit.MILLISECONDS);
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
			this.executor.shutdownNow();
		}

	}

}
