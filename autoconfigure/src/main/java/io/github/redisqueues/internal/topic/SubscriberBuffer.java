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
 * A bounded buffer of messages for one subscriber. The connection's thread adds messages
 * and never blocks. While the buffer holds messages, one task on the executor passes them
 * to the handler, one after the other. Safe for use by several threads.
 */
final class SubscriberBuffer {

	private static final Log logger = LogFactory.getLog(SubscriberBuffer.class);

	private final String description;

	private final Consumer<byte[]> handler;

	private final Runnable onDrop;

	private final Executor executor;

	private final Deque<byte[]> messages = new ArrayDeque<>();

	private final ReentrantLock lock = new ReentrantLock();

	private long bytes;

	private boolean isOpen = true;

	private boolean isDropping;

	private final LongAdder dropped = new LongAdder();

	/**
	 * The running task, null if there is none.
	 */
	private @Nullable CompletableFuture<Void> task;

	/**
	 * Creates an empty, open buffer.
	 * @param description the subscriber's description for log lines
	 * @param handler receives one message after the other; must not throw exceptions
	 * @param onDrop runs for each message that is dropped; must not block
	 * @param executor runs the handler; must not block or refuse a task
	 */
	SubscriberBuffer(String description, Consumer<byte[]> handler, Runnable onDrop, Executor executor) {
		this.description = description;
		this.handler = handler;
		this.onDrop = onDrop;
		this.executor = executor;
	}

	/**
	 * Adds a message, or drops it if the buffer is full or closed. Does not block.
	 */
	void add(byte[] message) {
		this.lock.lock();
		try {
			if (!this.isOpen) {
				return;
			}
			if (isFull(message)) {
				drop();
				return;
			}
			this.messages.addLast(message);
			this.bytes += message.length;
			if (this.task == null) {
				start();
			}
		}
		finally {
			this.lock.unlock();
		}
	}

	private boolean isFull(byte[] message) {
		return this.messages.size() >= RedisTopic.MAX_BUFFERED
				|| (this.bytes + message.length > RedisTopic.MAX_BUFFERED_BYTES && !this.messages.isEmpty());
	}

	private void drop() {
		this.dropped.increment();
		this.onDrop.run();
		if (!this.isDropping) {
			this.isDropping = true;
			int count = this.messages.size();
			// Logging may block, so not on this thread
			this.executor.execute(() -> logger
				.warn("%s is too slow: its buffer is full with %d messages; new ones are dropped until there is room"
					.formatted(this.description, count)));
		}
	}

	private void start() {
		CompletableFuture<Void> started = new CompletableFuture<>();
		this.executor.execute(() -> deliverAll(started));
		this.task = started;
	}

	private void deliverAll(CompletableFuture<Void> self) {
		try {
			for (byte[] message = next(); message != null; message = next()) {
				this.handler.accept(message);
			}
		}
		finally {
			self.complete(null);
			restartAfter(self);
		}
	}

	/**
	 * Starts another task if an {@link Error} of the handler has ended the last one.
	 */
	private void restartAfter(CompletableFuture<Void> ended) {
		this.lock.lock();
		try {
			if (this.task == ended) {
				this.task = null;
				if (!this.messages.isEmpty()) {
					start();
				}
			}
		}
		finally {
			this.lock.unlock();
		}
	}

	private byte @Nullable [] next() {
		long missed = -1;
		byte[] message;
		this.lock.lock();
		try {
			message = this.messages.pollFirst();
			if (message != null) {
				this.bytes -= message.length;
			}
			else {
				this.task = null;
				if (this.isDropping) {
					this.isDropping = false;
					missed = this.dropped.sum();
				}
			}
		}
		finally {
			this.lock.unlock();
		}
		if (missed >= 0) {
			logger.warn("%s has caught up; it has missed %d messages so far".formatted(this.description, missed));
		}
		return message;
	}

	/**
	 * Returns how many messages were dropped because the buffer was full.
	 */
	long dropped() {
		return this.dropped.sum();
	}

	/**
	 * Accepts messages again.
	 */
	void open() {
		this.lock.lock();
		try {
			this.isOpen = true;
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Accepts no more messages and drops those that wait, without counting them.
	 * @return a future that completes when the handler has returned from the message in
	 * progress
	 */
	CompletableFuture<Void> close() {
		this.lock.lock();
		try {
			this.isOpen = false;
			this.messages.clear();
			this.bytes = 0;
			return (this.task != null) ? this.task.copy() : CompletableFuture.completedFuture(null);
		}
		finally {
			this.lock.unlock();
		}
	}

}
