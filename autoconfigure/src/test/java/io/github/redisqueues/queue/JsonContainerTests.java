package io.github.redisqueues.queue;

import java.io.File;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.file.Path;
import java.time.Month;
import java.util.AbstractMap;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Properties;
import java.util.Random;
import java.util.SortedSet;
import java.util.TimeZone;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;

import io.github.redisqueues.queue.JsonPayloads.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

import org.springframework.core.ParameterizedTypeReference;
import org.springframework.util.LinkedMultiValueMap;
import org.springframework.util.MultiValueMap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/**
 * Properties of the types that the JDK has for several values, or for one that may be
 * missing, and of other types that are not records or beans.
 */
@SuppressWarnings("NullAway")
class JsonContainerTests {

	private final JsonPayloadConverter converter = new JsonPayloadConverter();

	static Stream<Arguments> kept() {
		Properties properties = new Properties();
		properties.setProperty("a", "b");
		return Stream.of(arguments(Primitives.class, new Primitives()),
				arguments(Collected.class, new Collected(new LinkedHashSet<>(List.of("a")), 1)),
				held(new ParameterizedTypeReference<Holder<Properties>>() {
				}, properties), held(new ParameterizedTypeReference<Holder<Path>>() {
				}, Path.of("/a/b")), held(new ParameterizedTypeReference<Holder<File>>() {
				}, new File("/a/b")), held(new ParameterizedTypeReference<Holder<TimeZone>>() {
				}, TimeZone.getTimeZone("Europe/Berlin")), held(new ParameterizedTypeReference<Holder<TimeUnit>>() {
				}, TimeUnit.DAYS), held(new ParameterizedTypeReference<Holder<AtomicInteger>>() {
				}, new AtomicInteger(3)), held(new ParameterizedTypeReference<Holder<AtomicReference<Order>>>() {
				}, new AtomicReference<>(new Order("a", BigDecimal.ONE, null))),
				held(new ParameterizedTypeReference<Holder<OptionalInt>>() {
				}, OptionalInt.of(3)), held(new ParameterizedTypeReference<Holder<OptionalLong>>() {
				}, OptionalLong.empty()), held(new ParameterizedTypeReference<Holder<Optional<List<String>>>>() {
				}, Optional.of(List.of("a"))), held(new ParameterizedTypeReference<Holder<Optional<String>>>() {
				}, Optional.empty()), held(new ParameterizedTypeReference<Holder<Collection<String>>>() {
				}, new ArrayList<>(List.of("a"))), held(new ParameterizedTypeReference<Holder<Deque<String>>>() {
				}, new ArrayDeque<>(List.of("a"))), held(new ParameterizedTypeReference<Holder<SortedSet<String>>>() {
				}, new TreeSet<>(List.of("a"))),
				held(new ParameterizedTypeReference<Holder<NavigableMap<String, Integer>>>() {
				}, new TreeMap<>(Map.of("a", 1))),
				held(new ParameterizedTypeReference<Holder<ConcurrentMap<String, Integer>>>() {
				}, new ConcurrentHashMap<>(Map.of("a", 1))),
				held(new ParameterizedTypeReference<Holder<EnumSet<Month>>>() {
				}, EnumSet.of(Month.MAY)), held(new ParameterizedTypeReference<Holder<EnumMap<Month, Integer>>>() {
				}, new EnumMap<>(Map.of(Month.MAY, 1))),
				held(new ParameterizedTypeReference<Holder<Map<Boolean, Long>>>() {
				}, Map.of(true, 1L)), held(new ParameterizedTypeReference<Holder<Map.Entry<String, Integer>>>() {
				}, new AbstractMap.SimpleEntry<>("a", 1)),
				held(new ParameterizedTypeReference<Holder<Map.Entry<String, Integer>>>() {
				}, Map.entry("a", 1)),
				held(new ParameterizedTypeReference<Holder<LinkedMultiValueMap<String, String>>>() {
				}, new LinkedMultiValueMap<>(Map.of("a", List.of("b")))),
				held(new ParameterizedTypeReference<Holder<JsonNode>>() {
				}, JsonNodeFactory.instance.objectNode().put("a", 1)),
				held(new ParameterizedTypeReference<Holder<IllegalStateException>>() {
				}, new IllegalStateException("a")), held(new ParameterizedTypeReference<Holder<UUID[]>>() {
				}, new UUID[] { UUID.randomUUID() }), held(new ParameterizedTypeReference<Holder<List<int[]>>>() {
				}, List.of(new int[] { 1 })), held(new ParameterizedTypeReference<Holder<List<byte[]>>>() {
				}, List.of(new byte[] { 1 })), held(new ParameterizedTypeReference<Holder<BigInteger>>() {
				}, BigInteger.TEN.pow(900)), held(new ParameterizedTypeReference<Holder<BigDecimal>>() {
				}, new BigDecimal("1E+100000000")),
				held(new ParameterizedTypeReference<Holder<Map<String, Integer>>>() {
				}, Map.of("x".repeat(40_000), 1)), held(new ParameterizedTypeReference<Holder<List<Integer>>>() {
				}, new ArrayList<>(Collections.nCopies(100_000, 7))));
	}

