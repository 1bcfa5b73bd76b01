package io.github.redisqueues.internal.lock.contract;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

import io.github.redisqueues.testing.RestrictedRedis;
import io.github.redisqueues.testing.TestRedis;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;

/**
 * The contract under a user who may do no more than locks need.
 */
class LeastPrivilegeLockTests {

	private static final Pattern COMMAND = Pattern.compile("redis\\.call\\('([A-Z]+)'");

	private static RestrictedRedis redis;

	@BeforeAll
	static void start() throws IOException {
		redis = new RestrictedRedis(LockContract.NAMESPACE, commands());
	}

	/**
	 * What the scripts of locks call by name, which is what the README lets the user do.
	 */
	private static List<String> commands() throws IOException {
		StringBuilder scripts = new StringBuilder();
		try (DirectoryStream<Path> files = Files
			.newDirectoryStream(Path.of("src/main/resources/io/github/redisqueues/internal/lock"), "*.lua")) {
			for (Path file : files) {
				scripts.append(Files.readString(file));
			}
		}
		return COMMAND.matcher(scripts)
			.results()
			.map((command) -> command.group(1).toLowerCase(Locale.ROOT))
			.distinct()
			.toList();
	}

	@AfterAll
	static void stop() {
		try {
			redis.checkThatNothingWasDenied();
		}
		finally {
			redis.close();
		}
	}

	@Nested
	class Mutex extends MutexTests {

		@Override
		public TestRedis redis() {
			return redis;
		}

	}

	@Nested
	class KeysMutex extends KeysMutexTests {

		@Override
		public TestRedis redis() {
			return redis;
		}

	}

	@Nested
	class FairMutex extends FairMutexTests {

		@Override
		public TestRedis redis() {
			return redis;
		}

	}

	@Nested
	class WriteLock extends WriteLockTests {

		@Override
		public TestRedis redis() {
			return redis;
		}

	}

	@Nested
	class ReadLock extends ReadLockTests {

		@Override
		public TestRedis redis() {
			return redis;
		}

	}

	@Nested
	class Semaphore extends SemaphoreTests {

		@Override
		public TestRedis redis() {
			return redis;
		}

	}

}
