package io.github.redisqueues.queue;

import java.beans.ConstructorProperties;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

import com.fasterxml.jackson.annotation.JsonAutoDetect;
import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.annotation.JsonView;
import io.github.redisqueues.queue.JsonPayloads.Order;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.annotation.JsonDeserialize;
import tools.jackson.databind.annotation.JsonNaming;
import tools.jackson.databind.annotation.JsonPOJOBuilder;

import org.springframework.core.ParameterizedTypeReference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/**
 * The usual ways to write a class of payloads: none is refused, and each is kept.
 */
@SuppressWarnings("NullAway")
class JsonDtoStyleTests {

	private static final Order ORDER = new Order("A", new BigDecimal("1.50"), List.of("x"));

	static Stream<Arguments> kept() {
		Data data = new Data();
		data.setName("a").setActive(true).setArchived(true).setURL("u").setXAxis(1.5f);
		data.setIsDeleted(true);
		data.getTags().add("t");
		data.setCreatedAt(Instant.EPOCH);
		Data empty = new Data();
		empty.setTags(null);
		Fields fields = new Fields();
		fields.name = "a";
		fields.orders = new ArrayList<>(List.of(ORDER));
		Entity entity = new Entity("a");
		Snake snake = new Snake();
		snake.orderId = "1";
		snake.lines = Map.of("some key", 1);
		Sparse sparse = new Sparse();
		sparse.name = "a";
		Map<String, Order> withNull = new LinkedHashMap<>();
		withNull.put("a", null);
		withNull.put("b", ORDER);
		return Stream.of(arguments(Data.class, data), arguments(Data.class, empty), arguments(Fields.class, fields),
				arguments(Entity.class, entity), arguments(Child.class, new Child("a", 7L)),
				arguments(OrderPlaced.class, new OrderPlaced(ORDER)),
				arguments(AllArguments.class, new AllArguments("a", 2)), arguments(Single.class, new Single("a")),
				arguments(Annotated.class, new Annotated("a", 2)), arguments(Declared.class, new Declared("a", 2)),
				arguments(Built.class, Built.builder().name("a").count(2).build()),
				arguments(Withs.class, new Withs.Maker().withName("a").build()),
				arguments(VisibleFields.class, new VisibleFields("a")), arguments(Snake.class, snake),
				arguments(Sparse.class, sparse), arguments(Viewed.class, new Viewed("a", "b")),
				arguments(Renamed.class, new Renamed("a", 1)), arguments(Id.class, new Id("a")),
				arguments(Names.class, new Names(List.of("a"))), arguments(Line.class, new Line(new Id("a"), 2)),
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

	@ParameterizedTest
	@MethodSource("kept")
	void isKept(Type type, Object payload) {
		JsonPayloadConverter converter = new JsonPayloadConverter();
		converter.check(type);
		Object read = converter.read(converter.write(payload, type), type);
		assertThat(read).usingRecursiveComparison().isEqualTo(payload);
	}

	private static Type of(ParameterizedTypeReference<?> type) {
		return type.getType();
	}

	/**
	 * As Lombok's {@code @Data} with {@code @Accessors(chain = true)} makes it, or an
	 * IDE.
	 */
	static class Data {

		private String name;

		private boolean active;

		private boolean isArchived;

		private Boolean isDeleted;

		private String URL;

		private float xAxis;

		private List<String> tags = new ArrayList<>();

		private Instant createdAt = Instant.now();

		public String getName() {
			return this.name;
		}

		public Data setName(String name) {
			this.name = name;
			return this;
		}

		public boolean isActive() {
			return this.active;
		}

		public Data setActive(boolean active) {
			this.active = active;
			return this;
		}

		public boolean isArchived() {
			return this.isArchived;
		}

		public Data setArchived(boolean archived) {
			this.isArchived = archived;
			return this;
		}

		public Boolean getIsDeleted() {
			return this.isDeleted;
		}

		public void setIsDeleted(Boolean isDeleted) {
			this.isDeleted = isDeleted;
		}

		public String getURL() {
			return this.URL;
		}

		public Data setURL(String url) {
			this.URL = url;
			return this;
		}

		public float getXAxis() {
			return this.xAxis;
		}

		public Data setXAxis(float xAxis) {
			this.xAxis = xAxis;
			return this;
		}

		public List<String> getTags() {
			return this.tags;
		}

		public void setTags(List<String> tags) {
			this.tags = tags;
		}

		public Instant getCreatedAt() {
			return this.createdAt;
		}

		public void setCreatedAt(Instant createdAt) {
			this.createdAt = createdAt;
		}

	}

	static class Fields {

		public String name;

		public List<Order> orders;

	}

	/**
	 * Getters only, as of an entity, with a protected constructor.
	 */
	static class Entity {

		private Long id = 7L;

		private String name;

		protected Entity() {
		}

		Entity(String name) {
			this.name = name;
		}

		public Long getId() {
			return this.id;
		}

		public String getName() {
			return this.name;
		}

		public boolean isNew() {
			return this.id == null;
		}

	}

	abstract static class Parent<T> {

		private T id;

		public T getId() {
			return this.id;
		}

		public void setId(T id) {
			this.id = id;
		}

	}

	static class Child extends Parent<Long> {

		private String name;

		Child() {
		}

		Child(String name, Long id) {
			this.name = name;
			setId(id);
		}

		public String getName() {
			return this.name;
		}

		public void setName(String name) {
			this.name = name;
		}

	}

	abstract static class DomainEvent<T> {

		private final T subject;

		DomainEvent(T subject) {
			this.subject = subject;
		}

		public T getSubject() {
			return this.subject;
		}

	}

	static class OrderPlaced extends DomainEvent<Order> {

		@JsonCreator
		OrderPlaced(@JsonProperty("subject") Order subject) {
			super(subject);
		}

	}

	/**
	 * As Lombok's {@code @Value} makes it.
	 */
	static final class AllArguments {

		private final String name;

		private final int count;

		public AllArguments(String name, int count) {
			this.name = name;
			this.count = count;
		}

		public String getName() {
			return this.name;
		}

		public int getCount() {
			return this.count;
		}

	}

	static final class Single {

		private final String name;

		public Single(String name) {
			this.name = name;
		}

		public String getName() {
			return this.name;
		}

	}

	static final class Annotated {

		private final String name;

		private final int count;

		@JsonCreator
		Annotated(@JsonProperty("name") String name, @JsonProperty("count") int count) {
			this.name = name;
			this.count = count;
		}

		public String getName() {
			return this.name;
		}

		public int getCount() {
			return this.count;
		}

	}

	static final class Declared {

		private final String name;

		private final int count;

		@ConstructorProperties({ "name", "count" })
		public Declared(String name, int count) {
			this.name = name;
			this.count = count;
		}

		public String getName() {
			return this.name;
		}

		public int getCount() {
			return this.count;
		}

	}

	/**
	 * As Lombok's {@code @Builder @Jacksonized} makes it.
	 */
	@JsonDeserialize(builder = Built.Builder.class)
	static final class Built {

		private final String name;

		private final int count;

		private Built(String name, int count) {
			this.name = name;
			this.count = count;
		}

		static Builder builder() {
			return new Builder();
		}

		public String getName() {
			return this.name;
		}

		public int getCount() {
			return this.count;
		}

		@JsonPOJOBuilder(withPrefix = "", buildMethodName = "build")
		static class Builder {

			private String name;

			private int count;

			public Builder name(String name) {
				this.name = name;
				return this;
			}

			public Builder count(int count) {
				this.count = count;
				return this;
			}

			public Built build() {
				return new Built(this.name, this.count);
			}

		}

	}

	@JsonDeserialize(builder = Withs.Maker.class)
	static final class Withs {

		private final String name;

		private Withs(String name) {
			this.name = name;
		}

		public String getName() {
			return this.name;
		}

		static class Maker {

			private String name;

			public Maker withName(String name) {
				this.name = name;
				return this;
			}

			public Withs build() {
				return new Withs(this.name);
			}

		}

	}

	@JsonAutoDetect(fieldVisibility = JsonAutoDetect.Visibility.ANY)
	static class VisibleFields {

		private String name;

		VisibleFields() {
		}

		VisibleFields(String name) {
			this.name = name;
		}

		public String name() {
			return this.name;
		}

	}

	@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
	@JsonPropertyOrder({ "lines", "order_id" })
	@JsonIgnoreProperties(ignoreUnknown = true)
	static class Snake {

		private String orderId;

		private Map<String, Integer> lines;

		public String getOrderId() {
			return this.orderId;
		}

		public void setOrderId(String orderId) {
			this.orderId = orderId;
		}

		public Map<String, Integer> getLines() {
			return this.lines;
		}

		public void setLines(Map<String, Integer> lines) {
			this.lines = lines;
		}

	}

	@JsonInclude(JsonInclude.Include.NON_EMPTY)
	static class Sparse {

		public String name;

		public String nothing;

		public List<String> empty = List.of();

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
