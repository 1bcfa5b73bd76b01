package io.github.redisqueues.internal.listener;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.UnaryOperator;

import io.github.redisqueues.listener.Concurrency;
import io.github.redisqueues.listener.QueueListenerContainer;
import io.github.redisqueues.queue.QueueSettings;
import io.github.redisqueues.queue.RedisQueue;
import io.github.redisqueues.testing.CommandStats;
import io.github.redisqueues.testing.RedisTestServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Messages that a send brings to a listener.
 */
@Timeout(120)
class PushedListenerTests {

	private final RedisTestServer server = RedisTestServer.start();

	private final ListenerProcess process = new ListenerProcess(this.server);

	private final ListenerProcess sender = new ListenerProcess(this.server);

	@AfterEach
	void end() {
		this.process.close();
		this.sender.close();
		this.server.close();
	}

	@Test
	void costOneCallOfTheListenerEach() {
		AtomicInteger handled = new AtomicInteger();
		this.process.listen(this.process.queue("q", UnaryOperator.identity()), (delivery) -> handled.incrementAndGet(),
				UnaryOperator.identity());
		RedisQueue<String> queue = this.sender.queue("q", UnaryOperator.identity());
		for (int i = 0; i < 3; i++) {
			sendAndAwait(queue, handled);
		}
		long pushes = pushes();
		List<Long> scripts = new ArrayList<>();
		for (int i = 0; i < 20; i++) {
			long before = CommandStats.of(this.server.connection()).calls("evalsha");
			sendAndAwait(queue, handled);
			awaitRegistered(queue);
			scripts.add(CommandStats.of(this.server.connection()).calls("evalsha") - before);
		}
		assertThat(pushes() - pushes).isEqualTo(20);
		// If it takes long, the lease is renewed, and a listener that waits checks Redis
		assertThat(scripts).as("a send and an exchange").contains(2L).allMatch((calls) -> calls >= 2);
		await().untilAsserted(() -> assertThat(queue.size()).isZero());
		this.process.invariant(queue).check();
	}

	private void sendAndAwait(RedisQueue<String> queue, AtomicInteger handled) {
		awaitRegistered(queue);
		int before = handled.get();
		queue.send("a");
		await().pollInterval(Duration.ofMillis(2)).until(() -> handled.get() > before);
	}

	private void awaitRegistered(RedisQueue<String> queue) {
		String waiters = this.process.invariant(queue).key("waiters");
		await().pollInterval(Duration.ofMillis(2)).until(() -> this.server.connection().number("ZCARD", waiters) == 1);
	}

	private long pushes() {
		return CommandStats.of(this.server.connection()).calls("del");
	}

	@Test
	void keepTheirLeaseWhileTheHandlerWorks() throws InterruptedException {
		UnaryOperator<QueueSettings.Builder<String>> settings = (builder) -> builder.leaseTime(Duration.ofSeconds(1));
		AtomicInteger handled = new AtomicInteger();
		CountDownLatch end = new CountDownLatch(1);
		this.process.listen(this.process.queue("q", settings), (delivery) -> {
			handled.incrementAndGet();
			if (delivery.payload().equals("slow")) {
				end.await();
			}
		}, UnaryOperator.identity());
		RedisQueue<String> queue = this.sender.queue("q", settings);
		for (int i = 0; i < 3; i++) {
			sendAndAwait(queue, handled);
		}
		String waiters = this.process.invariant(queue).key("waiters");
		await().until(() -> this.server.connection().number("ZCARD", waiters) == 1);
		long pushes = pushes();
		String id = queue.send("slow");
		assertThat(pushes() - pushes).isEqualTo(1);
		assertThat(queue.receive(Duration.ofMillis(2_500))).as("two and a half leases later").isEmpty();
		assertThat(queue.find(id).orElseThrow().attempts()).isEqualTo(1);
		end.countDown();
		await().untilAsserted(() -> assertThat(queue.size()).isZero());
		assertThat(handled).hasValue(4);
	}

	@Test
	void goBackUncountedIfTheListenerPausesOrShrinks() {
		long seed = Long.getLong("push.seed", ThreadLocalRandom.current().nextLong());
		Random random = new Random(seed);
		UnaryOperator<QueueSettings.Builder<String>> settings = (builder) -> builder.leaseTime(Duration.ofHours(1));
		Map<String, Integer> handled = new ConcurrentHashMap<>();
		AtomicInteger repeated = new AtomicInteger();
		QueueListenerContainer<String> container = this.process.listen(this.process.queue("q", settings),
				(delivery) -> {
					handled.merge(delivery.id(), 1, Integer::sum);
					repeated.addAndGet(delivery.attempt() - 1);
				}, (listener) -> listener.concurrency(Concurrency.parse("1-3")));
		RedisQueue<String> queue = this.sender.queue("q", settings);
		for (int i = 0; i < 1_000; i++) {
			queue.send("m" + i);
			LockSupport.parkNanos(random.nextInt(1_500_000));
			if (random.nextInt(5) == 0) {
				container.pause();
				queue.send("sent while it pauses");
				LockSupport.parkNanos(random.nextInt(1_000_000));
				container.resume();
			}
		}
		await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> assertThat(queue.size()).isZero());
		assertThat(pushes()).as("pushes, of seed %s", seed).isGreaterThan(50);
		assertThat(handled.values()).as("handled once each, of seed %s", seed).containsOnly(1);
		assertThat(handled.size()).as("handled, of seed %s", seed).isGreaterThanOrEqualTo(1_000);
		assertThat(repeated).as("attempts that count, of seed %s", seed).hasValue(0);
		this.process.invariant(queue).check();
	}

}
