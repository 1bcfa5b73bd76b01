package io.github.redisqueues.internal.endpoint;

import java.util.List;

/**
 * Thrown when a path of the endpoint names nothing.
 */
final class NotFoundException extends RuntimeException {

	NotFoundException(String message) {
		super(message);
	}

	static NotFoundException ofPath(List<String> path) {
		return new NotFoundException("There is nothing at '" + String.join("/", path)
				+ "'. A path begins with the name of a queue, or with listeners, schedules, topics or locks");
	}

}
