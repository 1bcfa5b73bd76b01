package io.github.redisqueues.queue;

import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.LocalDate;
import java.util.Collection;
import java.util.Comparator;
import java.util.Date;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.PriorityBlockingQueue;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.github.redisqueues.queue.JsonPayloads.Bean;
import io.github.redisqueues.queue.JsonPayloads.Box;
import io.github.redisqueues.queue.JsonPayloads.Colour;
import io.github.redisqueues.queue.JsonPayloads.Held;
import io.github.redisqueues.queue.JsonPayloads.Loose;
import io.github.redisqueues.queue.JsonPayloads.Order;
import io.github.redisqueues.queue.JsonPayloads.Unwanted;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.core.ParameterizedTypeReference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/**
 * Places whose declared type leaves open what they hold: subclasses, {@code Object} and
 * interfaces.
 */
@SuppressWarnings("NullAway")
class JsonOpenTypeTests {

	private final JsonPayloadConverter converter = new JsonPayloadConverter();

	static Stream<Arguments> kept() {
		Map<String, Object> mixed = new HashMap<>();
		mixed.put("price", new BigDecimal("19.90"));
		mixed.put("long", new BigDecimal("12345678901234567890.123456789"));
		mixed.put("exponent", new BigDecimal("1.50E+400"));
		mixed.put("integer", new BigInteger("123456789012345678901234567890"));
		mixed.put("null", null);
		mixed.put("nested", List.of(Map.of("amount", new BigDecimal("0.10")), true, "text", 7));
		return Stream.of(arguments(of(new ParameterizedTypeReference<Map<String, Object>>() {
		}), mixed), arguments(Loose.class, new Loose("a", mixed)),
				arguments(Loose.class, new Loose("a", List.of(1, "b"))), arguments(Animal.class, new Dog("rex", 3)),
				arguments(of(new ParameterizedTypeReference<List<Animal>>() {
				}), List.of(new Dog("rex", 3), new Cat("tom"))), arguments(Kennel.class, new Kennel(new Cat("tom"))),
				arguments(Shape.class, new Square(2)),
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
		return Stream.of(arguments(HasInterface.class, "java.lang.Runnable (property 'task' of", "@JsonTypeInfo"),
				arguments(of(new ParameterizedTypeReference<Map<String, List<Abstract>>>() {
				}), "an abstract class", "@JsonSubTypes"));
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
				arguments(Loose.class, new Loose("a", new Order("A", BigDecimal.ONE, List.of())), "Order"),
				arguments(Generic.class, new Generic(new Box<>(LocalDate.EPOCH)), "java.time.LocalDate"),
				arguments(Held.class, new Held(Map.of("a", Unwanted.of("b"))), "'/values/?/value'"),
				arguments(Animal.class, new Wolf("w"), "cannot be read back"),
				arguments(Kennel.class, new Kennel(new Wolf("w")), "cannot be read back"),
				arguments(of(new ParameterizedTypeReference<Map<String, Object>>() {
				}), Map.of("a", Double.NaN), "java.lang.Double that is not finite"),
				arguments(of(new ParameterizedTypeReference<List<Object>>() {
				}), List.of(Float.NEGATIVE_INFINITY), "java.lang.Float that is not finite"),
				arguments(Loose.class, new Loose("a", Set.of(1)), "java.util.Set"),
				arguments(Loose.class, new Loose("a", -0.0), "'/value'"),
				arguments(of(new ParameterizedTypeReference<Map<String, Object>>() {
				}), Map.of("a", List.of(1, -0.0f)), "'/?[]'"),
				arguments(of(new ParameterizedTypeReference<List<Number>>() {
				}), List.of(-0.0), "'[]'"), arguments(of(new ParameterizedTypeReference<PriorityQueue<Integer>>() {
				}), filled(new PriorityQueue<>(Comparator.<Integer>reverseOrder())),
						"java.util.PriorityQueue with a comparator"),
				arguments(of(new ParameterizedTypeReference<Box<PriorityBlockingQueue<Integer>>>() {
				}), new Box<>(filled(new PriorityBlockingQueue<>(3, Comparator.<Integer>reverseOrder()))),
						"java.util.concurrent.PriorityBlockingQueue with a comparator"),
				arguments(of(new ParameterizedTypeReference<Box<SortedSet<Integer>>>() {
				}), new Box<>(filled(new TreeSet<>(Comparator.<Integer>reverseOrder()))),
						"java.util.TreeSet with a comparator"),
				arguments(of(new ParameterizedTypeReference<ConcurrentSkipListSet<Integer>>() {
				}), filled(new ConcurrentSkipListSet<>(Comparator.<Integer>reverseOrder())),
						"java.util.concurrent.ConcurrentSkipListSet with a comparator"),
				arguments(of(new ParameterizedTypeReference<Map<String, TreeMap<String, Integer>>>() {
				}), Map.of("a", new TreeMap<String, Integer>(String.CASE_INSENSITIVE_ORDER)),
						"java.util.TreeMap with a comparator"));
	}

	@ParameterizedTest
	@MethodSource("refusedPayloads")
	void refusesAPayloadOfWhichSomethingWouldBeLost(Type type, Object payload, String reason) {
		this.converter.check(type);
		assertThatExceptionOfType(PayloadException.class).isThrownBy(() -> this.converter.write(payload, type))
			.withMessageContaining(reason)
			.withMessageContaining("is not sent as " + type.getTypeName());
	}

	private static <C extends Collection<Integer>> C filled(C numbers) {
		numbers.addAll(List.of(1, 2, 3));
		return numbers;
	}

	@Test
	void theNaturalOrderIsKept() {
		Type type = of(new ParameterizedTypeReference<Box<PriorityQueue<Integer>>>() {
		});
		for (PriorityQueue<Integer> queue : List.of(filled(new PriorityQueue<>()),
				filled(new PriorityQueue<>(Comparator.naturalOrder())))) {
			Box<?> box = (Box<?>) this.converter.read(this.converter.write(new Box<>(queue), type), type);
			assertThat(List.copyOf((PriorityQueue<?>) box.value())).isEqualTo(List.of(1, 2, 3));
		}
	}

	@Test
	void negativeZeroIsKeptWhereItsTypeIsDeclared() {
		Type type = of(new ParameterizedTypeReference<List<Double>>() {
		});
		assertThat(this.converter.read(this.converter.write(List.of(-0.0), type), type)).isEqualTo(List.of(-0.0));
	}

	@Test
	void aSetInAnotherOrderIsNoLoss() {
		Set<String> many = new HashSet<>(4096);
		IntStream.range(0, 300).forEach((i) -> many.add("element " + i));
		Mixed payload = new Mixed(many, 1);
		assertThat(this.converter.read(this.converter.write(payload, Mixed.class), Mixed.class)).isEqualTo(payload);
	}

	private static Type of(ParameterizedTypeReference<?> type) {
		return type.getType();
	}

	record Mixed(Set<String> texts, Object value) {

	}

	@SuppressWarnings("rawtypes")
	record Generic(Box box) {

	}

	record HasInterface(Runnable task) {

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

	abstract static class Abstract {

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

}
