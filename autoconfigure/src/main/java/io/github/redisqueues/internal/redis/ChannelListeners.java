package io.github.redisqueues.internal.redis;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

import io.github.redisqueues.internal.redis.Subscriptions.Ear;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.data.redis.connection.Message;
import org.springframework.data.redis.connection.MessageListener;
import org.springframework.data.redis.connection.SubscriptionListener;

/**
 * Who listens to which channel, and is handed what is heard there, on the connection's
 * thread. Safe for use by several threads.
 */
final class ChannelListeners implements MessageListener, SubscriptionListener {

	private static final Log logger = LogFactory.getLog(Subscriptions.class);

	private final Map<String, List<Ear>> ears = new ConcurrentHashMap<>();

	void add(Ear ear) {
		this.ears.compute(ear.channel(), (key, others) -> {
			List<Ear> all = (others != null) ? new ArrayList<>(others) : new ArrayList<>();
			all.add(ear);
			return List.copyOf(all);
		});
	}

	void remove(Ear ear) {
		this.ears.computeIfPresent(ear.channel(), (key, all) -> {
			List<Ear> others = all.stream().filter((other) -> other != ear).toList();
			return others.isEmpty() ? null : others;
		});
	}

	/**
	 * Whether nobody listens to anything.
	 */
	boolean isEmpty() {
		return this.ears.isEmpty();
	}

	/**
	 * The channels that somebody listens to.
	 */
	Set<String> channels() {
		return this.ears.keySet();
	}

	/**
	 * Tells those who listen to these channels that messages are heard.
	 */
	void stand(Set<String> channels) {
		this.ears.forEach((channel, all) -> {
			if (channels.contains(channel)) {
				all.forEach(Ear::stand);
			}
		});
	}

	/**
	 * Tells everybody that Redis could not be asked.
	 */
	void fail(RuntimeException cause) {
		this.ears.values().forEach((all) -> all.forEach((ear) -> ear.fail(cause)));
	}

	@Override
	public void onMessage(Message message, byte @Nullable [] pattern) {
		byte[] body = message.getBody();
		forEach(message.getChannel(), (ear) -> ear.onMessage(body));
	}

	@Override
	public void onChannelSubscribed(byte[] channel, long count) {
		forEach(channel, Ear::onSubscribed);
	}

	private void forEach(byte[] channel, Consumer<Ear> action) {
		for (Ear ear : this.ears.getOrDefault(new String(channel, StandardCharsets.UTF_8), List.of())) {
			try {
				action.accept(ear);
			}
			catch (RuntimeException ex) {
				logger.warn("What was heard could not be handed on", ex);
			}
		}
	}

}
