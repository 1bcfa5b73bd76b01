package io.github.redisqueues.internal.redis;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import org.springframework.core.NestedExceptionUtils;
import org.springframework.data.redis.connection.RedisConnection;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.connection.ReturnType;
import org.springframework.data.redis.connection.Subscription;

/**
 * Finds out which rights the application's Redis user lacks, with a harmless call of each
 * kind. An error that says nothing of rights is ignored: Redis may be a replica at this
 * moment, or out of memory.
 */
public final class RightsCheck {

	private static final LuaScript SCRIPT = LuaScript.load(RightsCheck.class, "check-rights", Map.of());

	private final RedisConnectionFactory connectionFactory;

	private final NeededRights needed;

	private final Map<String, String> missing = new LinkedHashMap<>();

	private RightsCheck(RedisConnectionFactory connectionFactory, NeededRights needed) {
		this.connectionFactory = connectionFactory;
		this.needed = needed;
	}

	/**
	 * Returns the rights that are missing.
	 * @param connectionFactory connects as the user
	 * @param needed what the user needs
	 * @return for each missing right, such as {@code +hset} or {@code ~queues:*}, what
	 * Redis says
	 */
	public static Map<String, String> missing(RedisConnectionFactory connectionFactory, NeededRights needed) {
		RightsCheck check = new RightsCheck(connectionFactory, needed);
		check.checkScripts();
		check.checkSubscriptions();
		return check.missing;
	}

	private void checkScripts() {
		List<byte[]> arguments = new ArrayList<>();
		arguments.add(bytes(this.needed.key()));
		arguments.add(bytes(this.needed.published()));
		this.needed.commands().forEach((command) -> arguments.add(bytes(command)));
		byte[][] all = arguments.toArray(byte[][]::new);
		try (RedisConnection connection = this.connectionFactory.getConnection()) {
			attempt("EVALSHA",
					() -> connection.scriptingCommands().evalSha(SCRIPT.getSha1(), ReturnType.VALUE, 1, all));
			attempt("EVAL", () -> {
				byte[] reply = connection.scriptingCommands()
					.eval(bytes(SCRIPT.getScriptAsString()), ReturnType.VALUE, 1, all);
				read((reply != null) ? reply : new byte[0]);
			});
		}
	}

	private void read(byte[] reply) {
		LuaReply denied = new LuaReply(reply);
		while (denied.hasMore()) {
			String command = denied.text();
			String error = denied.text();
			// The user may have the right to the other channel only
			if (!isOfChannel(error) || this.needed.published().equals(this.needed.subscribed())) {
				note(command, error);
			}
		}
	}

	/**
	 * Opens a connection of its own, as the connection of a subscription is used for
	 * nothing else.
	 */
	private void checkSubscriptions() {
		String subscribed = this.needed.subscribed();
		if (subscribed == null) {
			return;
		}
		byte[] channel = bytes(subscribed);
		try (RedisConnection connection = this.connectionFactory.getConnection()) {
			attempt("SUBSCRIBE", () -> {
				connection.subscribe((message, pattern) -> {
				}, channel);
				Subscription subscription = connection.getSubscription();
				if (subscription != null) {
					attempt("UNSUBSCRIBE", subscription::unsubscribe);
					subscription.close();
				}
			});
		}
	}

	private void attempt(String command, Runnable call) {
		try {
			call.run();
		}
		catch (RuntimeException ex) {
			// Without the arguments of an unknown command
			String error = String.valueOf(NestedExceptionUtils.getMostSpecificCause(ex).getMessage())
				.replaceFirst("(?s), with args.*", "");
			if (error.startsWith("NOPERM ") || error.contains("unknown command")) {
				note(command, error);
			}
		}
	}

	private void note(String command, String error) {
		String right = "+" + command.toLowerCase(Locale.ROOT);
		if (error.contains(" key")) {
			right = "~" + this.needed.namespace() + ":*";
		}
		else if (isOfChannel(error)) {
			right = "&" + this.needed.namespace() + ":*";
		}
		this.missing.putIfAbsent(right, error);
	}

	private static boolean isOfChannel(String error) {
		return error.contains(" channel");
	}

	private static byte[] bytes(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

}
