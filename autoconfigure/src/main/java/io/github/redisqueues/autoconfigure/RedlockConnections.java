package io.github.redisqueues.autoconfigure;

import java.net.URI;
import java.time.Duration;
import java.util.List;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.ClientOptions.DisconnectedBehavior;
import io.lettuce.core.SocketOptions;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.data.redis.connection.RedisStandaloneConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceClientConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceClientConfiguration.LettuceClientConfigurationBuilder;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/**
 * Connections to the servers of Redlock. A command to a server that is not connected
 * fails at once, so that the other servers do not wait for it.
 */
final class RedlockConnections implements DisposableBean {

	private final List<LettuceConnectionFactory> factories;

	/**
	 * Connects to the servers. A server that cannot be reached is connected later.
	 * @param nodes addresses with scheme {@code redis} or {@code rediss}, host and port
	 * @param nodeTimeout how long a server may take to reply
	 */
	RedlockConnections(List<URI> nodes, Duration nodeTimeout) {
		this.factories = nodes.stream().map((node) -> connect(node, nodeTimeout)).toList();
	}

	/**
	 * Returns a connection factory for each server.
	 * @return the factories, in the order of the servers
	 */
	List<LettuceConnectionFactory> get() {
		return this.factories;
	}

	private static LettuceConnectionFactory connect(URI node, Duration timeout) {
		RedisStandaloneConfiguration server = new RedisStandaloneConfiguration(node.getHost(), node.getPort());
		String user = node.getUserInfo();
		if (user != null) {
			int colon = user.indexOf(':');
			if (colon > 0) {
				server.setUsername(user.substring(0, colon));
			}
			server.setPassword(user.substring(colon + 1));
		}
		// Connecting takes longer than a reply
		Duration connecting = timeout.plusSeconds(2);
		LettuceClientConfigurationBuilder client = LettuceClientConfiguration.builder()
			.commandTimeout(connecting)
			.shutdownTimeout(Duration.ZERO)
			.clientOptions(ClientOptions.builder()
				.disconnectedBehavior(DisconnectedBehavior.REJECT_COMMANDS)
				.socketOptions(SocketOptions.builder().connectTimeout(connecting).build())
				.build());
		if (node.getScheme().equals("rediss")) {
			client.useSsl();
		}
		LettuceConnectionFactory factory = new LettuceConnectionFactory(server, client.build());
		factory.afterPropertiesSet();
		factory.start();
		return factory;
	}

	@Override
	public void destroy() {
		this.factories.forEach(LettuceConnectionFactory::destroy);
	}

}
