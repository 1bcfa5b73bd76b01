package com.acme;

import java.time.Duration;

import io.github.redisqueues.listener.Acknowledgement;
import io.github.redisqueues.listener.QueueListener;
import io.github.redisqueues.queue.Delivery;

import org.springframework.stereotype.Component;

/**
 * Settles each ticket as its text says.
 */
@Component
class Desk {

	Thread thread;

	int attempt;

	@QueueListener(value = "tickets", acknowledgement = Acknowledgement.MANUAL)
	void answer(Delivery<String> ticket) {
		this.thread = Thread.currentThread();
		this.attempt = ticket.attempt();
		switch (ticket.payload()) {
			case "ack" -> ticket.ack();
			case "later" -> ticket.nack(Duration.ofSeconds(7));
			case "reject" -> ticket.reject("spam");
			default -> {
			}
		}
	}

}
