package io.github.redisqueues.internal.topic.contract;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import io.github.redisqueues.queue.Delivery;
import io.github.redisqueues.queue.PauseOptions;
import io.github.redisqueues.queue.QueueFullException;
import io.github.redisqueues.queue.QueueSettings;
import io.github.redisqueues.queue.QueueType;
import io.github.redisqueues.queue.RedisQueue;
import io.github.redisqueues.queue.SendOptions;
import io.github.redisqueues.queue.SendingPausedException;
import io.github.redisqueues.testing.BlockedCall;
import io.github.redisqueues.testing.QueueInvariant;
import io.github.redisqueues.topic.RedisTopic;
import io.github.redisqueues.topic.TopicSettings;
import org.awaitility.Awaitility;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.Test;

import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * What a topic does that names queues, on a single server and on a cluster.
 */
public abstract class FanOutContract extends TopicFixture {

	@Test
	void sendsIntoQueuesOfEveryTypeUnderOneId() {
		List<RedisQueue<String>> targets = new ArrayList<>();
		for (QueueType type : QueueType.values()) {
			targets.add(queue((settings) -> settings.type(type)));
			targets.add(queue((settings) -> settings.type(type).capacity(10).duplicateWindow(Duration.ofMinutes(1))));
		}
		TopicSettings<String> settings = settings();
		List<String> heard = heard(there().create(settings));
		RedisTopic<String> topic = here().create(settings, targets);
		String id = topic.publish("a", SendOptions.defaults().header("tenant", "acme"));
		String second = topic.publish("b");
		for (RedisQueue<String> queue : targets) {
			List<Delivery<String>> deliveries = queue.receive(3, Duration.ZERO);
			assertThat(deliveries).as(queue.toString()).extracting(Delivery::id).containsExactlyInAnyOrder(id, second);
			assertThat(deliveries).extracting(Delivery::payload).containsExactlyInAnyOrder("a", "b");
			assertThat(deliveries).filteredOn((delivery) -> delivery.id().equals(id))
				.extracting(Delivery::headers)
				.containsExactly(Map.of("tenant", "acme"));
			assertThat(queue.ack(deliveries)).isEqualTo(2);
		}
		Awaitility.await().untilAsserted(() -> assertThat(heard).containsExactly("a", "b"));
	}

	@Test
	void waitsForRoomInEachQueueThatIsFull() {
		RedisQueue<String> first = queue((settings) -> settings.capacity(1));
		RedisQueue<String> second = queue();
		RedisQueue<String> third = queue((settings) -> settings.capacity(1));
		RedisTopic<String> topic = here().create(settings(), List.of(first, second, third));
		SendOptions patient = SendOptions.defaults().waitForRoom(Duration.ofSeconds(30));
		topic.publish("a");
		BlockedCall<String> publisher = new BlockedCall<>(() -> topic.publish("b", patient))
			.awaitParked(() -> isSomebodySendingTo(first));
		assertThat(first.poll()).contains("a");
		publisher.awaitParked(() -> isSomebodySendingTo(third));
		assertThat(third.poll()).contains("a");
		assertThat(publisher.atOnce()).isNotBlank();
		assertThat(List.of(first, second, third)).extracting((queue) -> queue.poll(10))
			.containsExactly(List.of("b"), List.of("a", "b"), List.of("b"));
	}

	@Test
	void givesUpWaitingForRoomWhenTheTimeIsUp() {
		RedisQueue<String> full = queue((settings) -> settings.capacity(1));
		RedisQueue<String> last = queue();
		RedisTopic<String> topic = here().create(settings(), List.of(full, last));
		topic.publish("a");
		assertThatExceptionOfType(QueueFullException.class)
			.isThrownBy(() -> topic.publish("b", SendOptions.defaults().waitForRoom(Duration.ofMillis(100))))
			.withMessageContaining(full.name());
		assertThat(last.size()).isEqualTo(1);
	}

