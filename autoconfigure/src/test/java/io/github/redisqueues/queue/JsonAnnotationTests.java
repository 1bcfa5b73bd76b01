package io.github.redisqueues.queue;

import java.time.LocalDate;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.fasterxml.jackson.annotation.JsonValue;
import io.github.redisqueues.queue.JsonPayloads.Order;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.ValueDeserializer;
import tools.jackson.databind.ValueSerializer;
import tools.jackson.databind.annotation.JsonDeserialize;
import tools.jackson.databind.annotation.JsonSerialize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/**
 * Classes whose JSON is shaped by annotations of Jackson.
 */
@SuppressWarnings("NullAway")
class JsonAnnotationTests {

	private final JsonPayloadConverter converter = new JsonPayloadConverter();

	static Stream<Arguments> kept() {
		return Stream.of(arguments(Code.class, new Code("a")), arguments(Partly.class, new Partly("a")),
				arguments(Extensible.class, new Extensible(Map.of("a", new BigDecimal("1.0")))),
				arguments(Wrapper.class, new Wrapper(new Order("A", BigDecimal.ONE, List.of()), 1)),
				arguments(Money.class, new Money(new BigDecimal("2.50"))),
				arguments(Purse.class, new Purse(new Money(new BigDecimal("2.50")))));
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

	static Stream<Arguments> refusedPayloads() {
		return Stream.of(arguments(ReadOnly.class, new ReadOnly(7L, "a"), "'/id'"),
				arguments(Defaults.class, Defaults.without(), "'/tags'"),
				arguments(Setter.class, Setter.of("a"), "'/name'"),
				arguments(Priced.class, new Priced(new Money(BigDecimal.ONE), Map.of("at", LocalDate.EPOCH)),
						"java.time.LocalDate"),
				arguments(Formatted.class, new Formatted(new Money(BigDecimal.ONE), Map.of("at", LocalDate.EPOCH)),
						"java.time.LocalDate"),
				arguments(Money2.class, new Money2(new BigDecimal("2.50")), "not read back"));
	}

	@ParameterizedTest
	@MethodSource("refusedPayloads")
	void refusesAPayloadOfWhichSomethingWouldBeLost(Type type, Object payload, String reason) {
		this.converter.check(type);
		assertThatExceptionOfType(PayloadException.class).isThrownBy(() -> this.converter.write(payload, type))
			.withMessageContaining(reason)
			.withMessageContaining("is not sent as " + type.getTypeName());
	}

	record Code(@JsonValue String value) {

	}

	record Extensible(@JsonAnyGetter @JsonAnySetter Map<String, Object> more) {

	}

	record Wrapper(@JsonUnwrapped Order order, int count) {

	}

	record Partly(String kept, @JsonIgnore String dropped) {

		Partly(String kept) {
			this(kept, null);
		}

	}

	@JsonSerialize(using = MoneyWriter.class)
	@JsonDeserialize(using = MoneyReader.class)
	static class Money {

		private final BigDecimal amount;

		Money(BigDecimal amount) {
			this.amount = amount;
		}

		@Override
		public boolean equals(Object other) {
			return other instanceof Money money && money.amount.equals(this.amount);
		}

		@Override
		public int hashCode() {
			return this.amount.hashCode();
		}

		@Override
		public String toString() {
			return this.amount.toString();
		}

	}

	record Purse(Money money) {

	}

	/**
	 * Does not support type ids, as most serializers of applications.
	 */
	static class MoneyWriter extends ValueSerializer<Money> {

		@Override
		public void serialize(Money money, JsonGenerator generator, SerializationContext context) {
			generator.writeNumber(money.amount);
		}

	}

	static class MoneyReader extends ValueDeserializer<Money> {

		@Override
		public Money deserialize(JsonParser parser, DeserializationContext context) {
			return new Money(parser.getDecimalValue());
		}

	}

	@JsonDeserialize(using = Money2Reader.class)
	record Money2(BigDecimal amount) {

	}

	/**
	 * Loses the cents.
	 */
	static class Money2Reader extends ValueDeserializer<Money2> {

		@Override
		public Money2 deserialize(JsonParser parser, DeserializationContext context) {
			JsonNode node = parser.readValueAsTree();
			return new Money2(BigDecimal.valueOf(node.path("amount").decimalValue().longValue()));
		}

	}

	record ReadOnly(@JsonProperty(access = JsonProperty.Access.READ_ONLY) Long id, String name) {

	}

	@JsonInclude(JsonInclude.Include.NON_NULL)
	static class Defaults {

		public List<String> tags = List.of("default");

		static Defaults without() {
			Defaults defaults = new Defaults();
			defaults.tags = null;
			return defaults;
		}

	}

	static final class Setter {

		private String name;

		static Setter of(String name) {
			Setter setter = new Setter();
			setter.name = name;
			return setter;
		}

		public String getName() {
			return this.name;
		}

		public void setName(String name) {
			this.name = name + "!";
		}

	}

	record Priced(Money price, Map<String, Object> more) {

	}

	record Formatted(@JsonSerialize(using = MoneyWriter.class) @JsonDeserialize(using = MoneyReader.class) Money price,
			Map<String, Object> more) {

	}

}
