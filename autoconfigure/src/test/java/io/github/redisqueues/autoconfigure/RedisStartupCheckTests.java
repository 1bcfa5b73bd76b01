package io.github.redisqueues.autoconfigure;

import java.util.ArrayList;
import java.util.List;
import java.util.Properties;

import io.github.redisqueues.internal.redis.ServerInfo;
import io.github.redisqueues.lock.DistributedLock;
import io.github.redisqueues.lock.DistributedLocks;
import io.github.redisqueues.testing.DocumentedUser;
import io.github.redisqueues.testing.RedisTestCluster;
import io.github.redisqueues.testing.RedisTestServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.LazyInitializationBeanFactoryPostProcessor;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalyzedException;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Configuration;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

@ExtendWith(OutputCaptureExtension.class)
class RedisStartupCheckTests {

	private static final RedisTestServer server = RedisTestServer.start();

	private final ApplicationContextRunner runner = FailedStart.runner()
		.withPropertyValues("queues.instances.orders.type=fifo", "spring.data.redis.host=" + server.host(),
				"spring.data.redis.port=" + server.port());

	@AfterAll
	static void stopServer() {
		server.close();
	}

	@BeforeEach
	void evictNothing() {
		evict("noeviction");
	}

	@Test
	void startsWhenRedisEvictsNothing(CapturedOutput output) {
		this.runner.run((context) -> {
			assertThat(context).hasNotFailed();
			assertThat(context.getBean(RedisStartupCheck.class).isRunning()).isTrue();
		});
		assertThat(output).doesNotContain("cannot be reached");
	}

	@Test
	void refusesToStartWhenRedisMayEvictMessages() {
		evict("volatile-lru");
		FailureAnalysis analysis = FailedStart.analysis(this.runner);
		assertThat(analysis.getDescription()).isEqualTo("Redis may evict messages when its memory is full:"
				+ " maxmemory-policy is 'volatile-lru', but queues need 'noeviction'.");
		assertThat(analysis.getAction()).contains("maxmemory-policy noeviction", "@QueuesConnectionFactory",
				"queues.check-eviction-policy=false");
	}

	@Test
	void checksWithLazyInitializationToo() {
		evict("allkeys-lru");
		FailureAnalysis analysis = FailedStart.analysis(this.runner.withInitializer(
				(context) -> context.addBeanFactoryPostProcessor(new LazyInitializationBeanFactoryPostProcessor())));
		assertThat(analysis.getDescription()).contains("'allkeys-lru'");
	}

	@Test
	void takesTheRiskWhenTold() {
		evict("allkeys-lru");
		this.runner.withPropertyValues("queues.check-eviction-policy=false")
			.run((context) -> assertThat(context).hasNotFailed());
		this.runner.withPropertyValues("queues.check-eviction-policy=false", "queues.fail-fast=true")
			.run((context) -> assertThat(context).hasNotFailed());
	}

	@Test
	void namesTheNodeOfAClusterThatMayEvictMessages() {
		try (RedisTestCluster cluster = RedisTestCluster.start()) {
			LettuceConnectionFactory connectionFactory = cluster.connectionFactory();
			ApplicationContextRunner onCluster = FailedStart.runner()
				.withPropertyValues("queues.instances.orders.type=fifo")
				.withInitializer((context) -> context.getBeanFactory()
					.registerSingleton("cluster", (RedisConnectionFactory) connectionFactory));
			onCluster.run((context) -> assertThat(context).hasNotFailed());
			cluster.nodes().get(1).command("CONFIG", "SET", "maxmemory-policy", "allkeys-random");
			assertThat(FailedStart.analysis(onCluster).getDescription())
				.matches(".*maxmemory-policy is 'allkeys-random' on [^ ]+:[0-9]+, but queues need 'noeviction'\\.");
		}
	}

