package io.github.redisqueues.internal.lock.registry;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;

import io.github.redisqueues.internal.lock.LockSettings;
import io.github.redisqueues.internal.lock.StoreDistributedLocks;
import io.github.redisqueues.lock.LockHandle;
import io.github.redisqueues.lock.LockOptions;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import org.springframework.integration.support.locks.DefaultLockRegistry;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A registry whose locks have no time to live: held until they are unlocked, for which
 * the lease is kept here.
 */
class PlainRegistryTests {

	private final StoreDistributedLocks locks = new StoreDistributedLocks(
			new LockRegistryStore(new DefaultLockRegistry(), "test"), LockSettings.defaults(), (event) -> {
			});

	@AfterEach
	void close() {
		this.locks.close();
	}

	@Test
	void oneHoldsItAtATimeAndAnyThreadGivesItBack() {
		LockHandle held = this.locks.acquire("stock");
		assertThat(this.locks.tryAcquire("stock")).isEmpty();
		assertThat(CompletableFuture.supplyAsync(held::release, (task) -> new Thread(task).start()))
			.succeedsWithin(Duration.ofSeconds(5))
			.isEqualTo(true);
		assertThat(this.locks.tryAcquire("stock")).isPresent();
	}

	@Test
	void keysThatShareAnEntryOfTheRegistryAreNoObstacleToEachOther() {
		String[] keys = new String[600];
		for (int i = 0; i < keys.length; i++) {
			keys[i] = "key" + i;
		}
		LockHandle held = this.locks.acquire("stock", LockOptions.defaults().keys(keys));
		assertThat(held.release()).isTrue();
		assertThat(this.locks.tryAcquire("stock", LockOptions.defaults().keys(keys))).isPresent();
	}

	@Test
	void isHeldPastItsLeaseWhileItIsRenewed() {
		LockHandle held = this.locks.acquire("stock", LockOptions.defaults().leaseTime(Duration.ofSeconds(1)));
		Awaitility.await()
			.during(Duration.ofSeconds(2))
			.atMost(Duration.ofSeconds(10))
			.until(() -> held.isHeld() && this.locks.tryAcquire("stock").isEmpty());
		assertThat(held.release()).isTrue();
	}

	@Test
	void isGivenBackWhenTheLeaseRunsOut() {
		LockHandle held = this.locks.acquire("stock",
				LockOptions.defaults().leaseTime(Duration.ofMillis(200)).autoRenew(false));
		assertThat(this.locks.tryAcquire("stock", LockOptions.defaults().waitTime(Duration.ofSeconds(10)))).isPresent();
		assertThat(held.isHeld()).isFalse();
		assertThat(held.release()).isFalse();
	}

}
