package io.github.redisqueues.benchmarks;

/**
 * Where the server is, and what is ours there.
 *
 * @param host host of the server
 * @param port port of the server
 * @param namespace what is in the name of every key of this run
 */
record Address(String host, int port, String namespace) {

}
