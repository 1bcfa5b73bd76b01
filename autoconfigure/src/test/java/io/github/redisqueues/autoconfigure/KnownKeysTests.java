package io.github.redisqueues.autoconfigure;

import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

import io.github.redisqueues.autoconfigure.UnknownKeysCheck.Takes;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.boot.context.properties.bind.DataObjectPropertyName;
import org.springframework.mock.env.MockEnvironment;

import static org.assertj.core.api.Assertions.assertThatCode;

/**
 * Every key of the properties can be set.
 */
class KnownKeysTests {

	@ParameterizedTest
	@MethodSource("keys")
	void canBeSet(String key) {
		MockEnvironment environment = new MockEnvironment().withProperty(key, "1");
		assertThatCode(() -> new UnknownKeysCheck(environment).check()).doesNotThrowAnyException();
	}

	static List<String> keys() {
		return Stream
			.concat(Arrays.stream(QueuesProperties.class.getRecordComponents())
				.filter((component) -> component.getType().isRecord())
				.flatMap((component) -> keys("queues." + dashed(component), component.getType())),
					Stream
						.of(keys("queues.lock", LocksProperties.class), keys("queues.tracing", TracingProperties.class),
								keys("queues.listener", ListenerProperties.class))
						.flatMap((keys) -> keys))
			.toList();
	}

	private static String dashed(RecordComponent component) {
		return DataObjectPropertyName.toDashedForm(component.getName());
	}

	private static Stream<String> keys(String group, Class<?> type) {
		return UnknownKeysCheck.keys(type)
			.entrySet()
			.stream()
			.filter((entry) -> entry.getValue() != Takes.KEYS)
			.map((entry) -> group + "." + entry.getKey());
	}

}
