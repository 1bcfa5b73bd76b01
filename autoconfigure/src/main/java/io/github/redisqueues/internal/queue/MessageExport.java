package io.github.redisqueues.internal.queue;

import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.util.ArrayList;
import java.util.List;

import io.github.redisqueues.internal.redis.LuaReply;
import io.github.redisqueues.internal.redis.LuaScript;
import io.github.redisqueues.queue.MessageImport;
import io.github.redisqueues.queue.QueueFullException;
import io.github.redisqueues.queue.QueuePauses.Pause;
import io.github.redisqueues.queue.QueueSettings;
import io.github.redisqueues.queue.QueueType;
import io.github.redisqueues.queue.SendingPausedException;

/**
 * Writes the messages of one queue that no consumer has as lines of JSON, and adds them
 * again. Holds one page in memory at a time.
 *
 * @param <E> type of the payloads
 * @param settings the queue's settings
 * @param client runs the queue's scripts
 * @param admin counts the queue's messages
 * @param pauses reads the pause of sending
 * @param payloads reads the payloads
 */
record MessageExport<E>(QueueSettings<E> settings, QueueClient client, AdminClient<E> admin, PauseClient pauses,
		Payloads<E> payloads) {

	private static final int DELAYED = 1;

	private static final int READY = 2;

	private static final int WAITING = 3;

	private static final int READY_SINCE = 4;

	private static final long FULL = 1;

	private static final long PAUSED = 3;

	/**
	 * Where the next page begins.
	 *
	 * @param score score or index of the last message
	 * @param member the last message as it is stored, empty for none
	 */
	private record Place(double score, byte[] member) {

		private static final Place START = new Place(0, new byte[0]);

	}

	/**
	 * Writes all messages that are ready or delayed.
	 * @return how many were written
	 */
	long write(Writer target) throws IOException {
		Progress progress = new Progress(target);
		progress.write(DELAYED, Place.START);
		Place ready = progress.write(READY, Place.START);
		progress.since = progress.firstSequence;
		progress.write(WAITING, Place.START);
		if (progress.hadGroups) {
			// Messages of groups that became ready while others were read
			progress.write(READY_SINCE, (this.settings.type() == QueueType.PRIORITY) ? Place.START : ready);
		}
		target.flush();
		return progress.written;
	}

	/**
	 * Adds messages that were written.
	 */
	MessageImport read(Reader source) throws IOException {
		return new LineImport<>(this.settings.name(), "message", ExportedMessage::read, this::add).read(source);
	}

	private void add(List<ExportedMessage> page, PartialCall added) {
		List<ExportedMessage> left = page;
		boolean hasMadeRoom = false;
		while (!left.isEmpty()) {
			Added result = new Added();
			List<ExportedMessage> next = left;
			added.run(() -> result.read(run(next), next.size()));
			left = left.subList(result.examined, left.size());
			if (result.verdict == PAUSED) {
				this.pauses.read().sending().ifPresent((pause) -> {
					throw new PausedImport(this.settings.name(), pause, added.done());
				});
			}
			if (result.verdict == FULL) {
				// Expired messages take room until they are looked for
				if (hasMadeRoom || this.admin.size() >= result.capacity) {
					throw new FullImport(this.settings.name(), result, left.size(), added.done());
				}
				hasMadeRoom = true;
			}
		}
	}

	private LuaReply run(List<ExportedMessage> messages) {
		List<byte[]> arguments = new ArrayList<>(2 + 3 * messages.size());
		arguments.add(LuaScript.numbers(this.settings.capacity(), this.settings.duplicateWindow().toMillis(),
				this.client.publishCounts(), (this.settings.type() == QueueType.DELAY) ? 1 : 0,
				(this.settings.type() != QueueType.LIFO) ? 1 : 0, messages.size()));
		arguments.add(this.client.wakeChannel());
		for (ExportedMessage message : messages) {
			arguments.add(QueueClient.bytes(message.id()));
			arguments.add(LuaScript.numbers(message.due(), message.expiresAt(), message.nextAttempt(),
					message.isHead() ? 1 : 0));
			arguments.add(message.stored());
		}
		return this.client.run((scripts) -> scripts.importMessages, arguments.toArray(byte[][]::new));
	}

	/**
	 * What a script has added.
	 */
	private static final class Added {

		private long verdict;

		private long size;

		private long capacity;

		private int examined;

		private int read(LuaReply reply, int most) {
			this.verdict = reply.number();
			this.size = reply.number();
			this.capacity = reply.number();
			int count = 0;
			while (reply.hasMore() && this.examined < most) {
				count += reply.bytes(1)[0];
				this.examined++;
			}
			return count;
		}

	}

	/**
	 * An export under way. For use by one thread.
	 */
	private final class Progress {

		private final Writer target;

		private long written;

		private boolean hadGroups;

		private long firstSequence = -1;

		private long since;

		Progress(Writer target) {
			this.target = target;
		}

		/**
		 * Writes the messages of a part.
		 * @return where it ended
		 */
		private Place write(int part, Place start) throws IOException {
			Place place = start;
			// More than there were are new ones
			long most = -1;
			long read = 0;
			long count;
			do {
				LuaReply reply = MessageExport.this.client.run((scripts) -> scripts.export,
						LuaScript.decimals(part, LineImport.PAGE, place.score(), this.since), place.member());
				long total = reply.number();
				count = reply.number();
				place = begin(reply);
				most = (most < 0) ? 2 * total + LineImport.PAGE : most;
				read += count;
				while (reply.hasMore()) {
					String id = reply.text();
					int state = (int) reply.number();
					long due = reply.number();
					long expiresAt = reply.number();
					StoredMessage<E> message = new StoredMessage<>(id, reply.text(), reply.bytes(),
							MessageExport.this.payloads);
					this.target.append(ExportedMessage.write(message, state, due, expiresAt)).append('\n');
					this.written++;
				}
			}
			while (count > 0 && read < most);
			return place;
		}

		private Place begin(LuaReply reply) {
			double score = reply.decimal();
			this.hadGroups |= reply.number() > 0;
			long sequence = reply.number();
			this.firstSequence = (this.firstSequence < 0) ? sequence : this.firstSequence;
			return new Place(score, reply.bytes());
		}

	}

	/**
	 * An import that ended because the queue is full.
	 */
	private static final class FullImport extends QueueFullException {

		private static final long serialVersionUID = 1L;

		private final long added;

		FullImport(String queue, Added result, int refused, long added) {
			super(queue, result.capacity, result.size, refused);
			this.added = added;
		}

		@Override
		public String getMessage() {
			return before(this.added) + super.getMessage();
		}

	}

	/**
	 * An import that ended because sending is paused.
	 */
	private static final class PausedImport extends SendingPausedException {

		private static final long serialVersionUID = 1L;

		private final long added;

		PausedImport(String queue, Pause pause, long added) {
			super(queue, pause);
			this.added = added;
		}

		@Override
		public String getMessage() {
			return before(this.added) + super.getMessage();
		}

	}

	private static String before(long added) {
		return added + " messages were added, and importing the same lines again adds the others. ";
	}

}
