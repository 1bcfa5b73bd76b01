package io.github.redisqueues.lock;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import io.github.redisqueues.redis.RedisNotExecutedException;
import io.github.redisqueues.testing.RedisTestServer;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.ClientOptions.DisconnectedBehavior;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.dao.TransientDataAccessException;
import org.springframework.data.redis.connection.RedisStandaloneConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceClientConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * Redlock over five real servers that know nothing of each other.
 */
class RedlockTests {

	private static final int NODES = 5;

	private static final Duration TIMEOUT = Duration.ofMillis(300);

	private static final long RETENTION = TimeUnit.MINUTES.toMillis(10);

	private static final List<RedisTestServer> servers = new ArrayList<>();

	private final List<LettuceConnectionFactory> connections = new ArrayList<>();

	private final List<LockLostEvent> lost = new CopyOnWriteArrayList<>();

	private StoreDistributedLocks here;

	private StoreDistributedLocks there;

	@BeforeAll
	static void startServers() {
		for (int i = 0; i < NODES; i++) {
			servers.add(RedisTestServer.start());
		}
	}

	@AfterAll
	static void stopServers() {
		servers.forEach(RedisTestServer::close);
	}

	@BeforeEach
	void connect() {
		this.here = locks();
		this.there = locks();
		// Connected and warm, so that what follows counts answers and nothing else
		LockOptions patient = wait(Duration.ofSeconds(30));
		this.here.acquire("warm", patient).release();
		this.there.acquire("warm", patient).release();
		servers.forEach((server) -> server.command("FLUSHALL"));
	}

	@AfterEach
	void heal() {
		this.here.close();
		this.there.close();
		this.connections.forEach(LettuceConnectionFactory::destroy);
		servers.forEach(RedisTestServer::restart);
	}

	private StoreDistributedLocks locks() {
		List<LettuceConnectionFactory> nodes = servers.stream().map(this::connect).toList();
		return new StoreDistributedLocks(new RedlockStore(nodes, "redlock", TIMEOUT), LockSettings.defaults(),
				this.lost::add);
	}

	private LettuceConnectionFactory connect(RedisTestServer server) {
		LettuceConnectionFactory factory = new LettuceConnectionFactory(
				new RedisStandaloneConfiguration(server.host(), server.port()),
				LettuceClientConfiguration.builder()
					.commandTimeout(Duration.ofSeconds(2))
					.shutdownTimeout(Duration.ZERO)
					.clientOptions(
							ClientOptions.builder().disconnectedBehavior(DisconnectedBehavior.REJECT_COMMANDS).build())
					.build());
		factory.afterPropertiesSet();
		factory.start();
		this.connections.add(factory);
		return factory;
	}

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
			.withMessageContaining("only 2 of 5 Redlock servers answered");
		assertThatExceptionOfType(RedisNotExecutedException.class)
			.isThrownBy(() -> this.here.acquire("stock", wait(Duration.ofMillis(300))));
		Awaitility.await().until(() -> holders("stock") == 0);
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
	void theLeaseCountsFromBeforeTheServersWereAsked() {
		LockHandle held = this.here.acquire("stock", LockOptions.defaults().leaseTime(Duration.ofSeconds(10)));
		// A hundredth of the lease and 2 ms are for the clocks
		assertThat(held.remaining()).isLessThanOrEqualTo(Duration.ofMillis(9_898)).isGreaterThan(Duration.ofSeconds(8));
	}

	@Test
	void theTimeThatAskingTookIsNoPartOfTheLease() {
		servers.subList(0, 3).forEach(RedisTestServer::pause);
		CompletableFuture.delayedExecutor(150, TimeUnit.MILLISECONDS).execute(() -> servers.get(2).unpause());
		LockHandle held = this.here.acquire("stock",
				LockOptions.defaults().leaseTime(Duration.ofSeconds(10)).waitTime(Duration.ofSeconds(20)));
		assertThat(held.remaining()).isLessThan(Duration.ofMillis(9_898 - 100));
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

	private static void kill(int count) {
		servers.subList(0, count).forEach(RedisTestServer::kill);
	}

	/**
	 * On how many of the servers that run somebody holds the lock: a record that outlives
	 * the time for which only the token is kept.
	 */
	private static long holders(String name) {
		return servers.stream().filter((server) -> {
			try {
				return server.connection().number("PTTL", "redlock:{" + name + "}:lock") > RETENTION;
			}
			catch (RuntimeException ex) {
				return false;
			}
		}).count();
	}

	private static void takeByAnother(RedisTestServer server, String name, Duration lease) {
		byte[] record = "\0\0\0\0\0\0\0\1another host:1".getBytes();
		server.command("SET", "redlock:{" + name + "}:lock", record, "PX", RETENTION + lease.toMillis());
	}

	private static LockOptions wait(Duration wait) {
		return LockOptions.defaults().waitTime(wait);
	}

}
