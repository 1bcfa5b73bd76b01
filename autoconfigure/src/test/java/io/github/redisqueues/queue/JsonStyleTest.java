package io.github.redisqueues.queue;

import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.util.List;

import io.github.redisqueues.queue.JsonPayloads.Order;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A usual way to write classes of payloads: none is refused, and each is kept. The
 * payloads are what a static method {@code kept} of the test returns.
 */
@SuppressWarnings("NullAway")
abstract class JsonStyleTest {

	static final Order ORDER = new Order("A", new BigDecimal("1.50"), List.of("x"));

	@ParameterizedTest
	@MethodSource("kept")
	void isKept(Type type, Object payload) {
		JsonPayloadConverter converter = new JsonPayloadConverter();
		converter.check(type);
		Object read = converter.read(converter.write(payload, type), type);
		assertThat(read).usingRecursiveComparison().isEqualTo(payload);
	}

}