	@Test
	void staysQuietWhenTheUserMayNotAsk(CapturedOutput output) {
		evict("allkeys-lru");
		server.command("ACL", "SETUSER", "limited", "on", ">secret", "~*", "&*", "+@all", "-info");
		this.runner
			.withPropertyValues("spring.data.redis.username=limited", "spring.data.redis.password=secret",
					"queues.fail-fast=true")
			.run((context) -> assertThat(context).hasNotFailed());
		assertThat(output).doesNotContain("cannot be reached");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			value = { "-publish | +publish", "-hsetnx | +hsetnx", "-evalsha | +evalsha", "-eval | +eval",
					"-evalsha -eval | +evalsha +eval", "-subscribe | +subscribe", "-unsubscribe | +unsubscribe",
					"-zadd -rpush -zscore | +rpush +zadd +zscore", "resetchannels | &queues:*",
					"resetkeys ~other:* | ~queues:*" })
	void refusesToStartWhenTheUserLacksARight(String taken, String missing) {
		setUser("limited", taken.split(" "));
		FailureAnalysis analysis = FailedStart.analysis(as("limited"));
		assertThat(analysis.getDescription())
			.startsWith("The Redis user lacks rights that queues need: " + missing + ". Redis says: ");
		assertThat(analysis.getAction()).startsWith("Run 'ACL SETUSER <user> " + missing + "' on the server")
			.contains("docs/production.md", "queues.check-rights=false");
		as("limited").withPropertyValues("queues.check-rights=false")
			.run((context) -> assertThat(context).hasNotFailed());
	}

	@Test
	void leavesNothingBehindWhenItChecksRights() {
		server.command("FLUSHALL");
		setUser("limited");
		as("limited").run((context) -> assertThat(context).hasNotFailed());
		assertThat(server.connection().number("DBSIZE")).isZero();
	}

	@Test
	void checksTheRightsOfAReplicaAndOfAServerWithoutMemory() {
		setUser("limited");
		server.command("CONFIG", "SET", "maxmemory", "1");
		as("limited").run((context) -> assertThat(context).hasNotFailed());
		server.command("CONFIG", "SET", "maxmemory", "0");
		server.command("REPLICAOF", "127.0.0.1", "1");
		as("limited").run((context) -> assertThat(context).hasNotFailed());
		server.command("REPLICAOF", "NO", "ONE");
	}

	@Test
	void refusesToStartWhenEvalWasRenamed() {
		try (RedisTestServer renamed = RedisTestServer.start("--rename-command", "EVAL", "")) {
			FailureAnalysis analysis = FailedStart
				.analysis(this.runner.withPropertyValues("spring.data.redis.port=" + renamed.port()));
			assertThat(analysis.getDescription()).contains("+eval.", "unknown command");
		}
	}

	@Test
	void refusesLocksWhoseUserLacksARight() {
		setUser("limited", "-pexpire", "-lpop");
		FailureAnalysis analysis = FailedStart.analysis(locks().withUserConfiguration(WithLocks.class)
			.withPropertyValues("spring.data.redis.username=limited", "spring.data.redis.password=secret"));
		assertThat(analysis.getDescription())
			.startsWith("The Redis user lacks rights that locks need: +pexpire. Redis says: ");
	}

	private ApplicationContextRunner as(String user) {
		return this.runner.withPropertyValues("spring.data.redis.username=" + user,
				"spring.data.redis.password=secret");
	}

	private static void setUser(String name, String... rights) {
		List<Object> command = new ArrayList<>(List.of("ACL", "SETUSER", name, "reset", "on", ">secret"));
		DocumentedUser.words().stream().skip(1).filter((word) -> !word.startsWith(">")).forEach(command::add);
		command.addAll(List.of(rights));
		server.command(command.toArray());
	}

	@Test
	void startsWithAWarningWhenRedisCannotBeReached(CapturedOutput output) {
		this.runner.withPropertyValues("spring.data.redis.port=1")
			.run((context) -> assertThat(context).hasNotFailed().hasBean("orders"));
		assertThat(output).containsOnlyOnce("Redis cannot be reached (")
			.contains("Operations of the queues [orders] fail until it can", "queues.fail-fast=true");
	}

	@Test
	void refusesToStartWithoutRedisWhenToldToFailFast() {
		FailureAnalysis analysis = FailedStart
			.analysis(this.runner.withPropertyValues("spring.data.redis.port=1", "queues.fail-fast=true"));
		assertThat(analysis.getDescription()).startsWith("Redis cannot be reached, and queues.fail-fast is true: ")
			.contains("Connection refused");
		assertThat(analysis.getAction()).contains("spring.data.redis.*", "queues.fail-fast=false");
	}

