package io.github.redisqueues.internal.queue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.scheduling.concurrent.CustomizableThreadFactory;

/**
 * Drives the jobs that redrive dead letters in this process, one round after the other on
 * one thread, which ends when there is no job. Safe for use by several threads.
 */
final class RedriveExecutor {

	private static final Log logger = LogFactory.getLog(RedriveExecutor.class);

	private static final long IDLE_SECONDS = 10;

	private static final Duration LONGEST_STOP = Duration.ofSeconds(2);

	private final ScheduledThreadPoolExecutor executor;

	/**
	 * The drivers that have a job, or had one when this was stopped.
	 */
	private final Set<RedriveDriver> driving = new LinkedHashSet<>();

	private volatile boolean running = true;

	RedriveExecutor() {
		CustomizableThreadFactory threads = new CustomizableThreadFactory("redis-queues-redrive-");
		threads.setDaemon(true);
		this.executor = new ScheduledThreadPoolExecutor(1, threads);
		this.executor.setKeepAliveTime(IDLE_SECONDS, TimeUnit.SECONDS);
		this.executor.allowCoreThreadTimeOut(true);
		this.executor.setRemoveOnCancelPolicy(true);
		this.executor.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
	}

	/**
	 * Runs a task soon, unless this has been stopped.
	 */
	void execute(Runnable task) {
		schedule(task, Duration.ZERO);
	}

	/**
	 * Runs a task after a time, unless this has been stopped by then.
	 */
	void schedule(Runnable task, Duration delay) {
		try {
			this.executor.schedule(() -> {
				if (this.running) {
					task.run();
				}
			}, delay.toNanos(), TimeUnit.NANOSECONDS);
		}
		catch (RejectedExecutionException ex) {
			logger.debug("No more jobs are driven in this process", ex);
		}
	}

	/**
	 * Notes whether a driver has a job.
	 */
	void drives(RedriveDriver driver, boolean hasJob) {
		synchronized (this.driving) {
			if (hasJob) {
				this.driving.add(driver);
			}
			else {
				this.driving.remove(driver);
			}
		}
	}

	private List<RedriveDriver> driving() {
		synchronized (this.driving) {
			return new ArrayList<>(this.driving);
		}
	}

	/**
	 * Lets this process drive jobs again. It goes on with those that it had, unless
	 * another process does.
	 */
	void start() {
		if (!this.running) {
			this.running = true;
			List<RedriveDriver> stopped = driving();
			stopped.forEach((driver) -> {
				drives(driver, false);
				driver.look();
			});
		}
	}

	/**
	 * Gives all jobs up, so that other processes go on with them. Waits for a moment
	 * until that is done.
	 */
	void stop() {
		if (!this.running) {
			return;
		}
		this.running = false;
		List<RedriveDriver> active = driving();
		if (active.isEmpty()) {
			return;
		}
		try {
			this.executor.submit(() -> active.forEach(RedriveDriver::giveUp))
				.get(LONGEST_STOP.toMillis(), TimeUnit.MILLISECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		catch (ExecutionException | TimeoutException | RejectedExecutionException ex) {
			logger.debug("Other processes go on with the jobs of this one when their leases end", ex);
		}
	}

	/**
	 * Gives all jobs up for good.
	 */
	void close() {
		stop();
		this.executor.shutdown();
	}

}
