package io.github.redisqueues.benchmarks.harness;

/**
 * A library to compare with is missing and could not be installed.
 */
final class PeerMissingException extends Exception {

	PeerMissingException(String message) {
		super(message);
	}

}
