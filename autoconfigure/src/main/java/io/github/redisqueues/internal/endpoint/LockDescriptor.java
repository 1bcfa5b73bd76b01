package io.github.redisqueues.internal.endpoint;

import java.time.Instant;

import io.github.redisqueues.lock.LockInfo;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.OperationResponseBody;

/**
 * A lock, as the endpoint shows it.
 *
 * @param name its name
 * @param key its key, null if it has none
 * @param holder who holds it, null if nobody does
 * @param token its fencing token, null if nobody holds it
 * @param since when it was acquired, null if nobody holds it
 * @param leaseUntil when its lease ends unless it is renewed, null if nobody holds it
 * @param waiters how many wait for it, null if nobody holds it
 */
public record LockDescriptor(String name, @Nullable String key, @Nullable String holder, @Nullable Long token,
		@Nullable Instant since, @Nullable Instant leaseUntil,
		@Nullable Integer waiters) implements OperationResponseBody {

	static LockDescriptor of(LockInfo lock) {
		return new LockDescriptor(lock.name(), lock.key().isEmpty() ? null : lock.key(), lock.holder(), lock.token(),
				lock.since(), lock.leaseUntil(), lock.waiting());
	}

	static LockDescriptor free(String name, @Nullable String key) {
		return new LockDescriptor(name, key, null, null, null, null, null);
	}

}
