package io.github.redisqueues.shop.report;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiFunction;
import java.util.function.Function;

import io.github.redisqueues.queue.DeadLetter;
import io.github.redisqueues.queue.QueuedMessage;
import io.github.redisqueues.queue.RedisQueue;

import org.springframework.stereotype.Component;

/**
 * Records the id of every message that the shop sends, receives and settles, so that a
 * lost message can be distinguished from one that is done. A real application does not
 * need this; the shop uses it to test its queues.
 */
@Component
public class Ledger {

	private final Map<String, QueueLedger> ledgers = new ConcurrentHashMap<>();

	/**
	 * Records that a queue accepted a message.
	 * @param queue the queue
	 * @param id the message
	 */
	public void sent(RedisQueue<?> queue, String id) {
		ledger(queue).sent(id);
	}

	/**
	 * Records that a message was received.
	 * @param queue the queue
	 * @param id the message
	 * @param attempt number of the delivery attempt
	 */
	public void received(RedisQueue<?> queue, String id, int attempt) {
		ledger(queue).received(id, attempt);
	}

	/**
	 * Records that a handler is done with a message: it was acknowledged, or will be when
	 * the method returns. The message counts as processed when Redis no longer has it.
	 * @param queue the queue
	 * @param id the message
	 */
	public void processed(RedisQueue<?> queue, String id) {
		ledger(queue).processed(id);
	}

	/**
	 * Records that a message was cancelled.
	 * @param queue the queue
	 * @param id the message
	 */
	public void cancelled(RedisQueue<?> queue, String id) {
		ledger(queue).cancelled(id);
	}

	/**
	 * Compares the records of a queue with what Redis holds. Exact while the queue is not
	 * in use.
	 * @param queue the queue
	 * @return the totals
	 */
	public QueueTotals totals(RedisQueue<?> queue) {
		Set<String> dead = ids(queue.deadLetters()::browse, DeadLetter::id);
		Set<String> waiting = ids(queue::browse, QueuedMessage::id);
		return ledger(queue).totals(dead, waiting, queue.stats().inFlight());
	}

	private QueueLedger ledger(RedisQueue<?> queue) {
		return this.ledgers.computeIfAbsent(queue.name(), (name) -> new QueueLedger(name, queue.type()));
	}

	private static <T> Set<String> ids(BiFunction<Integer, Integer, ? extends List<? extends T>> browse,
			Function<T, String> id) {
		Set<String> ids = new HashSet<>();
		List<? extends T> page;
		int offset = 0;
		do {
			page = browse.apply(offset, RedisQueue.MAX_BATCH_SIZE);
			page.forEach((message) -> ids.add(id.apply(message)));
			offset += page.size();
		}
		while (page.size() == RedisQueue.MAX_BATCH_SIZE);
		return ids;
	}

}
