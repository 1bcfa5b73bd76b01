package io.github.redisqueues.internal.queue;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

import io.github.redisqueues.internal.queue.QueueScripts.Script;
import io.github.redisqueues.internal.redis.LuaScript;
import io.github.redisqueues.queue.QueueSettings;
import io.github.redisqueues.queue.QueueType;
import io.github.redisqueues.testing.RedisTestServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The scripts that are for a plain queue only: that they change nothing as soon as
 * anything else is in play.
 */
@Timeout(60)
class PlainScriptsTests {

	private static final String PREFIX = "queues:{plain}:";

	private static final byte[] ENVELOPE = { 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 'a' };

	private static final byte[] PRIORITIZED = { 1, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 'a' };

	/**
	 * A moment in the year 2100.
	 */
	private static final double LEASED = 4102444800000.5;

	private RedisTestServer server;

	@BeforeEach
	void start() {
		this.server = RedisTestServer.start();
	}

	@AfterEach
	void stop() {
		this.server.close();
	}

	@ParameterizedTest
	@EnumSource
	void changeNothingIfAnythingElseIsThere(QueueType type) {
		PlainScripts scripts = scripts(type);
		Set<String> taking = new TreeSet<>(Set.of("attempts", "delayed", "expiries", "paused"));
		if (type != QueueType.PRIORITY) {
			taking.add("withdrawn");
		}
		Set<String> waiting = with(taking, "waiters");
		refuses(scripts.poll, with(taking, "inflight"), type, "1");
		refuses(scripts.waitingPoll, with(waiting, "inflight"), type, "1");
		refuses(scripts.receive, taking, type, "1", "29999", ".5");
		refuses(scripts.waitingReceive, waiting, type, "1", "29999", ".5");
		byte[] until = until(LEASED);
		refuses(scripts.exchange, taking, type, "1", "29999", ".5", "", until, "held");
		refuses(scripts.waitingExchange, waiting, type, "1", "29999", ".5", "1", until, "held");
		refuses(scripts.ack, Set.of("attempts", "paused"), type, until, "held");
	}

	private static Set<String> with(Set<String> keys, String another) {
		Set<String> all = new TreeSet<>(keys);
		all.add(another);
		return all;
	}

	private void refuses(Script script, Set<String> others, QueueType type, Object... arguments) {
		List<byte[]> keys = script.keys().subList(script.lua().keys().size(), script.keys().size());
		assertThat(keys).extracting((key) -> text(key).substring(PREFIX.length()))
			.as("keys that must not exist for %s.lua", script.lua())
			.containsExactlyInAnyOrderElementsOf(others);
		for (byte[] key : keys) {
			boolean leases = script.lua().keys().contains("inflight");
			fill(type, leases);
			this.server.command("SET", key, "x");
			assertUnchanged(script, "if there is " + text(key), arguments);
			this.server.command("DEL", key);
			assertThat(run(script, arguments)).as("of %s.lua without %s", script.lua(), text(key)).isNotEqualTo("-");
		}
	}

	@ParameterizedTest
	@EnumSource
	void changeNothingIfALeaseHasEnded(QueueType type) {
		PlainScripts scripts = scripts(type);
		fill(type, true);
		double ended = this.server.serverTime().toEpochMilli() - 1 + 0.5;
		this.server.command("ZADD", PREFIX + "inflight", ended, "ended");
		assertUnchanged(scripts.receive, "if a lease has ended", "1", "29999", ".5");
		assertUnchanged(scripts.exchange, "if a lease has ended", "1", "29999", ".5", "", until(LEASED), "held");
		assertUnchanged(scripts.ack, "of an ended lease", until(ended), "ended");
	}

	@ParameterizedTest
	@EnumSource
	void changeNothingIfTheDeliveryIsAnotherOne(QueueType type) {
		PlainScripts scripts = scripts(type);
		fill(type, true);
		assertUnchanged(scripts.ack, "of another delivery", until(LEASED - 1), "held");
		assertUnchanged(scripts.ack, "of a message that is not leased", until(LEASED), "ready");
		assertUnchanged(scripts.ack, "with one of another delivery", LuaScript.numbers(0, 0), "held", "ready");
		assertUnchanged(scripts.exchange, "with an ack of another delivery", "1", "29999", ".5", "", until(LEASED - 1),
				"held");
	}

	@ParameterizedTest
	@EnumSource
	void changeNothingIfAMessageIsMissing(QueueType type) {
		PlainScripts scripts = scripts(type);
		fill(type, false);
		this.server.command("HDEL", PREFIX + "messages", "ready", "other");
		this.server.command("HSET", PREFIX + "messages", "third", ENVELOPE);
		for (String max : List.of("1", "5")) {
			assertUnchanged(scripts.poll, "if a message is missing", max);
			assertUnchanged(scripts.receive, "if a message is missing", max, "29999", ".5");
		}
	}

	private void assertUnchanged(Script script, String when, Object... arguments) {
		String before = digest();
		assertThat(run(script, arguments)).as("%s.lua %s", script.lua(), when).isEqualTo("-");
		assertThat(digest()).as("what is stored after %s.lua %s", script.lua(), when).isEqualTo(before);
	}

	private String digest() {
		return this.server.connection().text("DEBUG", "DIGEST");
	}

	private String run(Script script, Object... arguments) {
		List<Object> eval = new ArrayList<>(List.of("EVAL", script.lua().getScriptAsString(), script.keys().size()));
		eval.addAll(script.keys());
		eval.addAll(List.of(arguments));
		return text((byte[]) this.server.command(eval.toArray()));
	}

	/**
	 * Stores two ready messages and, if wanted, one that is leased.
	 */
	private void fill(QueueType type, boolean leases) {
		this.server.command("FLUSHALL");
		boolean sorted = type == QueueType.PRIORITY;
		for (String id : List.of("ready", "other")) {
			this.server.command("HSET", PREFIX + "messages", id, sorted ? PRIORITIZED : ENVELOPE);
			Object[] add = sorted ? new Object[] { "ZADD", PREFIX + "ready", 0, "\0\0\0\0\0\0" + id }
					: new Object[] { "RPUSH", PREFIX + "ready", id };
			this.server.command(add);
		}
		if (leases) {
			this.server.command("HSET", PREFIX + "messages", "held", sorted ? PRIORITIZED : ENVELOPE);
			this.server.command("ZADD", PREFIX + "inflight", LEASED, "held");
		}
	}

	/**
	 * Returns what says that a lease lasts until a moment.
	 */
	private static byte[] until(double moment) {
		return ByteBuffer.allocate(Double.BYTES).putDouble(moment).array();
	}

	private static PlainScripts scripts(QueueType type) {
		QueueSettings<String> settings = QueueSettings.builder("plain", String.class).type(type).build();
		return new QueueScripts(settings, new QueueKeys("queues", "plain")).plain;
	}

	private static String text(byte[] bytes) {
		return new String(bytes, StandardCharsets.ISO_8859_1);
	}

}
