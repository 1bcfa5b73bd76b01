package io.github.redisqueues.internal.queue;

import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import io.github.redisqueues.internal.queue.QueueScripts.Script;
import io.github.redisqueues.internal.redis.LoadedScript;
import io.github.redisqueues.internal.redis.LuaScript;
import io.github.redisqueues.queue.PriorityOrder;
import io.github.redisqueues.queue.QueueSettings;
import io.github.redisqueues.queue.QueueType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link QueueScripts}.
 */
class QueueScriptsTests {

	static Stream<QueueSettings<String>> settings() {
		return Stream.of(settings(QueueType.FIFO, PriorityOrder.HIGHEST_FIRST),
				settings(QueueType.LIFO, PriorityOrder.HIGHEST_FIRST),
				settings(QueueType.DELAY, PriorityOrder.HIGHEST_FIRST),
				settings(QueueType.PRIORITY, PriorityOrder.HIGHEST_FIRST),
				settings(QueueType.PRIORITY, PriorityOrder.LOWEST_FIRST));
	}

	private static QueueSettings<String> settings(QueueType type, PriorityOrder order) {
		return QueueSettings.builder("orders", String.class).type(type).order(order).build();
	}

	@ParameterizedTest
	@MethodSource("settings")
	void haveEachFragmentOnce(QueueSettings<String> settings) throws IllegalAccessException {
		List<LuaScript> scripts = scripts(settings);
		assertThat(scripts).hasSizeGreaterThan(25);
		scripts.forEach(LoadedScript::assertHasEachLineOnce);
	}

	@Test
	void shareThePartOfAFanOutBetweenQueuesThatStoreAlike() {
		List<LuaScript> parts = settings()
			.map((settings) -> new QueueScripts(settings, new QueueKeys("queues", "orders")).sendInFanOut.lua())
			.distinct()
			.toList();
		assertThat(parts).hasSize(3);
		assertThat(QueueScripts.fanOut(parts).getScriptAsString().lines().count()).isLessThan(1_050);
	}

	private static List<LuaScript> scripts(QueueSettings<String> settings) throws IllegalAccessException {
		QueueScripts scripts = new QueueScripts(settings, new QueueKeys("queues", "orders"));
		List<LuaScript> all = new ArrayList<>();
		for (Field field : QueueScripts.class.getDeclaredFields()) {
			if (field.getType() == Script.class) {
				all.add(((Script) field.get(scripts)).lua());
			}
		}
		return all;
	}

}
