package io.github.redisqueues.internal.redis;

import io.lettuce.core.AbstractRedisAsyncCommands;
import io.lettuce.core.CommandListenerWriter;
import io.lettuce.core.RedisChannelHandler;
import io.lettuce.core.RedisChannelWriter;
import io.lettuce.core.protocol.CommandExpiryWriter;
import io.lettuce.core.protocol.DefaultEndpoint;

/**
 * The network connections below those of Lettuce. Is loaded only if Lettuce is there.
 */
final class LettuceChannels {

	private LettuceChannels() {
	}

	/**
	 * Closes the network connection, and leaves it to Lettuce to connect again. Commands
	 * that nobody has given up are then sent again. Does not block.
	 * @param nativeConnection what Spring Data Redis gives out
	 * @return false if this connection has no network connection of its own, as one to
	 * several servers, which Lettuce chooses
	 */
	static boolean disconnect(Object nativeConnection) {
		if (nativeConnection instanceof AbstractRedisAsyncCommands<?, ?> commands
				&& commands.getConnection() instanceof RedisChannelHandler<?, ?> handler
				&& undecorated(handler.getChannelWriter()) instanceof DefaultEndpoint endpoint) {
			endpoint.disconnect();
			return true;
		}
		return false;
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

}
