package io.github.redisqueues.benchmarks;

import java.time.Duration;

import org.springframework.integration.redis.util.RedisLockRegistry.RedisLockType;

/**
 * The lock implementations that are compared, each with default options.
 */
enum LockSide {

	OURS("ours") {

		@Override
		LockClient open(Address address, Duration lease) {
			return new OurLockClient(address, lease, false);
		}

	},

	OURS_FAIR("fair") {

		@Override
		LockClient open(Address address, Duration lease) {
			return new OurLockClient(address, lease, true);
		}

	},

	RAW("SET NX PX + compare and delete") {

		@Override
		LockClient open(Address address, Duration lease) {
			return new RawLockClient(address, lease);
		}

	},

	REDISSON("Redisson RLock") {

		@Override
		LockClient open(Address address, Duration lease) {
			return new RedissonLockClient(address, lease, false);
		}

	},

	REDISSON_FAIR("Redisson fair lock") {

		@Override
		LockClient open(Address address, Duration lease) {
			return new RedissonLockClient(address, lease, true);
		}

	},

	INTEGRATION_SPIN("Spring Integration, spin") {

		@Override
		LockClient open(Address address, Duration lease) {
			return new RegistryLockClient(address, lease, RedisLockType.SPIN_LOCK);
		}

	},

	INTEGRATION_PUB_SUB("Spring Integration, pub/sub") {

		@Override
		LockClient open(Address address, Duration lease) {
			return new RegistryLockClient(address, lease, RedisLockType.PUB_SUB_LOCK);
		}

	};

	/**
	 * Default lease of ours and of Redisson.
	 */
	static final Duration LEASE = Duration.ofSeconds(30);

	private final String label;

	LockSide(String label) {
		this.label = label;
	}

	/**
	 * Returns the label of a row that compares the two.
	 */
	String against(LockSide reference) {
		return (this == OURS) ? "against " + reference.label : this.label + " against " + reference.label;
	}

	LockClient open(Address address) {
		return open(address, LEASE);
	}

	/**
	 * Connects.
	 * @param address the server
	 * @param lease lease of the locks; ours and Redisson's are renewed
	 */
	abstract LockClient open(Address address, Duration lease);

}
