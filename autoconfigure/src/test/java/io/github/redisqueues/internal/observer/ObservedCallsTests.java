package io.github.redisqueues.internal.observer;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;

import io.github.redisqueues.internal.listener.DefaultQueueListenerContainer;
import io.github.redisqueues.internal.lock.LockSettings;
import io.github.redisqueues.internal.lock.StoreDistributedLocks;
import io.github.redisqueues.internal.fleet.ProcessIdentity;
import io.github.redisqueues.internal.queue.DefaultRedisQueueFactory;
import io.github.redisqueues.internal.queue.OutgoingCall;
import io.github.redisqueues.internal.queue.QueueObserver;
import io.github.redisqueues.internal.queue.SchedulableQueue;
import io.github.redisqueues.internal.redis.SilenceCheck;
import io.github.redisqueues.internal.topic.DefaultRedisTopicFactory;
import io.github.redisqueues.listener.Acknowledgement;
import io.github.redisqueues.listener.BatchHandler;
import io.github.redisqueues.listener.FailureAction;
import io.github.redisqueues.listener.ListenerSettings;
import io.github.redisqueues.lock.LockHandle;
import io.github.redisqueues.lock.LockOptions;
import io.github.redisqueues.queue.Backoff;
import io.github.redisqueues.queue.CancelMode;
import io.github.redisqueues.queue.Delivery;
import io.github.redisqueues.queue.JsonPayloadConverter;
import io.github.redisqueues.queue.QueueFullException;
import io.github.redisqueues.queue.QueueSettings;
import io.github.redisqueues.queue.RedisQueue;
import io.github.redisqueues.queue.SendOptions;
import io.github.redisqueues.testing.BlockedCall;
import io.github.redisqueues.testing.RedisTestServer;
import io.github.redisqueues.topic.RedisTopic;
import io.github.redisqueues.topic.Subscription;
import io.github.redisqueues.topic.TopicSettings;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * What observers of queues, topics and locks see.
 */
@Timeout(60)
class ObservedCallsTests {

	private static final String NAMESPACE = "queues:observed";

	private final RecordingObserver observer = new RecordingObserver();

	private final LettuceConnectionFactory connectionFactory = RedisTestServer.shared().connectionFactory();

	private final SilenceCheck silence = new SilenceCheck(this.connectionFactory, SilenceCheck.DEFAULT_TIMEOUTS);

	private final DefaultRedisQueueFactory factory = new DefaultRedisQueueFactory(this.connectionFactory, this.silence,
			new JsonPayloadConverter(), NAMESPACE, QueueObserver.of(List.of(QueueObserver.ofEvents((event) -> {
			}), this.observer)), ProcessIdentity.UNNAMED);

	private final RedisQueue<String> queue = queue(UnaryOperator.identity());

	@AfterEach
	void close() {
		this.factory.close();
		this.connectionFactory.destroy();
	}

	private RedisQueue<String> queue(UnaryOperator<QueueSettings.Builder<String>> settings) {
		return this.factory
			.create(settings.apply(QueueSettings.builder("q" + UUID.randomUUID(), String.class)).build());
	}

	@Test
	void sendsAreObservedAndGetHeaders() {
		this.queue.send("a", SendOptions.defaults().header("mine", "1"));
		this.queue.sendAll(List.of("b", "c"));
		this.queue.trySend("d", SendOptions.defaults());
		this.queue.sendAll(List.of());
		assertThat(this.observer.take()).containsExactly("send 1", "send 2", "send 1");
		List<Delivery<String>> deliveries = this.queue.receive(10, Duration.ZERO);
		assertThat(deliveries).extracting(Delivery::payload).containsExactly("a", "b", "c", "d");
		assertThat(deliveries.get(0).headers()).containsExactly(Map.entry("mine", "1"),
				Map.entry("trace", "of " + this.queue.name()));
		assertThat(deliveries)
			.allSatisfy((delivery) -> assertThat(delivery.headers()).containsEntry("trace", "of " + this.queue.name()));
	}

	@Test
	void anAsynchronousSendIsObservedUntilItIsComplete() {
		try (CallScope scope = this.observer.enter("request")) {
			assertThat(this.queue.sendAsync("a").join()).isNotEmpty();
		}
		await().untilAsserted(() -> assertThat(this.observer.take()).containsExactly("send 1 within request"));
	}

