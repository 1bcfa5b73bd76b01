package io.github.redisqueues.benchmarks.harness;

import java.util.List;
import java.util.ServiceLoader;

/**
 * The scenarios of the class path, from the services file of {@link ScenarioSource}, in
 * its order.
 */
public final class Sources {

	private Sources() {
	}

	public static List<Scenario> all(Profile profile) {
		return ServiceLoader.load(ScenarioSource.class)
			.stream()
			.flatMap((source) -> source.get().scenarios(profile).stream())
			.toList();
	}

	static Scenario scenario(String name, Profile profile) {
		return all(profile).stream()
			.filter((scenario) -> scenario.name().equals(name))
			.findFirst()
			.orElseThrow(() -> new IllegalArgumentException("no scenario is named " + name));
	}

}
