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
 * The connections to the servers of Redlock. One that is gone says so at once, and the
 * others are not kept waiting for it.
 */
final class RedlockConnections implements DisposableBean {

	private final List<LettuceConnectionFactory> factories;

	RedlockConnections(List<URI> nodes, Duration nodeTimeout) {
		this.factories = nodes.stream().map((node) -> connect(node, nodeTimeout)).toList();
	}

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
		// A first connection takes longer than an answer
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
