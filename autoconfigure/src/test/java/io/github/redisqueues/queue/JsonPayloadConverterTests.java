package io.github.redisqueues.queue;

import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.MonthDay;
import java.time.OffsetDateTime;
import java.time.OffsetTime;
import java.time.Period;
import java.time.Year;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Calendar;
import java.util.Date;
import java.util.EnumMap;
import java.util.GregorianCalendar;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.fasterxml.jackson.annotation.JsonValue;
import org.junit.jupiter.api.Test;
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
import tools.jackson.databind.json.JsonMapper;

import org.springframework.core.ParameterizedTypeReference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/**
 * What JSON keeps of a payload, and that it is refused where something would be lost: at
 * the start if the type shows it, otherwise when it is written.
 */
@SuppressWarnings("NullAway")
class JsonPayloadConverterTests {

	private static final OffsetDateTime OFFSET = OffsetDateTime.parse("2026-07-01T12:00:00.123456789+05:30");

	private static final ZonedDateTime ZONED = ZonedDateTime.parse("2026-10-25T02:30:00+01:00[Europe/Berlin]");

	private final JsonPayloadConverter converter = new JsonPayloadConverter();

	static Stream<Arguments> kept() {
		Map<String, Object> mixed = new HashMap<>();
		mixed.put("price", new BigDecimal("19.90"));
		mixed.put("long", new BigDecimal("12345678901234567890.123456789"));
		mixed.put("exponent", new BigDecimal("1.50E+400"));
		mixed.put("integer", new BigInteger("123456789012345678901234567890"));
		mixed.put("null", null);
		mixed.put("nested", List.of(Map.of("amount", new BigDecimal("0.10")), true, "text", 7));
		Map<Colour, BigDecimal> byColour = new EnumMap<>(Colour.class);
		byColour.put(Colour.RED, new BigDecimal("1.00"));
		return Stream.of(arguments(of(new ParameterizedTypeReference<Map<String, Object>>() {
		}), mixed), arguments(Order.class, new Order("A-1", new BigDecimal("19.90"), List.of("x"))),
				arguments(Loose.class, new Loose("a", mixed)), arguments(Loose.class, new Loose("a", List.of(1, "b"))),
				arguments(Times.class,
						new Times(OFFSET, ZONED, Instant.parse("2026-01-01T00:00:00.123456789Z"), OFFSET.toOffsetTime(),
								OFFSET.toLocalDateTime(), Duration.ofNanos(1_000_000_001))),
				arguments(OffsetDateTime.class, OFFSET), arguments(ZonedDateTime.class, ZONED),
				arguments(ZonedDateTime.class, ZONED.withLaterOffsetAtOverlap()),
				arguments(ZonedDateTime.class, ZONED.withZoneSameInstant(ZoneId.of("UTC"))),
				arguments(ZonedDateTime.class, ZONED.withZoneSameInstant(ZoneId.of("Asia/Kolkata"))),
				arguments(of(new ParameterizedTypeReference<List<OffsetDateTime>>() {
				}), List.of(OFFSET)),
				arguments(of(new ParameterizedTypeReference<Map<OffsetDateTime, ZonedDateTime>>() {
				}), Map.of(OFFSET, ZONED)), arguments(of(new ParameterizedTypeReference<Optional<Order>>() {
				}), Optional.of(new Order("A", BigDecimal.ONE, List.of()))),
				arguments(of(new ParameterizedTypeReference<Optional<Order>>() {
				}), Optional.empty()), arguments(of(new ParameterizedTypeReference<Map<Colour, BigDecimal>>() {
				}), byColour), arguments(of(new ParameterizedTypeReference<Set<UUID>>() {
				}), Set.of(UUID.randomUUID(), UUID.randomUUID())), arguments(Colour.class, Colour.RED),
				arguments(of(new ParameterizedTypeReference<TreeMap<Integer, Order>>() {
				}), new TreeMap<>(Map.of(1, new Order("A", BigDecimal.ONE, List.of())))),
				arguments(URI.class, URI.create("urn:x")), arguments(Locale.class, Locale.GERMANY),
				arguments(Date.class, new Date(1)), arguments(Period.class, Period.ofDays(3)),
				arguments(YearMonth.class, YearMonth.of(2026, 1)), arguments(MonthDay.class, MonthDay.of(2, 29)),
				arguments(Year.class, Year.of(2026)), arguments(ZoneId.class, ZoneId.of("Europe/Berlin")),
				arguments(Character.class, 'x'), arguments(Double.class, 0.1), arguments(Float.class, 0.1f),
				arguments(Double.class, Double.NaN), arguments(Long.class, Long.MAX_VALUE),
				arguments(Number.class, new BigDecimal("19.90")), arguments(byte[].class, new byte[] { 1, -1 }),
				arguments(Ping.class, new Ping()), arguments(Compact.class, new Compact("  x ")),
				arguments(Code.class, new Code("a")), arguments(Made.class, Made.of("a", 3)),
				arguments(Bean.class, new Bean("a", 3)), arguments(Prefixed.class, new Prefixed("a")),
				arguments(Derived.class, new Derived("a", "b")), arguments(Partly.class, new Partly("a")),
				arguments(Extensible.class, new Extensible(Map.of("a", new BigDecimal("1.0")))),
				arguments(Wrapper.class, new Wrapper(new Order("A", BigDecimal.ONE, List.of()), 1)),
				arguments(Node.class, new Node("a", new Node("b", null))), arguments(Animal.class, new Dog("rex", 3)),
				arguments(of(new ParameterizedTypeReference<List<Animal>>() {
				}), List.of(new Dog("rex", 3), new Cat("tom"))), arguments(Kennel.class, new Kennel(new Cat("tom"))),
				arguments(Shape.class, new Square(2)), arguments(Money.class, new Money(new BigDecimal("2.50"))),
				arguments(Purse.class, new Purse(new Money(new BigDecimal("2.50")))),
				arguments(Minute.class, new Minute(LocalDateTime.parse("2026-01-01T10:00"))),
				arguments(OwnText.class, OwnText.B),
				arguments(Pojos.class, new Pojos(new Bean("a", 1), List.of(new Bean("b", 2)))));
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
		return Stream.of(arguments(Fluent.class, "field 'id'", "record"),
				arguments(HalfFluent.class, "field 'amount'", "getAmount()"),
				arguments(Hidden.class, "field 'secret'", "@JsonIgnore"),
				arguments(Child.class, "field 'id' of " + Fluent.class.getName(), "record"),
				arguments(of(new ParameterizedTypeReference<List<Fluent>>() {
				}), "field 'id'", "record"), arguments(Holder.class, "field 'id'", "record"),
				arguments(Moment.class, "java.util.Calendar (property 'when'", "ZonedDateTime"),
				arguments(GregorianCalendar.class, "loses its time zone", "ZonedDateTime"),
				arguments(of(new ParameterizedTypeReference<List<Timestamp>>() {
				}), "loses its nanoseconds", "Instant"), arguments(Class.class, "type parameters", "java.lang.Class"),
				arguments(of(new ParameterizedTypeReference<List<Class<Order>>>() {
				}), "load any class", "enum"), arguments(Unbuildable.class, "no constructor", "@JsonCreator"),
				arguments(Lost.class, "property 'createdAt'", "setter"),
				arguments(HasInterface.class, "java.lang.Runnable (property 'task' of", "@JsonTypeInfo"),
				arguments(of(new ParameterizedTypeReference<Map<String, List<Abstract>>>() {
				}), "an abstract class", "@JsonSubTypes"),
				arguments(of(new ParameterizedTypeReference<Map<Order, String>>() {
				}), "read back as a key of a map", "PayloadConverter"),
				arguments(Object.class, "java.lang.Object", "class"), arguments(Named.class, "field 'name'", "record"),
				arguments(WithId.class, "field 'id'", "record"), arguments(LongName.class, "field 'orderId'", "record"),
				arguments(ShortName.class, "field 'mName'", "record"),
				arguments(Pattern.class, "loses its flags", "(?i)"),
				arguments(SameValue.class, "constant B of", "@JsonValue"),
				arguments(SameText.class, "constant B of", "toString()"),
				arguments(OnlyA.class, "constant B of", "@JsonCreator"),
				arguments(AsObject.class, "constant A of", "object"),
				arguments(HasAsObject.class, "(property 'value' of", "object"),
				arguments(of(new ParameterizedTypeReference<Map<String, List<SameValue>>>() {
				}), "constant B of", "@JsonValue"), arguments(Inner.class, "an inner class", "static"),
				arguments(Box.class, "type parameters", "com.acme.Order"),
				arguments(of(new ParameterizedTypeReference<List<?>>() {
				}), "'?'", "a class"));
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
		return Stream.of(arguments(Bean.class, new SubBean("a", 1, "more"), "without what its own class adds"),
				arguments(Bean.class, new Bean("a", 1) {
				}, "without what its own class adds"),
				arguments(Pojos.class, new Pojos(new SubBean("a", 1, "more"), List.of()), SubBean.class.getName()),
				arguments(Pojos.class, new Pojos(new Bean("a", 1), List.of(new SubBean("a", 1, "more"))),
						SubBean.class.getName()),
				arguments(of(new ParameterizedTypeReference<List<Bean>>() {
				}), List.of(new SubBean("a", 1, "more")), SubBean.class.getName()),
				arguments(of(new ParameterizedTypeReference<Map<String, Object>>() {
				}), Map.of("when", LocalDate.of(2026, 1, 1)), "java.time.LocalDate"),
				arguments(of(new ParameterizedTypeReference<Map<String, Object>>() {
				}), Map.of("when", new Date()), "java.util.Date"),
				arguments(of(new ParameterizedTypeReference<Map<String, Object>>() {
				}), Map.of("bytes", new byte[] { 1 }), "[B"),
				arguments(of(new ParameterizedTypeReference<Map<String, Object>>() {
				}), Map.of("char", 'c'), "java.lang.Character"),
				arguments(of(new ParameterizedTypeReference<Map<String, Object>>() {
				}), Map.of("colour", Colour.RED), "Colour"),
				arguments(of(new ParameterizedTypeReference<Map<String, Object>>() {
				}), Map.of("order", new Order("A", BigDecimal.ONE, List.of())), "Order"),
				arguments(of(new ParameterizedTypeReference<List<Object>>() {
				}), List.of(List.of(Map.of("a", UUID.randomUUID()))), "java.util.UUID"),
				arguments(of(new ParameterizedTypeReference<Map<Object, String>>() {
				}), Map.of(7, "a"), "java.lang.Integer as a key"),
				arguments(of(new ParameterizedTypeReference<Map<String, Object>>() {
				}), Map.of("a", Map.of(LocalDate.EPOCH, 1)), "java.time.LocalDate"),
				arguments(Loose.class, new Loose("a", new Order("A", BigDecimal.ONE, List.of())), "Order"),
				arguments(Generic.class, new Generic(new Box<>(LocalDate.EPOCH)), "java.time.LocalDate"),
				arguments(Held.class, new Held(Map.of("a", Unwanted.of("b"))), "'/values/?/value'"),
				arguments(Animal.class, new Wolf("w"), "cannot be read back"),
				arguments(Kennel.class, new Kennel(new Wolf("w")), "cannot be read back"),
				arguments(Money2.class, new Money2(new BigDecimal("2.50")), "not read back"),
				arguments(of(new ParameterizedTypeReference<Map<Key, Integer>>() {
				}), Map.of(new Key("a"), 1), "not read back"),
				arguments(Keyed.class, new Keyed(Map.of(new Key("a"), 1)), "not read back"),
				arguments(of(new ParameterizedTypeReference<Map<SameKey, Integer>>() {
				}), Map.of(new SameKey("a"), 1, new SameKey("b"), 1), "cannot be read back"),
				arguments(of(new ParameterizedTypeReference<Map<SameText, Integer>>() {
				}), Map.of(SameText.A, 1, SameText.B, 1), "cannot be read back"), arguments(Formatted.class,
						new Formatted(LocalDateTime.parse("2026-01-01T10:00")), "cannot be read back"),
				arguments(of(new ParameterizedTypeReference<Map<String, Object>>() {
				}), Map.of("a", Double.NaN), "java.lang.Double that is not finite"),
				arguments(of(new ParameterizedTypeReference<List<Object>>() {
				}), List.of(Float.NEGATIVE_INFINITY), "java.lang.Float that is not finite"),
				arguments(Loose.class, new Loose("a", Set.of(1)), "java.util.Set"));
	}

