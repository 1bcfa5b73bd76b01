package io.github.redisqueues.internal.lock;

import io.github.redisqueues.lock.LockHandle;
import io.github.redisqueues.testing.RedisTestServer;
import io.github.redisqueues.testing.ScriptCost;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a lock costs that nobody else wants: each key and each command counted, so that
 * nothing makes it dearer unseen.
 */
@Timeout(60)
class PlainLockPathTests {

	@Test
	void callsFewCommandsWithFewKeys() {
		try (RedisTestServer server = RedisTestServer.start(); TestLocks locks = new TestLocks(server)) {
			String name = TestLocks.newName();
			assertThat(locks.locks().tryAcquire(name).orElseThrow().release()).isTrue();
			LockHandle[] held = new LockHandle[1];
			assertThat(ScriptCost.of(server, () -> held[0] = locks.locks().tryAcquire(name).orElseThrow()))
				.isEqualTo("1 keys: get pttl set time");
			assertThat(ScriptCost.of(server, () -> assertThat(locks.locks().tryAcquire(name)).isEmpty()))
				.isEqualTo("1 keys: get pttl time");
			assertThat(ScriptCost.of(server, () -> assertThat(held[0].release()).isTrue()))
				.isEqualTo("3 keys: exists get pexpire");
		}
	}

}
