package io.github.redisqueues.internal.redis;

import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.dao.QueryTimeoutException;
import org.springframework.data.redis.connection.RedisConnection;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.util.ClassUtils;

/**
 * Breaks the shared connection to a master that stands still and that Sentinel may have
 * replaced, as such a master never breaks it. Does so after three command timeouts that
 * followed one another without an answer. Redis answers the commands of a connection in
 * order, so all other commands on it have waited in vain as well. Lettuce then asks
 * Sentinel for the master, and sends the commands there for which somebody still waits.
 * Without Sentinel there is no other server to ask for, and nothing happens. Safe for use
 * by several threads.
 */
final class SilenceCheck {

	private static final Log logger = LogFactory.getLog(SilenceCheck.class);

	private static final int LIMIT = 3;

	private static final boolean LETTUCE = ClassUtils.isPresent("io.lettuce.core.RedisChannelHandler",
			SilenceCheck.class.getClassLoader());

	private final RedisConnectionFactory connectionFactory;

	private final ReentrantLock lock = new ReentrantLock();

	private volatile int timeouts;

	private long lastTimeout;

	private volatile @Nullable Runnable onBroken;

	SilenceCheck(RedisConnectionFactory connectionFactory) {
		this.connectionFactory = connectionFactory;
	}

	/**
	 * Sets what else is to be done when the connection is broken.
	 */
	void onBroken(Runnable action) {
		this.onBroken = action;
	}

	/**
	 * Takes note that Redis answered.
	 */
	void answered() {
		if (this.timeouts > 0) {
			this.timeouts = 0;
		}
	}

	/**
	 * Takes note of a failed call.
	 * @param failure why it failed
	 * @param began when it was sent, as {@link System#nanoTime()} tells it
	 */
	void failed(Throwable failure, long began) {
		if (!isTimeout(failure)) {
			answered();
		}
		else if (isSilent(began)) {
			breakConnection();
		}
	}

	private static boolean isTimeout(Throwable failure) {
		for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
			if (cause instanceof QueryTimeoutException || cause instanceof TimeoutException) {
				return true;
			}
		}
		return false;
	}

	/**
	 * Calls that waited beside each other count once.
	 */
	private boolean isSilent(long began) {
		this.lock.lock();
		try {
			if (this.timeouts > 0 && began - this.lastTimeout < 0) {
				return false;
			}
			this.lastTimeout = System.nanoTime();
			this.timeouts = (this.timeouts + 1) % LIMIT;
			return this.timeouts == 0;
		}
		finally {
			this.lock.unlock();
		}
	}

	private void breakConnection() {
		if (!LETTUCE || !(this.connectionFactory instanceof LettuceConnectionFactory lettuce)
				|| !lettuce.isRedisSentinelAware() || !lettuce.getShareNativeConnection()) {
			return;
		}
		try (RedisConnection connection = lettuce.getConnection()) {
			if (LettuceChannels.disconnect(connection.getNativeConnection())) {
				logger.warn("The Redis master has not answered for " + LIMIT
						+ " command timeouts. Its connection was closed, and Sentinel is asked for the master");
			}
		}
		catch (RuntimeException ex) {
			logger.debug("The connection to Redis could not be closed", ex);
		}
		Runnable action = this.onBroken;
		if (action != null) {
			action.run();
		}
	}

}