	@Test
	void aFailedSendIsObservedWithItsFailure() {
		RedisQueue<String> small = queue((settings) -> settings.capacity(1));
		small.send("a");
		assertThatExceptionOfType(QueueFullException.class).isThrownBy(() -> small.send("b"));
		CompletableFuture<String> sent = small.sendAsync("b");
		assertThat(sent).failsWithin(Duration.ofSeconds(20));
		await().untilAsserted(() -> assertThat(this.observer.calls()).containsExactly("send 1",
				"send 1 QueueFullException", "send 1 QueueFullException"));
	}

	@Test
	void aHeaderOfTheSenderAndTheLimitsStay() {
		SendOptions own = SendOptions.defaults().header("Trace", "mine");
		this.queue.send("a", own);
		SendOptions full = SendOptions.defaults();
		for (int i = 0; i < 255; i++) {
			full = full.header("h" + i, "");
		}
		this.queue.send("b", full);
		List<Delivery<String>> deliveries = this.queue.receive(10, Duration.ZERO);
		assertThat(deliveries.get(0).headers()).isEqualTo(own.headers());
		assertThat(deliveries.get(1).headers()).isEqualTo(full.headers());
	}

	@Test
	void aSendAfterTheCommitIsObservedAfterTheCommit() {
		JdbcDataSource dataSource = new JdbcDataSource();
		dataSource.setURL("jdbc:h2:mem:" + UUID.randomUUID());
		TransactionTemplate transactions = new TransactionTemplate(new JdbcTransactionManager(dataSource));
		transactions.executeWithoutResult((transaction) -> {
			this.queue.send("a", SendOptions.defaults().afterCommit());
			this.queue.trySend("b", SendOptions.defaults().afterCommit());
			this.queue.sendAllAsync(List.of("c", "d"), SendOptions.defaults().afterCommit());
			assertThat(this.observer.take()).isEmpty();
		});
		assertThat(this.observer.take()).containsExactly("send 1", "send 1", "send 2");
		transactions.executeWithoutResult((transaction) -> {
			this.queue.send("e", SendOptions.defaults().afterCommit());
			transaction.setRollbackOnly();
		});
		assertThat(this.observer.take()).isEmpty();
		assertThat(this.queue.receive(10, Duration.ZERO)).hasSize(4)
			.allSatisfy((delivery) -> assertThat(delivery.headers()).containsKey("trace"));
	}

	@Test
	void whatTheApplicationTakesIsObservedUnlessItIsNothing() {
		this.queue.sendAll(List.of("a", "b", "c", "d", "e", "f"));
		this.observer.take();
		this.queue.poll();
		this.queue.receive(2, Duration.ofSeconds(5));
		assertThat(this.queue.receive()).isPresent();
		try (CallScope scope = this.observer.enter("request")) {
			assertThat(this.queue.receiveAsync().join()).isPresent();
		}
		this.queue.poll(Duration.ofSeconds(5));
		this.queue.poll();
		this.queue.receive();
		assertThat(this.queue.receiveAsync().join()).isEmpty();
		assertThat(this.observer.take()).containsExactly("POLL 1", "RECEIVE 2", "RECEIVE 1", "RECEIVE 1 within request",
				"POLL 1");
	}

	@Test
	void aMessageThatIsDelayedSaysSo() {
		RedisQueue<String> delaying = queue((settings) -> settings.delay(Duration.ofMillis(50)));
		delaying.send("a");
		this.queue.send("b", SendOptions.defaults().deliverAt(Instant.now().plusMillis(80)));
		this.queue.send("c", SendOptions.defaults().delay(Duration.ZERO));
		assertThat(delaying.receive(Duration.ofSeconds(20)).orElseThrow().headers())
			.containsEntry(OutgoingCall.DELAY_HEADER, "50");
		assertThat(this.queue.receive().orElseThrow().headers()).doesNotContainKey(OutgoingCall.DELAY_HEADER);
		assertThat(this.queue.receive(Duration.ofSeconds(20)).orElseThrow().headers())
			.containsKey(OutgoingCall.DELAY_HEADER);
	}

	@Test
	void theTimeForWhichAMessageWasReadyIsToldOnce() {
		RedisQueue<String> delaying = queue((settings) -> settings.leaseTime(Duration.ofSeconds(60)));
		delaying.send("a", SendOptions.defaults().delay(Duration.ofMillis(300)));
		delaying.send("b", SendOptions.defaults().id("given"));
		Delivery<String> given = delaying.receive().orElseThrow();
		given.nack();
		delaying.receive().orElseThrow().reject("for later");
		assertThat(delaying.deadLetters().redrive("given")).isTrue();
		assertThat(delaying.receive()).isPresent();
		assertThat(this.observer.waits()).hasSize(1);
		assertThat(delaying.receive(Duration.ofSeconds(20))).isPresent();
		assertThat(this.observer.waits()).hasSize(2)
			.allSatisfy((wait) -> assertThat(wait).isBetween(Duration.ZERO, Duration.ofSeconds(10)));
	}

