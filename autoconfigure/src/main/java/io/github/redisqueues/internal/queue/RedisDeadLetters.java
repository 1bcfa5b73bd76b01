package io.github.redisqueues.internal.queue;

import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

import io.github.redisqueues.queue.DeadLetter;
import io.github.redisqueues.queue.DeadLetterGroups;
import io.github.redisqueues.queue.MessageImport;
import io.github.redisqueues.queue.DeadLetters;
import io.github.redisqueues.queue.RedisQueue;
import io.github.redisqueues.queue.RedriveJob;
import io.github.redisqueues.queue.RedriveOptions;

/**
 * The dead letters of one queue.
 *
 * @param <E> type of the payloads
 * @param client runs the queue's scripts
 * @param messages runs the scripts for single messages
 * @param reasons reads what they died of
 * @param exports exports and imports them
 * @param redrives the jobs that redrive them
 * @param queue the queue
 */
record RedisDeadLetters<E>(AdminClient<E> client, MessageClient<E> messages, ReasonsClient reasons,
		DeadLetterExport<E> exports, RedriveDriver redrives, RedisMessageQueue<E> queue) implements DeadLetters<E> {

	private static final int REDRIVE_BATCH = 500;

	private static final int DELETE_BATCH = 1_000;

	@Override
	public long size() {
		return this.client.stats().dead();
	}

	@Override
	public List<DeadLetter<E>> browse(int offset, int limit) {
		return this.client.browseDead(offset, limit);
	}

	@Override
	public long exportTo(Writer target) throws IOException {
		return this.exports.write(target);
	}

	@Override
	public MessageImport importFrom(Reader source) throws IOException {
		this.queue.requirePlain("be imported; send them again");
		return this.exports.read(source);
	}

	@Override
	public DeadLetterGroups groups(int limit) {
		if (limit < 1 || limit > MAX_EXAMINED) {
			throw new IllegalArgumentException("limit must be 1 to " + MAX_EXAMINED + ", but is " + limit);
		}
		return this.reasons.groups(limit);
	}

	@Override
	public Optional<DeadLetter<E>> find(String id) {
		return MessageIds.isPossible(id) ? this.messages.findDead(id) : Optional.empty();
	}

	/**
	 * Notes in the database which messages are dead letters.
	 */
	void keepInOutbox() {
		int offset = 0;
		List<String> ids;
		do {
			ids = browse(offset, DELETE_BATCH).stream().map(DeadLetter::id).toList();
			this.queue.outbox().mark(ids, true);
			offset += ids.size();
		}
		while (ids.size() == DELETE_BATCH);
	}

	@Override
	public int redrive(Collection<String> ids) {
		this.queue.outbox().mark(ids, false);
		PartialCall call = new PartialCall("redriven");
		for (List<String> batch : MessageIds.batches(ids, REDRIVE_BATCH)) {
			int left = batch.size();
			int done;
			do {
				int asked = left;
				done = call.run(() -> this.client.redrive(asked, batch));
				left -= done;
			}
			while (left > 0 && done != 0);
		}
		return (int) call.done();
	}

	@Override
	public int redrive(int max) {
		if (max < 1) {
			throw new IllegalArgumentException("max must be positive, but is " + max);
		}
		if (this.queue.outbox().isTransactional()) {
			return redriveOldest(max);
		}
		PartialCall call = new PartialCall("redriven");
		int done;
		do {
			int asked = (int) Math.min(max - call.done(), REDRIVE_BATCH);
			done = call.run(() -> this.client.redrive(asked, Set.of()));
		}
		while (call.done() < max && done != 0);
		return (int) call.done();
	}

	private int redriveOldest(int max) {
		int redriven = 0;
		int done;
		do {
			done = redrive(oldest(Math.min(max - redriven, REDRIVE_BATCH)));
			redriven += done;
		}
		while (redriven < max && done != 0);
		return redriven;
	}

	private List<String> oldest(int max) {
		return browse(0, max).stream().map(DeadLetter::id).toList();
	}

	@Override
	public RedriveJob startRedrive(RedriveOptions options) {
		Objects.requireNonNull(options, "options must not be null");
		return this.redrives.start(options);
	}

	@Override
	public List<RedriveJob> redriveJobs() {
		return this.redrives.jobs();
	}

	@Override
	public long count(RedriveOptions options) {
		Objects.requireNonNull(options, "options must not be null");
		return this.redrives.count(options);
	}

	@Override
	public int moveTo(RedisQueue<? super E> other, int max) {
		return new MessageMove<>(this.queue, other).moveDead(max);
	}

	@Override
	public int moveTo(RedisQueue<? super E> other, Collection<String> ids) {
		return new MessageMove<>(this.queue, other).moveDead(ids);
	}

	@Override
	public int delete(Collection<String> ids) {
		this.queue.outbox().remove(ids);
		PartialCall call = new PartialCall("deleted");
		MessageIds.batches(ids, DELETE_BATCH)
			.forEach((batch) -> call.run(() -> this.client.deleteDead(batch.size(), batch)));
		return (int) call.done();
	}

	@Override
	public long purge() {
		long left = size();
		PartialCall call = new PartialCall("deleted");
		int done = DELETE_BATCH;
		while (call.done() < left && done == DELETE_BATCH) {
			done = call.run(() -> this.queue.outbox().isTransactional() ? delete(oldest(DELETE_BATCH))
					: this.client.deleteDead(DELETE_BATCH, Set.of()));
		}
		return call.done();
	}

}
