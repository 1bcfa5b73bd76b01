package io.github.redisqueues.internal.queue;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import io.github.redisqueues.queue.DeadLetter;
import io.github.redisqueues.queue.DeadLetters;

/**
 * The dead letters of one queue.
 *
 * @param <E> type of the payloads
 * @param client runs the queue's scripts
 * @param messages runs the scripts for single messages
 */
record RedisDeadLetters<E>(AdminClient<E> client, MessageClient<E> messages) implements DeadLetters<E> {

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
	public Optional<DeadLetter<E>> find(String id) {
		return MessageIds.isPossible(id) ? this.messages.findDead(id) : Optional.empty();
	}

	@Override
	public int redrive(Collection<String> ids) {
		int redriven = 0;
		for (List<String> batch : MessageIds.batches(ids, REDRIVE_BATCH)) {
			int left = batch.size();
			for (int done = -1; left > 0 && done != 0; left -= done) {
				done = this.client.redrive(left, batch);
				redriven += done;
			}
		}
		return redriven;
	}

	@Override
	public int redrive(int max) {
		if (max < 1) {
			throw new IllegalArgumentException("max must be positive, but is " + max);
		}
		int redriven = 0;
		while (redriven < max) {
			int asked = Math.min(max - redriven, REDRIVE_BATCH);
			int done = this.client.redrive(asked, Set.of());
			redriven += done;
			if (done == 0) {
				break;
			}
		}
		return redriven;
	}

	@Override
	public int delete(Collection<String> ids) {
		return MessageIds.batches(ids, DELETE_BATCH)
			.stream()
			.mapToInt((batch) -> this.client.deleteDead(batch.size(), batch))
			.sum();
	}

	@Override
	public long purge() {
		long left = size();
		long deleted = 0;
		while (deleted < left) {
			int done = this.client.deleteDead(DELETE_BATCH, Set.of());
			deleted += done;
			if (done < DELETE_BATCH) {
				break;
			}
		}
		return deleted;
	}

}
