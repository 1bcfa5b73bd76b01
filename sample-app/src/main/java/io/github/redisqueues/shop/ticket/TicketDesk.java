package io.github.redisqueues.shop.ticket;

import java.time.Duration;

import io.github.redisqueues.listener.Attempt;
import io.github.redisqueues.listener.DoNotRetry;
import io.github.redisqueues.listener.MessageId;
import io.github.redisqueues.listener.QueueListener;
import io.github.redisqueues.listener.RetryLater;
import io.github.redisqueues.queue.RedisQueue;
import io.github.redisqueues.queue.SendOptions;
import io.github.redisqueues.shop.order.OrderBook;
import io.github.redisqueues.shop.order.OrderStatus;
import io.github.redisqueues.shop.order.PlacedOrder;
import io.github.redisqueues.shop.report.Ledger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.stereotype.Service;

/**
 * Answers tickets by priority. The queue is injected by its type alone, as no other queue
 * has tickets.
 */
@Service
public class TicketDesk {

	private static final Logger logger = LoggerFactory.getLogger(TicketDesk.class);

	private static final Duration LATER = Duration.ofMillis(500);

	private final RedisQueue<Ticket> queue;

	private final OrderBook book;

	private final Ledger ledger;

	TicketDesk(RedisQueue<Ticket> queue, OrderBook book, Ledger ledger) {
		this.queue = queue;
		this.book = book;
		this.ledger = ledger;
	}

	/**
	 * Opens a ticket.
	 * @param ticket the ticket
	 * @return its id
	 */
	public String open(Ticket ticket) {
		String id = this.queue.send(ticket, SendOptions.defaults().priority(ticket.priority()));
		this.ledger.sent(this.queue, id);
		return id;
	}

	/**
	 * Answers a ticket, one at a time so that the most urgent one is always next. A
	 * ticket about an order that is not settled yet is retried later.
	 */
	@QueueListener(value = "tickets", concurrency = "1")
	void answer(Ticket ticket, @MessageId String id, @Attempt int attempt) {
		this.ledger.received(this.queue, id, attempt);
		OrderStatus status = this.book.find(ticket.orderId())
			.map(PlacedOrder::status)
			.orElseThrow(() -> new DoNotRetry("there is no order '" + ticket.orderId() + "'"));
		if (!status.isSettled()) {
			throw new RetryLater(LATER, "order '" + ticket.orderId() + "' is still " + status, null);
		}
		logger.debug("{} '{}': it is {}", ticket.orderId(), ticket.text(), status);
		this.ledger.processed(this.queue, id);
	}

}
