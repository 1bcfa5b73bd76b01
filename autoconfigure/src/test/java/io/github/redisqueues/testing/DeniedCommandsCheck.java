package io.github.redisqueues.testing;

import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Checks after each test class that the shared servers have denied the documented user
 * nothing. JUnit finds this extension as a service.
 */
public final class DeniedCommandsCheck implements AfterAllCallback {

	@Override
	public void afterAll(ExtensionContext context) {
		List<RespConnection> servers = new ArrayList<>();
		RedisTestServer.sharedIfStarted().ifPresent((server) -> servers.addAll(server.nodes()));
		RedisTestCluster.sharedIfStarted().ifPresent((cluster) -> servers.addAll(cluster.nodes()));
		List<String> denied = servers.stream().flatMap((server) -> deniedBy(server).stream()).toList();
		assertThat(denied).as("ACL LOG after " + context.getDisplayName()).isEmpty();
	}

	private static List<String> deniedBy(RespConnection server) {
		List<?> log = (List<?>) server.command("ACL", "LOG");
		server.command("ACL", "LOG", "RESET");
		return log.stream().map((entry) -> text(entry)).toList();
	}

	private static String text(Object value) {
		if (value instanceof List<?> list) {
			return list.stream().map(DeniedCommandsCheck::text).toList().toString();
		}
		return (value instanceof byte[] bytes) ? new String(bytes) : String.valueOf(value);
	}

}
