package io.github.redisqueues.shop.work;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

import io.github.redisqueues.queue.Delivery;
import io.github.redisqueues.queue.RedisQueue;
import io.github.redisqueues.shop.report.Ledger;
import org.jspecify.annotations.Nullable;

import org.springframework.context.SmartLifecycle;
import org.springframework.scheduling.concurrent.CustomizableThreadFactory;

/**
 * Threads that receive messages of one queue and pass the payloads to a handler, started
 * and stopped with the application. A handler that returns has its message acknowledged;
 * one that throws gets it again later, or never if it threw
 * {@link RejectedMessageException}. A message may come twice, so handlers have to be
 * idempotent.
 *
 * @param <E> type of the payloads
 */
public final class Workers<E> implements SmartLifecycle {

	private static final Duration GRACE = Worker.WAIT.plusMillis(500);

	private final RedisQueue<E> queue;

	private final Consumer<E> handler;

	private final Ledger ledger;

	private final int count;

	private final int batchSize;

	private final AtomicBoolean oneIsDoomed = new AtomicBoolean();

	private volatile @Nullable Casualty casualty;

	private volatile @Nullable ExecutorService threads;

	/**
	 * Workers that are not started yet.
	 * @param queue where the messages come from
	 * @param count how many threads
	 * @param batchSize how many messages one thread takes at a time; all of them are to
	 * be done within the queue's lease time
	 * @param handler what to do with a payload
	 * @param ledger where to note what was seen
	 */
	public Workers(RedisQueue<E> queue, int count, int batchSize, Consumer<E> handler, Ledger ledger) {
		this.queue = queue;
		this.count = count;
		this.batchSize = batchSize;
		this.handler = handler;
		this.ledger = ledger;
	}

	@Override
	public synchronized void start() {
		if (this.threads == null) {
			ExecutorService threads = Executors.newFixedThreadPool(this.count,
					new CustomizableThreadFactory(this.queue.name() + "-"));
			this.threads = threads;
			for (int i = 0; i < this.count; i++) {
				threads.execute(new Worker<>(this, this.queue, this.batchSize, this.handler, this.ledger));
			}
		}
	}

	/**
	 * Lets each worker finish its batch. One that takes long is interrupted; the message
	 * in its hands comes again when its lease runs out.
	 */
	@Override
	public synchronized void stop() {
		ExecutorService threads = this.threads;
		this.threads = null;
		if (threads != null) {
			threads.shutdown();
			try {
				if (!threads.awaitTermination(GRACE.toMillis(), TimeUnit.MILLISECONDS)) {
					threads.shutdownNow();
					threads.awaitTermination(GRACE.toMillis(), TimeUnit.MILLISECONDS);
				}
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
		}
	}

	/**
	 * Does not keep others from stopping at the same time.
	 */
	@Override
	public void stop(Runnable callback) {
		new Thread(() -> {
			stop();
			callback.run();
		}, this.queue.name() + "-stop").start();
	}

	@Override
	public boolean isRunning() {
		return this.threads != null;
	}

	/**
	 * Kills one worker, as a crash would: the one that handles the next message dies
	 * before it acknowledges it, and never comes back.
	 */
	public void killOne() {
		this.oneIsDoomed.set(true);
	}

	/**
	 * Spares the worker that {@link #killOne()} did not hit yet.
	 */
	public void spare() {
		this.oneIsDoomed.set(false);
	}

	/**
	 * Returns the worker that was killed.
	 * @return the casualty, if there is one
	 */
	public Optional<Casualty> casualty() {
		return Optional.ofNullable(this.casualty);
	}

	boolean claimsTheDoomed() {
		return this.oneIsDoomed.compareAndSet(true, false);
	}

	void died(List<Delivery<E>> held) {
		this.casualty = new Casualty(Thread.currentThread().getName(), held.stream().map(Delivery::id).toList());
	}

}
