package io.github.redisqueues.internal.health;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.springframework.boot.health.contributor.Health;

/**
 * What a health check has found so far. Used by one thread.
 */
final class Findings {

	private final List<String> problems = new ArrayList<>();

	private final List<String> warnings = new ArrayList<>();

	private final Map<String, Object> details = new LinkedHashMap<>();

	/**
	 * Adds a reason why the application is down.
	 */
	void problem(String problem) {
		this.problems.add(problem);
	}

	/**
	 * Adds what somebody should look at.
	 */
	void warning(String warning) {
		this.warnings.add(warning);
	}

	void detail(String name, Object value) {
		this.details.put(name, value);
	}

	Health toHealth() {
		Health.Builder health = this.problems.isEmpty() ? Health.up() : Health.down();
		if (!this.problems.isEmpty()) {
			health.withDetail("problems", this.problems);
		}
		if (!this.warnings.isEmpty()) {
			health.withDetail("warnings", this.warnings);
		}
		return health.withDetails(this.details).build();
	}

}