	@Test
	void sendsNothingWhileSendingToOneOfTheQueuesIsPaused() {
		RedisQueue<String> first = queue((settings) -> settings.capacity(10));
		RedisQueue<String> second = queue();
		RedisTopic<String> topic = here().create(settings(), List.of(first, second));
		first.pauseSending(PauseOptions.defaults().reason("stocktaking"));
		assertThatExceptionOfType(SendingPausedException.class).isThrownBy(() -> topic.publish("a"))
			.withMessageContaining(first.name())
			.withMessageContaining("stocktaking");
		assertThat(first.size() + second.size()).isZero();
		first.resumeSending();
		topic.publish("b");
		assertThat(List.of(first, second)).extracting((queue) -> queue.poll(10)).containsOnly(List.of("b"));
	}

	@Test
	void sendsNothingIfTheMessageWouldExpireInOneOfTheQueuesBeforeItIsReady() {
		RedisQueue<String> first = queue((settings) -> settings.timeToLive(Duration.ofHours(1)));
		RedisQueue<String> second = queue();
		RedisTopic<String> topic = here().create(settings(), List.of(first, second));
		SendOptions late = SendOptions.defaults().deliverAt(Instant.now().plus(Duration.ofDays(1)));
		assertThatIllegalArgumentException().isThrownBy(() -> topic.publish("a", late))
			.withMessageContaining(first.name())
			.withMessageContaining("would expire before it is ready");
		assertThat(first.size() + second.size()).isZero();
	}

	@Test
	void publishesAfterTheCommitOfATransaction() {
		RedisQueue<String> queue = queue();
		TopicSettings<String> settings = settings();
		List<String> heard = heard(there().create(settings));
		SendOptions afterCommit = SendOptions.defaults().afterCommit();
		RedisTopic<String> topic = here().create(settings, List.of(queue));
		RedisTopic<String> plain = here().create(settings);
		JdbcDataSource dataSource = new JdbcDataSource();
		dataSource.setURL("jdbc:h2:mem:" + UUID.randomUUID());
		TransactionTemplate transactions = new TransactionTemplate(new DataSourceTransactionManager(dataSource));
		transactions.executeWithoutResult((transaction) -> {
			topic.publish("rolled back", afterCommit);
			transaction.setRollbackOnly();
		});
		transactions.executeWithoutResult((transaction) -> {
			topic.publish("a", afterCommit);
			plain.publish("b", afterCommit.id("b"));
			assertThat(queue.size()).isZero();
		});
		assertThat(queue.poll(10)).containsExactly("a");
		Awaitility.await().untilAsserted(() -> assertThat(heard).containsExactly("a", "b"));
	}

	private boolean isSomebodySendingTo(RedisQueue<?> queue) {
		String senders = QueueInvariant.of(redis(), TestTopics.NAMESPACE, queue.name()).key("senders");
		return redis().nodeOf(senders).number("ZCARD", senders) > 0;
	}

	@Test
	void publishingAnIdAgainAddsNothing() {
		List<RedisQueue<String>> targets = List.of(queue(),
				queue((settings) -> settings.duplicateWindow(Duration.ofMinutes(1))));
		TopicSettings<String> settings = settings();
		List<String> heard = heard(there().create(settings));
		RedisTopic<String> topic = here().create(settings, targets);
		SendOptions options = SendOptions.defaults().id("1");
		assertThat(topic.publish("a", options)).isEqualTo("1");
		assertThat(topic.publish("a", options)).isEqualTo("1");
		assertThat(targets).allMatch((queue) -> queue.size() == 1);
		assertThat(targets.get(1).poll()).contains("a");
		topic.publish("a", options);
		assertThat(targets).extracting(RedisQueue::size).containsExactly(1L, 0L);
		topic.publish("b");
		Awaitility.await().untilAsserted(() -> assertThat(heard).containsExactly("a", "b"));
	}

	@Test
	void aDelayIsForTheQueuesAndSubscribersHearAtOnce() {
		RedisQueue<String> plain = queue();
		RedisQueue<String> late = queue((settings) -> settings.delay(Duration.ofHours(1)));
		RedisTopic<String> topic = here().create(settings(), List.of(plain, late));
		List<String> heard = heard(topic);
		topic.publish("a");
		topic.publish("b", SendOptions.defaults().delay(Duration.ofHours(2)));
		Awaitility.await().until(() -> heard.size() == 2);
		assertThat(plain.stats().ready()).isEqualTo(1);
		assertThat(plain.stats().delayed()).isEqualTo(1);
		assertThat(late.stats().delayed()).isEqualTo(2);
	}

