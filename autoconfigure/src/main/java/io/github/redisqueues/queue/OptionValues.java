package io.github.redisqueues.queue;

import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.StringJoiner;

import org.jspecify.annotations.Nullable;

/**
 * The values of the options that are set. Immutable.
 */
final class OptionValues {

	static final OptionValues NONE = new OptionValues(new EnumMap<>(Option.class));

	private final EnumMap<Option, Object> values;

	private OptionValues(EnumMap<Option, Object> values) {
		this.values = values;
	}

	/**
	 * The options, in the order of {@link #toString()}.
	 */
	enum Option {

		DELAY("delay"), DELIVER_AT("deliverAt"), PRIORITY("priority"), DEDUPLICATION_ID("deduplicationId"),
		GROUP("group"), TIME_TO_LIVE("timeToLive"), MAX_ATTEMPTS("maxAttempts"), WAIT_FOR_ROOM("waitForRoom"),
		DEDUPLICATE_BY_CONTENT("deduplicateByContent"), AFTER_COMMIT("afterCommit"), DEBOUNCE("debounce"), ID("id"),
		HEADERS("headers");

		private final String text;

		Option(String text) {
			this.text = text;
		}

	}

	OptionValues with(Option option, Object value) {
		EnumMap<Option, Object> copy = new EnumMap<>(this.values);
		copy.put(option, value);
		return new OptionValues(copy);
	}

	OptionValues without(Option... options) {
		EnumMap<Option, Object> copy = new EnumMap<>(this.values);
		for (Option option : options) {
			copy.remove(option);
		}
		return new OptionValues(copy);
	}

	boolean isSet(Option option) {
		return this.values.containsKey(option);
	}

	<T> Optional<T> get(Option option, Class<T> type) {
		return Optional.ofNullable(type.cast(this.values.get(option)));
	}

	OptionalInt number(Option option) {
		return (this.values.get(option) instanceof Integer number) ? OptionalInt.of(number) : OptionalInt.empty();
	}

	@SuppressWarnings("unchecked")
	Map<String, String> headers() {
		return (Map<String, String>) this.values.getOrDefault(Option.HEADERS, Map.of());
	}

	@Override
	public boolean equals(@Nullable Object other) {
		return other instanceof OptionValues options && this.values.equals(options.values);
	}

	@Override
	public int hashCode() {
		return this.values.hashCode();
	}

	/**
	 * Returns the options with the names of the headers, but not their values.
	 */
	@Override
	public String toString() {
		StringJoiner text = new StringJoiner(", ", "[", "]");
		this.values.forEach((option, value) -> text
			.add(option.text + "=" + ((option == Option.HEADERS) ? headers().keySet() : value)));
		return text.toString();
	}

}
