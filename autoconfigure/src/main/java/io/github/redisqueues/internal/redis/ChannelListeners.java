package io.github.redisqueues.internal.redis;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.data.redis.connection.Message;
import org.springframework.data.redis.connection.MessageListener;
import org.springframework.data.redis.connection.SubscriptionListener;

/**
 * The listeners of each channel. Delivers messages to them on the connection's thread.
 * Safe for use by several threads.
 */
final class ChannelListeners implements MessageListener, SubscriptionListener {

	private static final Log logger = LogFactory.getLog(Subscriptions.class);

	private final Map<String, List<ChannelListener>> listeners = new ConcurrentHashMap<>();

	void add(ChannelListener listener) {
		this.listeners.compute(listener.channel(), (channel, others) -> {
			List<ChannelListener> all = (others != null) ? new ArrayList<>(others) : new ArrayList<>();
			all.add(listener);
			return List.copyOf(all);
		});
	}

	void remove(ChannelListener listener) {
		this.listeners.computeIfPresent(listener.channel(), (channel, all) -> {
			List<ChannelListener> others = all.stream().filter((other) -> other != listener).toList();
			return others.isEmpty() ? null : others;
		});
	}

	boolean isEmpty() {
		return this.listeners.isEmpty();
	}

	/**
	 * Returns the channels that have a listener.
	 */
	Set<String> channels() {
		return this.listeners.keySet();
	}

	/**
	 * Tells the listeners of these channels that they are subscribed to.
	 */
	void setSubscribed(Set<String> channels) {
		this.listeners.forEach((channel, all) -> {
			if (channels.contains(channel)) {
				all.forEach(ChannelListener::setSubscribed);
			}
		});
	}

	/**
	 * Tells all listeners that Redis could not be asked.
	 */
	void setFailed(RuntimeException cause) {
		this.listeners.values().forEach((all) -> all.forEach((listener) -> listener.setFailed(cause)));
	}

	@Override
	public void onMessage(Message message, byte @Nullable [] pattern) {
		byte[] body = message.getBody();
		forEach(message.getChannel(), (listener) -> listener.onMessage(body));
	}

	@Override
	public void onChannelSubscribed(byte[] channel, long count) {
		forEach(channel, ChannelListener::onSubscribed);
	}

	private void forEach(byte[] channel, Consumer<ChannelListener> action) {
		String name = new String(channel, StandardCharsets.UTF_8);
		for (ChannelListener listener : this.listeners.getOrDefault(name, List.of())) {
			try {
				action.accept(listener);
			}
			catch (RuntimeException ex) {
				logger.warn("A listener on channel '" + name + "' failed", ex);
			}
		}
	}

}
