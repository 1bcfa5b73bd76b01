package io.github.redisqueues.internal.listener;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

import io.github.redisqueues.internal.queue.ConsumableQueue;
import io.github.redisqueues.internal.queue.RedisDelivery;
import io.github.redisqueues.listener.BatchHandler;
import io.github.redisqueues.listener.ListenerSettings;
import io.github.redisqueues.listener.MessageHandler;
import io.github.redisqueues.listener.QueueListenerContainer;
import io.github.redisqueues.queue.RedisQueue;
import org.jspecify.annotations.Nullable;

import org.springframework.core.task.SimpleAsyncTaskExecutor;

/**
 * The container behind {@code @QueueListener} and the container factory. Takes as many
 * messages as it has workers. For fast handlers it prefetches about 10 ms of work, at
 * most 100 messages or one batch for each worker. While Redis is unavailable it retries
 * with growing pauses of up to five seconds. Safe for use by several threads.
 *
 * @param <E> type of the payloads
 */
public final class DefaultQueueListenerContainer<E> implements QueueListenerContainer<E> {

	private final String id;

	private final ConsumableQueue<E> queue;

	private final BatchHandler<E> handler;

	private final ListenerSettings settings;

	private final RedisAvailability redis;

	private @Nullable WorkLoop<E> loop;

	private @Nullable Shutdown<E> shutdown;

	private boolean paused;

	private DefaultQueueListenerContainer(String id, RedisQueue<E> queue, BatchHandler<E> handler,
			ListenerSettings settings) {
		this.id = Objects.requireNonNull(id, "id must not be null");
		this.handler = Objects.requireNonNull(handler, "handler must not be null");
		this.settings = Objects.requireNonNull(settings, "settings must not be null");
		Objects.requireNonNull(queue, "queue must not be null");
		if (!(queue instanceof ConsumableQueue<E> consumable)) {
			throw new IllegalArgumentException("Listener '" + id
					+ "' needs a queue that a RedisQueueFactory has created, but got " + queue.getClass().getName());
		}
		this.queue = consumable;
		// Retries soon enough to renew leases before they end
		this.redis = new RedisAvailability(toString(), consumable.settings().leaseTime().toNanos() / 6);
	}

	/**
	 * Creates a container that calls its handler with one message at a time.
	 * @param <E> type of the payloads
	 * @param id id of the listener in logs, thread names and the
	 * {@link DefaultQueueListenerRegistry}
	 * @param queue a queue that a {@link io.github.redisqueues.queue.RedisQueueFactory}
	 * has created
	 * @param handler handles the messages
	 * @param settings settings, whose batch size is ignored
	 * @return the container, not started
	 * @throws IllegalArgumentException if the queue was created otherwise
	 */
	public static <E> DefaultQueueListenerContainer<E> of(String id, RedisQueue<E> queue, MessageHandler<E> handler,
			ListenerSettings settings) {
		Objects.requireNonNull(handler, "handler must not be null");
		return new DefaultQueueListenerContainer<>(id, queue, (deliveries) -> handler.handle(deliveries.get(0)),
				settings.withBatchSize(1));
	}

	/**
	 * Creates a container that calls its handler with several messages at a time.
	 * @param <E> type of the payloads
	 * @param id id of the listener in logs, thread names and the
	 * {@link DefaultQueueListenerRegistry}
	 * @param queue a queue that a {@link io.github.redisqueues.queue.RedisQueueFactory}
	 * has created
	 * @param handler handles the messages
	 * @param settings settings
	 * @return the container, not started
	 * @throws IllegalArgumentException if the queue was created otherwise
	 */
	public static <E> DefaultQueueListenerContainer<E> ofBatches(String id, RedisQueue<E> queue,
			BatchHandler<E> handler, ListenerSettings settings) {
		return new DefaultQueueListenerContainer<>(id, queue, handler, settings);
	}

	@Override
	public String id() {
		return this.id;
	}

	@Override
	public RedisQueue<E> queue() {
		return this.queue;
	}

	@Override
	public ListenerSettings settings() {
		return this.settings;
	}

	/**
	 * Starts the workers. Waits neither for Redis nor for handlers that still run after
	 * an earlier stop.
	 */
	@Override
	public synchronized void start() {
		if (this.loop == null) {
			SimpleAsyncTaskExecutor threads = new SimpleAsyncTaskExecutor(this.id + "-");
			threads.setVirtualThreads(this.settings.virtualThreads());
			WorkLoop<E> started = new WorkLoop<>(this.id, toString(), this.queue, this.handler, this.settings, threads,
					this.redis);
			try {
				started.start(this.paused);
			}
			catch (RuntimeException | Error ex) {
				started.stop(Duration.ZERO, 0);
				throw ex;
			}
			this.loop = started;
		}
	}

