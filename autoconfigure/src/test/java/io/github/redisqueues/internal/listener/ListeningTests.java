package io.github.redisqueues.internal.listener;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

import io.github.redisqueues.listener.Concurrency;
import io.github.redisqueues.listener.QueueListenerContainer;
import io.github.redisqueues.queue.Delivery;
import io.github.redisqueues.queue.RedisQueue;
import io.github.redisqueues.queue.SendOptions;
import io.github.redisqueues.testing.RedisTestServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What a container does while all goes well.
 */
class ListeningTests {

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
	void worksOffInOrderWithOneWorker() {
		RedisQueue<String> queue = this.process.queue();
		List<String> sent = IntStream.range(0, 1000).mapToObj(String::valueOf).toList();
		queue.sendAll(sent.subList(0, 500));
		Queue<String> handled = new ConcurrentLinkedQueue<>();
		this.process.listen(queue, (delivery) -> handled.add(delivery.payload()), UnaryOperator.identity());
		queue.sendAll(sent.subList(500, 1000));
		await().untilAsserted(() -> assertThat(handled).hasSize(1000));
		assertThat(handled).containsExactlyElementsOf(sent);
		await().untilAsserted(() -> assertThat(queue.size()).isZero());
		this.process.invariant(queue).check();
	}

	@Test
	void worksOnAsManyAtOnceAsItHasWorkers() throws Exception {
		RedisQueue<String> queue = this.process.queue();
		CountDownLatch release = new CountDownLatch(1);
		Set<String> begun = ConcurrentHashMap.newKeySet();
		QueueListenerContainer<String> container = this.process.listen(queue, (delivery) -> {
			begun.add(delivery.payload());
			release.await();
		}, (settings) -> settings.concurrency(4));
		queue.sendAll(IntStream.range(0, 10).mapToObj(String::valueOf).toList());
		await().untilAsserted(() -> assertThat(begun).hasSize(4));
		assertThat(container.inFlight()).isEqualTo(4);
		assertThat(queue.stats().ready()).isEqualTo(6);
		release.countDown();
		await().untilAsserted(() -> assertThat(begun).hasSize(10));
		await().untilAsserted(() -> assertThat(queue.size()).isZero());
	}

	@Test
	void growsAndShrinksWithinItsRange() throws Exception {
		RedisQueue<String> queue = this.process.queue();
		CountDownLatch release = new CountDownLatch(1);
		AtomicInteger working = new AtomicInteger();
		QueueListenerContainer<String> container = this.process.listen(queue, (delivery) -> {
			working.incrementAndGet();
			release.await();
		}, (settings) -> settings.concurrency(Concurrency.parse("1-5")));
		await().untilAsserted(() -> assertThat(container.workers()).isEqualTo(1));
		queue.sendAll(IntStream.range(0, 20).mapToObj(String::valueOf).toList());
		await().untilAsserted(() -> assertThat(working).hasValue(5));
		release.countDown();
		await().untilAsserted(() -> assertThat(queue.size()).isZero());
		await().atMost(Duration.ofSeconds(40)).untilAsserted(() -> assertThat(container.workers()).isEqualTo(1));
	}

	@Test
	void givesBatchesUpToTheirSize() {
		RedisQueue<String> queue = this.process.queue();
		queue.sendAll(IntStream.range(0, 95).mapToObj(String::valueOf).toList());
		List<Integer> sizes = new ArrayList<>();
		Queue<String> handled = new ConcurrentLinkedQueue<>();
		this.process.listenToBatches(queue, (deliveries) -> {
			sizes.add(deliveries.size());
			deliveries.stream().map(Delivery::payload).forEach(handled::add);
		}, (settings) -> settings.batchSize(10));
		await().untilAsserted(() -> assertThat(handled).hasSize(95));
		assertThat(sizes).allMatch((size) -> size >= 1 && size <= 10).contains(10);
		await().untilAsserted(() -> assertThat(queue.size()).isZero());
	}

	@Test
	void tellsAHandlerUntilWhenItsLeaseLastsNow() {
		RedisQueue<String> queue = this.process.queue((settings) -> settings.leaseTime(Duration.ofMillis(300)));
		AtomicInteger renewed = new AtomicInteger();
		this.process.listen(queue, (delivery) -> {
			Instant before = delivery.leaseUntil();
			await().until(() -> delivery.leaseUntil().isAfter(before.plusMillis(300)));
			renewed.incrementAndGet();
		}, UnaryOperator.identity());
		queue.send("slow");
		await().untilAsserted(() -> assertThat(queue.size()).isZero());
		assertThat(renewed).hasValue(1);
	}

	@Test
	void keepsTheLeaseOfASlowHandler() throws Exception {
		RedisQueue<String> queue = this.process.queue((settings) -> settings.leaseTime(Duration.ofMillis(300)));
		AtomicInteger calls = new AtomicInteger();
		CountDownLatch release = new CountDownLatch(1);
		this.process.listen(queue, (delivery) -> {
			calls.incrementAndGet();
			release.await();
		}, (settings) -> settings.concurrency(2));
		queue.send("slow");
		await().untilAsserted(() -> assertThat(calls).hasValue(1));
		// Several leases later nobody else has it, although a second worker is free
		String last = queue.send("marker", SendOptions.defaults().delay(Duration.ofMillis(1500)));
		assertThat(last).isNotEmpty();
		await().untilAsserted(() -> assertThat(calls).hasValue(2));
		assertThat(queue.stats().inFlight()).isEqualTo(2);
		release.countDown();
		await().untilAsserted(() -> assertThat(queue.size()).isZero());
		assertThat(calls).hasValue(2);
	}

}
