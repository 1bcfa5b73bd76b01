package io.github.redisqueues.testing;

import java.time.Duration;
import java.util.List;

import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/**
 * A real Redis to test against, one server or a cluster.
 */
public interface TestRedis extends AutoCloseable {

	/**
	 * Connects as an application would, with a command timeout of five seconds.
	 * @return a started connection factory, destroyed with this Redis at the latest
	 */
	default LettuceConnectionFactory connectionFactory() {
		return connectionFactory(Duration.ofSeconds(5));
	}

	/**
	 * Connects as an application would.
	 * @param timeout how long a command may take
	 * @return a started connection factory, destroyed with this Redis at the latest
	 */
	LettuceConnectionFactory connectionFactory(Duration timeout);

	/**
	 * The raw door to the server that holds a key.
	 * @param key the key
	 * @return the door
	 */
	RespConnection nodeOf(String key);

	/**
	 * The raw doors to all servers.
	 * @return the doors
	 */
	List<RespConnection> nodes();

	@Override
	void close();

}
