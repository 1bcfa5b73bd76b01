package io.github.redisqueues.internal.lock;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.stream.Collectors;

import io.github.redisqueues.lock.DistributedReadWriteLock;
import io.github.redisqueues.lock.DistributedSemaphore;
import io.github.redisqueues.lock.LockHandle;
import io.github.redisqueues.lock.LockOptions;
import io.github.redisqueues.testing.RedisTestServer;
import io.github.redisqueues.testing.RespConnection;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Locks work for the Redis user that {@code docs/production.md} describes, and never ask
 * for more.
 */
class LockRightsTests {

	private final RedisTestServer server = RedisTestServer.start();

	private RedisDistributedLocks locks;

	private RedisDistributedLocks others;

	@BeforeEach
	void letOnlyTheDocumentedUserIn() throws IOException {
		List<Object> command = new ArrayList<>(List.of("ACL", "SETUSER"));
		command.addAll(documentedUser());
		this.server.command(command.toArray());
		for (String subcommand : List.of("setinfo", "setname", "maint_notifications")) {
			grantIfKnown(subcommand);
		}
		this.locks = locks();
		this.others = locks();
	}

	@AfterEach
	void close() {
		this.locks.close();
		this.others.close();
		this.server.close();
	}

	@Test
	void theDocumentedUserMayDoAllThatLocksDo() {
		LockHandle held = this.locks.acquire("stock", LockOptions.defaults().leaseTime(Duration.ofMillis(600)));
		assertThat(this.others.inspect("stock")).isPresent();
		handOver(held, () -> this.others.acquire("stock"));
		handOver(this.locks.acquire("stock"), () -> this.locks.acquire("stock"));
		LockOptions fair = LockOptions.defaults().fair(true);
		handOver(this.locks.acquire("fair", fair), () -> this.others.acquire("fair", fair));
		assertThat(this.others.tryAcquire("fair", fair.waitTime(Duration.ofMillis(20)))).isPresent();
		LockHandle keys = this.locks.acquire("keys", LockOptions.defaults().keys("a", "b"));
		assertThat(keys.extend(Duration.ofSeconds(5))).isTrue();
		assertThat(this.others.tryAcquire("keys", LockOptions.defaults().keys("b").waitTime(Duration.ofMillis(20))))
			.isEmpty();
		assertThat(this.others.forceRelease("keys", "a")).isTrue();
		assertThat(keys.releaseAfter(Duration.ofMillis(50))).isIn(true, false);
		DistributedReadWriteLock pair = this.locks.readWriteLock("pair");
		handOver(pair.readLock().acquire(), () -> this.others.readWriteLock("pair").writeLock().acquire());
		assertThat(pair.writeLock().tryAcquire()).map(LockHandle::release).contains(true);
		assertThat(pair.readLock().inspect()).isEmpty();
		DistributedSemaphore semaphore = this.locks.semaphore("permits", 1);
		LockHandle permit = semaphore.acquire(LockOptions.defaults().leaseTime(Duration.ofMillis(600)));
		assertThat(semaphore.availablePermits()).isZero();
		Awaitility.await().until(() -> permit.remaining().compareTo(Duration.ofMillis(450)) > 0);
		handOver(permit, () -> this.others.semaphore("permits", 1).acquire());
		assertThat(semaphore.tryAcquire()).isPresent();
		assertThat(semaphore.forceRelease()).isTrue();
		assertThat(this.server.connection().list("ACL", "LOG")).isEmpty();
	}

	private static void handOver(LockHandle held, Supplier<LockHandle> next) {
		CompletableFuture<LockHandle> waiter = CompletableFuture.supplyAsync(next);
		Awaitility.await()
			.during(Duration.ofMillis(100))
			.atMost(Duration.ofSeconds(5))
			.until(() -> !waiter.isDone() && held.isHeld());
		assertThat(held.release()).isTrue();
		assertThat(waiter.join().release()).isTrue();
	}

	private RedisDistributedLocks locks() {
		return new RedisDistributedLocks(this.server.connectionFactory(Duration.ofSeconds(5), (configuration) -> {
			configuration.setUsername("shop");
			configuration.setPassword("secret");
		}), LockSettings.defaults(), (event) -> {
		});
	}

	private void grantIfKnown(String subcommand) {
		try {
			this.server.command("ACL", "SETUSER", "shop", "+client|" + subcommand);
		}
		catch (RespConnection.RedisError ex) {
			assertThat(ex).hasMessageContaining("Unknown command");
		}
	}

	private static List<String> documentedUser() throws IOException {
		String line = Files.readAllLines(Path.of("../docs/production.md"))
			.stream()
			.dropWhile((text) -> !text.contains("ACL SETUSER"))
			.takeWhile((text) -> text.startsWith("    "))
			.map(String::strip)
			.collect(Collectors.joining(" "));
		return List.of(line.substring(line.indexOf("SETUSER") + "SETUSER".length()).strip().split("\\s+"));
	}

}