	/**
	 * Handles messages on the current thread, as a worker does, and settles them. For
	 * tests of listeners.
	 * @param deliveries one message, or up to a batch
	 * @return what was done with each of them
	 * @throws IllegalArgumentException if there are more messages than the batch size
	 */
	public List<HandledMessage> handle(List<RedisDelivery<E>> deliveries) {
		if (deliveries.isEmpty() || deliveries.size() > this.settings.batchSize()) {
			throw new IllegalArgumentException(
					this + " handles 1 to " + this.settings.batchSize() + " messages, not " + deliveries.size());
		}
		return new ForegroundWork<>(this.id, toString(), this.queue, this.handler, this.settings, this.redis)
			.handle(deliveries);
	}

	/**
	 * Returns whether the current thread is in a handler of this container.
	 */
	synchronized boolean isInHandler() {
		return (this.loop != null && this.loop.isInHandler()) || (this.shutdown != null && this.shutdown.isInHandler());
	}

	/**
	 * Returns whether a shutdown is running.
	 */
	synchronized boolean isStopping() {
		return this.shutdown != null && !this.shutdown.isDone();
	}

	/**
	 * Stops taking messages, returns those that no handler has started on, and waits for
	 * the handlers for the shutdown timeout. Interrupts them for the last fifth of that
	 * time; the messages of a handler that then throws are returned without counting an
	 * attempt. Messages of a handler that does not return are delivered again when their
	 * leases end. If another thread is stopping the container, waits for that. If a
	 * handler calls this, another thread does the work and this method returns at once.
	 */
	@Override
	public void stop() {
		boolean isInHandler = isInHandler();
		Shutdown<E> begun = beginShutdown();
		if (begun != null && isInHandler) {
			onOtherThread(() -> begun.run(0));
		}
		else if (begun != null) {
			begun.run(0);
		}
		else if (!isInHandler) {
			awaitShutdown();
		}
	}

	private synchronized @Nullable Shutdown<E> beginShutdown() {
		if (this.loop == null) {
			return null;
		}
		this.shutdown = new Shutdown<>(this.loop, this.settings.shutdownTimeout());
		this.loop = null;
		return this.shutdown;
	}

	/**
	 * Waits for the shutdown that another thread runs.
	 */
	private void awaitShutdown() {
		Shutdown<E> begun;
		synchronized (this) {
			begun = this.shutdown;
		}
		if (begun != null) {
			begun.await();
		}
	}

	private void onOtherThread(Runnable task) {
		new Thread(task, this.id + "-stop").start();
	}

	/**
	 * Does the same as {@link #stop()} on another thread. If a handler calls this, for
	 * example by closing the application context, the shutdown does not wait for it,
	 * since it may wait for the callback. Its messages are delivered again unless it
	 * returns in time.
	 * @param callback runs when the container has stopped
	 */
	@Override
	public void stop(Runnable callback) {
		int ignored = isInHandler() ? 1 : 0;
		onOtherThread(() -> {
			try {
				Shutdown<E> begun = beginShutdown();
				if (begun != null) {
					begun.run(ignored);
				}
				else if (ignored == 0) {
					awaitShutdown();
				}
			}
			finally {
				callback.run();
			}
		});
	}

	@Override
	public synchronized void pause() {
		if (!this.paused) {
			this.paused = true;
			if (this.loop != null) {
				this.loop.pause();
			}
		}
	}

	@Override
	public synchronized void resume() {
		if (this.paused) {
			this.paused = false;
			if (this.loop != null) {
				this.loop.resume();
			}
		}
	}

	@Override
	public synchronized boolean isPaused() {
		return this.paused;
	}

	/**
	 * Returns whether the container has been started, or its shutdown is running.
	 */
	@Override
	public synchronized boolean isRunning() {
		return this.loop != null || isStopping();
	}

	@Override
	public boolean isAutoStartup() {
		return this.settings.autoStartup();
	}

	@Override
	public int getPhase() {
		return PHASE;
	}

	@Override
	public synchronized int inFlight() {
		return (this.loop != null) ? this.loop.inFlight() : 0;
	}

	@Override
	public synchronized int workers() {
		return (this.loop != null) ? this.loop.workerCount() : 0;
	}

	/**
	 * Returns for how long a worker has been at work on the same messages.
	 * @return the longest time of all workers, zero if none is at work
	 */
	public synchronized Duration longestBusy() {
		return (this.loop != null) ? Duration.ofNanos(this.loop.longestBusyNanos()) : Duration.ZERO;
	}

	/**
	 * Returns the time since Redis last answered this listener.
	 * @return the time; empty if it has not yet
	 */
	public Optional<Duration> sinceContact() {
		return this.redis.sinceAnswer();
	}

	/**
	 * Returns for how long Redis has not answered this listener.
	 * @return the time since the first failure, zero if Redis answered the last call
	 */
	public Duration disconnectedFor() {
		return this.redis.lostFor();
	}

	/**
	 * Returns how many workers are at work on messages.
	 * @return the number of workers, 0 if the container is not running
	 */
	public synchronized int busyWorkers() {
		return (this.loop != null) ? this.loop.busyWorkerCount() : 0;
	}

	@Override
	public boolean isConnected() {
		return !this.redis.isLost();
	}

	@Override
	public String toString() {
		return "Listener '" + this.id + "' of queue '" + this.queue.name() + "'";
	}

}
