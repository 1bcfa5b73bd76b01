package io.github.redisqueues.queue;

import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * The dead letters of a queue: messages whose last attempt failed, that expired, could
 * not be read or were rejected by a consumer. They stay until they are redriven or
 * deleted. Each call is one script unless it says otherwise, and throws the exceptions of
 * {@link RedisQueue} if Redis cannot be reached. Safe for use by several threads.
 *
 * @param <E> type of the payloads
 */
public interface DeadLetters<E> {

	/**
	 * The most dead letters that are grouped in one call.
	 */
	int MAX_EXAMINED = 1_000_000;

	/**
	 * Returns how many dead letters there are.
	 * @return the number of dead letters
	 */
	long size();

	/**
	 * Reads dead letters, the oldest first, and leaves them where they are.
	 * @param offset how many to skip
	 * @param limit maximum number, up to {@value RedisQueue#MAX_BATCH_SIZE}
	 * @return the dead letters
	 * @throws IllegalArgumentException if the offset is negative or the limit out of
	 * range
	 */
	List<DeadLetter<E>> browse(int offset, int limit);

	/**
	 * Groups dead letters by what they died of. Runs one script for every 500 that it
	 * looks at, and keeps nothing in Redis, so the counts are always those of the dead
	 * letters that there are. One that is added or removed meanwhile may be counted or
	 * not.
	 * @param limit how many dead letters to look at, the latest first; up to
	 * {@value #MAX_EXAMINED}
	 * @return the groups, and how many dead letters were looked at
	 * @throws IllegalArgumentException if the limit is out of range
	 */
	DeadLetterGroups groups(int limit);

	/**
	 * Writes all dead letters, each as a line of JSON, so that they can be imported after
	 * they were deleted. The one that died last comes first. Runs one script for every
	 * 100, and holds no more in memory. One that is added or removed meanwhile may be
	 * written or not. Needs Jackson.
	 * <p>
	 * A line has {@code id}, {@code reason}, {@code fingerprint}, {@code sentAt},
	 * {@code diedAt}, {@code attempts}, {@code group}, {@code headers}, and the payload
	 * as {@code payload} if it is JSON and else as {@code payloadBase64}, unless it has
	 * more than 64 KB. It ends with {@code stored}, the whole message with all its
	 * options in Base64.
	 * @param target where to; flushed, but not closed
	 * @return how many were written
	 * @throws IOException if the target fails
	 */
	long exportTo(Writer target) throws IOException;

	/**
	 * Adds dead letters that {@link #exportTo(Writer)} has written, with their ids,
	 * reasons and times. Reads {@code id}, {@code reason}, {@code diedAt},
	 * {@code attempts} and {@code stored} of each line, and ignores the rest. A message
	 * whose id the queue has is left as it is, so a repeated import adds nothing. The
	 * queue may be another one whose payloads are of the same type. Runs one script for
	 * every 100 lines, and holds no more in memory. Needs Jackson.
	 * @param source where from; not closed
	 * @return how many were added
	 * @throws IOException if the source fails
	 * @throws IllegalArgumentException if a line cannot be read; up to 99 lines before it
	 * may not have been added either
	 * @throws UnsupportedOperationException if this queue is transactional
	 */
	MessageImport importFrom(Reader source) throws IOException;

	/**
	 * Finds a dead letter by its id.
	 * @param id the message's id
	 * @return the dead letter, empty if there is none with this id
	 */
	Optional<DeadLetter<E>> find(String id);

	/**
	 * Moves a dead letter back into its queue, with all its attempts and without a time
	 * to live. Ignores the queue's capacity.
	 * @param id the message's id
	 * @return whether there was a dead letter with this id
	 */
	default boolean redrive(String id) {
		return redrive(Collections.singleton(id)) == 1;
	}

