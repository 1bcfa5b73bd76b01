package io.github.redisqueues.autoconfigure;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

import io.github.redisqueues.internal.redis.NeededRights;
import io.github.redisqueues.internal.redis.RightsCheck;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.boot.diagnostics.FailureAnalyzedException;
import org.springframework.context.SmartLifecycle;
import org.springframework.dao.DataAccessException;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/**
 * Checks once that the servers of Redlock permit what locks need: at startup if locks are
 * in use, or else when they are created. A server that cannot be reached is not checked,
 * as locks work without some of them.
 */
final class RedlockRightsCheck implements SmartLifecycle {

	private static final Log logger = LogFactory.getLog(RedlockRightsCheck.class);

	private final Supplier<RedlockConnections> connections;

	private final Supplier<NeededRights> rights;

	private final BooleanSupplier inUse;

	private final boolean enabled;

	private final AtomicBoolean checked = new AtomicBoolean();

	private volatile boolean running;

	/**
	 * Creates the check.
	 * @param connections the servers, asked for if they are checked
	 * @param rights what the user needs on each of them
	 * @param inUse whether the application uses locks, as far as it has started
	 * @param enabled whether anything is checked
	 */
	RedlockRightsCheck(Supplier<RedlockConnections> connections, Supplier<NeededRights> rights, BooleanSupplier inUse,
			boolean enabled) {
		this.connections = connections;
		this.rights = rights;
		this.inUse = inUse;
		this.enabled = enabled;
	}

	@Override
	public void start() {
		if (this.inUse.getAsBoolean()) {
			check();
		}
		this.running = true;
	}

	/**
	 * Checks the servers if the application has started, and that has not been done.
	 * Called when the locks are created.
	 */
	void created() {
		if (this.running) {
			check();
		}
	}

	private void check() {
		if (this.enabled && this.checked.compareAndSet(false, true)) {
			try {
				requireRights();
			}
			catch (FailureAnalyzedException ex) {
				this.checked.set(false);
				throw ex;
			}
		}
	}

	private void requireRights() {
		Set<String> missing = new LinkedHashSet<>();
		List<String> reasons = new ArrayList<>();
		for (LettuceConnectionFactory server : this.connections.get().get()) {
			String name = server.getHostName() + ":" + server.getPort();
			Map<String, String> lacking = missing(name, server);
			if (!lacking.isEmpty()) {
				missing.addAll(lacking.keySet());
				reasons.add(name + " says: " + String.join("; ", new LinkedHashSet<>(lacking.values())));
			}
		}
		if (!missing.isEmpty()) {
			String words = String.join(" ", missing);
			throw new FailureAnalyzedException(
					"The user of the Redlock servers lacks rights that locks need: " + words + ". "
							+ String.join(". ", reasons) + ".",
					"Run 'ACL SETUSER <user> " + words
							+ "' on those servers, or rename commands back that were renamed."
							+ " docs/production.md has the complete rule for the user. Or set queues.check-rights=false"
							+ " to start without them.");
		}
	}

	private Map<String, String> missing(String name, LettuceConnectionFactory server) {
		try {
			return RightsCheck.missing(server, this.rights.get());
		}
		catch (DataAccessException ex) {
			logger.debug("The rights of the user of the Redlock server " + name + " could not be checked", ex);
			return Map.of();
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
		return RedisStartupCheck.PHASE;
	}

}
