package io.github.redisqueues.benchmarks.contender;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;

import io.github.redisqueues.benchmarks.harness.Address;
import io.github.redisqueues.benchmarks.harness.Place;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.codec.ByteArrayCodec;
import org.redisson.Redisson;
import org.redisson.api.RedissonClient;
import org.redisson.config.Config;

import org.springframework.data.redis.connection.RedisStandaloneConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.data.redis.core.RedisTemplate;
import org.springframework.data.redis.serializer.RedisSerializer;

/**
 * Clients of Redis with their default options.
 */
public final class Clients {

	private Clients() {
	}

	/**
	 * Opens a connection of Lettuce.
	 */
	public static StatefulRedisConnection<byte[], byte[]> lettuce(Place place) {
		return lettuce(place, 1).get(0);
	}

	/**
	 * Opens connections of one client.
	 */
	public static List<StatefulRedisConnection<byte[], byte[]>> lettuce(Place place, int connections) {
		Address server = place.address();
		RedisClient client = RedisClient.create(RedisURI.create(server.host(), server.port()));
		place.closing(client::shutdown);
		return Stream.generate(() -> client.connect(ByteArrayCodec.INSTANCE)).limit(connections).toList();
	}

	/**
	 * Returns the synchronous commands of Lettuce on a new connection.
	 */
	public static RedisCommands<byte[], byte[]> raw(Place place) {
		return lettuce(place).sync();
	}

	public static LettuceConnectionFactory connections(Place place) {
		Address server = place.address();
		LettuceConnectionFactory connections = new LettuceConnectionFactory(
				new RedisStandaloneConfiguration(server.host(), server.port()));
		connections.afterPropertiesSet();
		connections.start();
		place.closing(connections::destroy);
		return connections;
	}

	/**
	 * Returns a template that writes bytes as they are.
	 */
	public static RedisTemplate<String, byte[]> template(Place place) {
		RedisTemplate<String, byte[]> template = new RedisTemplate<>();
		template.setConnectionFactory(connections(place));
		template.setKeySerializer(RedisSerializer.string());
		template.setHashKeySerializer(RedisSerializer.string());
		template.setValueSerializer(RedisSerializer.byteArray());
		template.setHashValueSerializer(RedisSerializer.byteArray());
		template.afterPropertiesSet();
		return template;
	}

	/**
	 * Returns a client of Redisson that writes bytes as they are.
	 */
	public static RedissonClient redisson(Place place) {
		return redisson(place, new Config().useSingleServer().getConnectionPoolSize());
	}

	/**
	 * Returns a client of Redisson with a pool of another size.
	 */
	public static RedissonClient redisson(Place place, int connections) {
		Config config = new Config();
		config.useSingleServer()
			.setAddress("redis://" + place.address().host() + ":" + place.address().port())
			.setConnectionPoolSize(connections);
		config.setCodec(org.redisson.client.codec.ByteArrayCodec.INSTANCE);
		RedissonClient client = Redisson.create(config);
		place.closing(client::shutdown);
		return client;
	}

	public static byte[] key(String name) {
		return name.getBytes(StandardCharsets.UTF_8);
	}

}
