package io.github.redisqueues.internal.redis;

import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.lettuce.core.AbstractRedisAsyncCommands;
import io.lettuce.core.CommandListenerWriter;
import io.lettuce.core.RedisChannelHandler;
import io.lettuce.core.RedisChannelWriter;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisConnectionStateListener;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.protocol.CommandExpiryWriter;
import io.lettuce.core.protocol.DefaultEndpoint;

import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/**
 * The network connections below those of Lettuce. Is loaded only if Lettuce is there.
 */
final class LettuceChannels {

	private static final String SECTION = "server";

	private static final Pattern RUN_ID = Pattern.compile("^run_id:(\\w+)", Pattern.MULTILINE);

	private LettuceChannels() {
	}

	/**
	 * Asks the server of a connection who it is. Asks nothing if this connection has no
	 * network connection of its own, as one to several servers, or is not opened again
	 * when it is lost. Does not block.
	 * @param nativeConnection what Spring Data Redis gives out
	 * @param onAnswer takes the identity, which is another after a restart
	 * @param onFailure takes the reason why there is no answer
	 * @param onDisconnected runs whenever the network connection is lost
	 */
	static void identify(Object nativeConnection, Consumer<String> onAnswer, Consumer<Throwable> onFailure,
			Runnable onDisconnected) {
		if (nativeConnection instanceof AbstractRedisAsyncCommands<?, ?> commands
				&& commands.getConnection() instanceof RedisChannelHandler<?, ?> handler
				&& handler.getOptions().isAutoReconnect() && endpoint(handler).isPresent()) {
			handler.addListener(new DisconnectionListener(onDisconnected));
			commands.info(SECTION).whenComplete((info, failure) -> {
				if (failure != null) {
					onFailure.accept(failure);
				}
				else {
					runId(info).ifPresent(onAnswer);
				}
			});
		}
	}

	/**
	 * Opens a connection for a moment, and asks the server who it is.
	 * @return the identity
	 * @throws RuntimeException if no server answers
	 */
	static String serverOfNewConnection(LettuceConnectionFactory connectionFactory) {
		if (!(connectionFactory.getRequiredNativeClient() instanceof RedisClient client)) {
			throw new IllegalStateException("The client is not one for a single server");
		}
		try (StatefulRedisConnection<byte[], byte[]> connection = client.connect(ByteArrayCodec.INSTANCE)) {
			return runId(connection.sync().info(SECTION))
				.orElseThrow(() -> new IllegalStateException("INFO shows no run_id"));
		}
	}

	private static Optional<String> runId(String info) {
		Matcher matcher = RUN_ID.matcher(info);
		return matcher.find() ? Optional.of(matcher.group(1)) : Optional.empty();
	}

	/**
	 * Closes the network connection, and leaves it to Lettuce to connect again. Does not
	 * block.
	 * @param nativeConnection one that {@link #identify} asked
	 */
	static void disconnect(Object nativeConnection) {
		if (nativeConnection instanceof AbstractRedisAsyncCommands<?, ?> commands
				&& commands.getConnection() instanceof RedisChannelHandler<?, ?> handler) {
			endpoint(handler).ifPresent(DefaultEndpoint::disconnect);
		}
	}

	private static Optional<DefaultEndpoint> endpoint(RedisChannelHandler<?, ?> handler) {
		return (undecorated(handler.getChannelWriter()) instanceof DefaultEndpoint endpoint) ? Optional.of(endpoint)
				: Optional.empty();
	}

	private static RedisChannelWriter undecorated(RedisChannelWriter writer) {
		if (writer instanceof CommandExpiryWriter expiry) {
			return undecorated(expiry.getDelegate());
		}
		if (writer instanceof CommandListenerWriter listener) {
			return undecorated(listener.getDelegate());
		}
		return writer;
	}

	/**
	 * Two with the same action are one.
	 *
	 * @param action what to run
	 */
	private record DisconnectionListener(Runnable action) implements RedisConnectionStateListener {

		@Override
		public void onRedisDisconnected(RedisChannelHandler<?, ?> connection) {
			this.action.run();
		}

	}

}
