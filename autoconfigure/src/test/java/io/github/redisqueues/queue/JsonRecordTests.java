package io.github.redisqueues.queue;

import java.io.File;
import java.io.Serializable;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.JsonTypeName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.core.ParameterizedTypeReference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/**
 * Records with code of their own, and values that Jackson writes as other ones.
 */
@SuppressWarnings("NullAway")
class JsonRecordTests {

	private final JsonPayloadConverter converter = new JsonPayloadConverter();

	static Stream<Arguments> lost() {
		return Stream.of(arguments(Made.class, new Made("a")), arguments(Masked.class, new Masked("secret")),
				arguments(Getter.class, new Getter("a")), arguments(Flag.class, new Flag(true)),
				arguments(Growing.class, new Growing(1, 2)), arguments(Chosen.class, new Chosen("a", "b")),
				arguments(Appended.class, new Appended(1L, "a")),
				arguments(of(new ParameterizedTypeReference<Map<String, List<Masked>>>() {
				}), Map.of("a", List.of(new Masked("secret")))),
				arguments(Price.class, new Price(new BigDecimal("0." + "1".repeat(998) + "E-500"))),
				arguments(Location.class, new Location(Path.of("a/b"))), arguments(Path.class, Path.of("a")),
				arguments(Document.class, new Document(new File("a/b"))),
				arguments(of(new ParameterizedTypeReference<List<File>>() {
				}), List.of(new File("/a"), new File("b"))), arguments(Any.class, new Any(Optional.of("x"))),
				arguments(Any.class, new Any(Optional.empty())), arguments(Any.class, new Any(List.of(Optional.of(1)))),
				arguments(Any.class, new Any(new AtomicReference<>("x"))),
				arguments(of(new ParameterizedTypeReference<Map<String, Object>>() {
				}), Map.of("a", Optional.of("x"))));
	}

	@ParameterizedTest
	@MethodSource("lost")
	void whatWouldBeLostIsRefused(Type type, Object payload) {
		this.converter.check(type);
		assertThatExceptionOfType(PayloadException.class).isThrownBy(() -> this.converter.write(payload, type))
			.withMessageContaining("is not sent as " + type.getTypeName());
	}

	static Stream<Arguments> kept() {
		return Stream.of(arguments(Price.class, new Price(new BigDecimal("1".repeat(980) + "E-500"))),
				arguments(Location.class, new Location(Path.of("/a/b"))),
				arguments(Document.class, new Document(new File("/a/b"))),
				arguments(Named.class, new Named("a", Optional.of("b"))),
				arguments(Any.class, new Any(List.of("x", Map.of("a", 1)))),
				arguments(of(new ParameterizedTypeReference<Optional<Optional<Any>>>() {
				}), Optional.of(Optional.of(new Any("x")))), arguments(Copied.class, new Copied(List.of("a"))),
				arguments(Price.class, new Price(new BigDecimal("0." + "1".repeat(990) + "E-123"))),
				arguments(Checked.class, new Checked("a", 1)), arguments(Safe.class, new Safe(List.of("a"))));
	}

	@ParameterizedTest
	@MethodSource("kept")
	void whatIsKeptIsNotRefused(Type type, Object payload) {
		this.converter.check(type);
		assertThat(this.converter.read(this.converter.write(payload, type), type)).isEqualTo(payload);
	}

	@ParameterizedTest
	@ValueSource(classes = { Plain.class, Checked.class, Empty.class, Renamed.class, Price.class })
	void aRecordWithoutCodeOfItsOwnIsNotReadBack(Class<?> type) {
		assertThat(isOpen(type)).isFalse();
	}

	@ParameterizedTest
	@ValueSource(classes = { Made.class, Masked.class, Getter.class, Flag.class, Growing.class, Chosen.class,
			Appended.class, Copied.class })
	void aRecordWithCodeOfItsOwnIsReadBack(Class<?> type) {
		assertThat(isOpen(type)).isTrue();
	}

	private static boolean isOpen(Class<?> type) {
		JsonMapper mapper = JsonMapper.builder().build();
		JsonTypeCheck check = new JsonTypeCheck(mapper, type);
		check.check(mapper.constructType(type));
		return check.isOpen();
	}

	@Test
	void subtypesOfOneNameAreRefused() {
		assertThatExceptionOfType(PayloadTypeException.class).isThrownBy(() -> this.converter.check(Kind.class))
			.withMessageContaining("same name 'k'")
			.withMessageContaining(First.class.getName())
			.withMessageContaining(Second.class.getName());
		assertThatExceptionOfType(PayloadTypeException.class).isThrownBy(() -> this.converter.check(Held.class))
			.withMessageContaining("same name 'one'");
	}

	@ParameterizedTest
	@ValueSource(classes = { Void.class, Serializable.class, Object.class })
	void typesThatSayNothingAreRefused(Class<?> type) {
		assertThatExceptionOfType(PayloadTypeException.class).isThrownBy(() -> this.converter.check(type))
			.withMessageContaining(type.getName());
	}

	private static <T> Type of(ParameterizedTypeReference<T> reference) {
		return reference.getType();
	}

	record Made(String a) {

		@JsonCreator
		static Made of(@JsonProperty("a") String a) {
			return new Made(a + "!");
		}

	}

	record Masked(String password) {

		@Override
		public String password() {
			return "*".repeat(this.password.length());
		}

	}

	record Getter(String name) {

		public String getName() {
			return "X" + this.name;
		}

	}

	record Flag(boolean active) {

		public boolean isActive() {
			return !this.active;
		}

	}

	record Growing(int a, int b) {

		Growing {
			b++;
		}

	}

	record Chosen(String a, String b) {

		Chosen(String a, String b) {
			this.a = b;
			this.b = a;
		}

	}

	record Appended(long a, String b) {

		Appended(long a, String b) {
			this.a = a;
			this.b = (a == 0) ? b : b + "!";
		}

	}

	record Copied(List<String> a) {

		Copied {
			a = List.copyOf(a);
		}

	}

	record Safe(List<String> a) {

		@Override
		public List<String> a() {
			return new ArrayList<>(this.a);
		}

	}

	record Checked(String a, int b) {

		Checked {
			Objects.requireNonNull(a, "a");
			if (b < 0) {
				throw new IllegalArgumentException("b is " + b);
			}
		}

	}

	record Plain(String a, double b, List<Instant> c, Checked d, long e) {

		static Plain none() {
			return new Plain("", 0, List.of(), new Checked("", 0), 0);
		}

		Plain withA(String other) {
			return new Plain(other, this.b, this.c, this.d, this.e);
		}

	}

	record Empty() {

	}

	record Renamed(@JsonProperty("x") String a, @JsonProperty("a") String b) {

	}

	record Named(String name, Optional<String> other) {

		public String getName() {
			return this.name;
		}

	}

	record Price(BigDecimal amount) {

	}

	record Location(Path path) {

	}

	record Document(File file) {

	}

	record Any(Object value) {

	}

	@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
	@JsonSubTypes({ @JsonSubTypes.Type(value = First.class, name = "k"),
			@JsonSubTypes.Type(value = Second.class, name = "k") })
	interface Kind {

	}

	record First(String a) implements Kind {

	}

	record Second(String a) implements Kind {

	}

	record Held(List<Shape> shapes) {

	}

	@JsonTypeInfo(use = JsonTypeInfo.Id.NAME)
	sealed interface Shape permits Circle, Square {

	}

	@JsonTypeName("one")
	record Circle(int r) implements Shape {

	}

	@JsonTypeName("one")
	record Square(int a) implements Shape {

	}

}
