package io.github.redisqueues.internal.redis;

import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * A listener on one channel, until it is closed. Its callbacks run on the connection's
 * thread. Safe for use by several threads.
 */
public final class ChannelListener implements AutoCloseable {

	private final String channel;

	private final Consumer<byte[]> onMessage;

	private final Runnable onSubscribed;

	private final Consumer<ChannelListener> onClose;

	private final CompletableFuture<Void> subscribed = new CompletableFuture<>();

	ChannelListener(String channel, Consumer<byte[]> onMessage, Runnable onSubscribed,
			Consumer<ChannelListener> onClose) {
		this.channel = channel;
		this.onMessage = onMessage;
		this.onSubscribed = onSubscribed;
		this.onClose = onClose;
	}

	/**
	 * Returns when the channel is subscribed to for the first time.
	 * @return done when it is; completed exceptionally if the first attempt fails, after
	 * which it is tried again
	 */
	public CompletableFuture<Void> subscribed() {
		return this.subscribed.copy();
	}

	String channel() {
		return this.channel;
	}

	void onMessage(byte[] message) {
		this.onMessage.accept(message);
	}

	void onSubscribed() {
		this.onSubscribed.run();
	}

	void setSubscribed() {
		this.subscribed.complete(null);
	}

	void setFailed(RuntimeException cause) {
		this.subscribed.completeExceptionally(cause);
	}

	/**
	 * Stops listening. A message that is being delivered at this moment still arrives.
	 */
	@Override
	public void close() {
		this.onClose.accept(this);
	}

}
