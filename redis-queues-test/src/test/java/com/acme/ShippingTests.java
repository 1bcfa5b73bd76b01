package com.acme;

import java.time.Duration;

import io.github.redisqueues.test.Locks;
import io.github.redisqueues.test.TestQueues;
import io.github.redisqueues.test.autoconfigure.QueuesTest;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.context.bean.override.mockito.MockitoBean;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.BDDMockito.willAnswer;
import static org.mockito.BDDMockito.willThrow;

// tag::slice[]
@QueuesTest(Shipping.class)
class ShippingTests {

	private final Order order = new Order("1", "7", "tea");

	@Autowired
	private TestQueues queues;

	@Autowired
	private Locks locks;

	@MockitoBean
	private Warehouse warehouse;

	@Test
	void anOrderIsShippedAndBilled() {
		assertThat(this.queues.deliver("orders", this.order)).wasAcked();
		this.queues.assertSent("invoices").withPayload(this.order).delayedBy(Duration.ofDays(14)).inGroup("7").once();
	}

	@Test
	void anOrderIsRetriedAndThenDead() {
		willThrow(new IllegalStateException("the belt is stuck")).given(this.warehouse).ship(this.order);
		assertThat(this.queues.deliver("orders", this.order, 1)).wasRetriedWithin(Duration.ofSeconds(5));
		assertThat(this.queues.deliver("orders", this.order, 3)).isDeadBecause("the belt is stuck");
		this.queues.assertNothingSent("invoices");
	}

	@Test
	void theArticleIsLockedMeanwhile() {
		willAnswer((call) -> {
			this.locks.assertHeld("stock", "tea");
			return null;
		}).given(this.warehouse).ship(this.order);
		assertThat(this.queues.deliver("orders", this.order)).wasAcked();
		this.locks.assertFree("stock", "tea");
	}

}
// end::slice[]