	/**
	 * Moves dead letters back into their queue, as {@link #redrive(String)} does. Runs
	 * one script for every 500 ids; more if messages expired in the middle of a long
	 * queue.
	 * @param ids the messages' ids, in any number
	 * @return how many were redriven; there were no dead letters with the other ids
	 */
	int redrive(Collection<String> ids);

	/**
	 * Moves the oldest dead letters back into their queue, as {@link #redrive(String)}
	 * does. Runs one script for every 500 messages; more if messages expired in the
	 * middle of a long queue.
	 * @param max maximum number
	 * @return how many were redriven
	 * @throws IllegalArgumentException if max is not positive
	 */
	int redrive(int max);

	/**
	 * Starts a job that redrives dead letters step by step, the longest dead first: one,
	 * and if that is handled ten more, and if few of them fail again the others at a
	 * rate. It stops itself when too many fail again. Only messages that are dead now
	 * belong to it, so it redrives none twice. At most 1,000 of its messages wait or are
	 * in flight at a time.
	 * <p>
	 * The job goes on in the background. This process drives it; when it ends or stops,
	 * another one that has a listener of the queue goes on. One job runs for each queue.
	 * Before it starts, this call counts as {@link #count(RedriveOptions)} does.
	 * @param options which dead letters, how fast, and when to stop
	 * @return the job as it starts
	 * @throws RedriveRunningException if another job runs
	 */
	RedriveJob startRedrive(RedriveOptions options);

	/**
	 * Returns the job that runs and those that have ended in the last 30 days, up to 20.
	 * If no process drives the job that runs, this one does from now on.
	 * @return the jobs, the latest first
	 */
	List<RedriveJob> redriveJobs();

	/**
	 * Finds a job of the last 30 days.
	 * @param id the job's id
	 * @return the job as it is now, empty if there is none with this id
	 */
	default Optional<RedriveJob> redriveJob(String id) {
		return redriveJobs().stream().filter((job) -> job.id().equals(id)).findFirst();
	}

	/**
	 * Counts the dead letters that a job with these options would redrive now. Runs one
	 * script for every 200 dead letters that it looks at.
	 * @param options which dead letters, and how many at most
	 * @return how many match
	 */
	long count(RedriveOptions options);

	/**
	 * Moves the oldest dead letters to another queue, where they are ready as new
	 * messages with all attempts and without a time to live. Otherwise they are what they
	 * were, as with {@link RedisQueue#moveTo(RedisQueue, int)}. None is lost: each is
	 * written to the other queue, then deleted here. If the process dies in between, it
	 * is in both. Runs three scripts for every 100 messages.
	 * @param other queue of the same factory, with the same payload converter
	 * @param max maximum number of messages
	 * @return how many were moved; a dead letter stays if another message has its id in
	 * the other queue
	 * @throws IllegalArgumentException if max is not positive, or messages cannot be
	 * moved to that queue
	 */
	int moveTo(RedisQueue<? super E> other, int max);

	/**
	 * Moves dead letters to another queue, as {@link #moveTo(RedisQueue, int)} does. Runs
	 * one script for each id, and two for every 100.
	 * @param other queue of the same factory, with the same payload converter
	 * @param ids the messages' ids, in any number
	 * @return how many were moved
	 * @throws IllegalArgumentException if messages cannot be moved to that queue
	 */
	int moveTo(RedisQueue<? super E> other, Collection<String> ids);

	/**
	 * Deletes a dead letter.
	 * @param id the message's id
	 * @return whether there was a dead letter with this id
	 */
	default boolean delete(String id) {
		return delete(Collections.singleton(id)) == 1;
	}

	/**
	 * Deletes dead letters. Runs one script for every 1,000 ids.
	 * @param ids the messages' ids, in any number
	 * @return how many were deleted; there were no dead letters with the other ids
	 */
	int delete(Collection<String> ids);

	/**
	 * Deletes all dead letters. Runs one script for every 1,000 messages.
	 * @return how many were deleted
	 */
	long purge();

}
