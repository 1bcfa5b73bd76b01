package io.github.redisqueues.internal.lock;

import java.time.Duration;

import io.github.redisqueues.internal.validation.LockTimes;
import io.github.redisqueues.internal.validation.Texts;
import io.github.redisqueues.lock.LockOptions;

/**
 * Defaults for what {@link LockOptions} do not set.
 *
 * @param namespace first word of every key in the store: 1 to 200 letters, digits and
 * {@code . _ : -}
 * @param leaseTime the lease, 10 milliseconds or more; 300 milliseconds or more if it is
 * renewed
 * @param waitTime how long to wait, zero or more
 * @param autoRenew whether leases are renewed until the release
 */
public record LockSettings(String namespace, Duration leaseTime, Duration waitTime, boolean autoRenew) {

	private static final LockSettings DEFAULTS = new LockSettings("queues:lock", Duration.ofSeconds(30),
			Duration.ofSeconds(3), true);

	public LockSettings {
		Texts.requireNamespace("namespace", namespace);
		LockTimes.requireLease("leaseTime", leaseTime);
		LockTimes.requireWait("waitTime", waitTime);
		if (autoRenew) {
			LockTimes.requireRenewable("leaseTime", leaseTime);
		}
	}

	/**
	 * Returns the namespace {@code queues:lock}, a lease of 30 seconds that is renewed,
	 * and a wait of 3 seconds.
	 * @return the settings
	 */
	public static LockSettings defaults() {
		return DEFAULTS;
	}

}
