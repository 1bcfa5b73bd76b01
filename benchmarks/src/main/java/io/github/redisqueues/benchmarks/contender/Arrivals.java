package io.github.redisqueues.benchmarks.contender;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

import io.github.redisqueues.benchmarks.harness.Figures;

/**
 * Sends messages to a consumer that runs, and measures how long each is on its way.
 */
public final class Arrivals {

	private static final int PATIENCE_SECONDS = 60;

	private static final long SPIN_NANOS = TimeUnit.MICROSECONDS.toNanos(60);

	private volatile Round round = new Round(0);

	/**
	 * Notes the arrival of a message.
	 * @param number the number it was sent with
	 */
	public void arrived(int number) {
		this.round.arrived(number);
	}

	/**
	 * Sends one message, waits until it has arrived, pauses, and sends the next. The
	 * consumer waits again meanwhile.
	 */
	public Figures oneByOne(int messages, Duration pause, Sender sender) throws Exception {
		Round measured = begin(messages);
		for (int i = 0; i < messages; i++) {
			Thread.sleep(pause.toMillis());
			measured.sent[i] = System.nanoTime();
			sender.send(i);
			measured.await(i + 1);
		}
		return Percentiles.of(measured.latencies());
	}

	/**
	 * Sends at a steady rate, whether or not the last messages have arrived. Measured is
	 * the time since a message was to be sent, so that a delay of the sender counts.
	 */
	public Figures steadily(int messages, int perSecond, Sender sender) throws Exception {
		Round measured = begin(messages);
		long interval = TimeUnit.SECONDS.toNanos(1) / perSecond;
		long begin = System.nanoTime();
		for (int i = 0; i < messages; i++) {
			long due = begin + i * interval;
			pauseUntil(due);
			measured.sent[i] = due;
			sender.send(i);
		}
		measured.await(messages);
		return Percentiles.of(measured.latencies());
	}

	private Round begin(int messages) {
		Round begun = new Round(messages);
		this.round = begun;
		return begun;
	}

	private static void pauseUntil(long nanos) {
		for (long left = nanos - System.nanoTime(); left > 0; left = nanos - System.nanoTime()) {
			if (left > SPIN_NANOS) {
				LockSupport.parkNanos(left - SPIN_NANOS);
			}
			else {
				Thread.onSpinWait();
			}
		}
	}

	/**
	 * Sends a message with a number.
	 */
	@FunctionalInterface
	public interface Sender {

		void send(int number) throws Exception;

	}

	private static final class Round {

		private final long[] sent;

		private final long[] arrived;

		private final AtomicInteger count = new AtomicInteger();

		private final CountDownLatch all;

		private volatile Thread sender = Thread.currentThread();

		Round(int messages) {
			this.sent = new long[messages];
			this.arrived = new long[messages];
			this.all = new CountDownLatch(messages);
		}

		void arrived(int number) {
			this.arrived[number] = System.nanoTime();
			this.count.incrementAndGet();
			this.all.countDown();
			LockSupport.unpark(this.sender);
		}

		void await(int messages) throws InterruptedException {
			this.sender = Thread.currentThread();
			long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
			while (this.count.get() < messages) {
				if (System.nanoTime() > until || Thread.interrupted()) {
					throw new IllegalStateException(
							"sent " + messages + " messages, but only " + this.count + " have arrived");
				}
				LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(1));
			}
			if (messages == this.sent.length) {
				this.all.await();
			}
		}

		long[] latencies() {
			long[] nanos = new long[this.sent.length];
			for (int i = 0; i < nanos.length; i++) {
				nanos[i] = this.arrived[i] - this.sent[i];
			}
			return nanos;
		}

	}

}
