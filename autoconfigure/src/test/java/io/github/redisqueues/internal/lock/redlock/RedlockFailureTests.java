package io.github.redisqueues.internal.lock.redlock;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import io.github.redisqueues.RedisNotExecutedException;
import io.github.redisqueues.lock.LockHandle;
import io.github.redisqueues.lock.LockOptions;
import io.github.redisqueues.testing.RedisTestServer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import org.springframework.dao.TransientDataAccessException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * Redlock while some of its servers are dead, stopped or have forgotten.
 */
class RedlockFailureTests extends RedlockServers {

	@Test
	void bearsTheLossOfAMinority() {
		kill(2);
		LockHandle held = this.here.acquire("stock");
		assertThat(this.there.tryAcquire("stock", wait(Duration.ofMillis(300)))).isEmpty();
		assertThat(held.extend(Duration.ofSeconds(20))).isTrue();
		assertThat(held.release()).isTrue();
		assertThat(this.there.tryAcquire("stock")).map(LockHandle::release).contains(true);
		assertThat(holders("stock")).isZero();
	}

	@Test
	void isRefusedWithoutAMajorityAndLeavesNothingBehind() {
		kill(3);
		assertThatExceptionOfType(RedisNotExecutedException.class).isThrownBy(() -> this.here.tryAcquire("stock"))
			.withMessageContaining("only 2 of 5 Redlock servers replied");
		assertThatExceptionOfType(RedisNotExecutedException.class)
			.isThrownBy(() -> this.here.acquire("stock", wait(Duration.ofMillis(300))));
		Awaitility.await().until(() -> holders("stock") == 0);
	}

	@Test
	void doesNotWaitForAServerThatIsStopped() {
		servers.get(0).pause();
		servers.get(4).pause();
		long from = System.nanoTime();
		LockHandle held = this.here.acquire("stock");
		assertThat(held.release()).isTrue();
		assertThat(Duration.ofNanos(System.nanoTime() - from)).isLessThan(Duration.ofMillis(900));
		servers.get(0).unpause();
		servers.get(4).unpause();
		Awaitility.await().until(() -> holders("stock") == 0);
		assertThat(this.there.tryAcquire("stock", wait(Duration.ofSeconds(5)))).isPresent();
	}

	@Test
	void aStoppedMajorityIsRefusedInTimeAndGetsItBackWhenItGoesOn() {
		servers.subList(0, 3).forEach(RedisTestServer::pause);
		long from = System.nanoTime();
		assertThatThrownBy(() -> this.here.tryAcquire("stock")).isInstanceOf(RedisNotExecutedException.class);
		assertThat(Duration.ofNanos(System.nanoTime() - from)).isLessThan(Duration.ofSeconds(3));
		servers.forEach(RedisTestServer::unpause);
		Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> holders("stock") == 0);
	}

	@Test
	void asksNoLongerThanAThirdOfTheLease() {
		servers.subList(0, 3).forEach(RedisTestServer::pause);
		long from = System.nanoTime();
		assertThatThrownBy(() -> this.here.tryAcquire("stock",
				LockOptions.defaults().leaseTime(Duration.ofMillis(30)).autoRenew(false).waitTime(Duration.ZERO)))
			.isInstanceOf(RedisNotExecutedException.class);
		assertThat(Duration.ofNanos(System.nanoTime() - from)).isLessThan(TIMEOUT);
	}

	@Test
	void theTimeThatAskingTookIsNoPartOfTheLease() {
		servers.subList(0, 3).forEach(RedisTestServer::pause);
		CompletableFuture.delayedExecutor(150, TimeUnit.MILLISECONDS, (task) -> new Thread(task).start())
			.execute(() -> servers.get(2).unpause());
		LockHandle held = this.here.acquire("stock",
				LockOptions.defaults().leaseTime(Duration.ofSeconds(10)).waitTime(Duration.ofSeconds(20)));
		assertThat(held.remaining()).isLessThan(Duration.ofMillis(9_898 - 100));
	}

	@Test
	void isRenewedByAMajority() {
		LockHandle held = this.here.acquire("stock", LockOptions.defaults().leaseTime(Duration.ofMillis(1_500)));
		kill(2);
		Awaitility.await()
			.during(Duration.ofSeconds(4))
			.atMost(Duration.ofSeconds(20))
			.until(() -> held.isHeld() && this.there.tryAcquire("stock").isEmpty());
		assertThat(held.release()).isTrue();
		assertThat(this.lost).isEmpty();
	}

	@Test
	void isLostWhenAMajorityHasForgottenIt() {
		LockHandle held = this.here.acquire("stock", LockOptions.defaults().leaseTime(Duration.ofSeconds(2)));
		Awaitility.await().until(() -> holders("stock") == NODES);
		servers.subList(0, 3).forEach((server) -> server.command("FLUSHALL"));
		Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> !held.isHeld());
		assertThat(held.release()).isFalse();
		Awaitility.await()
			.untilAsserted(() -> assertThat(this.lost).singleElement()
				.satisfies((event) -> assertThat(event.token()).isEmpty()));
	}

	@Test
	void aServerThatComesBackWithoutTheLockIsOutvoted() {
		LockHandle held = this.here.acquire("stock");
		Awaitility.await().until(() -> holders("stock") == NODES);
		servers.get(1).restart();
		servers.get(3).restart();
		assertThat(holders("stock")).isEqualTo(3);
		assertThat(this.there.tryAcquire("stock", wait(Duration.ofMillis(500)))).isEmpty();
		assertThat(held.isHeld()).isTrue();
		assertThat(held.release()).isTrue();
		assertThat(this.there.tryAcquire("stock", wait(Duration.ofSeconds(10)))).isPresent();
	}

	@Test
	void aReleaseThatAMajorityDidNotHearIsUnknown() {
		LockHandle held = this.here.acquire("stock");
		kill(3);
		assertThatThrownBy(held::release).isInstanceOf(TransientDataAccessException.class)
			.hasMessageContaining("Redlock servers");
		assertThat(held.isHeld()).isFalse();
	}

}
