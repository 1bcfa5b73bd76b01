package io.github.redisqueues.internal.lock;

import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.List;

import io.github.redisqueues.internal.redis.LoadedScript;
import io.github.redisqueues.internal.redis.LuaScript;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link LockScripts}.
 */
class LockScriptsTests {

	@Test
	void haveEachFragmentOnce() throws IllegalAccessException {
		List<LuaScript> scripts = new ArrayList<>();
		for (Field field : LockScripts.class.getDeclaredFields()) {
			if (field.getType() == LuaScript.class) {
				field.setAccessible(true);
				scripts.add((LuaScript) field.get(null));
			}
		}
		assertThat(scripts).hasSizeGreaterThan(15);
		scripts.forEach(LoadedScript::assertHasEachLineOnce);
	}

}
