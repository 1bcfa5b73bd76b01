package io.github.redisqueues.internal.jdbc;

import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.UUID;

import io.github.redisqueues.queue.Delivery;
import io.github.redisqueues.queue.RedisQueue;
import io.github.redisqueues.queue.SendOptions;
import io.github.redisqueues.queue.SendResult;
import io.github.redisqueues.testing.RedisTestServer;
import org.h2.jdbcx.JdbcConnectionPool;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * Tests for transactional queues: the row, and the message in Redis.
 */
@Timeout(60)
class TransactionalQueueTests {

	private final RedisTestServer server = RedisTestServer.start();

	private final JdbcConnectionPool database = JdbcConnectionPool.create("jdbc:h2:mem:" + UUID.randomUUID(), "", "");

	private final TransactionalFixture process = new TransactionalFixture(this.server, this.database, "h2");

	@AfterEach
	void stop() {
		this.process.close();
		this.database.dispose();
		this.server.close();
	}

	private RedisQueue<String> queue(Duration resendAfter) {
		return this.process.create((settings) -> settings.resendAfter(resendAfter));
	}

	@Test
	void aSendWithoutATransactionIsStoredAndDelivered() {
		RedisQueue<String> queue = queue(Duration.ofHours(1));
		String id = queue.send("a");
		assertThat(this.process.rows(queue)).isEqualTo(1);
		Delivery<String> delivery = queue.receive(Duration.ofSeconds(5)).orElseThrow();
		assertThat(delivery.id()).isEqualTo(id);
		assertThat(delivery.payload()).isEqualTo("a");
		assertThat(delivery.claim()).isTrue();
		assertThat(delivery.ack()).isTrue();
		assertThat(this.process.rows(queue)).isZero();
	}

	@Test
	void aSendIsDeliveredAfterTheCommitOnly() {
		RedisQueue<String> queue = queue(Duration.ofHours(1));
		this.process.transaction().executeWithoutResult((status) -> {
			queue.sendAll(List.of("a", "b"));
			queue.send("c", SendOptions.defaults().afterCommit());
			assertThat(queue.size()).isZero();
		});
		await().untilAsserted(() -> assertThat(queue.browse(0, 10)).extracting((message) -> message.payload())
			.containsExactly("a", "b", "c"));
		this.process.transaction().executeWithoutResult((status) -> {
			queue.send("d");
			status.setRollbackOnly();
		});
		assertThat(this.process.rows(queue)).isEqualTo(3);
		assertThat(queue.size()).isEqualTo(3);
	}

	@Test
	void whatRedisLosesIsDeliveredAgainInOrder() {
		RedisQueue<String> queue = queue(Duration.ofMillis(200));
		for (int i = 0; i < 20; i++) {
			queue.send("m" + i, SendOptions.defaults().group("g").delay(Duration.ZERO).header("n", "" + i));
		}
		await().until(() -> queue.size() == 20);
		this.server.command("FLUSHALL");
		await().atMost(Duration.ofSeconds(20)).until(() -> queue.size() == 20);
		for (int i = 0; i < 20; i++) {
			Delivery<String> delivery = queue.receive(Duration.ofSeconds(5)).orElseThrow();
			assertThat(delivery.payload()).isEqualTo("m" + i);
			assertThat(delivery.group()).contains("g");
			assertThat(delivery.headers()).containsEntry("n", "" + i);
			assertThat(delivery.claim()).isTrue();
			delivery.ack();
		}
		assertThat(this.process.rows(queue)).isZero();
	}

	@Test
	void aClaimThatIsRolledBackIsNone() {
		RedisQueue<String> queue = queue(Duration.ofHours(1));
		queue.send("a");
		Delivery<String> delivery = queue.receive(Duration.ofSeconds(5)).orElseThrow();
		this.process.transaction().executeWithoutResult((status) -> {
			assertThat(delivery.claim()).isTrue();
			assertThat(delivery.claim()).as("again").isTrue();
			status.setRollbackOnly();
		});
		assertThat(this.process.rows(queue)).isEqualTo(1);
		assertThat(delivery.claim()).isTrue();
		assertThat(this.process.rows(queue)).isZero();
	}

