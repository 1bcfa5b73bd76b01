package io.github.redisqueues.internal.listener;

import java.time.Duration;
import java.util.Objects;

import io.github.redisqueues.internal.queue.ConsumableQueue;
import io.github.redisqueues.listener.BatchHandler;
import io.github.redisqueues.listener.ListenerSettings;
import io.github.redisqueues.listener.MessageHandler;
import io.github.redisqueues.listener.QueueListenerContainer;
import io.github.redisqueues.queue.RedisQueue;
import org.jspecify.annotations.Nullable;

import org.springframework.core.task.SimpleAsyncTaskExecutor;

/**
 * Works one queue off with a function: what {@code @QueueListener} makes for a method,
 * and what an application makes for queues that are only known at run time. Each message
 * is given to the handler at least once. It is acknowledged when the handler returns;
 * when it throws, the message is delivered again after the queue's backoff, and becomes a
 * dead letter after its last attempt. While a handler works, the lease is renewed, so
 * that the queue's {@code lease-time} only says how soon the messages of a process that
 * died are delivered again.
 * <p>
 * Takes as many messages as it has workers, and for fast handlers those that its workers
 * begin within some 10 milliseconds, 100 or one for each worker at the most. While Redis
 * cannot be reached, it tries again at intervals of up to five seconds.
 * <p>
 * As a bean it starts and stops with the application context. Safe for use by several
 * threads.
 *
 * @param <E> type of the payloads
 */
public final class DefaultQueueListenerContainer<E> implements QueueListenerContainer<E> {

	private final String id;

	private final ConsumableQueue<E> queue;

	private final BatchHandler<E> handler;

	private final ListenerSettings settings;

	private final RedisAvailability contact;

	private @Nullable WorkLoop<E> loop;

	private @Nullable Ending<E> ending;

	private boolean paused;

	private DefaultQueueListenerContainer(String id, RedisQueue<E> queue, BatchHandler<E> handler,
			ListenerSettings settings) {
		this.id = Objects.requireNonNull(id, "id must not be null");
		this.handler = Objects.requireNonNull(handler, "handler must not be null");
		this.settings = Objects.requireNonNull(settings, "settings must not be null");
		Objects.requireNonNull(queue, "queue must not be null");
		if (!(queue instanceof ConsumableQueue<E> consumable)) {
			throw new IllegalArgumentException("Listener '" + id + "' needs a queue of a RedisQueueFactory, but got "
					+ queue.getClass().getName());
		}
		this.queue = consumable;
		// A message that is worked on must not be lost to a pause
		this.contact = new RedisAvailability(toString(), consumable.settings().leaseTime().toNanos() / 6);
	}

	/**
	 * Makes a container whose handler gets one message at a time.
	 * @param <E> type of the payloads
	 * @param id what the listener is called in logs, in threads' names and in the
	 * {@link DefaultQueueListenerRegistry}
	 * @param queue a queue of a {@link io.github.redisqueues.queue.RedisQueueFactory},
	 * such as every declared one
	 * @param handler works on the messages
	 * @param settings how; their batch size does not matter
	 * @return the container, not started
	 * @throws IllegalArgumentException if the queue is of another kind
	 */
	public static <E> DefaultQueueListenerContainer<E> of(String id, RedisQueue<E> queue, MessageHandler<E> handler,
			ListenerSettings settings) {
		Objects.requireNonNull(handler, "handler must not be null");
		return new DefaultQueueListenerContainer<>(id, queue, (deliveries) -> handler.handle(deliveries.get(0)),
				settings.withBatchSize(1));
	}

	/**
	 * Makes a container whose handler gets several messages at a time.
	 * @param <E> type of the payloads
	 * @param id what the listener is called in logs, in threads' names and in the
	 * {@link DefaultQueueListenerRegistry}
	 * @param queue a queue of a {@link io.github.redisqueues.queue.RedisQueueFactory},
	 * such as every declared one
	 * @param handler works on the messages
	 * @param settings how
	 * @return the container, not started
	 * @throws IllegalArgumentException if the queue is of another kind
	 */
	public static <E> DefaultQueueListenerContainer<E> ofBatches(String id, RedisQueue<E> queue,
			BatchHandler<E> handler, ListenerSettings settings) {
		return new DefaultQueueListenerContainer<>(id, queue, handler, settings);
	}

	/**
	 * Returns what the listener is called.
	 * @return the id
	 */
	@Override
	public String id() {
		return this.id;
	}

	/**
	 * Returns what is worked off.
	 * @return the queue
	 */
	@Override
	public RedisQueue<E> queue() {
		return this.queue;
	}

	/**
	 * Returns how it is worked off.
	 * @return the settings
	 */
	@Override
	public ListenerSettings settings() {
		return this.settings;
	}

