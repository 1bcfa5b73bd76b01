package io.github.redisqueues.queue;

import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.github.redisqueues.queue.JsonPayloads.Bean;
import io.github.redisqueues.queue.JsonPayloads.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.core.ParameterizedTypeReference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/**
 * Plain classes and records in JSON: each of their fields is kept.
 */
@SuppressWarnings("NullAway")
class JsonClassTests {

	private final JsonPayloadConverter converter = new JsonPayloadConverter();

	static Stream<Arguments> kept() {
		return Stream.of(arguments(Order.class, new Order("A-1", new BigDecimal("19.90"), List.of("x"))),
				arguments(of(new ParameterizedTypeReference<Optional<Order>>() {
				}), Optional.of(new Order("A", BigDecimal.ONE, List.of()))),
				arguments(of(new ParameterizedTypeReference<Optional<Order>>() {
				}), Optional.empty()), arguments(of(new ParameterizedTypeReference<TreeMap<Integer, Order>>() {
				}), new TreeMap<>(Map.of(1, new Order("A", BigDecimal.ONE, List.of())))),
				arguments(Ping.class, new Ping()), arguments(Compact.class, new Compact("  x ")),
				arguments(Made.class, Made.of("a", 3)), arguments(Bean.class, new Bean("a", 3)),
				arguments(Prefixed.class, new Prefixed("a")), arguments(Derived.class, new Derived("a", "b")),
				arguments(Node.class, new Node("a", new Node("b", null))));
	}

	@ParameterizedTest
	@MethodSource("kept")
	void keeps(Type type, Object payload) {
		this.converter.check(type);
		Object read = this.converter.read(this.converter.write(payload, type), type);
		if (payload instanceof byte[] bytes) {
			assertThat((byte[]) read).isEqualTo(bytes);
		}
		else {
			assertThat(read).isEqualTo(payload);
		}
		if (!(payload instanceof Set<?> || payload instanceof byte[])) {
			assertThat(read).hasToString(payload.toString());
		}
	}

	@Test
	void aGetterThatChangesWithTimeIsNoLoss() {
		Ageing payload = new Ageing(Instant.EPOCH);
		assertThat(this.converter.read(this.converter.write(payload, Ageing.class), Ageing.class)).isEqualTo(payload);
	}

	private static Type of(ParameterizedTypeReference<?> type) {
		return type.getType();
	}

	record Ping() {

	}

	record Compact(String name) {

		Compact {
			name = name.strip();
		}

	}

	record Node(String name, Node next) {

	}

	record Derived(String first, String last) {

		public String getFullName() {
			return this.first + " " + this.last;
		}

	}

	record Ageing(Instant since) {

		public long getAge() {
			return System.nanoTime();
		}

	}

	static final class Made {

		private final String name;

		private final int count;

		private Made(String name, int count) {
			this.name = name;
			this.count = count;
		}

		@JsonCreator
		static Made of(@JsonProperty("name") String name, @JsonProperty("count") int count) {
			return new Made(name, count);
		}

		public String getName() {
			return this.name;
		}

		public int getCount() {
			return this.count;
		}

		@Override
		public boolean equals(Object other) {
			return other instanceof Made made && made.name.equals(this.name) && made.count == this.count;
		}

		@Override
		public int hashCode() {
			return this.count;
		}

		@Override
		public String toString() {
			return this.name + this.count;
		}

	}

	static final class Prefixed {

		private String mName;

		Prefixed() {
		}

		Prefixed(String name) {
			this.mName = name;
		}

		public String getName() {
			return this.mName;
		}

		public void setName(String name) {
			this.mName = name;
		}

		@Override
		public boolean equals(Object other) {
			return other instanceof Prefixed prefixed && prefixed.mName.equals(this.mName);
		}

		@Override
		public int hashCode() {
			return this.mName.hashCode();
		}

		@Override
		public String toString() {
			return this.mName;
		}

	}

}
