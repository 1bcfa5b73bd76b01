package io.github.redisqueues.internal.lock.registry;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

import io.github.redisqueues.lock.LockHandle;
import io.github.redisqueues.lock.LockLostException;
import io.github.redisqueues.lock.LockOptions;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import org.springframework.dao.TransientDataAccessException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.embedded.EmbeddedDatabase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * Leases of locks over Spring Integration's registry for JDBC: how they are renewed, and
 * how it is noticed that they are lost.
 */
class JdbcLeaseTests {

	private static final LockOptions BRIEF = LockOptions.defaults().leaseTime(Duration.ofMillis(400)).autoRenew(false);

	private final EmbeddedDatabase database = JdbcLocks.database();

	private final JdbcLocks here = new JdbcLocks(this.database);

	private final JdbcLocks there = new JdbcLocks(this.database);

	@AfterEach
	void close() {
		this.here.close();
		this.there.close();
		this.database.shutdown();
	}

	@Test
	void isRenewedForAsLongAsItIsHeld() {
		LockHandle held = this.here.locks.acquire("stock",
				LockOptions.defaults().leaseTime(Duration.ofSeconds(1)).autoRenew(true));
		Duration since = Duration.ofSeconds(2);
		Awaitility.await().during(since).atMost(since.plusSeconds(5)).until(() -> {
			return held.isHeld() && this.there.locks.tryAcquire("stock").isEmpty();
		});
		assertThat(held.release()).isTrue();
		assertThat(this.here.lost).isEmpty();
	}

	@Test
	void isLostWhenTheLeaseRunsOut() {
		AtomicInteger told = new AtomicInteger();
		LockHandle held = this.here.locks.acquire("stock", BRIEF);
		held.onLost(told::incrementAndGet);
		Awaitility.await().until(() -> this.there.locks.tryAcquire("stock").isPresent());
		assertThat(held.isHeld()).isFalse();
		assertThat(held.remaining()).isZero();
		assertThatExceptionOfType(LockLostException.class).isThrownBy(held::assertHeld);
		assertThat(held.extend(Duration.ofSeconds(1))).isFalse();
		assertThat(held.release()).isFalse();
		Awaitility.await().untilAsserted(() -> assertThat(told).hasValue(1));
		Awaitility.await()
			.untilAsserted(() -> assertThat(this.here.lost).singleElement()
				.satisfies((event) -> assertThat(event.token()).isEmpty()));
		assertThat(this.there.locks.tryAcquire("stock")).isEmpty();
	}

	@Test
	void aLeaseThatRanOutHereIsFreeHereToo() {
		this.here.locks.acquire("stock", BRIEF);
		assertThat(this.here.locks.tryAcquire("stock", wait(Duration.ofSeconds(5)))).isPresent();
	}

	@Test
	void noticesWithTheNextRenewalThatAnotherHasTakenIt() {
		LockHandle held = this.here.locks.acquire("stock", LockOptions.defaults().leaseTime(Duration.ofSeconds(2)));
		new JdbcTemplate(this.database).update("UPDATE INT_LOCK SET CLIENT_ID = 'another'");
		Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> !held.isHeld());
		assertThat(held.release()).isFalse();
		assertThat(JdbcLocks.rows(this.database)).isEqualTo(1);
		Awaitility.await().untilAsserted(() -> assertThat(this.here.lost).hasSize(1));
	}

	@Test
	void neverReleasesTheLockOfAnother() {
		LockHandle held = this.here.locks.acquire("stock");
		new JdbcTemplate(this.database).update("UPDATE INT_LOCK SET CLIENT_ID = 'another'");
		assertThat(held.release()).isFalse();
		assertThat(JdbcLocks.rows(this.database)).isEqualTo(1);
	}

	@Test
	void staysTakenForAWhileAfterTheRelease() {
		LockHandle held = this.here.locks.acquire("stock");
		long from = System.nanoTime();
		assertThat(held.releaseAfter(Duration.ofMillis(500))).isTrue();
		assertThat(held.isHeld()).isFalse();
		assertThat(this.here.locks.tryAcquire("stock")).isEmpty();
		assertThat(this.there.locks.tryAcquire("stock", wait(Duration.ofSeconds(10)))).isPresent();
		assertThat(Duration.ofNanos(System.nanoTime() - from)).isGreaterThanOrEqualTo(Duration.ofMillis(490));
	}

	@Test
	void executeTellsThatTheLockWasLost() {
		assertThat(this.here.locks.<String>execute("stock", BRIEF, () -> LockHandle.requireCurrent("stock").name()))
			.isEqualTo("stock");
		assertThatExceptionOfType(LockLostException.class).isThrownBy(() -> this.here.locks.execute("stock", BRIEF,
				() -> Awaitility.await().until(() -> this.there.locks.tryAcquire("stock").isPresent(), (is) -> is)));
	}

	@Test
	void saysThatTheDatabaseCannotBeAsked() {
		LockHandle held = this.here.locks.acquire("stock");
		new JdbcTemplate(this.database).execute("DROP TABLE INT_LOCK");
		assertThatThrownBy(() -> this.here.locks.tryAcquire("other")).isInstanceOf(TransientDataAccessException.class)
			.hasMessageContaining("could not acquire lock 'other'")
			.hasMessageContaining("INT_LOCK");
		assertThatThrownBy(held::release).isInstanceOf(TransientDataAccessException.class)
			.hasMessageContaining("could not release lock 'stock'");
		assertThat(held.isHeld()).isFalse();
		Awaitility.await().until(() -> carriers() == 0);
	}

	@Test
	void closingEndsHoldsWhichKnowIt() {
		LockHandle held = this.here.locks.acquire("stock");
		CountDownLatch lost = new CountDownLatch(1);
		held.onLost(() -> {
			assertThat(held.isHeld()).isFalse();
			lost.countDown();
		});
		this.here.close();
		assertThat(held.isHeld()).isFalse();
		Awaitility.await().until(() -> lost.getCount() == 0);
		Awaitility.await().until(() -> carriers() == 0);
		assertThat(this.there.locks.tryAcquire("stock")).isPresent();
	}

	private static LockOptions wait(Duration wait) {
		return LockOptions.defaults().waitTime(wait);
	}

	private static long carriers() {
		return JdbcLocks.carriers();
	}

}
