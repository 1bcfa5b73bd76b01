package io.github.redisqueues.queue;

import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

import io.github.redisqueues.queue.JsonPayloads.Box;
import io.github.redisqueues.queue.JsonPayloads.Order;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.core.ParameterizedTypeReference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/**
 * Classes that could not be read back from JSON with all their fields: they are refused
 * when the type is checked.
 */
@SuppressWarnings("NullAway")
class JsonLostFieldTests {

	private final JsonPayloadConverter converter = new JsonPayloadConverter();

	static Stream<Arguments> refusedTypes() {
		return Stream.of(arguments(WriteOnly.class, "WRITE_ONLY", "@JsonIgnore"),
				arguments(Tuned.class, "field 'name'", "record"), arguments(Fluent.class, "field 'id'", "record"),
				arguments(HalfFluent.class, "field 'amount'", "getAmount()"),
				arguments(Hidden.class, "field 'secret'", "@JsonIgnore"),
				arguments(Child.class, "field 'id' of " + Fluent.class.getName(), "record"),
				arguments(of(new ParameterizedTypeReference<List<Fluent>>() {
				}), "field 'id'", "record"), arguments(Holder.class, "field 'id'", "record"),
				arguments(of(new ParameterizedTypeReference<List<Class<Order>>>() {
				}), "load any class", "enum"), arguments(Unbuildable.class, "no constructor", "@JsonCreator"),
				arguments(Lost.class, "property 'createdAt'", "setter"),
				arguments(Named.class, "field 'name'", "record"), arguments(WithId.class, "field 'id'", "record"),
				arguments(LongName.class, "field 'orderId'", "record"),
				arguments(ShortName.class, "field 'mName'", "record"),
				arguments(Inner.class, "an inner class", "static"),
				arguments(Box.class, "type parameters", "com.acme.Order"));
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

	private static Type of(ParameterizedTypeReference<?> type) {
		return type.getType();
	}

	static class Named {

		public String firstName;

		private String name;

		public boolean matches(String guess) {
			return guess.equals(this.name);
		}

	}

	static class WithId {

		public String orderId;

		private String id;

		public boolean matches(String guess) {
			return guess.equals(this.id);
		}

	}

	static class LongName {

		public String id;

		private String orderId;

		public boolean matches(String guess) {
			return guess.equals(this.orderId);
		}

	}

	static class ShortName {

		public String name;

		private String mName;

		public boolean matches(String guess) {
			return guess.equals(this.mName);
		}

	}

	record Holder(List<Fluent> fluents) {

	}

	static class Fluent {

		private final String id;

		Fluent(String id) {
			this.id = id;
		}

		public String id() {
			return this.id;
		}

	}

	static class Child extends Fluent {

		public String name;

		Child() {
			super("");
		}

	}

	static class HalfFluent {

		public String id;

		private BigDecimal amount;

		public BigDecimal amount() {
			return this.amount;
		}

	}

	static class Hidden {

		public String id;

		private String secret;

		public boolean matches(String guess) {
			return guess.equals(this.secret);
		}

	}

	static class Unbuildable {

		private final String id;

		private Unbuildable(String id, int ignored) {
			this.id = id;
		}

		public String getId() {
			return this.id;
		}

	}

	static class Lost {

		public String id;

		private final Instant createdAt = Instant.now();

		public Instant getCreatedAt() {
			return this.createdAt;
		}

	}

	class Inner {

	}

	record WriteOnly(String name, @JsonProperty(access = JsonProperty.Access.WRITE_ONLY) String password) {

	}

	/**
	 * Has an annotation that does not make Jackson write the field.
	 */
	static class Tuned {

		@JsonInclude(JsonInclude.Include.NON_NULL)
		private String name;

		public String name() {
			return this.name;
		}

	}

}
