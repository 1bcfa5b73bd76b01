package io.github.redisqueues.internal.lock.redlock;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

import io.github.redisqueues.internal.lock.LockSettings;
import io.github.redisqueues.internal.lock.StoreDistributedLocks;
import io.github.redisqueues.lock.LockLostEvent;
import io.github.redisqueues.lock.LockOptions;
import io.github.redisqueues.testing.RedisTestServer;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.ClientOptions.DisconnectedBehavior;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;

import org.springframework.data.redis.connection.RedisStandaloneConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceClientConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/**
 * Five real servers that know nothing of each other, whole again after each test, and two
 * processes' worth of locks over them.
 */
abstract class RedlockServers {

	static final int NODES = 5;

	static final Duration TIMEOUT = Duration.ofMillis(300);

	private static final long RETENTION = TimeUnit.MINUTES.toMillis(10);

	static final List<RedisTestServer> servers = new ArrayList<>();

	final List<LettuceConnectionFactory> connections = new ArrayList<>();

	final List<LockLostEvent> lost = new CopyOnWriteArrayList<>();

	StoreDistributedLocks here;

	StoreDistributedLocks there;

	@BeforeAll
	static void startServers() {
		for (int i = 0; i < NODES; i++) {
			servers.add(RedisTestServer.start());
		}
	}

	@AfterAll
	static void stopServers() {
		servers.forEach(RedisTestServer::close);
		servers.clear();
	}

	@BeforeEach
	void connect() {
		this.here = locks();
		this.there = locks();
		// Connected and warm, so that what follows counts answers and nothing else
		LockOptions patient = wait(Duration.ofSeconds(30));
		this.here.acquire("warm", patient).release();
		this.there.acquire("warm", patient).release();
		servers.forEach((server) -> server.command("FLUSHALL"));
	}

	@AfterEach
	void heal() {
		this.here.close();
		this.there.close();
		this.connections.forEach(LettuceConnectionFactory::destroy);
		servers.forEach(RedisTestServer::restart);
	}

	private StoreDistributedLocks locks() {
		List<LettuceConnectionFactory> nodes = servers.stream().map(this::connect).toList();
		return new StoreDistributedLocks(new RedlockStore(nodes, "redlock", TIMEOUT),
				new LockSettings("redlock", Duration.ofSeconds(30), Duration.ofSeconds(3), true), this.lost::add);
	}

	private LettuceConnectionFactory connect(RedisTestServer server) {
		LettuceConnectionFactory factory = new LettuceConnectionFactory(
				new RedisStandaloneConfiguration(server.host(), server.port()),
				LettuceClientConfiguration.builder()
					.commandTimeout(Duration.ofSeconds(2))
					.shutdownTimeout(Duration.ZERO)
					.clientOptions(
							ClientOptions.builder().disconnectedBehavior(DisconnectedBehavior.REJECT_COMMANDS).build())
					.build());
		factory.afterPropertiesSet();
		factory.start();
		this.connections.add(factory);
		return factory;
	}

	static void kill(int count) {
		servers.subList(0, count).forEach(RedisTestServer::kill);
	}

	/**
	 * On how many of the servers that run somebody holds the lock: a record that outlives
	 * the time for which only the token is kept.
	 */
	static long holders(String name) {
		return servers.stream().filter((server) -> {
			try {
				return server.connection().number("PTTL", "redlock:{" + name + "}:lock") > RETENTION;
			}
			catch (RuntimeException ex) {
				return false;
			}
		}).count();
	}

	static void takeByAnother(RedisTestServer server, String name, Duration lease) {
		byte[] record = "\0\0\0\0\0\0\0\1another host:1".getBytes();
		server.command("SET", "redlock:{" + name + "}:lock", record, "PX", RETENTION + lease.toMillis());
	}

	static LockOptions wait(Duration wait) {
		return LockOptions.defaults().waitTime(wait);
	}

}
