package io.github.redisqueues.queue;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.annotation.JsonIgnore;

/**
 * Payloads of more than one test.
 */
@SuppressWarnings("NullAway")
final class JsonPayloads {

	private JsonPayloads() {
	}

	enum Colour {

		RED, GREEN {
		}

	}

	record Order(String sku, BigDecimal price, List<String> tags) {

	}

	record Loose(String name, Object value) {

	}

	record Held(Map<String, Unwanted> values) {

	}

	record Box<T>(T value) {

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

}
