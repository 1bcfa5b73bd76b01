package io.github.redisqueues.internal.lock;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.github.redisqueues.RedisCallFailedException;
import io.github.redisqueues.internal.lock.contract.KindOfLock;
import io.github.redisqueues.internal.lock.contract.LockFixture;
import io.github.redisqueues.lock.LockHandle;
import io.github.redisqueues.lock.LockUnavailableException;
import io.github.redisqueues.lock.NamedLock;
import io.github.redisqueues.testing.RedisTestServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.data.redis.connection.RedisStandaloneConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceClientConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * A Redis user that lacks the right to one command.
 */
@Timeout(120)
@ExtendWith(OutputCaptureExtension.class)
class LockRightsTests {

	private static final RedisTestServer server = RedisTestServer.start();

	@AfterAll
	static void stop() {
		server.close();
	}

	@ParameterizedTest
	@ValueSource(strings = { "evalsha", "set", "get", "pexpire", "pttl", "zadd", "zrange", "hset", "hget", "del",
			"time", "exists" })
	void getsAnExceptionOfTheContractWithTheReason(String command, CapturedOutput output) {
		List<String> failures = new ArrayList<>();
		for (KindOfLock kind : KindOfLock.values()) {
			try (TestLocks locks = new TestLocks(server, connectionFactory())) {
				NamedLock lock = locks.lock(kind, TestLocks.newName());
				List<LockHandle> held = kind.fill(locks.locks(), lock.name(), LockFixture.AT_ONCE.autoRenew(false));
				allow("-" + command + ((command.equals("evalsha")) ? " -eval" : ""));
				NamedLock other = locks.lock(kind, TestLocks.newName());
				List<Runnable> calls = List.of(() -> other.tryAcquire().ifPresent(LockHandle::close),
						() -> other.acquire(LockFixture.AT_ONCE).close(),
						() -> lock.tryAcquire(LockFixture.AT_ONCE.waitTime(Duration.ofMillis(50)))
							.ifPresent(LockHandle::close),
						lock::holders, () -> held.get(0).extend(Duration.ofMinutes(1)), held.get(0)::release,
						lock::forceRelease);
				for (Runnable call : calls) {
					Throwable failure = catchThrowable(call::run);
					// A lock that could not be released is taken
					if (failure != null && !(failure instanceof LockUnavailableException)) {
						assertThat(failure).as("%s of %s without %s", calls.indexOf(call), kind, command)
							.isInstanceOf(RedisCallFailedException.class);
						assertThat(failure.getMessage()).containsAnyOf("NOPERM", "no permissions",
								"can't run this command");
						failures.add(kind + " " + failure.getMessage());
					}
				}
				held.forEach(LockHandle::close);
				allow("+@all");
			}
		}
		assertThat(failures).as("none noticed").isNotEmpty();
		assertThat(output.getAll().lines().filter((line) -> line.startsWith("\tat "))).isEmpty();
	}

	private static LettuceConnectionFactory connectionFactory() {
		server.command("ACL", "SETUSER", "limited", "on", ">secret", "~*", "&*", "+@all");
		RedisStandaloneConfiguration configuration = new RedisStandaloneConfiguration(server.host(), server.port());
		configuration.setUsername("limited");
		configuration.setPassword("secret");
		LettuceConnectionFactory factory = new LettuceConnectionFactory(configuration,
				LettuceClientConfiguration.builder().commandTimeout(Duration.ofSeconds(5)).build());
		factory.afterPropertiesSet();
		factory.start();
		return factory;
	}

	private static void allow(String rights) {
		List<Object> words = new ArrayList<>(List.of("ACL", "SETUSER", "limited"));
		words.addAll(List.of(rights.split(" ")));
		server.command(words.toArray());
	}

}
