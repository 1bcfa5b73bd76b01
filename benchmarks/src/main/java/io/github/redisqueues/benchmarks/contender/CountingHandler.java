package io.github.redisqueues.benchmarks.contender;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A handler that counts messages, and notes when the last one came.
 */
public final class CountingHandler {

	private static final int PATIENCE_SECONDS = 120;

	private final int messages;

	private final AtomicInteger count = new AtomicInteger();

	private final CountDownLatch done = new CountDownLatch(1);

	private volatile long end;

	public CountingHandler(int messages) {
		this.messages = messages;
	}

	public void handle(String payload) {
		if (payload.length() != Payloads.text().length()) {
			throw new IllegalStateException("what was sent did not come back");
		}
		count(1);
	}

	public void handle(byte[] payload) {
		Payloads.check(payload);
		count(1);
	}

	private void count(int more) {
		if (this.count.addAndGet(more) == this.messages) {
			this.end = System.nanoTime();
			this.done.countDown();
		}
	}

	/**
	 * Waits for all messages.
	 * @return when the last one came, as nanoseconds
	 */
	public long await() throws InterruptedException {
		if (!this.done.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
			throw new IllegalStateException("sent " + this.messages + " messages, but only " + this.count + " came");
		}
		return this.end;
	}

	/**
	 * Checks that no message came twice.
	 */
	public void check() {
		if (this.count.get() != this.messages) {
			throw new IllegalStateException("sent " + this.messages + " messages, but " + this.count + " came");
		}
	}

}
