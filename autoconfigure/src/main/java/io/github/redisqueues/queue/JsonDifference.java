package io.github.redisqueues.queue;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.TokenStreamContext;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.cfg.JsonNodeFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * Compares the JSON of a payload with that of its copy. The order of properties does not
 * count, nor does the order in an array, as it may be a set.
 */
final class JsonDifference {

	private static final JsonMapper MAPPER = JsonMapper.builder()
		.enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
		.enable(JsonNodeFeature.USE_BIG_DECIMAL_FOR_FLOATS)
		.build();

	private final Set<String> properties;

	private final Set<String> places = new TreeSet<>();

	private JsonDifference(Set<String> properties) {
		this.properties = properties;
	}

	/**
	 * Returns the places of values that the copy does not have as they were.
	 * @param properties the names that may be shown; others may be keys of maps, which
	 * are data
	 */
	static Set<String> between(byte[] original, byte[] copy, Set<String> properties) {
		JsonDifference difference = new JsonDifference(properties);
		difference.compare("", MAPPER.readTree(original), MAPPER.readTree(copy));
		List<String> zeros = difference.negativeZeros(original);
		if (zeros.size() != difference.negativeZeros(copy).size()) {
			difference.places.addAll(zeros);
		}
		return difference.places;
	}

	/**
	 * Returns the places of negative zeros. Trees have none, as they keep decimals exact.
	 */
	private List<String> negativeZeros(byte[] json) {
		List<String> zeros = new ArrayList<>();
		try (JsonParser parser = MAPPER.createParser(json)) {
			for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
				if (token.isNumeric() && parser.getString().startsWith("-") && parser.getDecimalValue().signum() == 0) {
					zeros.add(quoted(place(parser.streamReadContext())));
				}
			}
		}
		return zeros;
	}

	private String place(TokenStreamContext context) {
		if (context.getParent() == null) {
			return "";
		}
		String step = context.inArray() ? "[]" : "/" + shown(String.valueOf(context.currentName()));
		return place(context.getParent()) + step;
	}

	private void compare(String place, JsonNode original, JsonNode copy) {
		if (original.isObject() && copy.isObject()) {
			Set<String> names = new TreeSet<>(original.propertyNames());
			names.addAll(copy.propertyNames());
			for (String name : names) {
				compare(place + "/" + shown(name), original.path(name), copy.path(name));
			}
		}
		else if (original.isArray() && copy.isArray() && original.size() == copy.size()) {
			if (!sorted(original).equals(sorted(copy))) {
				for (int i = 0; i < original.size(); i++) {
					compare(place + "[]", original.get(i), copy.get(i));
				}
			}
		}
		else if (!text(original).equals(text(copy))) {
			this.places.add(quoted(place));
		}
	}

	private String shown(String name) {
		return this.properties.contains(name) ? name : "?";
	}

	private static String quoted(String place) {
		return "'" + (place.isEmpty() ? "/" : place) + "'";
	}

	private static List<String> sorted(JsonNode array) {
		List<String> texts = new ArrayList<>(array.size());
		array.forEach((element) -> texts.add(text(element)));
		texts.sort(null);
		return texts;
	}

	private static String text(JsonNode node) {
		if (node.isNumber()) {
			return node.decimalValue().toString();
		}
		if (node.isArray()) {
			return sorted(node).toString();
		}
		if (node.isObject()) {
			StringBuilder text = new StringBuilder("{");
			for (String name : new TreeSet<>(node.propertyNames())) {
				text.append(MAPPER.writeValueAsString(name)).append(':').append(text(node.path(name))).append(',');
			}
			return text.append('}').toString();
		}
		return node.getNodeType() + node.toString();
	}

}
