package io.github.redisqueues.shop.opening;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

import io.github.redisqueues.queue.QueueType;
import io.github.redisqueues.queue.RedisQueue;
import io.github.redisqueues.shop.order.Order;
import io.github.redisqueues.shop.report.Ledger;
import io.github.redisqueues.shop.report.QueueTotals;
import io.github.redisqueues.shop.ticket.Ticket;
import io.github.redisqueues.shop.undo.Edit;

import org.springframework.stereotype.Component;

/**
 * Waits until all messages of the opening run are settled.
 */
@Component
class OpeningRunEnd {

	private static final Duration MAX_WAIT = Duration.ofSeconds(10);

	private static final Duration POLL_INTERVAL = Duration.ofMillis(100);

	private final List<RedisQueue<?>> queues;

	private final Ledger ledger;

	OpeningRunEnd(RedisQueue<Order> orders, RedisQueue<Ticket> tickets, RedisQueue<Edit> undo, RedisQueue<Order> unpaid,
			Ledger ledger) {
		this.queues = List.of(orders, tickets, undo, unpaid);
		this.ledger = ledger;
	}

	/**
	 * Waits until every message is settled or nothing has changed for a while.
	 * @return the totals of each queue
	 * @throws InterruptedException if the thread is interrupted
	 */
	List<QueueTotals> await() throws InterruptedException {
		List<QueueTotals> totals = totals();
		long lastChange = System.nanoTime();
		while (!totals.stream().allMatch(OpeningRunEnd::isSettled)
				&& System.nanoTime() - lastChange < MAX_WAIT.toNanos()) {
			TimeUnit.MILLISECONDS.sleep(POLL_INTERVAL.toMillis());
			List<QueueTotals> next = totals();
			if (!next.equals(totals)) {
				lastChange = System.nanoTime();
			}
			totals = next;
		}
		return totals;
	}

	private List<QueueTotals> totals() {
		return this.queues.stream().<QueueTotals>map(this.ledger::totals).toList();
	}

	/**
	 * Messages of the undo list stay in their queue until somebody undoes an edit.
	 */
	private static boolean isSettled(QueueTotals queueTotals) {
		return queueTotals.lost() == 0 && (queueTotals.waiting() == 0 || queueTotals.type() == QueueType.LIFO);
	}

}
