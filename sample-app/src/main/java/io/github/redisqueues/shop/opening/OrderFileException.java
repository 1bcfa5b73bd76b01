package io.github.redisqueues.shop.opening;

import java.util.List;

/**
 * Thrown when the file of orders is invalid.
 */
class OrderFileException extends RuntimeException {

	private final String location;

	private final List<String> problems;

	OrderFileException(String location, List<String> problems) {
		super("bad file of orders '" + location + "': " + String.join("; ", problems));
		this.location = location;
		this.problems = List.copyOf(problems);
	}

	String location() {
		return this.location;
	}

	List<String> problems() {
		return this.problems;
	}

}
