package io.github.redisqueues.internal.lock.contract;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

import io.github.redisqueues.internal.redis.KeyNames;
import io.github.redisqueues.testing.RespConnection;
import io.github.redisqueues.testing.TestRedis;
import org.awaitility.Awaitility;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The keys of one lock, read behind its back.
 *
 * @param redis where the lock is
 * @param namespace first word of its keys
 * @param name its name
 */
public record LockKeys(TestRedis redis, String namespace, String name) {

	public String prefix() {
		return KeyNames.prefix(this.namespace, this.name);
	}

	public String key(String part) {
		return prefix() + part;
	}

	public RespConnection node() {
		return this.redis.nodeOf(prefix());
	}

	/**
	 * The keys that there are.
	 * @return what follows the prefix in each
	 */
	public Set<String> parts() {
		String glob = prefix().replaceAll("([\\[\\]*?\\\\])", "\\\\$1") + "*";
		return node().list("KEYS", glob)
			.stream()
			.map((key) -> new String(key, StandardCharsets.UTF_8).substring(prefix().length()))
			.collect(Collectors.toCollection(TreeSet::new));
	}

	/**
	 * Whether Redis knows that somebody waits.
	 * @return whether it does
	 */
	public boolean isWaitedFor() {
		return parts().stream().anyMatch((part) -> part.startsWith("queue"));
	}

	/**
	 * Checks that nothing of those who waited is left, and that whatever is left ends by
	 * itself.
	 */
	public void checkNothingIsLeftOfWaiters() {
		Awaitility.await("nobody waits for " + this.name)
			.atMost(Duration.ofSeconds(5))
			.untilAsserted(() -> assertThat(parts()).noneMatch((part) -> part.startsWith("queue"))
				.noneMatch((part) -> part.startsWith("offer")));
		for (String part : parts()) {
			assertThat(node().number("PTTL", key(part))).as("time to live of %s, or that it is gone", part)
				.isNotEqualTo(-1);
		}
	}

	public void remove() {
		parts().forEach((part) -> node().command("DEL", key(part)));
	}

}
