package io.github.redisqueues.internal.redis;

import java.util.concurrent.atomic.AtomicInteger;

import io.lettuce.core.AbstractRedisClient;
import io.lettuce.core.RedisChannelHandler;
import io.lettuce.core.RedisConnectionStateListener;
import org.jspecify.annotations.Nullable;

import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/**
 * Counts the network connections of a Lettuce client that were lost. Lettuce connects
 * again and sends what was not answered once more. It tells of the loss before that, so
 * whoever has the answer to a command that was repeated sees another count than before
 * the call. Connections that are closed on purpose count, too. Is loaded only if Lettuce
 * is there. Safe for use by several threads.
 */
final class LettuceDisconnections implements RedisConnectionStateListener {

	private final LettuceConnectionFactory connectionFactory;

	private final AtomicInteger count = new AtomicInteger();

	private volatile @Nullable AbstractRedisClient client;

	private boolean closed;

	/**
	 * Creates the count, without connecting.
	 * @param connectionFactory has the client, and another one after a restart
	 */
	LettuceDisconnections(LettuceConnectionFactory connectionFactory) {
		this.connectionFactory = connectionFactory;
	}

	/**
	 * Returns how many connections were lost since the first call.
	 */
	int count() {
		AbstractRedisClient current;
		try {
			current = this.connectionFactory.getNativeClient();
		}
		catch (IllegalStateException ex) {
			// The factory is stopped, and has no client
			return this.count.get();
		}
		if (current != this.client) {
			listenTo(current);
		}
		return this.count.get();
	}

	private synchronized void listenTo(@Nullable AbstractRedisClient current) {
		AbstractRedisClient before = this.client;
		if (this.closed || before == current) {
			return;
		}
		if (before != null) {
			before.removeListener(this);
		}
		if (current != null) {
			current.addListener(this);
		}
		this.client = current;
	}

	/**
	 * Leaves the client alone from now on.
	 */
	synchronized void close() {
		this.closed = true;
		AbstractRedisClient before = this.client;
		if (before != null) {
			before.removeListener(this);
		}
		this.client = null;
	}

	@Override
	public void onRedisDisconnected(RedisChannelHandler<?, ?> connection) {
		this.count.incrementAndGet();
	}

}
