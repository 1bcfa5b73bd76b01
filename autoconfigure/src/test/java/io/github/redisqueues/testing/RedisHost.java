package io.github.redisqueues.testing;

/**
 * What a Redis server runs in: a child process or a container.
 */
interface RedisHost extends AutoCloseable {

	void start();

	void kill();

	void pause();

	void unpause();

	boolean isRunning();

	String host();

	int port();

	/**
	 * How it was started and what it wrote to its log, for a failure's message.
	 * @return the text
	 */
	String describe();

	@Override
	void close();

}
