package io.github.redisqueues.internal.lock;

import java.time.Duration;

import io.github.redisqueues.RedisCallFailedException;
import io.github.redisqueues.RedisNotExecutedException;
import io.github.redisqueues.internal.lock.contract.KindOfLock;
import io.github.redisqueues.internal.lock.contract.LockFixture;
import io.github.redisqueues.lock.NamedLock;
import io.github.redisqueues.testing.RedisTestServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * A wait for a lock takes as long as it was allowed to, and at most one command timeout
 * more, whatever Redis does.
 */
@Timeout(60)
class LockWaitTimeTests {

	private static final Duration COMMAND_TIMEOUT = Duration.ofSeconds(3);

	private final RedisTestServer server = RedisTestServer.start();

	private final TestLocks locks = new TestLocks(this.server, this.server.connectionFactory(COMMAND_TIMEOUT));

	@AfterEach
	void close() {
		this.locks.close();
		this.server.close();
	}

	@ParameterizedTest
	@EnumSource(names = { "MUTEX", "KEYS", "FAIR", "WRITE" })
	void isKeptWhileRedisExecutesNothing(KindOfLock kind) {
		NamedLock lock = warm(kind);
		this.server.command("REPLICAOF", "127.0.0.1", "1");
		// Two attempts that each have the whole time take 4 s
		assertThat(failing(lock, Duration.ofSeconds(2), Duration.ofMillis(3_800)))
			.isInstanceOf(RedisNotExecutedException.class)
			.hasMessageContaining("READONLY");
	}

	@ParameterizedTest
	@EnumSource(names = { "MUTEX", "KEYS", "FAIR", "WRITE" })
	void isFollowedByAtMostOneCommandTimeoutWhileRedisDoesNotAnswer(KindOfLock kind) {
		NamedLock lock = warm(kind);
		this.server.pause();
		try {
			// Two calls without an answer take 6 s
			failing(lock, Duration.ofMillis(200), Duration.ofMillis(5_800));
		}
		finally {
			this.server.unpause();
		}
	}

	private static Throwable failing(NamedLock lock, Duration wait, Duration limit) {
		long start = System.nanoTime();
		Throwable failure = catchThrowable(() -> lock.acquire(LockFixture.AT_ONCE.waitTime(wait)));
		assertThat(Duration.ofNanos(System.nanoTime() - start)).isBetween(wait, limit);
		assertThat(failure).isInstanceOf(RedisCallFailedException.class);
		return failure;
	}

	private NamedLock warm(KindOfLock kind) {
		NamedLock lock = this.locks.lock(kind, TestLocks.newName());
		lock.acquire().release();
		return lock;
	}

}
