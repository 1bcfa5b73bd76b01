package io.github.redisqueues.internal.lock.redlock;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

import io.github.redisqueues.internal.lock.StoreDistributedLocks;
import io.github.redisqueues.lock.LockHandle;
import io.github.redisqueues.lock.LockOptions;
import io.github.redisqueues.testing.RedisTestServer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Redlock over five real servers that know nothing of each other.
 */
class RedlockTests extends RedlockServers {

	@Test
	void oneHoldsTheLockAtATimeOnAllServers() {
		LockHandle held = this.here.tryAcquire("stock").orElseThrow();
		Awaitility.await().until(() -> holders("stock") == NODES);
		assertThat(this.there.tryAcquire("stock")).isEmpty();
		assertThat(this.here.tryAcquire("stock")).isEmpty();
		assertThat(held.isHeld()).isTrue();
		assertThat(held.release()).isTrue();
		Awaitility.await().until(() -> holders("stock") == 0);
		assertThat(held.release()).isFalse();
		assertThat(this.there.tryAcquire("stock")).isPresent();
	}

	@Test
	void whatAMinorityGaveIsGivenBack() {
		for (RedisTestServer server : servers.subList(0, 3)) {
			takeByAnother(server, "stock", Duration.ofMinutes(1));
		}
		assertThat(this.here.tryAcquire("stock")).isEmpty();
		Awaitility.await().until(() -> holders("stock") == 3);
	}

	@Test
	void getsItOnceAMajorityIsFree() {
		for (RedisTestServer server : servers.subList(0, 3)) {
			takeByAnother(server, "stock", Duration.ofMillis(700));
		}
		LockHandle held = this.here.acquire("stock", wait(Duration.ofSeconds(20)));
		assertThat(held.isHeld()).isTrue();
		assertThat(holders("stock")).isGreaterThanOrEqualTo(3);
	}

	@Test
	void theLeaseCountsFromBeforeTheServersWereAsked() {
		LockHandle held = this.here.acquire("stock", LockOptions.defaults().leaseTime(Duration.ofSeconds(10)));
		// A hundredth of the lease and 2 ms are for the clocks
		assertThat(held.remaining()).isLessThanOrEqualTo(Duration.ofMillis(9_898)).isGreaterThan(Duration.ofSeconds(8));
	}

	@Test
	void severalKeysAreTakenTogether() {
		LockHandle held = this.here.acquire("stock", LockOptions.defaults().keys("a", "b"));
		assertThat(this.there.tryAcquire("stock", wait(Duration.ZERO).keys("b", "c"))).isEmpty();
		assertThat(this.there.tryAcquire("stock", wait(Duration.ZERO).keys("c"))).isPresent();
		assertThat(held.release()).isTrue();
	}

	@Test
	void neverOverlaps() {
		AtomicInteger inside = new AtomicInteger();
		List<CompletableFuture<Void>> all = new ArrayList<>();
		AtomicInteger holds = new AtomicInteger();
		for (int i = 0; i < 4; i++) {
			StoreDistributedLocks locks = (i % 2 == 0) ? this.here : this.there;
			all.add(CompletableFuture.runAsync(() -> {
				for (int n = 0; n < 10; n++) {
					locks.execute("hot", wait(Duration.ofMinutes(1)), () -> {
						assertThat(inside.incrementAndGet()).isEqualTo(1);
						inside.decrementAndGet();
						return holds.incrementAndGet();
					});
				}
			}, (task) -> new Thread(task).start()));
		}
		all.forEach((one) -> assertThat(one).succeedsWithin(Duration.ofMinutes(2)));
		assertThat(holds).hasValue(40);
	}

	@Test
	void hasNoTokenAndSaysSo() {
		LockHandle held = this.here.acquire("stock");
		assertThatExceptionOfType(UnsupportedOperationException.class).isThrownBy(held::token)
			.withMessageContaining("no fencing token");
		assertThatExceptionOfType(UnsupportedOperationException.class).isThrownBy(() -> this.here.inspect("stock"))
			.withMessageContaining("Redlock over 5 servers");
	}

	@Test
	void wantsAnOddNumberOfServers() {
		for (int nodes : new int[] { 0, 1, 2, 4 }) {
			assertThatIllegalArgumentException()
				.isThrownBy(() -> new RedlockStore(this.connections.subList(0, nodes), "redlock", TIMEOUT))
				.withMessageContaining("an odd number of 3 or more, but there are " + nodes);
		}
		assertThatIllegalArgumentException()
			.isThrownBy(() -> new RedlockStore(this.connections.subList(0, 3), "redlock", Duration.ZERO));
	}

}
