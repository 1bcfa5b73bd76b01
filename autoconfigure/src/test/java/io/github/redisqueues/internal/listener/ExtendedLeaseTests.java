package io.github.redisqueues.internal.listener;

import java.time.Duration;
import java.time.Instant;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;

import io.github.redisqueues.listener.MessageHandler;
import io.github.redisqueues.queue.Delivery;
import io.github.redisqueues.queue.RedisQueue;
import io.github.redisqueues.testing.FaultyProxy;
import io.github.redisqueues.testing.RedisTestServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;
import static org.awaitility.Awaitility.await;

/**
 * Leases that a handler has asked for while it works.
 */
@Timeout(60)
class ExtendedLeaseTests {

	/**
	 * Shorter than the time after which a container would look at its leases anyway.
	 */
	private static final Duration SHORT = Duration.ofMillis(300);

	private final Queue<Integer> attempts = new ConcurrentLinkedQueue<>();

	private final AtomicReference<Throwable> failure = new AtomicReference<>();

	private ListenerProcess process;

	@BeforeEach
	void begin() {
		this.process = new ListenerProcess(RedisTestServer.shared());
	}

	@AfterEach
	void end() {
		this.process.close();
	}

	@Test
	void aShorterLeaseIsRenewedBeforeItRunsOut() {
		RedisQueue<String> queue = this.process.queue();
		listen(queue, (delivery) -> {
			Instant asked = extend(delivery, SHORT);
			assertThat(asked).isBefore(RedisTestServer.shared().serverTime().plus(SHORT).plusMillis(1));
			await().pollInterval(Duration.ofMillis(20))
				.atMost(Duration.ofSeconds(3))
				.until(() -> delivery.leaseUntil().isAfter(asked));
		});
		queue.send("slow");
		awaitEmpty(queue);
	}

	@Test
	void aShorterLeaseHoldsAsAskedForAtFirst() {
		RedisQueue<String> queue = this.process.queue((settings) -> settings.leaseTime(Duration.ofMinutes(5)));
		listen(queue, (delivery) -> {
			Instant asked = extend(delivery, Duration.ofMinutes(1));
			await().during(Duration.ofMillis(1200))
				.atMost(Duration.ofSeconds(5))
				.until(() -> delivery.leaseUntil().equals(asked));
		});
		queue.send("slow");
		awaitEmpty(queue);
	}

	@Test
	void aLongerLeaseStaysAsItIs() {
		Duration lease = Duration.ofMillis(300);
		RedisQueue<String> queue = this.process.queue((settings) -> settings.leaseTime(lease));
		listen(queue, (delivery) -> {
			Instant asked = extend(delivery, Duration.ofMinutes(5));
			await().during(lease.multipliedBy(3))
				.atMost(Duration.ofSeconds(5))
				.until(() -> delivery.leaseUntil().equals(asked));
		});
		queue.send("slow");
		awaitEmpty(queue);
	}

	@Test
	void aLeaseIsRenewedAtOnceWhenNobodyKnowsWhetherItIsShorterNow() {
		RedisTestServer server = RedisTestServer.shared();
		try (FaultyProxy proxy = new FaultyProxy(server);
				ListenerProcess faulty = new ListenerProcess(server, server.connectionFactory(Duration.ofMillis(500),
						(configuration) -> configuration.setPort(proxy.port())))) {
			Duration lease = Duration.ofMinutes(5);
			RedisQueue<String> queue = this.process.queue((settings) -> settings.leaseTime(lease));
			Duration shorter = Duration.ofSeconds(6);
			faulty.listen(faulty.queue(queue.name(), (settings) -> settings.leaseTime(lease)),
					(delivery) -> recorded(delivery, (ours) -> {
						Instant before = ours.leaseUntil();
						proxy.refuse();
						proxy.cutAfter("EVALSHA");
						assertThatException().isThrownBy(() -> ours.extend(shorter));
						proxy.heal();
						assertThat(proxy.injected()).as("it was done").isEqualTo(1);
						await().atMost(shorter).until(() -> ours.leaseUntil().isAfter(before));
					}), UnaryOperator.identity());
			queue.send("slow");
			awaitEmpty(queue);
		}
	}

	/**
	 * With a free worker, who would take what is delivered again.
	 */
	private void listen(RedisQueue<String> queue, MessageHandler<String> handler) {
		this.process.listen(queue, (delivery) -> recorded(delivery, handler), (settings) -> settings.concurrency(2));
	}

	private void recorded(Delivery<String> delivery, MessageHandler<String> handler) throws Exception {
		this.attempts.add(delivery.attempt());
		if (delivery.attempt() == 1) {
			try {
				handler.handle(delivery);
			}
			catch (Throwable ex) {
				this.failure.compareAndSet(null, ex);
			}
		}
	}

	private static Instant extend(Delivery<String> delivery, Duration lease) {
		assertThat(delivery.extend(lease)).isTrue();
		return delivery.leaseUntil();
	}

	private void awaitEmpty(RedisQueue<String> queue) {
		await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> assertThat(queue.size()).isZero());
		assertThat(this.failure).hasNullValue();
		assertThat(this.attempts).containsExactly(1);
		this.process.invariant(queue).checkEmpty();
	}

}
