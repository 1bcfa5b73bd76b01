package io.github.redisqueues.autoconfigure;

import org.jspecify.annotations.Nullable;

import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.RuntimeHintsRegistrar;

/**
 * The resources that a native image must contain: scripts, their fragments, and the files
 * of the dashboard.
 */
final class QueuesRuntimeHints implements RuntimeHintsRegistrar {

	@Override
	public void registerHints(RuntimeHints hints, @Nullable ClassLoader classLoader) {
		hints.resources()
			.registerPattern("io/github/redisqueues/internal/*/*.lua")
			.registerPattern("io/github/redisqueues/internal/*/fragments/*.lua")
			.registerPattern("io/github/redisqueues/internal/dashboard/*");
	}

}
