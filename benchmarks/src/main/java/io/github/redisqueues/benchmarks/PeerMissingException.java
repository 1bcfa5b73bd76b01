package io.github.redisqueues.benchmarks;

/**
 * Someone to be compared with is not on this machine, and could not be brought here.
 */
final class PeerMissingException extends Exception {

	PeerMissingException(String message) {
		super(message);
	}

}
