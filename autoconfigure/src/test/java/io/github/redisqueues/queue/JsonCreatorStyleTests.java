package io.github.redisqueues.queue;

import java.beans.ConstructorProperties;
import java.util.stream.Stream;

import com.fasterxml.jackson.annotation.JsonAutoDetect;
import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import org.junit.jupiter.params.provider.Arguments;
import tools.jackson.databind.annotation.JsonDeserialize;
import tools.jackson.databind.annotation.JsonPOJOBuilder;

import static org.junit.jupiter.params.provider.Arguments.arguments;

/**
 * Immutable classes: constructors with parameters, factory methods and builders.
 */
@SuppressWarnings("NullAway")
class JsonCreatorStyleTests extends JsonStyleTest {

	static Stream<Arguments> kept() {
		return Stream.of(arguments(AllArguments.class, new AllArguments("a", 2)),
				arguments(Single.class, new Single("a")), arguments(Annotated.class, new Annotated("a", 2)),
				arguments(Declared.class, new Declared("a", 2)),
				arguments(Built.class, Built.builder().name("a").count(2).build()),
				arguments(Withs.class, new Withs.Maker().withName("a").build()),
				arguments(VisibleFields.class, new VisibleFields("a")));
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

}