	@Test
	void aMessageIsClaimedOnce() {
		RedisQueue<String> queue = this.process.create((settings) -> settings.leaseTime(Duration.ofMillis(100)));
		queue.send("a");
		Delivery<String> first = queue.receive(Duration.ofSeconds(5)).orElseThrow();
		Delivery<String> second = queue.receive(Duration.ofSeconds(5)).orElseThrow();
		assertThat(second.id()).isEqualTo(first.id());
		assertThat(first.claim()).isTrue();
		assertThat(second.claim()).isFalse();
	}

	@Test
	void aPollTakesPartInTheTransaction() {
		RedisQueue<String> queue = queue(Duration.ofMillis(200));
		queue.send("a");
		this.process.transaction().executeWithoutResult((status) -> {
			assertThat(queue.poll(1, Duration.ofSeconds(5))).containsExactly("a");
			status.setRollbackOnly();
		});
		assertThat(queue.poll(1, Duration.ofSeconds(20))).containsExactly("a");
		assertThat(this.process.rows(queue)).isZero();
		assertThat(queue.poll()).isEmpty();
	}

	@Test
	void aKnownIdIsADuplicate() {
		RedisQueue<String> queue = queue(Duration.ofHours(1));
		SendOptions options = SendOptions.defaults().id("order-1");
		assertThat(queue.trySend("a", options).outcome()).isEqualTo(SendResult.Outcome.STORED);
		this.process.transaction().executeWithoutResult((status) -> {
			assertThat(queue.trySend("b", options).outcome()).isEqualTo(SendResult.Outcome.DUPLICATE);
			queue.send("c");
		});
		await().until(() -> queue.size() == 2);
		assertThat(queue.poll(2)).containsExactly("a", "c");
	}

	@Test
	void aDuplicateByItsDeduplicationIdIsDropped() {
		RedisQueue<String> queue = this.process
			.create((settings) -> settings.duplicateWindow(Duration.ofMinutes(1)).resendAfter(Duration.ofHours(1)));
		SendOptions options = SendOptions.defaults().deduplicationId("d");
		queue.send("a", options);
		queue.send("b", options);
		await().until(() -> this.process.rows(queue) == 1);
		assertThat(queue.poll(2)).containsExactly("a");
	}

	@Test
	void aCancelledMessageIsNotHandled() {
		RedisQueue<String> queue = queue(Duration.ofMillis(200));
		String first = queue.send("a");
		String second = queue.send("b", SendOptions.defaults().delay(Duration.ofHours(1)));
		await().until(() -> queue.size() == 2);
		assertThat(queue.cancel(Set.of(first, second, "x"))).isEqualTo(2);
		assertThat(queue.size()).isZero();
		String third = queue.send("c");
		Delivery<String> delivery = queue.receive(Duration.ofSeconds(5)).orElseThrow();
		assertThat(queue.cancel(third)).as("in flight").isTrue();
		assertThat(delivery.claim()).isFalse();
	}

	@Test
	void deadLettersStayUntilTheyAreRedrivenOrDeleted() {
		RedisQueue<String> queue = queue(Duration.ofMillis(200));
		String first = queue.send("a");
		String second = queue.send("b");
		queue.receive(2, Duration.ofSeconds(5)).forEach((delivery) -> delivery.reject("wrong"));
		await().until(() -> queue.deadLetters().size() == 2);
		await().untilAsserted(() -> assertThat(this.process.jdbc()
			.queryForList("select id from queue_messages where due_at > ?", String.class, Long.MAX_VALUE - 1))
			.containsExactlyInAnyOrder(first, second));
		queue.purge();
		assertThat(queue.deadLetters().size()).isEqualTo(2);
		assertThat(queue.deadLetters().redrive(1)).isEqualTo(1);
		assertThat(queue.poll(2, Duration.ofSeconds(5))).containsExactly("a");
		assertThat(queue.deadLetters().purge()).isEqualTo(1);
		assertThat(this.process.rows(queue)).isZero();
	}

