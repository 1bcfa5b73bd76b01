package io.github.redisqueues.autoconfigure;

import java.time.Duration;
import java.util.List;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Distributed locks.
 *
 * @param enabled Whether a 'DistributedLocks' bean is auto-configured. Without one, a
 * bean with '@DistributedLock' methods keeps the application from starting.
 * @param namespace First word of every lock's key in the store. Letters, digits, '.',
 * '_', ':' and '-'. That of the queues with ':lock' by default.
 * @param leaseTime How long a lock is held at the most when it is neither released nor
 * renewed.
 * @param waitTime How long to wait for a lock at the most.
 * @param autoRenew Whether leases are renewed until the release.
 * @param store Where locks are kept.
 * @param registry Name of the 'LockRegistry' bean that keeps the locks of the store
 * 'registry'. The only one or the primary one by default.
 * @param redlock Locks of the store 'redlock'.
 */
@ConfigurationProperties("queues.lock")
public record LocksProperties(@DefaultValue("true") boolean enabled, @Nullable String namespace,
		@DefaultValue("30s") Duration leaseTime, @DefaultValue("3s") Duration waitTime,
		@DefaultValue("true") boolean autoRenew, @DefaultValue("redis") Store store, @Nullable String registry,
		@DefaultValue Redlock redlock) {

	/**
	 * Where locks are kept.
	 */
	public enum Store {

		/**
		 * In the application's Redis.
		 */
		REDIS,

		/**
		 * In a {@code LockRegistry} of Spring Integration: a JDBC database, ZooKeeper and
		 * others.
		 */
		REGISTRY,

		/**
		 * In the majority of several independent Redis servers.
		 */
		REDLOCK

	}

	/**
	 * Locks in the majority of several independent Redis servers.
	 *
	 * @param nodes Servers, as 'redis://[user:password@]host[:port]' or, with TLS, as
	 * 'rediss://...'. An odd number of 3 or more; none of them a replica of another.
	 * @param nodeTimeout How long one server may take for an answer before the others go
	 * on without it. A third of the lease or less.
	 */
	public record Redlock(@DefaultValue List<String> nodes, @DefaultValue("250ms") Duration nodeTimeout) {

		public Redlock {
			nodes = List.copyOf(nodes);
		}

	}

}
