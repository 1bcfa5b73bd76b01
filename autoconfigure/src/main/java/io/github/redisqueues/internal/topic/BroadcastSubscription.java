package io.github.redisqueues.internal.topic;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

import io.github.redisqueues.internal.queue.FanOut;
import io.github.redisqueues.internal.redis.ChannelListener;
import io.github.redisqueues.queue.PayloadException;
import io.github.redisqueues.topic.Subscription;
import io.github.redisqueues.topic.TopicMessage;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * A listener on the channel of a topic.
 *
 * @param <E> type of the payloads
 */
final class BroadcastSubscription<E> implements Subscription {

	private static final Log logger = LogFactory.getLog(BroadcastSubscription.class);

	private final String owner;

	private final FanOut<E> fanOut;

	private final Consumer<? super TopicMessage<E>> listener;

	private final Runnable onClose;

	private final Mailbox mailbox;

	private final ChannelListener channelListener;

	private final RecentIds recent = new RecentIds();

	private final AtomicBoolean closed = new AtomicBoolean();

	private boolean unreadable;

	private volatile @Nullable Thread listening;

	BroadcastSubscription(String owner, FanOut<E> fanOut, Consumer<? super TopicMessage<E>> listener, Executor executor,
			Runnable onDrop, Consumer<BroadcastSubscription<E>> onClose) {
		this.owner = owner;
		this.fanOut = fanOut;
		this.listener = listener;
		this.onClose = () -> onClose.accept(this);
		this.mailbox = new Mailbox(owner, this::handle, onDrop, executor);
		this.channelListener = fanOut.subscribe(this.mailbox::put);
	}

	/**
	 * Done when messages are heard, exceptionally if that could not be had at first.
	 */
	CompletableFuture<Void> stands() {
		return this.channelListener.subscribed();
	}

	private void handle(byte[] bytes) {
		FanOut.Heard<E> heard;
		try {
			heard = this.fanOut.read(bytes);
			this.unreadable = false;
		}
		catch (PayloadException ex) {
			if (!this.unreadable) {
				this.unreadable = true;
				logger.warn(this.owner + " left out a message that cannot be read, and will do so with others: "
						+ ex.getMessage());
			}
			return;
		}
		if (this.recent.add(heard.id())) {
			hand(new TopicMessage<>(heard.id(), heard.payload(), heard.sentAt(), heard.headers()));
		}
	}

	private void hand(TopicMessage<E> message) {
		this.listening = Thread.currentThread();
		try {
			this.listener.accept(message);
		}
		catch (Exception | LinkageError | AssertionError | StackOverflowError ex) {
			logger.warn(this.owner + " failed with message '" + message.id() + "'", ex);
		}
		finally {
			this.listening = null;
			// The next message is not to suffer for it
			Thread.interrupted();
		}
	}

	@Override
	public long dropped() {
		return this.mailbox.dropped();
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
	 * @return done when the message that is just being handled has been, or at once if
	 * its listener calls this
	 */
	CompletableFuture<Void> end() {
		if (this.closed.compareAndSet(false, true)) {
			this.channelListener.close();
			this.onClose.run();
		}
		return pause();
	}

	/**
	 * Takes no messages until {@link #resume()}.
	 * @return done when the message that is just being handled has been, or at once if
	 * its listener calls this
	 */
	CompletableFuture<Void> pause() {
		CompletableFuture<Void> idle = this.mailbox.close();
		// A listener that closes the application would wait for itself
		return (this.listening == Thread.currentThread()) ? CompletableFuture.completedFuture(null) : idle;
	}

	void resume() {
		if (!isClosed()) {
			this.mailbox.open();
		}
	}

}
