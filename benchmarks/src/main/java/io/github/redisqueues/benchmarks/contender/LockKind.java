package io.github.redisqueues.benchmarks.contender;

import java.time.Duration;

import io.github.redisqueues.benchmarks.harness.Address;
import io.github.redisqueues.benchmarks.harness.Contenders;
import io.github.redisqueues.benchmarks.harness.Opening;
import io.github.redisqueues.benchmarks.harness.Side;

import org.springframework.integration.redis.util.RedisLockRegistry.RedisLockType;

/**
 * The locks that are compared, each with default options.
 */
public enum LockKind {

	/**
	 * Ours.
	 */
	OURS(Side.OURS) {

		@Override
		public LockClient open(Address server) {
			return new OurLockClient(server, false);
		}

	},

	/**
	 * Ours, in the order of arrival.
	 */
	OURS_FAIR(Side.variant("fair")) {

		@Override
		public LockClient open(Address server) {
			return new OurLockClient(server, true);
		}

	},

	/**
	 * {@code SET NX PX} and a script that compares and deletes.
	 */
	RAW(Contenders.RAW) {

		@Override
		public LockClient open(Address server) {
			return new RawLockClient(server, LEASE);
		}

	},

	/**
	 * Redisson's {@code RLock}.
	 */
	REDISSON(Contenders.REDISSON) {

		@Override
		public LockClient open(Address server) {
			return new RedissonLockClient(server, LEASE, false);
		}

	},

	/**
	 * Redisson's fair lock.
	 */
	REDISSON_FAIR(Contenders.REDISSON_FAIR) {

		@Override
		public LockClient open(Address server) {
			return new RedissonLockClient(server, LEASE, true);
		}

	},

	/**
	 * Spring Integration's registry, whose waiters ask again and again.
	 */
	INTEGRATION(Contenders.INTEGRATION) {

		@Override
		public LockClient open(Address server) {
			return new RegistryLockClient(server, LEASE, RedisLockType.SPIN_LOCK);
		}

	},

	/**
	 * Spring Integration's registry, whose waiters subscribe.
	 */
	INTEGRATION_PUB_SUB(Contenders.INTEGRATION_PUB_SUB) {

		@Override
		public LockClient open(Address server) {
			return new RegistryLockClient(server, LEASE, RedisLockType.PUB_SUB_LOCK);
		}

	};

	/**
	 * Default lease of ours and of Redisson.
	 */
	private static final Duration LEASE = Duration.ofSeconds(30);

	private final String label;

	LockKind(String label) {
		this.label = label;
	}

	/**
	 * Connects.
	 */
	public abstract LockClient open(Address server);

	/**
	 * Returns a side with this lock. A fair lock is compared with a fair one.
	 */
	public Side side(Opening opening) {
		return switch (this) {
			case OURS -> Side.ours(opening);
			case OURS_FAIR -> Side.ours("fair", opening);
			case REDISSON_FAIR -> Side.of(this.label, opening).against("fair");
			default -> Side.of(this.label, opening);
		};
	}

}