	@ParameterizedTest
	@MethodSource("refusedPayloads")
	void refusesAPayloadOfWhichSomethingWouldBeLost(Type type, Object payload, String reason) {
		this.converter.check(type);
		assertThatExceptionOfType(PayloadException.class).isThrownBy(() -> this.converter.write(payload, type))
			.withMessageContaining(reason)
			.withMessageContaining("is not sent as " + type.getTypeName());
	}

	@Test
	void aSetInAnotherOrderIsNoLoss() {
		Set<String> many = new HashSet<>(4096);
		IntStream.range(0, 300).forEach((i) -> many.add("element " + i));
		Mixed payload = new Mixed(many, 1);
		assertThat(this.converter.read(this.converter.write(payload, Mixed.class), Mixed.class)).isEqualTo(payload);
	}

	@Test
	void aGetterThatChangesWithTimeIsNoLoss() {
		Ageing payload = new Ageing(Instant.EPOCH);
		assertThat(this.converter.read(this.converter.write(payload, Ageing.class), Ageing.class)).isEqualTo(payload);
	}

	@Test
	void doesNotQuoteDataInARefusal() {
		Map<String, Object> data = new LinkedHashMap<>(Map.of("Smith", Unwanted.of("confidential")));
		assertThatExceptionOfType(PayloadException.class)
			.isThrownBy(() -> this.converter.write(new Held(Map.of("Smith", Unwanted.of("confidential"))), Held.class))
			.withMessageNotContainingAny("Smith", "confidential")
			.withMessageContaining("'/values/?/value'");
		assertThatExceptionOfType(PayloadException.class)
			.isThrownBy(() -> this.converter.write(new Loose("a", data), Loose.class))
			.withMessageNotContainingAny("Smith", "confidential");
	}

