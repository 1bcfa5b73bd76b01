package io.github.redisqueues.queue;

import java.lang.reflect.Type;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.annotation.JsonView;
import io.github.redisqueues.queue.JsonPayloads.Order;
import org.junit.jupiter.params.provider.Arguments;

import org.springframework.core.ParameterizedTypeReference;

import static org.junit.jupiter.params.provider.Arguments.arguments;

/**
 * Records, sealed interfaces and generic types.
 */
@SuppressWarnings("NullAway")
class JsonRecordStyleTests extends JsonStyleTest {

	static Stream<Arguments> kept() {
		Map<String, Order> withNull = new LinkedHashMap<>();
		withNull.put("a", null);
		withNull.put("b", ORDER);
		return Stream.of(arguments(Viewed.class, new Viewed("a", "b")), arguments(Renamed.class, new Renamed("a", 1)),
				arguments(Id.class, new Id("a")), arguments(Names.class, new Names(List.of("a"))),
				arguments(Line.class, new Line(new Id("a"), 2)),
				arguments(Total.class, new Total(List.of(new Line(new Id("a"), 2)), Optional.of("x"))),
				arguments(Overloaded.class, new Overloaded("a")), arguments(Opted.class, Opted.of("a")),
				arguments(Paid.class, new Paid("a", Instant.EPOCH)),
				arguments(Event.class, new Paid("a", Instant.EPOCH)), arguments(Deduced.class, new Deduced.Text("a")),
				arguments(Tree.class, new Tree(List.of(new Tree(List.of())))),
				arguments(of(new ParameterizedTypeReference<Envelope<Order>>() {
				}), new Envelope<>("t", ORDER)),
				arguments(of(new ParameterizedTypeReference<Envelope<List<Map<String, Order>>>>() {
				}), new Envelope<>("t", List.of(withNull))),
				arguments(of(new ParameterizedTypeReference<Envelope<Envelope<Order[]>>>() {
				}), new Envelope<>("t", new Envelope<>("u", new Order[] { ORDER }))),
				arguments(of(new ParameterizedTypeReference<Map<String, Order>>() {
				}), withNull), arguments(of(new ParameterizedTypeReference<Map<String, Map<Integer, List<Id>>>>() {
				}), Map.of("a", Map.of(1, List.of(new Id("x"))))));
	}

	private static Type of(ParameterizedTypeReference<?> type) {
		return type.getType();
	}

	record Viewed(@JsonView(Object.class) String seen, String other) {

	}

	record Renamed(@JsonProperty("first_name") String firstName, @JsonProperty(value = "n", required = true) int n) {

	}

	record Id(@JsonValue String value) {

	}

	record Names(@JsonValue List<String> all) {

	}

	record Line(Id id, int quantity) {

		Line {
			if (quantity < 1) {
				throw new IllegalArgumentException("quantity must be positive");
			}
		}

		boolean isLarge() {
			return this.quantity > 100;
		}

	}

	record Total(List<Line> lines, Optional<String> note) {

		public int getQuantity() {
			return this.lines.stream().mapToInt(Line::quantity).sum();
		}

		public boolean isEmpty() {
			return this.lines.isEmpty();
		}

		public Optional<Line> first() {
			return this.lines.stream().findFirst();
		}

	}

	record Overloaded(String name, int count) {

		Overloaded(String name) {
			this(name, 1);
		}

	}

	record Opted(String name) {

		@JsonCreator
		static Opted of(@JsonProperty("name") String name) {
			return new Opted(name);
		}

	}

	@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
	sealed interface Event permits Paid {

		Instant at();

	}

	record Paid(String orderId, Instant at) implements Event {

	}

	@JsonTypeInfo(use = JsonTypeInfo.Id.DEDUCTION)
	sealed interface Deduced {

		record Text(String text) implements Deduced {

		}

		record Count(int count) implements Deduced {

		}

	}

	record Tree(List<Tree> children) {

	}

	record Envelope<T>(String tenant, T data) {

	}

}
