package io.github.redisqueues.benchmarks.contender;

import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import io.github.redisqueues.benchmarks.harness.Place;
import io.github.redisqueues.listener.QueueListenerContainer;
import io.github.redisqueues.queue.QueueSettings;
import io.github.redisqueues.queue.RedisQueue;

/**
 * A queue of texts and its listeners. Senders and listeners share one connection, as in
 * an application.
 */
public final class OurListener {

	private static final int BATCH = 1_000;

	private static final long SETTLING_NANOS = TimeUnit.SECONDS.toNanos(10);

	private final OurApplication application;

	private final RedisQueue<String> queue;

	public OurListener(Place place) {
		this.application = OurApplication.start(place);
		this.queue = this.application.queue(QueueSettings.of("work", String.class));
	}

	public RedisQueue<String> queue() {
		return this.queue;
	}

	/**
	 * Sends a backlog.
	 */
	public void fill(int messages) {
		List<String> payloads = Collections.nCopies(Math.min(BATCH, messages), Payloads.text());
		for (int sent = 0; sent < messages; sent += BATCH) {
			this.queue.sendAll(payloads.subList(0, Math.min(BATCH, messages - sent)));
		}
	}

	/**
	 * Starts a listener. It is stopped when it is closed.
	 */
	public AutoCloseable start(int concurrency, Consumer<String> handler) {
		QueueListenerContainer<String> container = this.application.listener(this.queue, concurrency, handler);
		container.start();
		return container::stop;
	}

	/**
	 * Waits until every message is settled.
	 */
	public void awaitSettled() throws InterruptedException {
		long until = System.nanoTime() + SETTLING_NANOS;
		while (this.queue.size() > 0) {
			if (System.nanoTime() > until) {
				throw new IllegalStateException(this.queue.size() + " messages were not settled");
			}
			Thread.sleep(1);
		}
		if (this.queue.deadLetters().size() > 0) {
			throw new IllegalStateException("there are dead letters");
		}
	}

}
