package io.github.redisqueues.internal.redis;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import io.lettuce.core.RedisFuture;
import io.lettuce.core.RedisNoScriptException;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.api.async.RedisScriptingAsyncCommands;
import org.jspecify.annotations.Nullable;

import org.springframework.data.redis.connection.RedisConnection;
import org.springframework.util.ClassUtils;

/**
 * Sends scripts through Lettuce without waiting for the replies. Is usable without
 * Lettuce, and sends nothing then.
 */
final class LettuceScripts {

	static final boolean PRESENT = ClassUtils.isPresent("io.lettuce.core.api.async.RedisScriptingAsyncCommands",
			LettuceScripts.class.getClassLoader());

	private LettuceScripts() {
	}

	/**
	 * Sends a script.
	 * @return completes with the reply, on a thread of Lettuce; null if this is not a
	 * connection of Lettuce
	 */
	static @Nullable CompletableFuture<LuaReply> send(RedisConnection connection, LuaScript script, List<byte[]> keys,
			byte[][] arguments, Duration timeout) {
		return PRESENT ? Sending.send(connection.getNativeConnection(), script, keys.toArray(byte[][]::new), arguments,
				timeout) : null;
	}

	/**
	 * Is loaded only if Lettuce is there.
	 */
	private static final class Sending {

		@SuppressWarnings("unchecked")
		static @Nullable CompletableFuture<LuaReply> send(Object nativeConnection, LuaScript script, byte[][] keys,
				byte[][] arguments, Duration timeout) {
			if (!(nativeConnection instanceof RedisScriptingAsyncCommands<?, ?>)) {
				return null;
			}
			// Spring Data Redis opens all its connections with byte arrays
			RedisScriptingAsyncCommands<byte[], byte[]> commands = (RedisScriptingAsyncCommands<byte[], byte[]>) nativeConnection;
			return answer(commands.evalsha(script.getSha1(), ScriptOutputType.VALUE, keys, arguments), timeout)
				.exceptionallyCompose((failure) -> isUnknown(failure)
						? answer(commands.eval(script.getScriptAsString().getBytes(StandardCharsets.UTF_8),
								ScriptOutputType.VALUE, keys, arguments), timeout)
						: CompletableFuture.failedFuture(failure));
		}

		private static boolean isUnknown(Throwable failure) {
			return failure instanceof RedisNoScriptException || failure.getCause() instanceof RedisNoScriptException;
		}

		/**
		 * Gives a command up after the timeout. If Lettuce has not sent it by then, it
		 * will not.
		 */
		private static CompletableFuture<LuaReply> answer(RedisFuture<byte[]> command, Duration timeout) {
			return command.toCompletableFuture()
				.thenApply(LuaReply::new)
				.orTimeout(timeout.toNanos(), TimeUnit.NANOSECONDS)
				.whenComplete((reply, failure) -> {
					if (failure instanceof TimeoutException) {
						command.cancel(true);
					}
				});
		}

	}

}
