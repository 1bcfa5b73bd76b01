package io.github.redisqueues.internal.queue;

import java.time.Duration;

/**
 * The circuit that all processes share, as it is in Redis.
 *
 * @param state the state
 * @param openFor for how long it is still open; zero if it is not
 */
public record FleetCircuit(CircuitState state, Duration openFor) {

}
