package io.github.redisqueues.internal.redis;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the reply to INFO says about version and eviction. In a Cluster the reply has the
 * values of every node, with the address of the node as a prefix of each name.
 *
 * @param info the reply
 */
public record ServerInfo(Properties info) {

	private static final String VERSION = "redis_version";

	private static final String POLICY = "maxmemory_policy";

	private static final String NO_EVICTION = "noeviction";

	private static final Pattern MAJOR_AND_MINOR = Pattern.compile("(\\d{1,4})\\.(\\d{1,2})");

	/**
	 * Redis 6.2. Older servers lack commands that the scripts use.
	 */
	private static final int OLDEST_VERSION = 602;

	/**
	 * Returns a version that is older than 6.2.
	 * @return the version, empty if every server is new enough
	 */
	public Optional<String> outdatedVersion() {
		return this.info.stringPropertyNames()
			.stream()
			.filter((name) -> name.endsWith(VERSION))
			.map((name) -> this.info.getProperty(name).strip())
			.filter(ServerInfo::isOutdated)
			.findFirst();
	}

	/**
	 * Returns each {@code maxmemory-policy} that may evict keys.
	 * @return the policies in quotes, followed by the node in a Cluster; empty if no
	 * server evicts keys
	 */
	public List<String> evictionPolicies() {
		TreeSet<String> policies = new TreeSet<>();
		this.info.stringPropertyNames().stream().filter((name) -> name.endsWith(POLICY)).forEach((name) -> {
			String policy = this.info.getProperty(name).strip();
			if (!policy.equals(NO_EVICTION)) {
				String node = name.substring(0, name.length() - POLICY.length());
				policies
					.add("'" + policy + "'" + (node.isEmpty() ? "" : " on " + node.substring(0, node.length() - 1)));
			}
		});
		return new ArrayList<>(policies);
	}

	private static boolean isOutdated(String version) {
		Matcher numbers = MAJOR_AND_MINOR.matcher(version);
		return numbers.lookingAt()
				&& Integer.parseInt(numbers.group(1)) * 100 + Integer.parseInt(numbers.group(2)) < OLDEST_VERSION;
	}

}
