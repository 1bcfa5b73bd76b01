package io.github.redisqueues.autoconfigure;

import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import io.github.redisqueues.autoconfigure.LocksProperties.Redlock;

import org.springframework.boot.diagnostics.FailureAnalyzedException;

/**
 * Reads and checks the servers in {@code queues.lock.redlock.nodes}.
 */
final class RedlockNodes {

	static final String PROPERTY = LockSettingsReader.PREFIX + "redlock.nodes";

	private static final String EXAMPLE = "Write redis://host:port of at least three servers that do not replicate each"
			+ " other, for example redis://one:6379, redis://two:6379, redis://three:6379.";

	private static final int FEWEST = 3;

	private static final int DEFAULT_PORT = 6379;

	private static final int LARGEST_PORT = 65_535;

	private final PropertyFailures failures;

	RedlockNodes(PropertyFailures failures) {
		this.failures = failures;
	}

	/**
	 * Reads and checks the servers.
	 * @param redlock the bound properties
	 * @param lease the lease time of locks
	 * @return the addresses, each with a host and a port
	 * @throws FailureAnalyzedException if a value is wrong
	 */
	List<URI> read(Redlock redlock, Duration lease) {
		Duration timeout = redlock.nodeTimeout();
		if (timeout.compareTo(Duration.ofMillis(1)) < 0 || timeout.multipliedBy(3).compareTo(lease) > 0) {
			throw this.failures.wrong(LockSettingsReader.PREFIX + "redlock.node-timeout", timeout,
					"it must be 1ms or more, and at most a third of queues.lock.lease-time, which is "
							+ this.failures.shown(lease),
					"Write a duration such as 250ms, or a longer queues.lock.lease-time.");
		}
		List<String> nodes = redlock.nodes().stream().map(String::strip).filter((node) -> !node.isEmpty()).toList();
		Map<String, Integer> places = new LinkedHashMap<>();
		List<URI> addresses = new ArrayList<>();
		for (int i = 0; i < nodes.size(); i++) {
			URI address = parse(i, nodes.get(i));
			String place = address.getHost().toLowerCase(Locale.ROOT) + ":" + address.getPort();
			Integer other = places.putIfAbsent(place, i);
			if (other != null) {
				throw wrong(i, nodes.get(i), "that is the same server as number " + (other + 1) + " of the list",
						"Each node must be another server: correct one of the two, or remove it.");
			}
			addresses.add(address);
		}
		if (addresses.size() < FEWEST || addresses.size() % 2 == 0) {
			String reason = (addresses.size() < FEWEST)
					? "store 'redlock' needs three servers or more, so that two remain when one fails"
					: "an even number of servers tolerates no more failures than one server less";
			throw this.failures.wrong(PROPERTY, String.join(", ", nodes), reason, EXAMPLE);
		}
		return addresses;
	}

	private URI parse(int index, String node) {
		try {
			URI uri = new URI(node);
			boolean redis = "redis".equals(uri.getScheme()) || "rediss".equals(uri.getScheme());
			boolean bare = uri.getRawPath() == null || uri.getRawPath().isEmpty() || uri.getRawPath().equals("/");
			int port = (uri.getPort() < 0) ? DEFAULT_PORT : uri.getPort();
			if (redis && bare && uri.getHost() != null && port > 0 && port <= LARGEST_PORT && uri.getRawQuery() == null
					&& uri.getRawFragment() == null) {
				return new URI(uri.getScheme(), uri.getUserInfo(), uri.getHost(), port, null, null, null);
			}
		}
		catch (URISyntaxException ex) {
			// Reported below, without the text: it may contain a password
		}
		throw wrong(index, node, "it must be redis://[user:password@]host[:port] or, with TLS, rediss://...",
				"Write redis://host:port. Special characters in a password must be percent-encoded.");
	}

	private FailureAnalyzedException wrong(int index, String node, String reason, String action) {
		String own = PROPERTY + "[" + index + "]";
		return this.failures.wrong(this.failures.isSet(own) ? own : PROPERTY, node, reason, action);
	}

}