	@Test
	void aNewerReleaseMayAddProperties() {
		byte[] newer = "{\"sku\":\"A\",\"price\":1.50,\"tags\":[],\"gift\":{\"wrap\":true}}".getBytes();
		assertThat(this.converter.read(newer, Order.class))
			.isEqualTo(new Order("A", new BigDecimal("1.50"), List.of()));
		byte[] older = "{\"name\":\"a\"}".getBytes();
		assertThat(this.converter.read(older, Bean.class)).isEqualTo(new Bean("a", 0));
	}

	@Test
	void readsDatesAsAnEarlierReleaseWroteThem() {
		assertThat(this.converter.read("\"2026-10-25T02:30:00+01:00\"".getBytes(), ZonedDateTime.class))
			.isEqualTo(ZonedDateTime.parse("2026-10-25T02:30:00+01:00"));
	}

	@Test
	void aMapperOfTheApplicationIsReadBackToo() {
		JsonPayloadConverter foreign = new JsonPayloadConverter(JsonMapper.builder().build());
		assertThat(foreign.read(foreign.write(new Bean("a", 1), Bean.class), Bean.class)).isEqualTo(new Bean("a", 1));
		assertThatExceptionOfType(PayloadException.class).isThrownBy(() -> foreign.write(OFFSET, OffsetDateTime.class))
			.withMessageContaining("not read back");
		Type map = of(new ParameterizedTypeReference<Map<String, Object>>() {
		});
		assertThatExceptionOfType(PayloadException.class)
			.isThrownBy(() -> foreign.write(Map.of("price", new BigDecimal("19.90")), map))
			.withMessageContaining("not read back");
	}

