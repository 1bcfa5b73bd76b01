package io.github.redisqueues.autoconfigure;

import java.time.Duration;
import java.util.List;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Configuration properties of distributed locks.
 *
 * @param enabled Whether a 'DistributedLocks' bean is auto-configured. Without one,
 * startup fails if a bean has methods with '@DistributedLock'.
 * @param namespace Prefix of every lock's key in the store. Up to 200 letters, digits,
 * '.', '_', ':' and '-'. That of the queues followed by ':lock' by default.
 * @param leaseTime Time after which a lock is free again that was neither released nor
 * renewed.
 * @param waitTime Maximum time that acquire, execute and annotated methods wait for a
 * lock. A tryAcquire does not wait unless its options say so.
 * @param autoRenew Whether leases are renewed until the lock is released.
 * @param store Store that keeps the locks.
 * @param registry Name of the 'LockRegistry' bean that the store 'registry' uses. The
 * only or primary one by default.
 * @param redlock Settings of the store 'redlock'.
 */
@ConfigurationProperties("queues.lock")
public record LocksProperties(@DefaultValue("true") boolean enabled, @Nullable String namespace,
		@DefaultValue("30s") Duration leaseTime, @DefaultValue("3s") Duration waitTime,
		@DefaultValue("true") boolean autoRenew, @DefaultValue("redis") Store store, @Nullable String registry,
		@DefaultValue Redlock redlock) {

	/**
	 * Store that keeps the locks.
	 */
	public enum Store {

		/**
		 * The application's Redis.
		 */
		REDIS,

		/**
		 * A {@code LockRegistry} of Spring Integration whose locks have a time to live:
		 * in a JDBC database, for example.
		 */
		REGISTRY,

		/**
		 * The majority of several independent Redis servers.
		 */
		REDLOCK

	}

	/**
	 * Settings of locks in a majority of several independent Redis servers.
	 *
	 * @param nodes Independent Redis servers that the store 'redlock' uses, such as
	 * 'redis://[user:password@]host[:port]', or 'rediss://...' with TLS. An odd number of
	 * 3 or more.
	 * @param nodeTimeout Maximum time to wait for one server. Must not exceed a third of
	 * the lease time.
	 */
	public record Redlock(@DefaultValue List<String> nodes, @DefaultValue("250ms") Duration nodeTimeout) {

		public Redlock {
			nodes = List.copyOf(nodes);
		}

	}

}
