package com.acme;

import java.time.Duration;

import io.github.redisqueues.lock.DistributedLocks;
import io.github.redisqueues.lock.LockHandle;
import io.github.redisqueues.lock.LockOptions;
import io.github.redisqueues.queue.RedisQueue;
import io.github.redisqueues.queue.SendOptions;
import io.github.redisqueues.test.Locks;
import io.github.redisqueues.test.TestQueues;
import io.github.redisqueues.test.autoconfigure.QueuesTest;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.context.bean.override.mockito.MockitoBean;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Assertions on messages, schedules and locks.
 */
@QueuesTest
class SentMessagesTests {

	private static final Order ORDER = new Order("1", "7", "tea");

	@Autowired
	private TestQueues queues;

	@Autowired
	private RedisQueue<Order> orders;

	@Autowired
	private RedisQueue<String> reminders;

	@Autowired
	private RedisQueue<String> stocktaking;

	@Autowired
	private DistributedLocks distributedLocks;

	@Autowired
	private Locks locks;

	@MockitoBean
	private Warehouse warehouse;

	@Test
	void messagesAreFoundByEveryCondition() {
		this.orders.send(ORDER);
		this.orders.send(new Order("2", "8", "milk"),
				SendOptions.defaults().delay(Duration.ofMinutes(5)).group("8").header("tenant", "x"));
		this.orders.send(new Order("3", "8", "milk"));
		this.queues.assertSent("orders").times(3);
		this.queues.assertSent(this.orders).withPayload(ORDER).delayedBy(Duration.ZERO).once();
		this.queues.assertSent(this.orders).matching((order) -> order.sku().equals("milk")).times(2);
		this.queues.assertSent("orders", Order.class)
			.matching("of milk", (order) -> order.sku().equals("milk"))
			.delayedBy(Duration.ofMinutes(5))
			.inGroup("8")
			.withHeader("tenant", "x")
			.once();
	}

	@Test
	void theDelayOfTheQueueCounts() {
		this.reminders.send("water the plants");
		this.queues.assertSent("reminders").delayedBy(Duration.ofMinutes(30)).once();
	}

	@Test
	void messagesInEveryStateCount() {
		this.orders.send(ORDER);
		assertThat(this.orders.receive()).isPresent();
		this.orders.send(ORDER);
		this.orders.receive().orElseThrow().reject("no");
		this.orders.send(ORDER);
		this.queues.assertSent("orders").withPayload(ORDER).times(3);
		assertThat(this.queues.dead(this.orders)).hasSize(1);
	}

	@Test
	void whatIsMissingIsSaid() {
		assertFails(() -> this.queues.assertSent("orders"),
				"Expected a message in queue 'orders' to have been sent, but there is none; the queue is empty");
		this.orders.send(ORDER, SendOptions.defaults().header("tenant", "x"));
		assertFails(() -> this.queues.assertSent("orders").withPayload(ORDER).delayedBy(Duration.ofMinutes(5)),
				"Expected a message with payload Order[number=1, customer=7, sku=tea], delayed by PT5M in queue"
						+ " 'orders' to have been sent, but there is none\nMessages of the queue:\n"
						+ "  - Order[number=1, customer=7, sku=tea] (ready, headers {tenant=x}, id ");
		assertFails(() -> this.queues.assertSent("orders").inGroup("7"), "in group '7'");
		assertFails(() -> this.queues.assertSent("orders").withHeader("tenant", "y"), "with header tenant=y");
		assertFails(() -> this.queues.assertSent("orders").times(2), "2 times, but there is 1");
		this.orders.send(ORDER);
		assertFails(() -> this.queues.assertSent("orders").once(), "once, but there are 2");
		assertFails(() -> this.queues.assertNothingSent(),
				"Expected nothing to have been sent to queue 'orders', but there are 2 messages\n");
	}

	@Test
	void nothingIsSentAtFirstAndWhatIsDeliveredDoesNotCount() {
		this.queues.assertNothingSent();
		this.queues.deliver("orders", new Order("1", "7", "nothing"));
		assertThat(this.queues.dead("orders")).hasSize(1);
		this.queues.assertNothingSent();
	}

	@Test
	void aScheduleSendsWhenTheTestSaysSo() {
		this.queues.assertNothingSent("stocktaking");
		this.queues.tick("nightly");
		this.queues.tick("stocktaking", "nightly");
		this.queues.assertSent("stocktaking").withPayload("all warehouses").withHeader("schedule", "nightly").times(2);
		assertThatIllegalArgumentException().isThrownBy(() -> this.queues.tick("daily"))
			.withMessageStartingWith("There is no schedule 'daily'; schedules are [schedule 'nightly'");
		this.stocktaking.pauseSending();
		assertThatIllegalStateException().isThrownBy(() -> this.queues.tick("quick"))
			.withMessage("Schedule 'quick' could not send to queue 'stocktaking': sending to the queue is paused");
	}

	@Test
	void locksAreHeldOrFree() {
		this.locks.assertFree("stock");
		assertFails(() -> this.locks.assertHeld("stock"), "Expected lock 'stock' to be held, but it is free");
		try (LockHandle handle = this.distributedLocks.acquire("stock")) {
			this.locks.assertHeld("stock");
			assertFails(() -> this.locks.assertFree("stock"), "Expected lock 'stock' to be free, but ");
			assertThat(handle.isHeld()).isTrue();
		}
		try (LockHandle handle = this.distributedLocks.acquire("stock", LockOptions.defaults().keys("tea"))) {
			this.locks.assertHeld("stock", "tea");
			this.locks.assertFree("stock", "milk");
			assertFails(() -> this.locks.assertFree("stock", "tea"), "lock 'stock' on key 'tea'");
			assertThat(handle.isHeld()).isTrue();
		}
	}

	private static void assertFails(ThrowingCallable assertion, String message) {
		assertThatExceptionOfType(AssertionError.class).isThrownBy(assertion).withMessageContaining(message);
	}

}
