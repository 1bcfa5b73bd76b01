package io.github.redisqueues.internal.queue;

import java.time.Duration;
import java.time.Instant;

import io.github.redisqueues.RedisCallFailedException;
import io.github.redisqueues.queue.QueueDiagnosis;
import io.github.redisqueues.queue.QueueDiagnosis.Verdict;
import io.github.redisqueues.queue.QueueEvidence;
import io.github.redisqueues.queue.QueueType;
import io.github.redisqueues.queue.RedisQueue;
import io.github.redisqueues.testing.RedisTestServer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * The diagnosis of a queue whose Redis is away, and of one that the user may not read.
 */
@Timeout(60)
class DiagnosisOutageTests {

	@Test
	void saysSinceWhenRedisIsAwayAndThatItIsBack() {
		try (RedisTestServer server = RedisTestServer.start(); TestQueues queues = new TestQueues(server)) {
			RedisQueue<String> queue = queues.create(QueueType.FIFO);
			assertThat(queue.diagnose().verdict()).isEqualTo(Verdict.EMPTY);
			Instant before = Instant.now();
			server.kill();
			assertThatExceptionOfType(RedisCallFailedException.class).isThrownBy(() -> queue.send("a"));
			Instant after = Instant.now();
			QueueDiagnosis away = queue.diagnose();
			assertThat(away.verdict()).isEqualTo(Verdict.REDIS_UNAVAILABLE);
			QueueEvidence.Outage outage = away.evidence().outage().orElseThrow();
			assertThat(outage.since()).isBetween(before, after);
			assertThat(away.explanation()).startsWith("Redis cannot be reached from this process since ");
			assertThat(queue.diagnose().evidence().outage().orElseThrow().since()).isEqualTo(outage.since());
			server.restart();
			Awaitility.await()
				.atMost(Duration.ofSeconds(30))
				.until(() -> queue.diagnose().verdict() != Verdict.REDIS_UNAVAILABLE);
			assertThat(queue.diagnose().evidence().outage()).isEmpty();
		}
	}

}
