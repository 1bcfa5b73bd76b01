package io.github.redisqueues.benchmarks;

/**
 * Address of the Redis server and the namespace of this run.
 *
 * @param host host of the server
 * @param port port of the server
 * @param namespace part of the name of every key of this run
 */
record Address(String host, int port, String namespace) {

}
