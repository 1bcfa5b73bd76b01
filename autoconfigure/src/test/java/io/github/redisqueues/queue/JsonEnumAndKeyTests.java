package io.github.redisqueues.queue;

import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonValue;
import io.github.redisqueues.queue.JsonPayloads.Colour;
import io.github.redisqueues.queue.JsonPayloads.Order;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.core.ParameterizedTypeReference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/**
 * Enums and the keys of maps in JSON: read back as themselves, or refused.
 */
@SuppressWarnings("NullAway")
class JsonEnumAndKeyTests {

	private final JsonPayloadConverter converter = new JsonPayloadConverter();

	static Stream<Arguments> kept() {
		Map<Colour, BigDecimal> byColour = new EnumMap<>(Colour.class);
		byColour.put(Colour.RED, new BigDecimal("1.00"));
		return Stream.of(arguments(of(new ParameterizedTypeReference<Map<Colour, BigDecimal>>() {
		}), byColour), arguments(Colour.class, Colour.RED), arguments(OwnText.class, OwnText.B));
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

	static Stream<Arguments> refusedTypes() {
		return Stream.of(arguments(of(new ParameterizedTypeReference<Map<Order, String>>() {
		}), "read back as a key of a map", "PayloadConverter"),
				arguments(SameValue.class, "constant B of", "@JsonValue"),
				arguments(SameText.class, "constant B of", "toString()"),
				arguments(OnlyA.class, "constant B of", "@JsonCreator"),
				arguments(AsObject.class, "constant A of", "object"),
				arguments(HasAsObject.class, "(property 'value' of", "object"),
				arguments(of(new ParameterizedTypeReference<Map<String, List<SameValue>>>() {
				}), "constant B of", "@JsonValue"));
	}

	@ParameterizedTest
	@MethodSource("refusedTypes")
	void refusesATypeOfWhichSomethingWouldBeLost(Type type, String reason, String action) {
		assertThatExceptionOfType(PayloadTypeException.class).isThrownBy(() -> this.converter.check(type))
			.satisfies((ex) -> {
				assertThat(ex.reason()).contains(reason);
				assertThat(ex.action()).contains(action).endsWith(".");
			});
	}

	static Stream<Arguments> refusedPayloads() {
		return Stream.of(arguments(of(new ParameterizedTypeReference<Map<Object, String>>() {
		}), Map.of(7, "a"), "java.lang.Integer as a key"),
				arguments(of(new ParameterizedTypeReference<Map<String, Object>>() {
				}), Map.of("a", Map.of(LocalDate.EPOCH, 1)), "java.time.LocalDate"),
				arguments(of(new ParameterizedTypeReference<Map<Key, Integer>>() {
				}), Map.of(new Key("a"), 1), "not read back"),
				arguments(Keyed.class, new Keyed(Map.of(new Key("a"), 1)), "not read back"),
				arguments(of(new ParameterizedTypeReference<Map<SameKey, Integer>>() {
				}), Map.of(new SameKey("a"), 1, new SameKey("b"), 1), "cannot be read back"),
				arguments(of(new ParameterizedTypeReference<Map<SameText, Integer>>() {
				}), Map.of(SameText.A, 1, SameText.B, 1), "cannot be read back"));
	}

	@ParameterizedTest
	@MethodSource("refusedPayloads")
	void refusesAPayloadOfWhichSomethingWouldBeLost(Type type, Object payload, String reason) {
		this.converter.check(type);
		assertThatExceptionOfType(PayloadException.class).isThrownBy(() -> this.converter.write(payload, type))
			.withMessageContaining(reason)
			.withMessageContaining("is not sent as " + type.getTypeName());
	}

	private static Type of(ParameterizedTypeReference<?> type) {
		return type.getType();
	}

	enum OwnText {

		A("x"), B("y");

		private final String text;

		OwnText(String text) {
			this.text = text;
		}

		@Override
		public String toString() {
			return this.text;
		}

	}

	enum SameValue {

		A, B;

		@JsonValue
		String value() {
			return "x";
		}

	}

	enum SameText {

		A, B;

		@Override
		public String toString() {
			return "x";
		}

	}

	enum OnlyA {

		A, B;

		@JsonCreator
		static OnlyA of(String text) {
			return A;
		}

	}

	@JsonFormat(shape = JsonFormat.Shape.OBJECT)
	enum AsObject {

		A, B;

		public String getHex() {
			return "x";
		}

	}

	record HasAsObject(AsObject value) {

	}

	record Key(String value) {

	}

	record SameKey(String value) {

		@Override
		public String toString() {
			return "same";
		}

	}

	record Keyed(Map<Key, Integer> counts) {

	}

}
