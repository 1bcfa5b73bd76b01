package com.acme;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

import io.github.redisqueues.queue.DeadLetter;
import io.github.redisqueues.queue.DeadLetterGroup;
import io.github.redisqueues.queue.DeadLetters;
import io.github.redisqueues.queue.Delivery;
import io.github.redisqueues.queue.QueueSettings;
import io.github.redisqueues.queue.QueueStats;
import io.github.redisqueues.queue.QueueType;
import io.github.redisqueues.queue.Rate;
import io.github.redisqueues.queue.RedisQueue;
import io.github.redisqueues.queue.RedisQueueFactory;
import io.github.redisqueues.queue.RedriveJob;
import io.github.redisqueues.queue.RedriveOptions;
import io.github.redisqueues.queue.SendOptions;

/**
 * Queues without listeners.
 */
class QueueSnippets {

	private final RedisQueue<Order> orders;

	private final RedisQueue<Ticket> tickets;

	private final Warehouse warehouse;

	QueueSnippets(RedisQueue<Order> orders, RedisQueue<Ticket> tickets, Warehouse warehouse) {
		this.orders = orders;
		this.tickets = tickets;
		this.warehouse = warehouse;
	}

	List<String> send(Order order, List<Order> more, Ticket ticket) {
		RedisQueue<Order> orders = this.orders;
		RedisQueue<Ticket> tickets = this.tickets;
		// tag::send[]
		String id = orders.send(order);
		orders.send(order, SendOptions.defaults().delay(Duration.ofMinutes(30)));
		orders.send(order, SendOptions.defaults().deliverAt(Instant.parse("2027-01-01T00:00:00Z")));
		orders.send(order, SendOptions.defaults().group(order.customer()).header("tenant", "7"));
		tickets.send(ticket, SendOptions.defaults().priority(5).timeToLive(Duration.ofDays(2)));
		// All or none, in one round trip, up to 1,000
		List<String> ids = orders.sendAll(more);
		// end::send[]
		return List.of(id, ids.get(0));
	}

	CompletableFuture<Boolean> async(RedisQueue<Order> orders, Order order, Executor executor) {
		// tag::async[]
		CompletableFuture<String> sent = orders.sendAsync(order);
		CompletableFuture<Boolean> shipped = orders.receiveAsync(Duration.ofMinutes(10)).thenApplyAsync((next) -> {
			next.ifPresent((delivery) -> this.warehouse.ship(delivery.payload()));
			return next;
		}, executor)
			.thenCompose((next) -> next.map(Delivery::ackAsync).orElse(CompletableFuture.completedFuture(false)));
		// end::async[]
		return sent.thenCombine(shipped, (id, acknowledged) -> acknowledged);
	}

	void receive(RedisQueue<Order> orders) {
		// tag::receive[]
		// Waits for up to 20 seconds
		Optional<Delivery<Order>> next = orders.receive(Duration.ofSeconds(20));
		next.ifPresent((delivery) -> {
			try {
				this.warehouse.ship(delivery.payload());
				// Done
				delivery.ack();
			}
			catch (RuntimeException ex) {
				// Again after the queue's backoff
				delivery.retry();
			}
		});
		// end::receive[]
	}

	int receiveMany(RedisQueue<Order> orders) {
		// tag::receive-many[]
		List<Delivery<Order>> deliveries = orders.receive(100, Duration.ofSeconds(20));
		deliveries.forEach((delivery) -> this.warehouse.ship(delivery.payload()));
		// One round trip
		int acknowledged = orders.ack(deliveries);
		// end::receive-many[]
		return acknowledged;
	}

	long operate(RedisQueue<Order> orders) {
		// tag::operate[]
		// Ready, delayed, in flight, dead, age of the oldest
		QueueStats stats = orders.stats();
		// In every process, until resume()
		orders.pause();
		orders.resume();
		for (DeadLetter<Order> dead : orders.deadLetters().browse(0, 100)) {
			if (dead.reason().equals(DeadLetter.EXPIRED)) {
				orders.deadLetters().delete(dead.id());
			}
		}
		// Back into the queue, with all attempts
		orders.deadLetters().redrive(1000);
		// end::operate[]
		return stats.dead();
	}

	Optional<RedriveJob> redrive(RedisQueue<Order> orders) {
		// tag::redrive-job[]
		DeadLetters<Order> dead = orders.deadLetters();
		DeadLetterGroup largest = dead.groups(10_000).groups().get(0);
		RedriveOptions options = RedriveOptions.defaults().fingerprint(largest.fingerprint()).rate(Rate.parse("50/s"));
		// How many match
		long count = dead.count(options);
		RedriveJob job = dead.startRedrive(options.startedBy("anna"));
		// How far it is by now, in any process
		Optional<RedriveJob> now = dead.redriveJob(job.id());
		// end::redrive-job[]
		return (count > 0) ? now : Optional.empty();
	}

	RedisQueue<Order> create(RedisQueueFactory factory, String tenant) {
		// tag::factory[]
		RedisQueue<Order> queue = factory.create(QueueSettings.builder("orders-" + tenant, Order.class)
			.type(QueueType.PRIORITY)
			.rate(Rate.parse("100/s"))
			.build());
		// end::factory[]
		return queue;
	}

}