	@Test
	void tellsWhenRedisDoesNotLetUsIn() {
		FailureAnalysis analysis = FailedStart.analysis(this.runner.withPropertyValues(
				"spring.data.redis.username=nobody", "spring.data.redis.password=wrong", "queues.fail-fast=true"));
		assertThat(analysis.getDescription()).contains("WRONGPASS");
	}

	@Test
	void asksNothingWithoutAQueue(CapturedOutput output) {
		FailedStart.runner()
			.withPropertyValues("spring.data.redis.port=1", "queues.fail-fast=true")
			.run((context) -> assertThat(context).hasNotFailed());
		assertThat(output).doesNotContain("cannot be reached");
	}

	@Test
	void refusesToStartWhenRedisMayEvictLocks() {
		evict("volatile-ttl");
		FailureAnalysis injected = FailedStart.analysis(locks().withUserConfiguration(WithLocks.class));
		assertThat(injected.getDescription()).isEqualTo("Redis may evict locks when its memory is full:"
				+ " maxmemory-policy is 'volatile-ttl', but locks need 'noeviction'.");
		assertThat(injected.getAction()).contains("give locks a Redis of their own",
				"queues.check-eviction-policy=false");
		FailureAnalysis annotated = FailedStart.analysis(locks().withUserConfiguration(Locked.class));
		assertThat(annotated.getDescription()).contains("Redis may evict locks");
	}

	@Test
	void asksWhenLocksAreMadeAfterTheStart() {
		evict("allkeys-lru");
		locks().run((context) -> {
			assertThat(context).hasNotFailed();
			for (int i = 0; i < 2; i++) {
				assertThatThrownBy(() -> context.getBean(DistributedLocks.class))
					.hasRootCauseInstanceOf(FailureAnalyzedException.class)
					.hasRootCauseMessage("Redis may evict locks when its memory is full:"
							+ " maxmemory-policy is 'allkeys-lru', but locks need 'noeviction'.");
			}
			evict("noeviction");
			assertThat(context.getBean(DistributedLocks.class).tryAcquire("stock")).isPresent();
		});
		locks().withPropertyValues("queues.check-eviction-policy=false")
			.run((context) -> assertThat(context.getBean(DistributedLocks.class)).isNotNull());
	}

	@Test
	void asksNothingWhenNobodyUsesLocks(CapturedOutput output) {
		locks().withPropertyValues("spring.data.redis.port=1", "queues.fail-fast=true")
			.run((context) -> assertThat(context).hasNotFailed());
		assertThat(output).doesNotContain("cannot be reached");
	}

	@Test
	void refusesToStartWithLocksAndWithoutRedisWhenToldToFailFast(CapturedOutput output) {
		ApplicationContextRunner used = locks().withUserConfiguration(WithLocks.class)
			.withPropertyValues("spring.data.redis.port=1");
		used.run((context) -> assertThat(context).hasNotFailed());
		assertThat(output).contains("Operations of the locks fail until it can");
		assertThat(FailedStart.analysis(used.withPropertyValues("queues.fail-fast=true")).getDescription())
			.startsWith("Redis cannot be reached, and queues.fail-fast is true: ");
	}

	private static ApplicationContextRunner locks() {
		return FailedStart.locksRunner()
			.withPropertyValues("spring.data.redis.host=" + server.host(), "spring.data.redis.port=" + server.port());
	}

	@Configuration(proxyBeanMethods = false)
	static class WithLocks {

		WithLocks(DistributedLocks locks) {
		}

	}

	static class Locked {

		@DistributedLock
		public void run() {
		}

	}

	private static void evict(String policy) {
		server.command("CONFIG", "SET", "maxmemory-policy", policy);
	}

	@Test
	void refusesAServerThatIsTooOld() {
		Properties info = new Properties();
		info.setProperty("redis_version", "6.0.16");
		assertThatExceptionOfType(FailureAnalyzedException.class)
			.isThrownBy(() -> RedisStartupCheck.requireVersion(new ServerInfo(info), "queues"))
			.withMessageContaining("6.0.16");
		for (String version : List.of("6.2.0", "7.2.4", "8.10.1", "unknown")) {
			info.setProperty("redis_version", version);
			RedisStartupCheck.requireVersion(new ServerInfo(info), "queues");
		}
	}

}
