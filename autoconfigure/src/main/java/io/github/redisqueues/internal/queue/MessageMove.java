package io.github.redisqueues.internal.queue;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

import io.github.redisqueues.RedisCallFailedException;
import io.github.redisqueues.RedisNotExecutedException;
import io.github.redisqueues.RedisOutcomeUnknownException;
import io.github.redisqueues.queue.DeadLetter;
import io.github.redisqueues.queue.DeadLetters;
import io.github.redisqueues.queue.RedisQueue;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * A move of messages from one queue to another. Writes each message to the other queue
 * first and removes it here then, so that none is lost whenever the process dies.
 *
 * @param <E> type of the payloads
 */
final class MessageMove<E> {

	private static final Log logger = LogFactory.getLog(MessageMove.class);

	private static final int BATCH_SIZE = 100;

	/**
	 * Finding an id in a list is slow, so one script does it for few.
	 */
	private static final int NAMED_BATCH_SIZE = 10;

	private final RedisMessageQueue<E> source;

	private final RedisMessageQueue<?> target;

	/**
	 * Messages that stay here, as they were first held. They are held until the end, so
	 * that the move does not come across them all the time.
	 */
	private final Map<String, MovingMessage> left = new LinkedHashMap<>();

	/**
	 * The name of this move in the target.
	 */
	private final String mover = UUID.randomUUID().toString();

	private int moved;

	/**
	 * Whether a script has changed something in one of the queues.
	 */
	private boolean changed;

	/**
	 * Prepares a move.
	 * @throws IllegalArgumentException if messages cannot be moved between the queues
	 */
	MessageMove(RedisMessageQueue<E> source, RedisQueue<?> target) {
		Objects.requireNonNull(target, "other must not be null");
		this.source = source;
		this.target = requireReachable(source, target);
	}

	private static RedisMessageQueue<?> requireReachable(RedisMessageQueue<?> source, RedisQueue<?> target) {
		String what = "Messages of queue '" + source.name() + "' cannot be moved to queue '" + target.name() + "'";
		if (!(target instanceof RedisMessageQueue<?> ours) || !ours.client().usesConnectionOf(source.client())) {
			throw new IllegalArgumentException(what + ", which was not made by the same RedisQueueFactory");
		}
		if (ours.client().readyKey().equals(source.client().readyKey())) {
			throw new IllegalArgumentException(what + ", which is the same queue in Redis");
		}
		if (ours.sender().payloads().converter() != source.sender().payloads().converter()) {
			throw new IllegalArgumentException(what + ", which has another payload converter");
		}
		if (source.outbox().isTransactional() || ours.outbox().isTransactional()) {
			throw new IllegalArgumentException(
					what + ", because a transactional queue keeps its messages in a database");
		}
		return ours;
	}

	int move(int max) {
		requirePositive(max);
		return run(() -> {
			while (this.moved + this.left.size() < max) {
				int asked = Math.min(max - this.moved - this.left.size(), BATCH_SIZE);
				List<MovingMessage> held = this.source.moves().hold(asked, Set.of());
				if (held.isEmpty()) {
					break;
				}
				move(held);
			}
		});
	}

	private static void requirePositive(int max) {
		if (max < 1) {
			throw new IllegalArgumentException("max must be positive, but is " + max);
		}
	}

	int move(Collection<String> ids) {
		return run(() -> {
			for (List<String> batch : MessageIds.batches(ids, NAMED_BATCH_SIZE)) {
				move(this.source.moves().hold(batch.size(), batch));
			}
		});
	}

	/**
	 * Runs the steps of a move.
	 * @return how many messages were moved
	 * @throws RedisOutcomeUnknownException if a step was not executed and an earlier one
	 * was
	 */
	private int run(Runnable steps) {
		try {
			steps.run();
			return this.moved;
		}
		catch (RedisNotExecutedException ex) {
			throw this.changed ? new RedisOutcomeUnknownException(
					this.moved + " messages were moved before the call failed: " + ex.getMessage(), ex) : ex;
		}
		finally {
			release(this.left.values());
		}
	}

	private void move(List<MovingMessage> held) {
		this.changed |= !held.isEmpty();
		List<MovingMessage> written;
		try {
			written = write(held);
		}
		catch (RuntimeException ex) {
			held.forEach(this::leave);
			throw ex;
		}
		if (written.isEmpty()) {
			return;
		}
		byte[] dropped = this.source.moves().drop(written);
		List<String> undone = new ArrayList<>();
		for (int i = 0; i < dropped.length; i++) {
			if (dropped[i] == 0) {
				undone.add(written.get(i).id());
			}
		}
		if (!undone.isEmpty()) {
			// They were updated or delivered here meanwhile
			this.target.cancelMoved(undone, this.mover);
		}
		this.moved += written.size() - undone.size();
	}

	/**
	 * Writes messages to the target.
	 * @return those that are there
	 */
	private List<MovingMessage> write(List<MovingMessage> messages) {
		List<MovingMessage> written = new ArrayList<>(messages.size());
		List<MovingMessage> next = messages;
		while (!next.isEmpty()) {
			List<MovingMessage> again = new ArrayList<>();
			byte[] verdicts = this.target.moves().add(next, this.mover);
			this.changed = true;
			for (int i = 0; i < verdicts.length; i++) {
				switch (verdicts[i]) {
					case 0 -> leave(next.get(i));
					case 1 -> written.add(next.get(i));
					default -> again.add(next.get(i));
				}
			}
			next = again;
		}
		return written;
	}

	private void leave(MovingMessage message) {
		this.left.putIfAbsent(message.id(), message);
	}

	/**
	 * Makes messages that were held what they were before. Those that it does not reach
	 * come back when their time is up.
	 */
	private void release(Collection<MovingMessage> held) {
		try {
			for (MovingMessage message : held) {
				this.source.release(message.id(), message.heldUntil(), Instant.ofEpochMilli(message.due()));
			}
		}
		catch (RedisCallFailedException ex) {
			logger.debug("Messages of queue '" + this.source.name() + "' that were not moved come back in "
					+ "half a minute at the latest", ex);
		}
	}

	int moveDead(int max) {
		requirePositive(max);
		return run(() -> {
			DeadLetters<E> dead = this.source.deadLetters();
			List<DeadLetter<E>> page = dead.browse(0, Math.min(max, BATCH_SIZE));
			while (!page.isEmpty()) {
				moveDead(page);
				page = (this.moved < max) ? dead.browse(this.left.size(), Math.min(max - this.moved, BATCH_SIZE))
						: List.of();
			}
		});
	}

	int moveDead(Collection<String> ids) {
		return run(() -> {
			for (List<String> batch : MessageIds.batches(ids, BATCH_SIZE)) {
				moveDead(batch.stream().map(this.source.deadLetters()::find).flatMap(Optional::stream).toList());
			}
		});
	}

	private void moveDead(List<DeadLetter<E>> letters) {
		List<MovingMessage> written = write(letters.stream().map(MessageMove::asNew).toList());
		this.moved += this.source.deadLetters().delete(written.stream().map(MovingMessage::id).toList());
	}

	private static MovingMessage asNew(DeadLetter<?> letter) {
		return new MovingMessage(letter.id(), 0, 0, 0, 1, ((RedisDeadLetter<?>) letter).message().stored());
	}

}
