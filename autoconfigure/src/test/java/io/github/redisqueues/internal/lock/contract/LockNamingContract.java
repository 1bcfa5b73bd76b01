package io.github.redisqueues.internal.lock.contract;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import io.github.redisqueues.lock.LockHandle;
import io.github.redisqueues.lock.NamedLock;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Names that mean something to somebody else: to Redis, to a cluster, to Lua.
 */
interface LockNamingContract extends LockFixture {

	List<String> TEXTS = List.of("{", "}", "{}", "{a}", "a{b}c", "}{", ":", "a:b", "a}:lock", "a:{b}:lock", "*", "?",
			"[a-z]", "\\", "%", "%7B", "%s%n", " ", "a b", "'; redis.call('FLUSHALL') --", "\" .. KEYS[1] .. \"", "]]",
			"nil", "-inf", "#{T(java.lang.System).exit(1)}", "${user.home}", "../../etc/passwd", "ünïcödé", "漢字", "🧨",
			"\u2028", "\0", "a\0b", "a\r\nb", "\r\n*1\r\n$8\r\nFLUSHALL\r\n", "\u007f");

	@Test
	default void keepsLocksOfHostileNamesApart() {
		String tail = UUID.randomUUID().toString();
		List<String> names = new ArrayList<>(TEXTS);
		names.add("x".repeat(500 - tail.length()));
		names.add("🧨".repeat((500 - tail.length()) / 2));
		Map<String, List<LockHandle>> held = new LinkedHashMap<>();
		for (String name : names) {
			NamedLock lock = lock(name + tail);
			held.put(lock.name(), fill(lock));
		}
		held.forEach((name, holds) -> {
			NamedLock lock = there(lock(name));
			assertThat(lock.tryAcquire()).as(name).isEmpty();
			assertThat(lock.holders()).as(name).isNotEmpty().allMatch((info) -> info.name().equals(name));
			assertThat(keys(lock).parts()).as(name).isNotEmpty();
			assertThat(holds).allSatisfy((handle) -> assertThat(handle.release()).isTrue());
			assertThat(lock.tryAcquire()).as(name)
				.hasValueSatisfying((handle) -> assertThat(handle.release()).isTrue());
		});
		redis().nodes()
			.forEach((node) -> assertThat(node.list("KEYS", "*"))
				.allSatisfy((key) -> assertThat(new String(key)).contains(":{").contains("}:")));
	}

	@Test
	default void aHostileNameCanBeWaitedFor() {
		NamedLock lock = lock("a}:queue\r\n{*" + UUID.randomUUID());
		List<LockHandle> holds = fill(lock);
		var waiter = waiting(there(lock));
		holds.get(0).release();
		assertThat(waiter.atOnce().release()).isTrue();
		holds.forEach(LockHandle::close);
	}

}
