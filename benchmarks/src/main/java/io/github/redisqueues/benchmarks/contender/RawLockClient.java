package io.github.redisqueues.benchmarks.contender;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

import io.github.redisqueues.benchmarks.harness.Address;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.SetArgs;
import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.codec.ByteArrayCodec;

/**
 * The minimal lock: {@code SET NX PX} with a random owner, and a script that deletes the
 * key if the owner matches. No token, no renewal, no waiting.
 */
final class RawLockClient implements LockClient {

	private static final String RELEASE = """
			if redis.call('GET', KEYS[1]) == ARGV[1] then
			  return redis.call('DEL', KEYS[1])
			end
			return 0
			""";

	private static final int OWNER_BYTES = 16;

	private final SetArgs ifFree;

	private final RedisClient client;

	private final RedisCommands<byte[], byte[]> commands;

	private final String release;

	RawLockClient(Address address, Duration lease) {
		this.ifFree = SetArgs.Builder.nx().px(lease.toMillis());
		this.client = RedisClient.create(RedisURI.create(address.host(), address.port()));
		this.commands = this.client.connect(ByteArrayCodec.INSTANCE).sync();
		this.release = this.commands.scriptLoad(RELEASE);
	}

	@Override
	public Mutex mutex(String name) {
		byte[] key = ("raw:" + name).getBytes(StandardCharsets.US_ASCII);
		byte[][] keys = { key };
		return new Mutex() {

			@Override
			public Hold take() {
				byte[] owner = new byte[OWNER_BYTES];
				ThreadLocalRandom.current().nextBytes(owner);
				RedisCommands<byte[], byte[]> commands = RawLockClient.this.commands;
				if (commands.set(key, owner, RawLockClient.this.ifFree) == null) {
					throw new IllegalStateException("somebody else has the lock");
				}
				return () -> {
					Long deleted = commands.evalsha(RawLockClient.this.release, ScriptOutputType.INTEGER, keys, owner);
					return deleted == 1;
				};
			}

			@Override
			public Hold await() {
				throw new UnsupportedOperationException("raw commands do not wait");
			}

		};
	}

	@Override
	public void close() {
		this.client.shutdown();
	}

}