	private static Type of(ParameterizedTypeReference<?> type) {
		return type.getType();
	}

	enum Colour {

		RED, GREEN {
		}

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

	record Formatted(@JsonFormat(pattern = "yyyy-MM-dd") LocalDateTime at) {

	}

	record Minute(@JsonFormat(pattern = "yyyy-MM-dd HH:mm") LocalDateTime at) {

	}

	record Mixed(Set<String> texts, Object value) {

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

	record Order(String sku, BigDecimal price, List<String> tags) {

	}

	record Ping() {

	}

	record Loose(String name, Object value) {

	}

	record Held(Map<String, Unwanted> values) {

	}

	record Box<T>(T value) {

	}

	@SuppressWarnings("rawtypes")
	record Generic(Box box) {

	}

	record Moment(Calendar when) {

	}

	record Times(OffsetDateTime offset, ZonedDateTime zoned, Instant instant, OffsetTime time, LocalDateTime local,
			Duration duration) {

	}

	record Compact(String name) {

		Compact {
			name = name.strip();
		}

	}

	record Node(String name, Node next) {

	}

	record HasInterface(Runnable task) {

	}

	record Holder(List<Fluent> fluents) {

	}

	record Code(@JsonValue String value) {

	}

	record Extensible(@JsonAnyGetter @JsonAnySetter Map<String, Object> more) {

	}