	@Test
	void wakesWhoWaitsForTheQueues() throws Exception {
		RedisQueue<String> first = queue();
		RedisQueue<String> second = queue();
		RedisTopic<String> topic = there().create(settings(), there().sameQueues(List.of(first, second), String.class));
		BlockedCall<String> waiter = new BlockedCall<>(() -> second.poll(Duration.ofSeconds(30)).orElseThrow());
		String waiters = QueueInvariant.of(redis(), TestTopics.NAMESPACE, second.name()).key("waiters");
		waiter.awaitParked(() -> redis().nodeOf(waiters).number("ZCARD", waiters) > 0);
		topic.publish("a");
		assertThat(waiter.atOnce()).isEqualTo("a");
		assertThat(first.poll()).contains("a");
	}

	@Test
	void refusesOptionsThatDoNotSuit() {
		RedisTopic<String> plain = here().create(settings());
		RedisQueue<String> fifo = queue();
		RedisQueue<String> tickets = queue((settings) -> settings.type(QueueType.PRIORITY));
		RedisTopic<String> both = here().create(settings(), List.of(tickets, fifo));
		assertThatIllegalArgumentException()
			.isThrownBy(() -> plain.publish("a", SendOptions.defaults().delay(Duration.ofSeconds(1))))
			.withMessageContaining("Topic '" + plain.name() + "' sends to no queue");
		assertThatIllegalArgumentException()
			.isThrownBy(() -> both.publish("a", SendOptions.defaults().deduplicationId("d")))
			.withMessageContaining("takes no deduplicationId");
		assertThatIllegalArgumentException()
			.isThrownBy(() -> both.publish("a", SendOptions.defaults().deduplicateByContent()))
			.withMessageContaining("takes no deduplicationId");
		assertThatIllegalArgumentException()
			.isThrownBy(() -> both.publish("a",
					SendOptions.defaults().id("a").debounce(Duration.ofMillis(1), Duration.ofHours(1))))
			.withMessageContaining("takes no debounce");
		assertThatIllegalArgumentException().isThrownBy(() -> both.publish("a", SendOptions.defaults().priority(1)))
			.withMessageContaining("Queue '" + fifo.name() + "' is of type FIFO");
		assertThat(tickets.size()).isZero();
		assertThatIllegalArgumentException().isThrownBy(() -> publishNull(both)).withMessageContaining("null");
		assertThatIllegalArgumentException().isThrownBy(() -> publishNumber(both))
			.withMessageContaining("takes payloads of type java.lang.String, but got java.lang.Integer");
	}

	@SuppressWarnings("NullAway")
	private static void publishNull(RedisTopic<String> topic) {
		topic.publish(null);
	}

	@SuppressWarnings({ "unchecked", "rawtypes" })
	private static void publishNumber(RedisTopic topic) {
		topic.publish(1);
	}

	@Test
	void refusesQueuesThatItCannotSendTo() {
		RedisQueue<String> queue = queue();
		RedisQueue<String> foreign = there().queues().create(QueueSettings.of(queue.name(), String.class));
		assertThatIllegalArgumentException().isThrownBy(() -> here().create(settings(), List.of(queue, queue)))
			.withMessageContaining("names queue '" + queue.name() + "' twice");
		assertThatIllegalArgumentException().isThrownBy(() -> here().create(settings(), List.of(foreign)))
			.withMessageContaining("not made by the same RedisQueueFactory");
		assertThatIllegalArgumentException().isThrownBy(() -> createOfOtherType(queue))
			.withMessageContaining("payloads of type java.lang.Integer");
	}

	@SuppressWarnings({ "unchecked", "rawtypes" })
	private void createOfOtherType(RedisQueue queue) {
		here().create((TopicSettings) TopicSettings.of("t", Integer.class), (List) List.of(queue));
	}

}
