package io.github.redisqueues.test.autoconfigure;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.data.redis.connection.RedisClusterConnection;
import org.springframework.data.redis.connection.RedisClusterNode;
import org.springframework.data.redis.connection.RedisConnection;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.core.Cursor;
import org.springframework.data.redis.core.ScanOptions;

/**
 * All keys of one application context.
 *
 * @param connections connects to Redis
 * @param name the namespace
 * @param isClearedAtEnd whether the keys are removed when the context closes. If each
 * test removes them, there are none, and Redis may be a container that is gone by then.
 */
record TestNamespace(RedisConnectionFactory connections, String name,
		boolean isClearedAtEnd) implements DisposableBean {

	private static final int PAGE = 1_000;

	void clear() {
		try (RedisConnection connection = this.connections.getConnection()) {
			ScanOptions options = ScanOptions.scanOptions().match(this.name + ":*").count(PAGE).build();
			if (connection instanceof RedisClusterConnection cluster) {
				for (RedisClusterNode node : cluster.clusterCommands().clusterGetNodes()) {
					if (node.isMaster()) {
						remove(connection, cluster.scan(node, options));
					}
				}
			}
			else {
				remove(connection, connection.keyCommands().scan(options));
			}
		}
	}

	private static void remove(RedisConnection connection, Cursor<byte[]> cursor) {
		List<String> keys = new ArrayList<>();
		try (cursor) {
			cursor.forEachRemaining((key) -> keys.add(new String(key, StandardCharsets.UTF_8)));
		}
		keys.forEach((key) -> connection.keyCommands().del(key.getBytes(StandardCharsets.UTF_8)));
	}

	@Override
	public void destroy() {
		if (this.isClearedAtEnd) {
			clear();
		}
	}

}