	record Wrapper(@JsonUnwrapped Order order, int count) {

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

	record Partly(String kept, @JsonIgnore String dropped) {

		Partly(String kept) {
			this(kept, null);
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

	static class Bean {

		private String name;

		private int count;

		private transient int hash;

		Bean() {
		}

		Bean(String name, int count) {
			this.name = name;
			this.count = count;
		}

		public String getName() {
			return this.name;
		}

		public void setName(String name) {
			this.name = name;
		}

		public int getCount() {
			return this.count;
		}

		public void setCount(int count) {
			this.count = count;
		}

		@Override
		public boolean equals(Object other) {
			return other instanceof Bean bean && bean.name.equals(this.name) && bean.count == this.count;
		}

		@Override
		public int hashCode() {
			this.hash = this.count;
			return this.hash;
		}

		@Override
		public String toString() {
			return this.name + this.count;
		}

	}

	static class SubBean extends Bean {

		private final String more;

		SubBean(String name, int count, String more) {
			super(name, count);
			this.more = more;
		}

		public String getMore() {
			return this.more;
		}

	}

	record Pojos(Bean one, List<Bean> many) {

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

	/**
	 * Reads back something else than was written.
	 */
	static class Unwanted {

		private String value;

		static Unwanted of(String value) {
			Unwanted unwanted = new Unwanted();
			unwanted.value = value;
			return unwanted;
		}

		public String getValue() {
			return this.value;
		}

		public void setValue(String value) {
		}

		@JsonIgnore
		public List<String> getDerived() {
			return new ArrayList<>(Arrays.asList(this.value));
		}

	}

	abstract static class Abstract {

	}

	class Inner {

	}

	@JsonTypeInfo(use = JsonTypeInfo.Id.NAME)
	@JsonSubTypes({ @JsonSubTypes.Type(Dog.class), @JsonSubTypes.Type(Cat.class) })
	interface Animal {

	}

	record Dog(String name, int age) implements Animal {

	}

	record Cat(String name) implements Animal {

	}

	record Wolf(String name) implements Animal {

	}

	record Kennel(Animal animal) {

	}

	@JsonTypeInfo(use = JsonTypeInfo.Id.NAME)
	sealed interface Shape permits Square, Circle {

	}

	record Square(int side) implements Shape {

	}

	record Circle(int radius) implements Shape {

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

}
