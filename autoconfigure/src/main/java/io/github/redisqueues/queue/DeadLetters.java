package io.github.redisqueues.queue;

import java.util.List;

/**
 * The messages of a queue that were given up: after their last attempt, past their time
 * to live, unreadable, or rejected by a consumer. They stay until they are redriven or
 * deleted. Safe for use by several threads.
 *
 * @param <E> type of the payloads
 */
public interface DeadLetters<E> {

	/**
	 * Counts the dead letters.
	 * @return how many
	 */
	long size();

	/**
	 * Looks through the dead letters, the longest dead first.
	 * @param offset how many to skip
	 * @param limit how many to return at the most, up to
	 * {@value RedisQueue#MAX_BATCH_SIZE}
	 * @return the dead letters
	 * @throws IllegalArgumentException if the offset is negative or the limit out of its
	 * range
	 */
	List<DeadLetter<E>> browse(int offset, int limit);

	/**
	 * Sends a dead letter back into the queue as if it were new, with all its attempts
	 * and without a time to live. The queue's capacity does not hold it back.
	 * @param id the message's id
	 * @return whether there was such a dead letter
	 */
	boolean redrive(String id);

	/**
	 * Sends the longest dead letters back into the queue. One script for every 500, or
	 * more where messages had expired in the middle of a long queue.
	 * @param max how many at the most
	 * @return how many went back
	 * @throws IllegalArgumentException if max is not positive
	 */
	int redrive(int max);

	/**
	 * Deletes a dead letter.
	 * @param id the message's id
	 * @return whether there was such a dead letter
	 */
	boolean delete(String id);

	/**
	 * Deletes all dead letters. One script for every 1,000.
	 * @return how many
	 */
	long purge();

}
