package com.acme;

import io.github.redisqueues.test.TestQueues;
import io.github.redisqueues.test.autoconfigure.QueuesTest;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What is in a slice.
 */
@QueuesTest(Desk.class)
class SliceTests {

	@Autowired
	private ApplicationContext context;

	@Autowired
	private TestQueues queues;

	@Test
	void onlyTheNamedListenersAndWhatListenersNeedAreBeans() {
		assertThat(this.context.getBeansOfType(Desk.class)).hasSize(1);
		assertThat(this.context.getBeansOfType(Journal.class)).hasSize(1);
		assertThat(this.context.getBeansOfType(Shipping.class)).isEmpty();
		assertThat(this.context.getBeansOfType(Warehouse.class)).isEmpty();
	}

	@Test
	void eachContextHasANamespaceOfItsOwn() {
		assertThat(this.context.getEnvironment().getProperty("queues.namespace")).startsWith("queues:test:");
		assertThat(this.queues.deliver("tickets", "ack")).wasAcked();
	}

}