	@Test
	void aTickIsObservedInTheProcessThatSendsIt() {
		SchedulableQueue<String> ticking = (SchedulableQueue<String>) this.queue;
		Instant now = ticking.beginSchedule("nightly", "daily").now();
		Instant tick = now.plusMillis(1);
		await().until(() -> ticking.beginSchedule("nightly", "").now().isAfter(tick));
		for (int i = 0; i < 3; i++) {
			ticking.sendTick("nightly", tick, Duration.ZERO, "a");
		}
		ticking.sendTick("nightly", now.plusSeconds(60), Duration.ZERO, "b");
		assertThat(this.observer.take()).containsExactly("send 1");
		assertThat(this.queue.receive(10, Duration.ZERO)).singleElement()
			.satisfies((delivery) -> assertThat(delivery.headers()).containsKeys("trace", OutgoingCall.DELAY_HEADER,
					"schedule", "tick"));
	}

	@Test
	void aTopicIsObservedOnceAndItsQueuesAndSubscribersGetTheHeaders() throws Exception {
		try (DefaultRedisTopicFactory topics = new DefaultRedisTopicFactory(this.factory)) {
			RedisTopic<String> topic = topics.create(TopicSettings.of("t" + UUID.randomUUID(), String.class),
					List.of(this.queue, queue(UnaryOperator.identity())));
			Set<String> within = ConcurrentHashMap.newKeySet();
			try (Subscription subscription = topic
				.subscribe((payload) -> within.add(String.valueOf(this.observer.current())))) {
				topic.publish("a");
				await().untilAsserted(() -> assertThat(this.observer.calls()).containsExactlyInAnyOrder("publish 1",
						"hear {trace=of " + topic.name() + "}"));
				assertThat(within).containsExactly("hear {trace=of " + topic.name() + "}");
			}
			assertThat(this.queue.receive().orElseThrow().headers()).containsEntry("trace", "of " + topic.name());
		}
	}

	private void handle(BatchHandler<String> handler, UnaryOperator<ListenerSettings.Builder> settings,
			String... expected) {
		this.observer.take();
		DefaultQueueListenerContainer<String> container = DefaultQueueListenerContainer.ofBatches("listener",
				this.queue, handler, settings.apply(ListenerSettings.builder().batchSize(10)).build());
		container.start();
		try {
			await().untilAsserted(() -> assertThat(this.observer.calls()).containsExactly(expected));
		}
		finally {
			container.stop();
		}
	}

	@Test
	void theWorkOfAListenerIsObservedAsOneCall() {
		this.queue.sendAll(List.of("a", "b", "c"));
		Set<String> within = ConcurrentHashMap.newKeySet();
		handle((deliveries) -> within.add(String.valueOf(this.observer.current())), UnaryOperator.identity(),
				"handle 3 at attempt 1 fresh: ACKED");
		assertThat(within).containsExactly("handle 3 at attempt 1 fresh");
		assertThat(this.observer.waits()).hasSize(3);
	}

	@Test
	void errorHandlersRunWithinTheCallAndDecideItsOutcome() {
		this.queue.send("a");
		Set<String> within = ConcurrentHashMap.newKeySet();
		handle((deliveries) -> {
			throw new IllegalStateException("test");
		}, (settings) -> settings.errorHandler((delivery, failure, suggested) -> {
			within.add(String.valueOf(this.observer.current()));
			return (delivery.attempt() == 1) ? FailureAction.retryAfter(Duration.ZERO) : FailureAction.acknowledge();
		}), "handle 1 at attempt 1 fresh: RETRIED IllegalStateException",
				"handle 1 at attempt 2: ACKED IllegalStateException");
		assertThat(within).containsExactlyInAnyOrder("handle 1 at attempt 1 fresh", "handle 1 at attempt 2");
	}

	@Test
	void theLastFailureMakesADeadLetter() {
		this.queue.send("a", SendOptions.defaults().maxAttempts(1));
		handle((deliveries) -> {
			throw new IllegalStateException("test");
		}, UnaryOperator.identity(), "handle 1 at attempt 1 fresh: DEAD IllegalStateException");
	}

	@Test
	void aBatchWhoseMessagesAreHandledOneByOneIsStillOneCall() {
		this.queue.sendAll(List.of("a", "b"));
		handle((deliveries) -> {
			if (deliveries.stream().anyMatch((delivery) -> delivery.payload().equals("b") && delivery.attempt() == 1)) {
				throw new IllegalStateException("test");
			}
		}, (settings) -> settings
			.errorHandler((delivery, failure, suggested) -> FailureAction.retryAfter(Duration.ZERO)),
				"handle 2 at attempt 1 fresh: RETRIED IllegalStateException", "handle 1 at attempt 2: ACKED");
	}

