package io.github.redisqueues.internal.listener;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;

import io.github.redisqueues.listener.Concurrency;
import io.github.redisqueues.listener.QueueListenerContainer;
import io.github.redisqueues.queue.Delivery;
import io.github.redisqueues.queue.LimitChange;
import io.github.redisqueues.queue.RedisQueue;
import io.github.redisqueues.testing.RedisTestServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * The concurrency of listeners that an operator changes while they run.
 */
@Timeout(60)
class ChangedConcurrencyTests {

	private final Semaphore permits = new Semaphore(0);

	private final AtomicInteger running = new AtomicInteger();

	private final AtomicInteger most = new AtomicInteger();

	private final AtomicInteger begun = new AtomicInteger();

	private final Queue<Throwable> interrupts = new ConcurrentLinkedQueue<>();

	private ListenerProcess process;

	private ListenerProcess other;

	@BeforeEach
	void begin() {
		this.process = new ListenerProcess(RedisTestServer.shared());
		this.other = new ListenerProcess(RedisTestServer.shared());
	}

	@AfterEach
	void end() {
		this.permits.release(1_000);
		this.process.close();
		this.other.close();
		assertThat(this.interrupts).isEmpty();
	}

	@Test
	void growsAndShrinksWithoutInterruptingHandlers() {
		RedisQueue<String> queue = this.process.queue();
		QueueListenerContainer<String> container = this.process.listen(queue, this::work, (settings) -> settings);
		sendMany(queue);
		await().until(() -> this.running.get() == 1);
		operator(queue).limits().change(LimitChange.none().concurrency(3));
		await().until(() -> this.running.get() == 3 && container.workers() == 3);
		operator(queue).limits().change(LimitChange.none().concurrency(1));
		operator(queue).limits().change(LimitChange.none().maxInFlight(10));
		this.permits.release(2);
		await().until(() -> this.running.get() == 1 && container.workers() == 1);
		assertThat(this.begun).as("those that end begin nothing").hasValue(3);
		this.permits.release(2);
		await().until(() -> this.begun.get() == 5);
		assertThat(this.most).hasValue(3);
		operator(queue).limits().change(LimitChange.none().concurrency(2));
		await().until(() -> this.running.get() == 2);
		finish(queue);
	}

	@Test
	void followsWhileItIsIdleAndReturnsToTheConfiguredValue() {
		RedisQueue<String> queue = this.process.queue();
		QueueListenerContainer<String> container = this.process.listen(queue, this::work,
				(settings) -> settings.concurrency(2));
		QueueListenerContainer<String> remote = this.other.listen(operator(queue), this::work,
				(settings) -> settings.concurrency(Concurrency.of(4)));
		queue.limits().change(LimitChange.none().concurrency(5));
		await().until(() -> container.workers() == 5 && remote.workers() == 5);
		queue.limits().change(LimitChange.none().concurrency(1));
		await().until(() -> container.workers() == 1 && remote.workers() == 1);
		queue.limits().withdraw();
		await().until(() -> container.workers() == 2 && remote.workers() == 4);
		sendMany(queue);
		await().until(() -> this.running.get() == 6);
		finish(queue);
	}

	@Test
	void appliesWhatWasChangedBeforeTheStart() {
		RedisQueue<String> queue = this.process.queue();
		queue.limits().change(LimitChange.none().concurrency(1));
		sendMany(queue);
		QueueListenerContainer<String> container = this.process.listen(queue, this::work,
				(settings) -> settings.concurrency(8));
		await().until(() -> container.workers() == 1 && this.running.get() == 1);
		this.permits.release(3);
		await().until(() -> this.begun.get() == 4);
		assertThat(this.most).hasValue(1);
		this.permits.release(1_000);
		container.stop();
		this.permits.drainPermits();
		sendMany(queue);
		container.start();
		await().until(() -> container.workers() == 1 && this.running.get() == 1);
		assertThat(this.most).hasValue(1);
		finish(queue);
	}

	@Test
	void findsOutWhatWasChangedWhileItWasNotSubscribed() {
		RedisQueue<String> queue = this.process.queue();
		QueueListenerContainer<String> container = this.process.listen(queue, this::work, (settings) -> settings);
		queue.limits().change(LimitChange.none().concurrency(2));
		await().until(() -> container.workers() == 2);
		String paused = this.process.invariant(queue).key("paused");
		RedisTestServer.shared().command("DEL", paused);
		RedisTestServer.shared().command("CLIENT", "KILL", "TYPE", "pubsub");
		await().until(() -> container.workers() == 1);
	}

	@Test
	void addsNoWorkersToAContainerThatStops() {
		RedisQueue<String> queue = this.process.queue();
		QueueListenerContainer<String> container = this.process.listen(queue, this::work,
				(settings) -> settings.concurrency(4));
		for (int i = 0; i < 100; i++) {
			container.stop();
			container.start();
		}
		container.stop();
		await().untilAsserted(() -> assertThat(Thread.getAllStackTraces().keySet()).extracting(Thread::getName)
			.noneMatch((name) -> name.startsWith(container.id() + "-")));
	}

	private RedisQueue<String> operator(RedisQueue<String> queue) {
		return this.other.queue(queue.name(), (settings) -> settings);
	}

	private static void sendMany(RedisQueue<String> queue) {
		for (int i = 0; i < 20; i++) {
			queue.send("m" + i);
		}
	}

	private void finish(RedisQueue<String> queue) {
		this.permits.release(1_000);
		queue.limits().withdraw();
		await().untilAsserted(() -> this.process.invariant(queue).checkEmpty());
	}

	private void work(Delivery<String> delivery) throws InterruptedException {
		this.begun.incrementAndGet();
		this.most.accumulateAndGet(this.running.incrementAndGet(), Math::max);
		try {
			this.permits.acquire();
		}
		catch (InterruptedException ex) {
			this.interrupts.add(ex);
			throw ex;
		}
		finally {
			this.running.decrementAndGet();
		}
	}

}
