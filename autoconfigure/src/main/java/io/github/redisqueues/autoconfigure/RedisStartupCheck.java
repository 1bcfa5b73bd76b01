package io.github.redisqueues.autoconfigure;

import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.diagnostics.FailureAnalyzedException;
import org.springframework.context.SmartLifecycle;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.data.redis.connection.RedisConnection;

/**
 * Asks Redis once whether it can be reached, how old it is, and whether it might evict
 * what must stay: when the application starts with something in use, or else when that is
 * first made. Queues are in use when one is declared; locks when somebody was given them
 * or a bean has an annotated method.
 */
final class RedisStartupCheck implements SmartLifecycle {

	/**
	 * After the connection factory, which may itself be started in phase 0, and before
	 * whatever takes messages.
	 */
	static final int PHASE = 1;

	private static final Log logger = LogFactory.getLog(RedisStartupCheck.class);

	private static final String POLICY = "maxmemory_policy";

	private static final String VERSION = "redis_version";

	private static final Pattern MAJOR_AND_MINOR = Pattern.compile("(\\d{1,4})\\.(\\d{1,2})");

	private static final int OLDEST_VERSION = 602;

	private static final String NO_EVICTION = "noeviction";

	private final RedisConnections connections;

	private final QueuesProperties properties;

	private final ObjectProvider<Use> uses;

	private final AtomicBoolean asked = new AtomicBoolean();

	private volatile boolean running;

	RedisStartupCheck(RedisConnections connections, QueuesProperties properties, ObjectProvider<Use> uses) {
		this.connections = connections;
		this.properties = properties;
		this.uses = uses;
	}

	@Override
	public void start() {
		List<Use> inUse = this.uses.orderedStream().filter((use) -> use.inUse().getAsBoolean()).toList();
		if (!inUse.isEmpty()) {
			askOnce(inUse.get(0));
		}
		this.running = true;
	}

	/**
	 * What was not in use when the application started is about to be.
	 * @param use what is made
	 */
	void made(Use use) {
		if (this.running) {
			askOnce(use);
		}
	}

	private void askOnce(Use use) {
		if ((this.properties.failFast() || this.properties.checkEvictionPolicy())
				&& this.asked.compareAndSet(false, true)) {
			try {
				check(use);
			}
			catch (FailureAnalyzedException ex) {
				this.asked.set(false);
				throw ex;
			}
		}
	}

	private void check(Use use) {
		Properties info = ask(use);
		if (info != null) {
			requireVersion(info, use.users());
			if (this.properties.checkEvictionPolicy()) {
				requireNoEviction(info, use);
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

	private @Nullable Properties ask(Use use) {
		try (RedisConnection connection = this.connections.get().getConnection()) {
			return connection.serverCommands().info();
		}
		catch (FailureAnalyzedException ex) {
			throw ex;
		}
		catch (RuntimeException ex) {
			Throwable cause = NestedExceptionUtils.getMostSpecificCause(ex);
			String reason = (cause.getMessage() != null) ? cause.getMessage() : cause.toString();
			if (reason.startsWith("NOPERM") || reason.startsWith("ERR unknown command")) {
				logger.debug("Redis does not tell its version and maxmemory-policy: " + reason);
				return null;
			}
			if (this.properties.failFast()) {
				throw new FailureAnalyzedException(
						"Redis cannot be reached, and queues.fail-fast is true: " + reason + ".",
						"Start Redis, or correct spring.data.redis.* (url, or host, port, username, password, ssl),"
								+ " or set queues.fail-fast=false to start without Redis.",
						ex);
			}
			logger.warn("Redis cannot be reached (" + reason + "). Until it can, every use of the " + use.described()
					+ " fails. Set queues.fail-fast=true to refuse to start instead.");
			return null;
		}
	}

	/**
	 * Older servers lack commands that the scripts use, and would say so in each of them.
	 */
	static void requireVersion(Properties info, String users) {
		info.stringPropertyNames().stream().filter((name) -> name.endsWith(VERSION)).forEach((name) -> {
			String version = info.getProperty(name).strip();
			Matcher numbers = MAJOR_AND_MINOR.matcher(version);
			if (numbers.lookingAt()
					&& Integer.parseInt(numbers.group(1)) * 100 + Integer.parseInt(numbers.group(2)) < OLDEST_VERSION) {
				throw new FailureAnalyzedException(
						"Redis is of version " + version + ", and " + users + " need 6.2 or newer.",
						"Upgrade the server (Redis 6.2, Valkey 7.2, or newer), or point spring.data.redis.* to another.");
			}
		});
	}

	/**
	 * On a Cluster the names in the answer begin with the node.
	 */
	private void requireNoEviction(Properties memory, Use use) {
		Set<String> evicting = new TreeSet<>();
		memory.stringPropertyNames().forEach((name) -> {
			String policy = memory.getProperty(name).strip();
			if (name.endsWith(POLICY) && !policy.equals(NO_EVICTION)) {
				String node = name.substring(0, name.length() - POLICY.length());
				evicting
					.add("'" + policy + "'" + (node.isEmpty() ? "" : " on " + node.substring(0, node.length() - 1)));
			}
		});
		if (!evicting.isEmpty()) {
			throw new FailureAnalyzedException(
					"Redis may evict " + use.kept() + " when its memory is full: maxmemory-policy is "
							+ String.join(", ", evicting) + ", and " + use.users() + " need '" + NO_EVICTION + "'.",
					"Set 'maxmemory-policy " + NO_EVICTION + "' in the server's configuration (at once: CONFIG SET"
							+ " maxmemory-policy " + NO_EVICTION + "), or give " + use.users() + " a Redis of their own"
							+ " (@QueuesConnectionFactory), or set queues.check-eviction-policy=false to take the risk.");
		}
	}

	/**
	 * What Redis is used for.
	 *
	 * @param users who uses it
	 * @param described who uses it, in full
	 * @param kept what they keep in it
	 * @param inUse whether they do, as far as the application has started
	 */
	record Use(String users, String described, String kept, BooleanSupplier inUse) {

	}

}