	@Test
	void purgeRemovesWhatIsNotDead() {
		RedisQueue<String> queue = queue(Duration.ofMillis(200));
		queue.sendAll(List.of("a", "b", "c"));
		queue.receive(Duration.ofSeconds(5)).orElseThrow().reject("wrong");
		assertThat(queue.purge()).isEqualTo(2);
		assertThat(queue.size()).isZero();
		assertThat(this.process.rows(queue)).isEqualTo(1);
	}

	@Test
	void anExpiredMessageIsNotDelivered() {
		RedisQueue<String> queue = queue(Duration.ofMillis(200));
		queue.send("a", SendOptions.defaults().timeToLive(Duration.ofMillis(300)));
		await().until(() -> queue.deadLetters().size() == 1);
		this.server.command("FLUSHALL");
		queue.send("b", SendOptions.defaults().delay(Duration.ofSeconds(1)));
		assertThat(queue.poll(2, Duration.ofSeconds(20))).containsExactly("b");
		assertThat(this.process.jdbc()
			.queryForObject("select count(*) from queue_messages where due_at < ?", Integer.class, Long.MAX_VALUE))
			.isZero();
	}

	@Test
	void sendsWhileRedisIsAway() {
		RedisQueue<String> queue = queue(Duration.ofMillis(200));
		queue.send("a");
		await().until(() -> queue.size() == 1);
		this.server.kill();
		queue.send("b");
		queue.sendAsync("c").join();
		assertThat(this.process.rows(queue)).isEqualTo(3);
		this.server.restart();
		await().atMost(Duration.ofSeconds(30)).ignoreExceptions().until(() -> queue.size() == 3);
		assertThat(queue.poll(3)).containsExactlyInAnyOrder("a", "b", "c");
	}

	@Test
	void exportsButDoesNotImport() throws IOException {
		RedisQueue<String> queue = queue(Duration.ofHours(1));
		queue.sendAll(List.of("a", "b"));
		queue.receive(Duration.ofSeconds(5)).orElseThrow().reject("wrong");
		await().until(() -> queue.deadLetters().size() == 1 && queue.size() == 1);
		StringWriter living = new StringWriter();
		StringWriter dead = new StringWriter();
		assertThat(queue.exportTo(living)).isEqualTo(1);
		assertThat(queue.deadLetters().exportTo(dead)).isEqualTo(1);
		assertThat(living.toString()).contains("\"payload\":\"b\"");
		assertThat(dead.toString()).contains("\"payload\":\"a\"", "\"reason\":\"wrong\"");
		assertThatExceptionOfType(UnsupportedOperationException.class)
			.isThrownBy(() -> queue.importFrom(new StringReader(living.toString())))
			.withMessageContaining("is transactional");
		assertThatExceptionOfType(UnsupportedOperationException.class)
			.isThrownBy(() -> queue.deadLetters().importFrom(new StringReader(dead.toString())))
			.withMessageContaining("is transactional");
		RedisQueue<String> plain = this.process.create((settings) -> settings.transactional(false));
		assertThat(plain.importFrom(new StringReader(living.toString())).added()).isEqualTo(1);
	}

	@Test
	void refusesWhatItCannotKeep() {
		RedisQueue<String> queue = queue(Duration.ofHours(1));
		RedisQueue<String> other = queue(Duration.ofHours(1));
		assertThatIllegalArgumentException().isThrownBy(() -> queue.moveTo(other, 1)).withMessageContaining("database");
		assertThatExceptionOfType(UnsupportedOperationException.class)
			.isThrownBy(() -> queue.update("a", io.github.redisqueues.queue.MessageUpdate.unchanged()))
			.withMessageContaining("is transactional");
		assertThatIllegalArgumentException()
			.isThrownBy(() -> queue.send("a",
					SendOptions.defaults().id("i").debounce(Duration.ofSeconds(1), Duration.ofSeconds(2))))
			.withMessageContaining("debounce");
		assertThatIllegalArgumentException().isThrownBy(() -> this.process.create((settings) -> settings.capacity(1)))
			.withMessageContaining("capacity");
		RedisQueue<String> plain = this.process.create((settings) -> settings.transactional(false));
		plain.send("a");
		assertThatIllegalStateException().isThrownBy(() -> plain.receive().orElseThrow().claim())
			.withMessageContaining("is not transactional");
	}

}
