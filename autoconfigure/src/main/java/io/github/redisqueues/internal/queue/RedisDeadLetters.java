package io.github.redisqueues.internal.queue;

import java.util.List;
import java.util.Objects;
import java.util.function.Function;

import io.github.redisqueues.internal.validation.Texts;
import io.github.redisqueues.queue.DeadLetter;
import io.github.redisqueues.queue.DeadLetters;

/**
 * The dead letters of one queue.
 *
 * @param <E> type of the payloads
 * @param commands what can be asked of the queue
 * @param opener makes a dead letter of what a script saw
 */
record RedisDeadLetters<E>(QueueCommands commands,
		Function<SeenMessage, DeadLetter<E>> opener) implements DeadLetters<E> {

	private static final int REDRIVE_BATCH = 500;

	private static final int DELETE_BATCH = 1_000;

	@Override
	public long size() {
		return this.commands.stats().dead();
	}

	@Override
	public List<DeadLetter<E>> browse(int offset, int limit) {
		Pages.require(offset, limit);
		return (limit == 0) ? List.of() : this.commands.browseDead(offset, limit).stream().map(this.opener).toList();
	}

	@Override
	public boolean redrive(String id) {
		return isId(id) && this.commands.redrive(1, id) == 1;
	}

	@Override
	public int redrive(int max) {
		if (max < 1) {
			throw new IllegalArgumentException("max must be positive, but is " + max);
		}
		int redriven = 0;
		while (redriven < max) {
			int asked = Math.min(max - redriven, REDRIVE_BATCH);
			int done = this.commands.redrive(asked, "");
			redriven += done;
			if (done == 0) {
				break;
			}
		}
		return redriven;
	}

	@Override
	public boolean delete(String id) {
		return isId(id) && this.commands.deleteDead(1, id) == 1;
	}

	@Override
	public long purge() {
		long left = size();
		long deleted = 0;
		while (deleted < left) {
			int done = this.commands.deleteDead(DELETE_BATCH, "");
			deleted += done;
			if (done < DELETE_BATCH) {
				break;
			}
		}
		return deleted;
	}

	/**
	 * To the scripts an empty id means the longest dead.
	 */
	private static boolean isId(String id) {
		Objects.requireNonNull(id, "id must not be null");
		return !id.isEmpty() && Texts.isWhole(id);
	}

}
