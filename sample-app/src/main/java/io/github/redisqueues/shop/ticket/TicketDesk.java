package io.github.redisqueues.shop.ticket;

import io.github.redisqueues.queue.RedisQueue;
import io.github.redisqueues.queue.SendOptions;
import io.github.redisqueues.shop.order.OrderBook;
import io.github.redisqueues.shop.order.OrderStatus;
import io.github.redisqueues.shop.order.PlacedOrder;
import io.github.redisqueues.shop.report.Ledger;
import io.github.redisqueues.shop.work.RejectedMessageException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.stereotype.Service;

/**
 * Where customers ask, and are answered by priority. The queue is found by its type
 * alone: no other one carries tickets.
 */
@Service
public class TicketDesk {

	private static final Logger logger = LoggerFactory.getLogger(TicketDesk.class);

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
	 * Answers a ticket. Nothing can be said of an order that is still open, so that the
	 * ticket has to come again.
	 */
	void answer(Ticket ticket) {
		OrderStatus status = this.book.find(ticket.orderId())
			.map(PlacedOrder::status)
			.orElseThrow(() -> new RejectedMessageException("there is no order '" + ticket.orderId() + "'"));
		if (!status.isSettled()) {
			throw new IllegalStateException("order '" + ticket.orderId() + "' is still " + status);
		}
		logger.debug("{} '{}': it is {}", ticket.orderId(), ticket.text(), status);
	}

}
