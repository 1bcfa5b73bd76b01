package io.github.redisqueues.shop.opening;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

import io.github.redisqueues.queue.QueueType;
import io.github.redisqueues.queue.RedisQueue;
import io.github.redisqueues.shop.order.Order;
import io.github.redisqueues.shop.report.Ledger;
import io.github.redisqueues.shop.report.Tally;
import io.github.redisqueues.shop.ticket.Ticket;
import io.github.redisqueues.shop.undo.Edit;

import org.springframework.stereotype.Component;

/**
 * Waits for the end of the opening run.
 */
@Component
class Settlement {

	private static final Duration PATIENCE = Duration.ofSeconds(10);

	private static final Duration PAUSE = Duration.ofMillis(100);

	private final List<RedisQueue<?>> queues;

	private final Ledger ledger;

	Settlement(RedisQueue<Order> orders, RedisQueue<Ticket> tickets, RedisQueue<Edit> undo, RedisQueue<Order> unpaid,
			Ledger ledger) {
		this.queues = List.of(orders, tickets, undo, unpaid);
		this.ledger = ledger;
	}

	/**
	 * Waits until every message is settled or nothing has changed for a while.
	 * @return a tally of each queue
	 * @throws InterruptedException if the thread is interrupted
	 */
	List<Tally> await() throws InterruptedException {
		List<Tally> tallies = tallies();
		long lastChange = System.nanoTime();
		while (!tallies.stream().allMatch(Settlement::isSettled)
				&& System.nanoTime() - lastChange < PATIENCE.toNanos()) {
			TimeUnit.MILLISECONDS.sleep(PAUSE.toMillis());
			List<Tally> next = tallies();
			if (!next.equals(tallies)) {
				lastChange = System.nanoTime();
			}
			tallies = next;
		}
		return tallies;
	}

	private List<Tally> tallies() {
		return this.queues.stream().<Tally>map(this.ledger::tally).toList();
	}

	/**
	 * Messages of the undo list stay in their queue until somebody undoes an edit.
	 */
	private static boolean isSettled(Tally tally) {
		return tally.lost() == 0 && (tally.waiting() == 0 || tally.type() == QueueType.LIFO);
	}

}
