package io.github.redisqueues.internal.topic;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

import io.github.redisqueues.topic.RedisTopic;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * What waits for one subscriber, and the thread that hands it on, which there is while
 * something waits. Messages come from the connection's thread, which is never held up.
 */
final class Mailbox {

	private static final Log logger = LogFactory.getLog(Mailbox.class);

	private final String owner;

	private final Consumer<byte[]> handler;

	private final Runnable onDrop;

	private final Executor executor;

	private final Deque<byte[]> waiting = new ArrayDeque<>();

	private final ReentrantLock lock = new ReentrantLock();

	private long bytes;

	private boolean open = true;

	private boolean dropping;

	private final LongAdder dropped = new LongAdder();

	private @Nullable CompletableFuture<Void> run;

	/**
	 * Opens an empty mailbox.
	 * @param owner who the messages are for, as a log line is to say it
	 * @param handler takes one message after the other, and throws nothing
	 * @param onDrop runs whenever one is dropped; must not block
	 * @param executor runs the handler
	 */
	Mailbox(String owner, Consumer<byte[]> handler, Runnable onDrop, Executor executor) {
		this.owner = owner;
		this.handler = handler;
		this.onDrop = onDrop;
		this.executor = executor;
	}

	/**
	 * Puts a message in, unless too much waits already. Does not block.
	 */
	void put(byte[] message) {
		this.lock.lock();
		try {
			if (!this.open) {
				return;
			}
			if (isFull(message)) {
				drop();
				return;
			}
			this.waiting.addLast(message);
			this.bytes += message.length;
			if (this.run == null) {
				start();
			}
		}
		finally {
			this.lock.unlock();
		}
	}

	private boolean isFull(byte[] message) {
		return this.waiting.size() >= RedisTopic.MAX_BUFFERED
				|| (this.bytes + message.length > RedisTopic.MAX_BUFFERED_BYTES && !this.waiting.isEmpty());
	}

	private void drop() {
		this.dropped.increment();
		this.onDrop.run();
		if (!this.dropping) {
			this.dropping = true;
			int count = this.waiting.size();
			// A log may block, too
			this.executor.execute(() -> logger
				.warn("%s is too slow: %d messages wait for it, and what comes now is".formatted(this.owner, count)
						+ " dropped until there is room again"));
		}
	}

	private void start() {
		CompletableFuture<Void> started = new CompletableFuture<>();
		this.executor.execute(() -> handAll(started));
		this.run = started;
	}

	private void handAll(CompletableFuture<Void> self) {
		try {
			for (byte[] message = next(); message != null; message = next()) {
				this.handler.accept(message);
			}
		}
		finally {
			self.complete(null);
			goOnAfter(self);
		}
	}

	/**
	 * With another thread, if the last one died of an error.
	 */
	private void goOnAfter(CompletableFuture<Void> ended) {
		this.lock.lock();
		try {
			if (this.run == ended) {
				this.run = null;
				if (!this.waiting.isEmpty()) {
					start();
				}
			}
		}
		finally {
			this.lock.unlock();
		}
	}

	private byte @Nullable [] next() {
		long regained = -1;
		byte[] message;
		this.lock.lock();
		try {
			message = this.waiting.pollFirst();
			if (message != null) {
				this.bytes -= message.length;
			}
			else {
				this.run = null;
				if (this.dropping) {
					this.dropping = false;
					regained = this.dropped.sum();
				}
			}
		}
		finally {
			this.lock.unlock();
		}
		if (regained >= 0) {
			logger.warn("%s has caught up; it has missed %d messages so far".formatted(this.owner, regained));
		}
		return message;
	}

	long dropped() {
		return this.dropped.sum();
	}

	/**
	 * Takes messages again.
	 */
	void open() {
		this.lock.lock();
		try {
			this.open = true;
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Takes no more messages, and forgets those that wait.
	 * @return done when the one that is just being handled has been
	 */
	CompletableFuture<Void> close() {
		this.lock.lock();
		try {
			this.open = false;
			this.waiting.clear();
			this.bytes = 0;
			return (this.run != null) ? this.run.copy() : CompletableFuture.completedFuture(null);
		}
		finally {
			this.lock.unlock();
		}
	}

}
