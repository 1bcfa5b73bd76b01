package io.github.redisqueues.internal.queue;

import java.time.Duration;
import java.util.List;

import io.github.redisqueues.queue.QueueType;
import io.github.redisqueues.queue.RedisQueue;
import io.github.redisqueues.queue.SendOptions;
import io.github.redisqueues.testing.FaultyProxy;
import io.github.redisqueues.testing.RedisTestServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Moves whose scripts Redis runs twice, because the reply is lost and the client repeats
 * the call.
 */
@Timeout(60)
class LostMoveReplyTests {

	private final RedisTestServer server = RedisTestServer.shared();

	private final FaultyProxy proxy = new FaultyProxy(this.server);

	private final TestQueues direct = new TestQueues(this.server);

	private final TestQueues throughProxy = new TestQueues(this.server, this.server
		.connectionFactory(Duration.ofSeconds(10), (configuration) -> configuration.setPort(this.proxy.port())));

	@AfterEach
	void close() {
		this.throughProxy.close();
		this.direct.close();
		this.proxy.close();
	}

	@ParameterizedTest
	@EnumSource
	void aMessageIsInOneOfTheQueuesThoughItsRemovalIsRepeated(QueueType type) {
		RedisQueue<String> source = this.direct.create(type);
		RedisQueue<String> target = this.direct.create(type);
		RedisQueue<String> from = this.throughProxy.create(((RedisMessageQueue<String>) source).settings());
		RedisQueue<String> to = this.throughProxy.create(((RedisMessageQueue<String>) target).settings());
		// So that the server knows the scripts, which are then sent without their text
		source.send("known", SendOptions.defaults().id("known"));
		assertThat(from.moveTo(to, List.of("known"))).isEqualTo(1);
		source.send("a", SendOptions.defaults().id("a"));
		// Only the removal has the moment until which the message is held as text
		String until = String.valueOf(this.server.serverTime().plusSeconds(30).toEpochMilli()).substring(0, 7);
		this.proxy.cutAfter(until);
		assertThat(from.moveTo(to, List.of("a"))).isEqualTo(1);
		assertThat(this.proxy.injected()).isEqualTo(1);
		assertThat(source.contains("a")).isFalse();
		assertThat(target.contains("a")).isTrue();
		this.direct.invariant(source).checkEmpty();
		this.direct.invariant(target).check();
	}

}
