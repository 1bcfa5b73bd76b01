package io.github.redisqueues.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;

/**
 * A master, its replica and a Sentinel that replaces the master once it has not answered
 * for a second, all as child processes.
 */
public final class RedisTestSentinel implements AutoCloseable {

	private static final String NAME = "mymaster";

	private final RedisTestServer master;

	private final RedisTestServer replica;

	private final Path configuration;

	private final RedisTestServer sentinel;

	private RedisTestSentinel(RedisTestServer master, RedisTestServer replica, Path configuration,
			RedisTestServer sentinel) {
		this.master = master;
		this.replica = replica;
		this.configuration = configuration;
		this.sentinel = sentinel;
	}

	/**
	 * Starts the servers.
	 * @return the Sentinel, which knows the master and its replica
	 */
	public static RedisTestSentinel start() {
		RedisTestServer master = RedisTestServer.startProcess();
		RedisTestServer replica = RedisTestServer.startProcess("--replicaof", "127.0.0.1",
				String.valueOf(master.port()));
		Path file = write("sentinel monitor " + NAME + " 127.0.0.1 " + master.port() + " 1\nsentinel"
				+ " down-after-milliseconds " + NAME + " 1000\n");
		RedisTestSentinel all = new RedisTestSentinel(master, replica, file,
				RedisTestServer.startSentinel(file.toString()));
		try {
			await().until(() -> replica.connection().text("INFO", "replication").contains("master_link_status:up"));
			await().until(() -> all.sentinel.connection().text("INFO", "sentinel").contains("slaves=1"));
			return all;
		}
		catch (RuntimeException ex) {
			all.close();
			throw ex;
		}
	}

	private static Path write(String configuration) {
		try {
			return Files.writeString(Files.createTempFile("redis-queues-sentinel-", ".conf"), configuration);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static ConditionFactory await() {
		return Awaitility.await().pollInterval(Duration.ofMillis(50)).atMost(Duration.ofSeconds(30));
	}

	/**
	 * Returns what an application needs to connect to the master that the Sentinel names,
	 * as the documented user.
	 * @return the properties, as {@code key=value}
	 */
	public String[] properties() {
		return new String[] { "spring.data.redis.sentinel.master=" + NAME,
				"spring.data.redis.sentinel.nodes=" + this.sentinel.host() + ":" + this.sentinel.port(),
				"spring.data.redis.username=" + DocumentedUser.name(),
				"spring.data.redis.password=" + DocumentedUser.password() };
	}

	/**
	 * Gives the documented user a right on the master.
	 * @param rule such as {@code +blpop}
	 */
	public void permit(String rule) {
		this.master.command("ACL", "SETUSER", DocumentedUser.name(), rule);
	}

	/**
	 * Stops the master in its tracks, and waits until its replica has been promoted.
	 */
	public void hangTheMaster() {
		this.master.pause();
		await().until(() -> this.replica.connection().text("INFO", "replication").contains("role:master"));
	}

	/**
	 * Returns the server that is the master before a failover.
	 * @return the first master
	 */
	public RedisTestServer master() {
		return this.master;
	}

	/**
	 * Returns the server that is the master after a failover.
	 * @return the former replica
	 */
	public RedisTestServer promoted() {
		return this.replica;
	}

	@Override
	public void close() {
		this.sentinel.close();
		this.replica.close();
		this.master.close();
		try {
			Files.deleteIfExists(this.configuration);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
