package io.github.redisqueues.queue;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import io.github.redisqueues.queue.JsonPayloads.Order;
import org.junit.jupiter.params.provider.Arguments;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.annotation.JsonNaming;

import static org.junit.jupiter.params.provider.Arguments.arguments;

/**
 * Beans: an empty constructor, and setters, fields or a superclass.
 */
@SuppressWarnings("NullAway")
class JsonBeanStyleTests extends JsonStyleTest {

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
		Snake snake = new Snake();
		snake.orderId = "1";
		snake.lines = Map.of("some key", 1);
		Sparse sparse = new Sparse();
		sparse.name = "a";
		return Stream.of(arguments(Data.class, data), arguments(Data.class, empty), arguments(Fields.class, fields),
				arguments(Entity.class, new Entity("a")), arguments(Child.class, new Child("a", 7L)),
				arguments(OrderPlaced.class, new OrderPlaced(ORDER)), arguments(Snake.class, snake),
				arguments(Sparse.class, sparse));
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

}
