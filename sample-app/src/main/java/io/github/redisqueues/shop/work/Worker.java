package io.github.redisqueues.shop.work;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import io.github.redisqueues.queue.Delivery;
import io.github.redisqueues.queue.RedisQueue;
import io.github.redisqueues.shop.report.Ledger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One thread's work: receive, handle, acknowledge.
 */
final class Worker<E> implements Runnable {

	private static final Logger logger = LoggerFactory.getLogger(Worker.class);

	/**
	 * How long to wait for a message before looking whether to stop.
	 */
	static final Duration WAIT = Duration.ofSeconds(1);

	private final Workers<E> workers;

	private final RedisQueue<E> queue;

	private final int batchSize;

	private final Consumer<E> handler;

	private final Ledger ledger;

	Worker(Workers<E> workers, RedisQueue<E> queue, int batchSize, Consumer<E> handler, Ledger ledger) {
		this.workers = workers;
		this.queue = queue;
		this.batchSize = batchSize;
		this.handler = handler;
		this.ledger = ledger;
	}

	@Override
	public void run() {
		boolean alive = true;
		while (alive && this.workers.isRunning()) {
			try {
				alive = work(this.queue.receive(this.batchSize, WAIT));
			}
			catch (RuntimeException ex) {
				if (this.workers.isRunning()) {
					logger.warn("Could not reach queue '{}', trying again: {}", this.queue.name(), ex.getMessage());
					pause();
				}
			}
		}
	}

	/**
	 * Works through a batch. What is left of it when Redis fails comes again when its
	 * lease runs out.
	 * @return whether the worker is still alive
	 */
	private boolean work(List<Delivery<E>> batch) {
		for (int i = 0; i < batch.size(); i++) {
			Delivery<E> delivery = batch.get(i);
			this.ledger.received(this.queue, delivery.id(), delivery.attempt());
			try {
				this.handler.accept(delivery.payload());
			}
			catch (RejectedMessageException ex) {
				delivery.reject(String.valueOf(ex.getMessage()));
				continue;
			}
			catch (RuntimeException ex) {
				logger.debug("Attempt {} at '{}' failed", delivery.attempt(), delivery.id(), ex);
				delivery.retry();
				continue;
			}
			if (this.workers.claimsTheDoomed()) {
				this.workers.died(batch.subList(i, batch.size()));
				return false;
			}
			if (delivery.ack()) {
				this.ledger.processed(this.queue, delivery.id());
			}
		}
		return true;
	}

	private static void pause() {
		try {
			TimeUnit.SECONDS.sleep(1);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

}
