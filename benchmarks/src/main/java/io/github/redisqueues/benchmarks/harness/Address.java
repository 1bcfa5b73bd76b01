package io.github.redisqueues.benchmarks.harness;

/**
 * Address of the Redis server.
 *
 * @param host host of the server
 * @param port port of the server
 */
public record Address(String host, int port) {

}
