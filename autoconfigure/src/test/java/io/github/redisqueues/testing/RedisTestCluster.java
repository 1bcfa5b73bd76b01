package io.github.redisqueues.testing;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;

import io.lettuce.core.cluster.SlotHash;
import org.awaitility.Awaitility;

import org.springframework.data.redis.connection.RedisClusterConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/**
 * A real Redis Cluster of three masters, as child processes.
 */
public final class RedisTestCluster implements TestRedis {

	private static final int MASTERS = 3;

	private static final int SLOTS = 16_384;

	private static volatile RedisTestCluster sharedCluster;

	private final List<RedisTestServer> servers;

	private final Queue<LettuceConnectionFactory> connectionFactories = new ConcurrentLinkedQueue<>();

	private RedisTestCluster(List<RedisTestServer> servers) {
		this.servers = servers;
	}

	/**
	 * The cluster of this JVM, for every test that does not harm it.
	 * @return the one cluster
	 */
	public static RedisTestCluster shared() {
		return Shared.CLUSTER;
	}

	/**
	 * Starts three servers and makes them a cluster.
	 * @return the cluster, every node of which sees it whole
	 */
	public static RedisTestCluster start() {
		List<RedisTestServer> servers = new ArrayList<>();
		RedisTestCluster cluster = new RedisTestCluster(servers);
		try {
			for (int node = 0; node < MASTERS; node++) {
				servers.add(RedisTestServer.startProcess("--cluster-enabled", "yes", "--cluster-node-timeout", "5000"));
			}
			cluster.join();
			cluster.nodes().forEach(RedisTestCluster::allowTheClient);
			return cluster;
		}
		catch (RuntimeException ex) {
			cluster.close();
			throw ex;
		}
	}

	private void join() {
		for (int node = 0; node < MASTERS; node++) {
			RespConnection connection = this.servers.get(node).connection();
			connection.command("CLUSTER", "SET-CONFIG-EPOCH", node + 1);
			List<Object> addSlots = new ArrayList<>(List.of("CLUSTER", "ADDSLOTS"));
			IntStream.range(firstSlot(node), firstSlot(node + 1)).forEach(addSlots::add);
			connection.command(addSlots.toArray());
		}
		for (RedisTestServer other : this.servers.subList(1, MASTERS)) {
			this.servers.get(0).command("CLUSTER", "MEET", other.host(), other.port());
		}
		Awaitility.await()
			.pollDelay(Duration.ZERO)
			.pollInterval(Duration.ofMillis(50))
			.atMost(Duration.ofSeconds(30))
			.until(() -> nodes().stream().allMatch(RedisTestCluster::seesAll));
	}

	private static void allowTheClient(RespConnection node) {
		List<Object> command = new ArrayList<>(List.of("ACL", "SETUSER", DocumentedUser.name()));
		command.addAll(DocumentedUser.ON_A_CLUSTER);
		node.command(command.toArray());
	}

	private static int firstSlot(int node) {
		return node * SLOTS / MASTERS;
	}

	private static boolean seesAll(RespConnection node) {
		String info = node.text("CLUSTER", "INFO");
		return info.contains("cluster_state:ok") && info.contains("cluster_known_nodes:" + MASTERS)
				&& node.list("CLUSTER", "SLOTS").size() == MASTERS;
	}

	@Override
	public LettuceConnectionFactory connectionFactory(Duration timeout) {
		RedisClusterConfiguration configuration = new RedisClusterConfiguration();
		this.servers.forEach((server) -> configuration.clusterNode(server.host(), server.port()));
		configuration.setUsername(DocumentedUser.name());
		configuration.setPassword(DocumentedUser.password());
		LettuceConnectionFactory factory = new LettuceConnectionFactory(configuration,
				ClientConfigurations.of(timeout));
		factory.afterPropertiesSet();
		factory.start();
		this.connectionFactories.add(factory);
		return factory;
	}

	@Override
	public RespConnection nodeOf(String key) {
		int slot = SlotHash.getSlot(key);
		int owner = IntStream.range(0, MASTERS).filter((node) -> slot < firstSlot(node + 1)).findFirst().orElseThrow();
		return this.servers.get(owner).connection();
	}

	@Override
	public List<RespConnection> nodes() {
		return this.servers.stream().map(RedisTestServer::connection).toList();
	}

	@Override
	public void close() {
		this.connectionFactories.forEach(LettuceConnectionFactory::destroy);
		this.connectionFactories.clear();
		this.servers.forEach(RedisTestServer::close);
	}

	/**
	 * The shared cluster of this JVM, if a test has used it yet.
	 * @return the cluster
	 */
	static Optional<RedisTestCluster> sharedIfStarted() {
		return Optional.ofNullable(sharedCluster);
	}

	private static final class Shared {

		static final RedisTestCluster CLUSTER = start();

		static {
			sharedCluster = CLUSTER;
		}

	}

}