	/**
	 * Starts the workers. Does not wait for Redis, nor for handlers that still run since
	 * an earlier stop.
	 */
	@Override
	public synchronized void start() {
		if (this.loop == null) {
			SimpleAsyncTaskExecutor threads = new SimpleAsyncTaskExecutor(this.id + "-");
			threads.setVirtualThreads(this.settings.virtualThreads());
			WorkLoop<E> started = new WorkLoop<>(this.id, toString(), this.queue, this.handler, this.settings, threads,
					this.contact);
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
	 * Whether this is called by a handler of this container.
	 */
	synchronized boolean isInHandler() {
		return (this.loop != null && this.loop.isInHandler()) || (this.ending != null && this.ending.isInHandler());
	}

	/**
	 * Whether it was stopped, and has not ended yet.
	 */
	synchronized boolean isEnding() {
		return this.ending != null && !this.ending.isOver();
	}

	/**
	 * Takes nothing any more, hands back what was taken and not begun, and waits until
	 * the handlers have returned and their messages are settled, as long as the settings
	 * say. For the last fifth of that time the handlers are interrupted; a message whose
	 * handler then throws goes back as if it had not been delivered. One whose handler
	 * does not end is delivered again when its lease runs out. If another thread has
	 * stopped it, this waits for the same end. A handler that calls this does not wait
	 * for itself: the rest is done by another thread.
	 */
	@Override
	public void stop() {
		boolean isInHandler = isInHandler();
		Ending<E> begun = beginToEnd();
		if (begun != null && isInHandler) {
			onOtherThread(() -> begun.bringAbout(0));
		}
		else if (begun != null) {
			begun.bringAbout(0);
		}
		else if (!isInHandler) {
			awaitEnd();
		}
	}

	private synchronized @Nullable Ending<E> beginToEnd() {
		if (this.loop == null) {
			return null;
		}
		this.ending = new Ending<>(this.loop, this.settings.shutdownTimeout());
		this.loop = null;
		return this.ending;
	}

	/**
	 * Somebody else has stopped it.
	 */
	private void awaitEnd() {
		Ending<E> begun;
		synchronized (this) {
			begun = this.ending;
		}
		if (begun != null) {
			begun.await();
		}
	}

	private void onOtherThread(Runnable task) {
		new Thread(task, this.id + "-stop").start();
	}

	/**
	 * Does the same as {@link #stop()} without waiting for it. When a handler calls this,
	 * as one does that closes the application context, it is not waited for, as it may
	 * itself wait for the callback; what it works on is delivered again, unless it ends
	 * in time.
	 * @param callback called when it is done
	 */
	@Override
	public void stop(Runnable callback) {
		int spared = isInHandler() ? 1 : 0;
		onOtherThread(() -> {
			try {
				Ending<E> begun = beginToEnd();
				if (begun != null) {
					begun.bringAbout(spared);
				}
				else if (spared == 0) {
					awaitEnd();
				}
			}
			finally {
				callback.run();
			}
		});
	}

	/**
	 * Takes nothing any more in this process until {@link #resume()}, and hands back what
	 * was taken and not begun. Handlers that work go on. Other processes are not
	 * concerned; {@link RedisQueue#pause()} is for all of them. A paused container may be
	 * started and stopped, and stays paused.
	 */
	@Override
	public synchronized void pause() {
		if (!this.paused) {
			this.paused = true;
			if (this.loop != null) {
				this.loop.pause();
			}
		}
	}

	/**
	 * Takes messages again after {@link #pause()}.
	 */
	@Override
	public synchronized void resume() {
		if (this.paused) {
			this.paused = false;
			if (this.loop != null) {
				this.loop.resume();
			}
		}
	}

	/**
	 * Tells whether nothing is taken at the moment.
	 * @return whether {@link #pause()} was called last
	 */
	@Override
	public synchronized boolean isPaused() {
		return this.paused;
	}

	/**
	 * Tells whether it works, or has not ended yet since it was stopped.
	 */
	@Override
	public synchronized boolean isRunning() {
		return this.loop != null || isEnding();
	}

	@Override
	public boolean isAutoStartup() {
		return this.settings.autoStartup();
	}

	@Override
	public int getPhase() {
		return PHASE;
	}

	/**
	 * Returns how many messages this container holds under a lease, whether its handler
	 * works on them or is about to.
	 * @return how many, 0 if it is not running
	 */
	@Override
	public synchronized int inFlight() {
		return (this.loop != null) ? this.loop.inFlight() : 0;
	}

	/**
	 * Returns how many workers there are, busy or waiting.
	 * @return how many, 0 if it is not running
	 */
	@Override
	public synchronized int workers() {
		return (this.loop != null) ? this.loop.workerCount() : 0;
	}

	/**
	 * Tells whether Redis is within reach, as far as this container knows.
	 * @return whether Redis answered when it was asked last; true if it was not asked yet
	 */
	@Override
	public boolean isConnected() {
		return !this.contact.isLost();
	}

	/**
	 * Names the listener and its queue.
	 */
	@Override
	public String toString() {
		return "Listener '" + this.id + "' of queue '" + this.queue.name() + "'";
	}

}
