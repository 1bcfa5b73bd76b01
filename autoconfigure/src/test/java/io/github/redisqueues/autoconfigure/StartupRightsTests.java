package io.github.redisqueues.autoconfigure;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import io.github.redisqueues.lock.DistributedLock;
import io.github.redisqueues.lock.DistributedLocks;
import io.github.redisqueues.testing.RedisTestServer;
import io.github.redisqueues.topic.RedisTopic;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalyzedException;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * Rights that topics need beside those of queues, and that locks need on each server of
 * Redlock, are checked at the start.
 */
@Timeout(120)
class StartupRightsTests {

	private static final String ALL_OF_TOPICS = "+ping +info +eval +evalsha +publish +subscribe +unsubscribe +time"
			+ " &queues:topic:news ~queues:*";

	private static final String ALL_OF_REDLOCK = "+ping +info +eval +evalsha +del +exists +get +hdel +hget +hset +hlen"
			+ " +pexpire +pttl +set +time +unlink +zadd +zcard +zrange +zrank +zrem +zscore +zpopmin ~queues:*";

	private static final List<RedisTestServer> servers = IntStream.range(0, 3)
		.mapToObj((i) -> RedisTestServer.start())
		.toList();

	private final ApplicationContextRunner topic = FailedStart.runner()
		.withConfiguration(AutoConfigurations.of(RedisTopicsAutoConfiguration.class))
		.withPropertyValues("queues.topics.news.payload-type=java.lang.String",
				"spring.data.redis.host=" + servers.get(0).host(), "spring.data.redis.port=" + servers.get(0).port(),
				"spring.data.redis.username=limited", "spring.data.redis.password=secret");

	private final ApplicationContextRunner redlock = FailedStart.locksRunner()
		.withPropertyValues("queues.lock.store=redlock",
				"queues.lock.redlock.nodes=" + servers.stream()
					.map((server) -> "redis://limited:secret@" + server.host() + ":" + server.port())
					.collect(Collectors.joining(",")));

	@AfterAll
	static void stop() {
		servers.forEach(RedisTestServer::close);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			value = { "-publish | +publish", "-evalsha | +evalsha", "-eval | +eval", "-subscribe | +subscribe",
					"resetchannels &queues:wake:* &queues:topic:other | &queues:*", "resetkeys ~other:* | ~queues:*" })
	void refusesATopicWhoseUserLacksARight(String taken, String missing) {
		setUser(0, ALL_OF_TOPICS, taken);
		FailureAnalysis analysis = FailedStart.analysis(this.topic);
		assertThat(analysis.getDescription())
			.startsWith("The Redis user lacks rights that topics need: " + missing + ". Redis says: ");
		assertThat(analysis.getAction()).startsWith("Run 'ACL SETUSER <user> " + missing + "' on the server");
		this.topic.withPropertyValues("queues.check-rights=false").run((context) -> assertThat(context).hasNotFailed());
	}

	@Test
	void refusesATopicWhoseChannelIsNotPermittedBesideItsQueue() {
		ApplicationContextRunner both = this.topic.withPropertyValues("queues.instances.orders.type=fifo",
				"queues.topics.news.queues=orders");
		setUser(0, "+@all", "&queues:* ~queues:*");
		both.run((context) -> assertThat(context).hasNotFailed());
		setUser(0, "+@all", "&queues:wake:* ~queues:*");
		assertThat(FailedStart.analysis(both).getDescription())
			.startsWith("The Redis user lacks rights that topics need: &queues:*.");
	}

	@Test
	void startsATopicWithTheRightsOfItsChannelOnly() {
		setUser(0, ALL_OF_TOPICS);
		this.topic.run((context) -> {
			assertThat(context).hasNotFailed();
			context.getBean("news", RedisTopic.class).publish("hello");
		});
	}

	@ParameterizedTest
	@ValueSource(strings = { "pexpire", "evalsha", "eval" })
	void refusesRedlockIfTheUserOfOneServerLacksARight(String command) {
		for (int i = 0; i < servers.size(); i++) {
			setUser(i, ALL_OF_REDLOCK);
		}
		this.redlock.withUserConfiguration(WithLocks.class).run((context) -> {
			assertThat(context).hasNotFailed();
			context.getBean(DistributedLocks.class).acquire("stock").close();
		});
		setUser(1, ALL_OF_REDLOCK, "-" + command);
		for (Class<?> user : List.of(WithLocks.class, Locked.class)) {
			FailureAnalysis analysis = FailedStart.analysis(this.redlock.withUserConfiguration(user));
			assertThat(analysis.getDescription())
				.startsWith("The user of the Redlock servers lacks rights that locks need: +" + command + ". "
						+ servers.get(1).host() + ":" + servers.get(1).port() + " says: ")
				.doesNotContain("secret");
		}
		this.redlock.withUserConfiguration(WithLocks.class)
			.withPropertyValues("queues.check-rights=false")
			.run((context) -> assertThat(context).hasNotFailed());
	}

	@Test
	void asksTheServersOfRedlockWhenLocksAreMadeAfterTheStart() {
		for (int i = 0; i < servers.size(); i++) {
			setUser(i, ALL_OF_REDLOCK);
		}
		setUser(2, ALL_OF_REDLOCK, "resetkeys ~other:*");
		this.redlock.run((context) -> {
			assertThat(context).hasNotFailed();
			for (int i = 0; i < 2; i++) {
				assertThatThrownBy(() -> context.getBean(DistributedLocks.class))
					.hasRootCauseInstanceOf(FailureAnalyzedException.class)
					.rootCause()
					.hasMessageContaining("locks need: ~queues:lock:*");
			}
			setUser(2, ALL_OF_REDLOCK);
			assertThat(context.getBean(DistributedLocks.class).tryAcquire("stock")).isPresent();
		});
	}

	private static void setUser(int server, String... rights) {
		List<Object> command = new ArrayList<>(
				List.of("ACL", "SETUSER", "limited", "reset", "resetchannels", "on", ">secret"));
		for (String words : rights) {
			command.addAll(List.of(words.split(" ")));
		}
		servers.get(server).command(command.toArray());
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

}
