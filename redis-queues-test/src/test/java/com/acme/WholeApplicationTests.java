package com.acme;

import io.github.redisqueues.queue.RedisQueue;
import io.github.redisqueues.test.TestQueues;
import io.github.redisqueues.test.autoconfigure.AutoConfigureTestQueues;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Test queues in a test of the whole application. What a test leaves in Redis is gone
 * before the next one.
 */
@SpringBootTest
@AutoConfigureTestQueues
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class WholeApplicationTests {

	@Autowired
	private TestQueues queues;

	@Autowired
	private RedisQueue<String> tickets;

	@Test
	@Order(1)
	void listenersCallRealBeans() {
		assertThat(this.queues.deliver("orders", new com.acme.Order("1", "7", "tea"))).wasRetried()
			.failure()
			.hasMessage("There is no warehouse in tests");
		this.tickets.send("nobody takes it");
		this.tickets.pause();
		this.queues.tick("nightly");
	}

	@Test
	@Order(2)
	void theNextTestFindsNothing() {
		this.queues.assertNothingSent();
		assertThat(this.tickets.isPaused()).isFalse();
		assertThat(this.queues.drain()).isEmpty();
	}

}
