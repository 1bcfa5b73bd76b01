package io.github.redisqueues.internal.endpoint;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A path below the endpoint: a name, which may have slashes in it, and what follows.
 *
 * @param name the longest known name that the path begins with
 * @param rest the segments after the name
 */
record EndpointPath(String name, List<String> rest) {

	/**
	 * Reads a path.
	 * @param segments its segments
	 * @param names the known names
	 * @return empty if the path begins with no known name
	 */
	static Optional<EndpointPath> read(List<String> segments, Set<String> names) {
		for (int length = segments.size(); length > 0; length--) {
			String name = String.join("/", segments.subList(0, length));
			if (names.contains(name)) {
				return Optional.of(new EndpointPath(name, segments.subList(length, segments.size())));
			}
		}
		return Optional.empty();
	}

	static List<String> segments(String[] path) {
		return Arrays.asList(path);
	}

	/**
	 * Returns what follows the name, as one word.
	 */
	String tail() {
		return String.join("/", this.rest);
	}

}
