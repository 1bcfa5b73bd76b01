package com.acme;

import java.time.Duration;

import io.github.redisqueues.listener.QueueListenerContainer;
import io.github.redisqueues.listener.QueueListenerRegistry;
import io.github.redisqueues.queue.RedisQueue;
import io.github.redisqueues.test.autoconfigure.AutoConfigureTestQueues;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A test of the whole application with its listeners and schedules running.
 */
@SpringBootTest
@AutoConfigureTestQueues(startListeners = true)
class RunningListenersTests {

	@Autowired
	private QueueListenerRegistry registry;

	@Autowired
	private RedisQueue<String> tickets;

	@Autowired
	private RedisQueue<String> stocktaking;

	@Test
	void listenersAndSchedulesRun() {
		assertThat(this.registry.containers()).hasSize(3).allMatch(QueueListenerContainer::isRunning);
		this.tickets.send("ack");
		Awaitility.await().until(() -> this.tickets.size() == 0);
		assertThat(this.stocktaking.poll(Duration.ofSeconds(30))).hasValue("warehouse 1");
	}

}
