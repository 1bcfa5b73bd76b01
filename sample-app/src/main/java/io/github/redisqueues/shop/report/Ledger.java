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
 * Notes the id of every message that the shop sends, receives and settles, so that a
 * message that vanished can be told from one that is done. An application needs no such
 * thing; the shop has it to prove its queues.
 */
@Component
public class Ledger {

	private final Map<String, Account> accounts = new ConcurrentHashMap<>();

	/**
	 * Notes that a queue accepted a message.
	 * @param queue the queue
	 * @param id the message
	 */
	public void sent(RedisQueue<?> queue, String id) {
		account(queue).sent(id);
	}

	/**
	 * Notes that a message came.
	 * @param queue the queue
	 * @param id the message
	 * @param attempt which delivery it is
	 */
	public void received(RedisQueue<?> queue, String id, int attempt) {
		account(queue).received(id, attempt);
	}

	/**
	 * Notes that a handler is done with a message: it was acknowledged, or will be when
	 * the method returns. It counts as processed once Redis no longer has it.
	 * @param queue the queue
	 * @param id the message
	 */
	public void processed(RedisQueue<?> queue, String id) {
		account(queue).processed(id);
	}

	/**
	 * Notes that a message was taken back.
	 * @param queue the queue
	 * @param id the message
	 */
	public void cancelled(RedisQueue<?> queue, String id) {
		account(queue).cancelled(id);
	}

	/**
	 * Sums a queue up: what was noted against what Redis holds. Exact while nobody uses
	 * the queue.
	 * @param queue the queue
	 * @return the tally
	 */
	public Tally tally(RedisQueue<?> queue) {
		Set<String> dead = ids(queue.deadLetters()::browse, DeadLetter::id);
		Set<String> waiting = ids(queue::browse, QueuedMessage::id);
		return account(queue).tally(dead, waiting, queue.stats().inFlight());
	}

	private Account account(RedisQueue<?> queue) {
		return this.accounts.computeIfAbsent(queue.name(), (name) -> new Account(name, queue.type()));
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
