package io.github.redisqueues.internal.topic;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

import io.github.redisqueues.internal.observer.CallScope;
import io.github.redisqueues.internal.observer.ObservedCall;
import io.github.redisqueues.internal.queue.FanOut;
import io.github.redisqueues.internal.queue.QueueObserver;
import io.github.redisqueues.internal.redis.ChannelListener;
import io.github.redisqueues.queue.PayloadException;
import io.github.redisqueues.topic.Subscription;
import io.github.redisqueues.topic.TopicMessage;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * The subscription of one listener to the channel of a topic.
 *
 * @param <E> type of the payloads
 */
final class TopicSubscription<E> implements Subscription {

	private static final Log logger = LogFactory.getLog(TopicSubscription.class);

	private final String description;

	private final FanOut<E> fanOut;

	private final Consumer<? super TopicMessage<E>> listener;

	private final Runnable onClose;

	private final SubscriberBuffer buffer;

	private final ChannelListener channelListener;

	private final DuplicateFilter duplicates = new DuplicateFilter();

	private final AtomicBoolean closed = new AtomicBoolean();

	private boolean lastWasUnreadable;

	private volatile @Nullable Thread listenerThread;

	TopicSubscription(String description, FanOut<E> fanOut, Consumer<? super TopicMessage<E>> listener,
			Executor executor, Runnable onDrop, Consumer<TopicSubscription<E>> onClose) {
		this.description = description;
		this.fanOut = fanOut;
		this.listener = listener;
		this.onClose = () -> onClose.accept(this);
		this.buffer = new SubscriberBuffer(description, this::handle, onDrop, executor);
		this.channelListener = fanOut.subscribe(this.buffer::add);
	}

	/**
	 * Returns whether Redis has confirmed the subscription.
	 * @return a future that completes when it has, and completes exceptionally if the
	 * first attempt failed; the subscription is then retried
	 */
	CompletableFuture<Void> confirmation() {
		return this.channelListener.subscribed();
	}

	private void handle(byte[] bytes) {
		FanOut.Heard<E> heard;
		try {
			heard = this.fanOut.read(bytes);
			this.lastWasUnreadable = false;
		}
		catch (PayloadException ex) {
			if (!this.lastWasUnreadable) {
				this.lastWasUnreadable = true;
				logger.warn(this.description + " skipped a message that cannot be read, and will skip others without a"
						+ " warning until one can be read: " + ex.getMessage());
			}
			return;
		}
		if (this.duplicates.isNew(heard.id())) {
			deliver(new TopicMessage<>(heard.id(), heard.payload(), heard.sentAt(), heard.headers()));
		}
	}

	private void deliver(TopicMessage<E> message) {
		this.listenerThread = Thread.currentThread();
		try {
			QueueObserver observer = this.fanOut.observer();
			if (observer == null) {
				this.listener.accept(message);
			}
			else {
				observe(observer, message);
			}
		}
		catch (Exception | LinkageError | AssertionError | StackOverflowError ex) {
			logger.warn(this.description + " threw an exception on message '" + message.id()
					+ "', which is not delivered again", ex);
		}
		finally {
			this.listenerThread = null;
			// An interrupt must not affect the next message
			Thread.interrupted();
		}
	}

	private void observe(QueueObserver observer, TopicMessage<E> message) {
		ObservedCall call = observer.hearing(this.fanOut.name(), message.id(), message.headers());
		Throwable failure = null;
		try (CallScope scope = call.open()) {
			this.listener.accept(message);
		}
		catch (Throwable ex) {
			failure = ex;
			throw ex;
		}
		finally {
			call.end(null, failure);
		}
	}

	@Override
	public long dropped() {
		return this.buffer.dropped();
	}

	@Override
	public boolean isClosed() {
		return this.closed.get();
	}

	@Override
	public void close() {
		end();
	}

	/**
	 * Ends the subscription for good.
	 * @return a future that completes when the listener has returned from the message in
	 * progress, or at once if the listener itself calls this
	 */
	CompletableFuture<Void> end() {
		if (this.closed.compareAndSet(false, true)) {
			this.channelListener.close();
			this.onClose.run();
		}
		return pause();
	}

	/**
	 * Drops waiting and new messages until {@link #resume()}.
	 * @return a future that completes when the listener has returned from the message in
	 * progress, or at once if the listener itself calls this
	 */
	CompletableFuture<Void> pause() {
		CompletableFuture<Void> idle = this.buffer.close();
		// A listener that stops the application must not wait for itself
		return (this.listenerThread == Thread.currentThread()) ? CompletableFuture.completedFuture(null) : idle;
	}

	void resume() {
		if (!isClosed()) {
			this.buffer.open();
		}
	}

}