	@ParameterizedTest
	@MethodSource("kept")
	void areKept(Type type, Object payload) {
		this.converter.check(type);
		byte[] json = this.converter.write(payload, type);
		Object read = this.converter.read(json, type);
		assertThat(read).hasSameClassAs(payload);
		assertThat(this.converter.write(read, type)).isEqualTo(json);
	}

	static Stream<Arguments> refused() {
		return Stream.of(held(new ParameterizedTypeReference<Holder<BitSet>>() {
		}, new BitSet(), "keeps its state in fields"), held(new ParameterizedTypeReference<Holder<Random>>() {
		}, new Random(42), "keeps its state in fields"), held(new ParameterizedTypeReference<Holder<ReentrantLock>>() {
		}, new ReentrantLock(), "keeps its state in fields"),
				held(new ParameterizedTypeReference<Holder<BlockingQueue<String>>>() {
				}, new LinkedBlockingQueue<>(), "how to create one"),
				held(new ParameterizedTypeReference<Holder<MultiValueMap<String, String>>>() {
				}, new LinkedMultiValueMap<>(), "how to create one"));
	}

	@ParameterizedTest
	@MethodSource("refused")
	void areRefusedWhereTheirStateWouldBeLost(Type type, Object payload, String reason) {
		assertThatExceptionOfType(PayloadTypeException.class).isThrownBy(() -> this.converter.check(type))
			.withMessageContaining(reason);
	}

	static Stream<Arguments> tooLong() {
		return Stream.of(held(new ParameterizedTypeReference<Holder<BigInteger>>() {
		}, BigInteger.TEN.pow(1_200)), held(new ParameterizedTypeReference<Holder<BigDecimal>>() {
		}, new BigDecimal("1" + "0".repeat(1_200) + ".5")),
				held(new ParameterizedTypeReference<Holder<Map<String, Integer>>>() {
				}, Map.of("x".repeat(60_000), 1)),
				arguments(Amount.class, new Amount("x".repeat(777), BigInteger.TEN.pow(1_010))),
				arguments(Amount.class, new Amount("x".repeat(5_000), BigInteger.TEN.pow(1_010).negate())));
	}

	@ParameterizedTest
	@MethodSource("tooLong")
	void areNotSentWhereJacksonWouldNotReadThem(Type type, Object payload) {
		this.converter.check(type);
		assertThatExceptionOfType(PayloadException.class).isThrownBy(() -> this.converter.write(payload, type))
			.withMessageContaining("cannot be read back");
	}

	@Test
	void circlesAreNotSent() {
		Circle circle = new Circle();
		Circle other = new Circle();
		circle.next = other;
		other.next = circle;
		assertThatExceptionOfType(PayloadException.class).isThrownBy(() -> this.converter.write(circle, Circle.class))
			.withMessageContaining("refer to each other in a circle");
		Chain chain = null;
		for (int i = 0; i < 400; i++) {
			chain = new Chain(chain);
		}
		assertThat(this.converter.read(this.converter.write(chain, Chain.class), Chain.class)).isEqualTo(chain);
		Chain longer = chain;
		for (int i = 0; i < 200; i++) {
			longer = new Chain(longer);
		}
		Chain tooLong = longer;
		assertThatExceptionOfType(PayloadException.class).isThrownBy(() -> this.converter.write(tooLong, Chain.class))
			.withMessageContaining("nested too deep");
	}

	@Test
	void numbersWithoutAClassKeepTheirValue() {
		Type type = new ParameterizedTypeReference<Map<String, Object>>() {
		}.getType();
		Map<String, Object> payload = Map.of("float", 0.1f, "long", 5L, "double", 1e300, "short", (short) 3, "large",
				Long.MAX_VALUE);
		assertThat(this.converter.read(this.converter.write(payload, type), type))
			.isEqualTo(Map.of("float", new BigDecimal("0.1"), "long", 5, "double", new BigDecimal("1.0E300"), "short",
					3, "large", Long.MAX_VALUE));
	}

	private static <T> Arguments held(ParameterizedTypeReference<Holder<T>> type, T value, Object... more) {
		Holder<T> holder = new Holder<>();
		holder.value = value;
		return Arguments.of(Stream.concat(Stream.of(type.getType(), holder), Stream.of(more)).toArray());
	}

	static class Holder<T> {

		public T value;

	}

	record Collected(Collection<String> texts, Object value) {

	}

	record Amount(String text, BigInteger amount) {

	}

	static class Circle {

		public Circle next;

	}

	record Chain(Chain next) {

	}

	static class Primitives {

		public int[] ints = { 1 };

		public long[] longs = { Long.MIN_VALUE };

		public double[] doubles = { Double.NaN, -0.0, Double.MIN_VALUE, Double.POSITIVE_INFINITY };

		public float[] floats = { 0.1f, Float.NaN };

		public char[] chars = { 'a', '\u0000', '\uD800' };

		public boolean[] booleans = { true };

		public byte[][] bytes = { { 1 }, { 2 } };

		public Byte[] boxed = { 1, null };

		public int[][] table = { { 1 }, {} };

		public String[] strings = { "a", null };

		public double infinite = Double.NEGATIVE_INFINITY;

		public Double none = Double.NaN;

		public byte least = -128;

	}

}
