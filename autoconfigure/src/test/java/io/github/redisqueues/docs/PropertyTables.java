package io.github.redisqueues.docs;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URL;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Tables of the configuration properties, from the metadata that the build writes for
 * editors. A property is in the table with the longest prefix of its name.
 */
final class PropertyTables {

	private static final String ALSO = " also ";

	private final Map<String, JsonNode> properties = new TreeMap<>();

	private final Set<String> prefixes = new LinkedHashSet<>();

	private final Map<String, String> covered = new LinkedHashMap<>();

	/**
	 * Reads the metadata.
	 * @param tables the tables of the page: a prefix, or two of which the second one has
	 * some of the properties of the first one, such as
	 * {@code queues.instances.*. also queues.defaults.}
	 */
	PropertyTables(List<String> tables) {
		for (JsonNode property : metadata().get("properties")) {
			this.properties.put(property.get("name").asString(), property);
		}
		for (String table : tables) {
			String[] both = table.split(ALSO);
			this.prefixes.add(both[0]);
			if (both.length > 1) {
				this.covered.put(both[1], both[0]);
			}
		}
	}

	/**
	 * Returns the names of the properties that no table has.
	 */
	List<String> missing() {
		return this.properties.keySet().stream().filter((name) -> {
			String prefix = prefixOf(name);
			String main = this.covered.get(prefix);
			return prefix.isEmpty()
					|| (main != null && !this.properties.containsKey(main + name.substring(prefix.length())));
		}).toList();
	}

	String table(String marker) {
		String[] both = marker.split(ALSO);
		String also = (both.length > 1) ? both[1] : "";
		StringBuilder table = new StringBuilder("| key | type | default | " + (also.isEmpty() ? "" : title(also))
				+ "description |\n|---|---|---|" + (also.isEmpty() ? "" : "---|") + "---|\n");
		this.properties.forEach((name, property) -> {
			if (prefixOf(name).equals(both[0])) {
				String key = name.substring(both[0].length());
				table.append("| `" + key + "` | " + type(property) + " | " + defaultValue(property) + " | ");
				if (!also.isEmpty()) {
					table.append((this.properties.containsKey(also + key) ? "yes" : "") + " | ");
				}
				table.append(description(property) + " |\n");
			}
		});
		return table.toString();
	}

	private static String title(String prefix) {
		return "`" + prefix.substring(0, prefix.length() - 1).replace("*", "<name>") + "` | ";
	}

	private String prefixOf(String name) {
		String longest = "";
		for (Set<String> candidates : List.of(this.prefixes, this.covered.keySet())) {
			for (String prefix : candidates) {
				if (name.startsWith(prefix) && prefix.length() > longest.length()) {
					longest = prefix;
				}
			}
		}
		return longest;
	}

	private static String description(JsonNode property) {
		return property.path("description")
			.asString("")
			.replaceAll("(?<![A-Za-z])'([^']+)'", "`$1`")
			.replace("|", "\\|")
			.replace("<", "&lt;");
	}

	private static String defaultValue(JsonNode property) {
		JsonNode value = property.path("defaultValue");
		return (value.isMissingNode() || value.isArray()) ? "" : "`" + value.asString() + "`";
	}

	private static String type(JsonNode property) {
		String name = property.path("type").asString("");
		try {
			Object[] constants = Class.forName(name).getEnumConstants();
			if (constants != null) {
				return Arrays.stream(constants)
					.map((constant) -> "`" + constant.toString().toLowerCase(Locale.ROOT).replace('_', '-') + "`")
					.collect(Collectors.joining(", "));
			}
		}
		catch (ClassNotFoundException ex) {
			// A generic type
		}
		return name.replaceAll("[a-z]+\\.", "").replace("<?>", "").replace("<", "&lt;").replace('$', '.');
	}

	private static JsonNode metadata() {
		try {
			for (URL url : Collections.list(PropertyTables.class.getClassLoader()
				.getResources("META-INF/spring-configuration-metadata.json"))) {
				try (InputStream stream = url.openStream()) {
					JsonNode candidate = JsonMapper.builder().build().readTree(stream);
					if (candidate.toString().contains("\"queues.namespace\"")) {
						return candidate;
					}
				}
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		throw new IllegalStateException("The build has written no metadata");
	}

}
