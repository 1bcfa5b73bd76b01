package com.acme;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executor;

import io.github.redisqueues.listener.Acknowledgement;
import io.github.redisqueues.listener.Attempt;
import io.github.redisqueues.listener.BatchFailure;
import io.github.redisqueues.listener.DoNotRetry;
import io.github.redisqueues.listener.MessageId;
import io.github.redisqueues.listener.QueueListener;
import io.github.redisqueues.listener.QueueListenerRegistry;
import io.github.redisqueues.listener.RetryLater;
import io.github.redisqueues.queue.Delivery;

import org.springframework.messaging.handler.annotation.Header;
import org.springframework.stereotype.Component;

/**
 * Listeners.
 */
class ListenerSnippets {

	@Component
	static class Desk {

		private final Mailer mailer;

		private final Executor executor;

		Desk(Mailer mailer, Executor executor) {
			this.mailer = mailer;
			this.executor = executor;
		}

		// tag::parameters[]
		@QueueListener(value = "tickets", concurrency = "2-8", timeLimit = "30s")
		void answer(Ticket ticket, @Header("tenant") long tenant, @MessageId String id, @Attempt int attempt) {
			if (ticket.question().isBlank()) {
				// A dead letter at once
				throw new DoNotRetry("a ticket without a question");
			}
			if (isAway(tenant)) {
				// Instead of the queue's backoff
				throw new RetryLater(Duration.ofMinutes(10));
			}
			this.mailer.send(new Mail(ticket.number(), "Attempt " + attempt + " of " + id));
		}
		// end::parameters[]

		// tag::batch[]
		@QueueListener(value = "mails", batchSize = "50")
		void send(List<Mail> mails) {
			this.mailer.send(mails);
		}
		// end::batch[]

		// tag::manual[]
		@QueueListener(value = "letters", acknowledgement = Acknowledgement.MANUAL)
		void sendLater(Delivery<Mail> delivery) {
			this.executor.execute(() -> {
				this.mailer.send(delivery.payload());
				delivery.ack();
			});
		}
		// end::manual[]

		private static boolean isAway(long tenant) {
			return tenant == 0;
		}

	}

	static class Invoices {

		private final Mailer mailer;

		Invoices(Mailer mailer) {
			this.mailer = mailer;
		}

		// tag::batch-failure[]
		@QueueListener("invoices")
		void sendEach(List<Mail> invoices) {
			BatchFailure failures = new BatchFailure();
			for (int i = 0; i < invoices.size(); i++) {
				try {
					this.mailer.send(invoices.get(i));
				}
				catch (IllegalStateException ex) {
					failures.add(i, ex);
				}
			}
			failures.throwIfAny();
		}
		// end::batch-failure[]

	}

	void operate(QueueListenerRegistry registry) {
		// tag::registry[]
		// In this process only
		registry.pause("shipping");
		registry.resume("shipping");
		// end::registry[]
	}

}
