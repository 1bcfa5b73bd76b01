package io.github.redisqueues.autoconfigure;

import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;

import io.github.redisqueues.internal.redis.ServerInfo;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.diagnostics.FailureAnalyzedException;
import org.springframework.context.SmartLifecycle;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.data.redis.connection.RedisConnection;

/**
 * Checks once that Redis can be reached, is new enough and does not evict keys: at
 * startup if a queue is declared or locks are in use, or else when the first lock bean is
 * created.
 */
final class RedisStartupCheck implements SmartLifecycle {

	/**
	 * After the connection factory, which may itself start in phase 0, and before the
	 * listeners.
	 */
	static final int PHASE = 1;

	private static final Log logger = LogFactory.getLog(RedisStartupCheck.class);

	private final RedisConnections connections;

	private final QueuesProperties properties;

	private final ObjectProvider<Feature> features;

	private final AtomicBoolean checked = new AtomicBoolean();

	private volatile boolean running;

	RedisStartupCheck(RedisConnections connections, QueuesProperties properties, ObjectProvider<Feature> features) {
		this.connections = connections;
		this.properties = properties;
		this.features = features;
	}

	@Override
	public void start() {
		this.features.orderedStream()
			.filter((feature) -> feature.inUse().getAsBoolean())
			.findFirst()
			.ifPresent(this::checkOnce);
		this.running = true;
	}

	/**
	 * Runs the check if it has not run yet and the application has started. Called when
	 * the bean of a feature is created.
	 * @param feature the feature
	 */
	void created(Feature feature) {
		if (this.running) {
			checkOnce(feature);
		}
	}

	private void checkOnce(Feature feature) {
		if ((this.properties.failFast() || this.properties.checkEvictionPolicy())
				&& this.checked.compareAndSet(false, true)) {
			try {
				check(feature);
			}
			catch (FailureAnalyzedException ex) {
				this.checked.set(false);
				throw ex;
			}
		}
	}

	private void check(Feature feature) {
		ServerInfo info = info(feature);
		if (info != null) {
			requireVersion(info, feature.name());
			if (this.properties.checkEvictionPolicy()) {
				requireNoEviction(info, feature);
			}
		}
	}

	@Override
	public void stop() {
		this.running = false;
	}

	@Override
	public boolean isRunning() {
		return this.running;
	}

	@Override
	public int getPhase() {
		return PHASE;
	}

	private @Nullable ServerInfo info(Feature feature) {
		try (RedisConnection connection = this.connections.get().getConnection()) {
			return new ServerInfo(connection.serverCommands().info());
		}
		catch (FailureAnalyzedException ex) {
			throw ex;
		}
		catch (RuntimeException ex) {
			Throwable cause = NestedExceptionUtils.getMostSpecificCause(ex);
			String reason = (cause.getMessage() != null) ? cause.getMessage() : cause.toString();
			if (reason.startsWith("NOPERM") || reason.startsWith("ERR unknown command")) {
				logger.debug(
						"Redis does not permit INFO, so its version and maxmemory-policy are not checked: " + reason);
				return null;
			}
			if (this.properties.failFast()) {
				throw new FailureAnalyzedException(
						"Redis cannot be reached, and queues.fail-fast is true: " + reason + ".",
						"Start Redis, or correct spring.data.redis.* (url, or host, port, username, password, ssl),"
								+ " or set queues.fail-fast=false to start without Redis.",
						ex);
			}
			logger.warn("Redis cannot be reached (" + reason + "). Operations of the " + feature.description()
					+ " fail until it can. Set queues.fail-fast=true to refuse to start instead.");
			return null;
		}
	}

	static void requireVersion(ServerInfo info, String feature) {
		info.outdatedVersion().ifPresent((version) -> {
			throw new FailureAnalyzedException(
					"The version of Redis is " + version + ", but " + feature + " need 6.2 or newer.",
					"Upgrade the server (Redis 6.2, Valkey 7.2, or newer), or set spring.data.redis.* to another server.");
		});
	}

	private static void requireNoEviction(ServerInfo info, Feature feature) {
		List<String> policies = info.evictionPolicies();
		if (!policies.isEmpty()) {
			throw new FailureAnalyzedException(
					"Redis may evict " + feature.data() + " when its memory is full: maxmemory-policy is "
							+ String.join(", ", policies) + ", but " + feature.name() + " need 'noeviction'.",
					"Set 'maxmemory-policy noeviction' in the configuration of the server (at runtime: CONFIG SET"
							+ " maxmemory-policy noeviction), or give " + feature.name() + " a Redis of their own"
							+ " (@QueuesConnectionFactory), or set queues.check-eviction-policy=false to accept the risk.");
		}
	}

	/**
	 * A feature that uses Redis.
	 *
	 * @param name name of the feature in messages, in the plural
	 * @param description the name with details
	 * @param data what the feature stores in Redis
	 * @param inUse whether the application uses the feature, as far as it has started
	 */
	record Feature(String name, String description, String data, BooleanSupplier inUse) {

	}

}