	@Test
	void whatTheHandlerSettlesItselfIsTheOutcome() {
		this.queue.sendAll(List.of("a", "b", "c", "d", "e"));
		handle((deliveries) -> {
			Delivery<String> delivery = deliveries.get(0);
			switch (delivery.payload()) {
				case "a" -> delivery.ack();
				case "b" -> delivery.reject("test");
				case "c" -> delivery.nack(Duration.ofHours(1));
				// By another thread, as an interrupt that is early would cut off this
				// one's call
				case "d" -> new BlockedCall<>(() -> this.queue.cancel(delivery.id(), CancelMode.INTERRUPT));
				default -> {
				}
			}
			if (delivery.payload().equals("d")) {
				// The handler is interrupted, so it must not wait
				while (!delivery.isCancelled()) {
					Thread.onSpinWait();
				}
			}
		}, (settings) -> settings.batchSize(1).acknowledgement(Acknowledgement.MANUAL),
				"handle 1 at attempt 1 fresh: ACKED", "handle 1 at attempt 1 fresh: DEAD",
				"handle 1 at attempt 1 fresh: RETRIED", "handle 1 at attempt 1 fresh: LEASE_LOST",
				"handle 1 at attempt 1 fresh");
	}

	@Test
	void aHandlerThatIsStoppedReleasesItsMessages() throws Exception {
		this.queue.send("a");
		this.observer.take();
		CompletableFuture<Void> entered = new CompletableFuture<>();
		DefaultQueueListenerContainer<String> container = DefaultQueueListenerContainer.of("listener", this.queue,
				(delivery) -> {
					entered.complete(null);
					new CountDownLatch(1).await();
				}, ListenerSettings.builder().shutdownTimeout(Duration.ofMillis(500)).build());
		container.start();
		entered.get(20, TimeUnit.SECONDS);
		container.stop();
		await().untilAsserted(() -> assertThat(this.observer.calls())
			.containsExactly("handle 1 at attempt 1 fresh: RELEASED InterruptedException"));
	}

	@Test
	void locksAreObserved() {
		try (StoreDistributedLocks locks = StoreDistributedLocks.inRedis(this.connectionFactory, this.silence,
				new LockSettings(NAMESPACE, Duration.ofSeconds(30), Duration.ZERO, true), (event) -> {
				}, List.of(this.observer))) {
			String name = "lock-" + UUID.randomUUID();
			LockHandle handle = locks.acquire(name, LockOptions.defaults().keys("a"));
			Optional<LockHandle> second = CompletableFuture
				.supplyAsync(() -> locks.tryAcquire(name, LockOptions.defaults().keys("a")), Runnable::run)
				.join();
			assertThat(second).isEmpty();
			handle.release();
			handle.release();
			LockHandle lost = locks.acquire(name);
			locks.forceRelease(name);
			lost.extend(Duration.ofSeconds(10));
			assertThat(this.observer.take()).containsExactly("acquire [a]: ACQUIRED", "acquire [a]: UNAVAILABLE",
					"held until it was released", "acquire []: ACQUIRED", "held until it was lost");
		}
	}

	@Test
	void eventsAloneAreNoCalls() {
		QueueObserver events = QueueObserver.of(List.of(QueueObserver.ofEvents((event) -> {
		}), QueueObserver.ofEvents((event) -> {
		})));
		assertThat(events.observesCalls()).isFalse();
		assertThat(QueueObserver.of(List.of(events, new RecordingObserver())).observesCalls()).isTrue();
	}

	@Test
	void severalObserversSeeACallOneWithinTheOther() {
		RecordingObserver second = new RecordingObserver();
		try (DefaultRedisQueueFactory both = new DefaultRedisQueueFactory(this.connectionFactory, this.silence,
				new JsonPayloadConverter(), NAMESPACE, QueueObserver.of(List.of(this.observer, second)),
				ProcessIdentity.UNNAMED)) {
			RedisQueue<String> twice = both.create(QueueSettings.builder(this.queue.name(), String.class).build());
			twice.sendAsync("a").join();
			twice.receiveAsync().join().orElseThrow().ack();
			await().untilAsserted(() -> assertThat(List.of(this.observer.calls(), second.calls()))
				.allSatisfy((calls) -> assertThat(calls).containsExactly("send 1", "RECEIVE 1")));
		}
	}

}
