package io.github.redisqueues.autoconfigure;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

import io.github.redisqueues.internal.redis.NeededRights;
import io.github.redisqueues.internal.redis.RightsCheck;
import io.github.redisqueues.internal.redis.ServerInfo;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.diagnostics.FailureAnalyzedException;
import org.springframework.context.SmartLifecycle;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.dao.DataAccessException;
import org.springframework.data.redis.connection.RedisConnection;

/**
 * Checks once that Redis can be reached, is new enough, does not evict keys and permits
 * what is needed: at startup if a queue is declared or locks are in use, or else when the
 * first lock bean is created.
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

	private final Set<String> permitted = ConcurrentHashMap.newKeySet();

	private volatile boolean running;

	RedisStartupCheck(RedisConnections connections, QueuesProperties properties, ObjectProvider<Feature> features) {
		this.connections = connections;
		this.properties = properties;
		this.features = features;
	}

	@Override
	public void start() {
		this.features.orderedStream().filter((feature) -> feature.inUse().getAsBoolean()).forEach(this::check);
		this.running = true;
	}

	/**
	 * Runs the checks that have not run yet if the application has started. Called when
	 * the bean of a feature is created.
	 * @param feature the feature
	 */
	void created(Feature feature) {
		if (this.running) {
			check(feature);
		}
	}

	private void check(Feature feature) {
		boolean isReachable = true;
		if ((this.properties.failFast() || this.properties.checkEvictionPolicy())
				&& this.checked.compareAndSet(false, true)) {
			try {
				isReachable = checkServer(feature);
			}
			catch (FailureAnalyzedException ex) {
				this.checked.set(false);
				throw ex;
			}
		}
		if (isReachable && this.properties.checkRights() && this.permitted.add(feature.name())) {
			try {
				requireRights(feature);
			}
			catch (FailureAnalyzedException ex) {
				this.permitted.remove(feature.name());
				throw ex;
			}
		}
	}

	/**
	 * Checks version and eviction policy.
	 * @return whether the server can be reached
	 */
	private boolean checkServer(Feature feature) {
		try {
			ServerInfo info = info();
			if (info != null) {
				requireVersion(info, feature.name());
				if (this.properties.checkEvictionPolicy()) {
					requireNoEviction(info, feature);
				}
			}
			return true;
		}
		catch (FailureAnalyzedException ex) {
			throw ex;
		}
		catch (RuntimeException ex) {
			if (this.properties.failFast()) {
				throw new FailureAnalyzedException(
						"Redis cannot be reached, and queues.fail-fast is true: " + reason(ex) + ".",
						"Start Redis, or correct spring.data.redis.* (url, or host, port, username, password, ssl),"
								+ " or set queues.fail-fast=false to start without Redis.",
						ex);
			}
			logger.warn("Redis cannot be reached (" + reason(ex) + "). Operations of the " + feature.description()
					+ " fail until it can. Set queues.fail-fast=true to refuse to start instead.");
			return false;
		}
	}

	/**
	 * Returns what the server says of itself, null if the user may not ask.
	 */
	private @Nullable ServerInfo info() {
		try (RedisConnection connection = this.connections.get().getConnection()) {
			return new ServerInfo(connection.serverCommands().info());
		}
		catch (DataAccessException ex) {
			String reason = reason(ex);
			if (reason.startsWith("NOPERM") || reason.startsWith("ERR unknown command")) {
				logger.debug(
						"Redis does not permit INFO, so its version and maxmemory-policy are not checked: " + reason);
				return null;
			}
			throw ex;
		}
	}

	private static String reason(RuntimeException failure) {
		Throwable cause = NestedExceptionUtils.getMostSpecificCause(failure);
		return (cause.getMessage() != null) ? cause.getMessage() : cause.toString();
	}

	private void requireRights(Feature feature) {
		Map<String, String> missing = new LinkedHashMap<>();
		try {
			for (NeededRights rights : feature.rights().get()) {
				RightsCheck.missing(this.connections.get(), rights).forEach(missing::putIfAbsent);
			}
		}
		catch (DataAccessException ex) {
			logger.debug("The rights of the Redis user could not be checked", ex);
		}
		if (!missing.isEmpty()) {
			String words = String.join(" ", missing.keySet());
			throw new FailureAnalyzedException(
					"The Redis user lacks rights that " + feature.name() + " need: " + words + ". Redis says: "
							+ String.join("; ", new LinkedHashSet<>(missing.values())) + ".",
					"Run 'ACL SETUSER <user> " + words + "' on the server, or rename commands back that were renamed."
							+ " docs/production.md has the complete rule for the user. Or set queues.check-rights=false"
							+ " to start without them.");
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
	 * @param rights the rights that the feature needs
	 */
	record Feature(String name, String description, String data, BooleanSupplier inUse,
			Supplier<List<NeededRights>> rights) {

	}

}
