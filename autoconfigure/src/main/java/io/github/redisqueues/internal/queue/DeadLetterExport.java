package io.github.redisqueues.internal.queue;

import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import io.github.redisqueues.internal.redis.LuaReply;
import io.github.redisqueues.internal.redis.LuaScript;
import io.github.redisqueues.queue.MessageImport;
import io.github.redisqueues.queue.QueueSettings;
import io.github.redisqueues.queue.QueueType;

/**
 * Writes the dead letters of one queue as lines of JSON, and adds them again. Holds one
 * page in memory at a time.
 *
 * @param <E> type of the payloads
 * @param settings the queue's settings
 * @param client runs the queue's scripts
 * @param payloads reads the payloads
 */
record DeadLetterExport<E>(QueueSettings<E> settings, QueueClient client, Payloads<E> payloads) {

	/**
	 * Writes all dead letters, those that died last first.
	 * @return how many were written
	 */
	long write(Writer target) throws IOException {
		long written = 0;
		String beforeId = "";
		long beforeMoment = 0;
		List<String> page;
		do {
			LuaReply reply = this.client.run((scripts) -> scripts.readReasons,
					LuaScript.numbers(LineImport.PAGE, beforeMoment, 1), QueueClient.bytes(beforeId));
			reply.number();
			page = new ArrayList<>();
			while (reply.hasMore()) {
				String id = reply.text();
				long diedAt = reply.number();
				String reason = reply.text();
				StoredMessage<E> message = new StoredMessage<>(id, reply.text(), reply.bytes(), this.payloads);
				if (page.isEmpty()) {
					// A page begins with the one that died first
					beforeId = id;
					beforeMoment = diedAt;
				}
				page.add(ExportedDeadLetter.write(message, DeathReason.read(reason), reason,
						Instant.ofEpochMilli(diedAt)));
			}
			for (int i = page.size() - 1; i >= 0; i--) {
				target.append(page.get(i)).append('\n');
			}
			written += page.size();
		}
		while (!page.isEmpty());
		target.flush();
		return written;
	}

	/**
	 * Adds dead letters that were written.
	 */
	MessageImport read(Reader source) throws IOException {
		return new LineImport<>(this.settings.name(), "dead letter", ExportedDeadLetter::read,
				(page, added) -> added.run(() -> add(page)))
			.read(source);
	}

	private int add(List<ExportedDeadLetter> page) {
		List<byte[]> arguments = new ArrayList<>(1 + 4 * page.size());
		arguments.add(LuaScript.numbers(this.client.keepDead(), (this.settings.type() != QueueType.LIFO) ? 1 : 0,
				page.size()));
		for (ExportedDeadLetter line : page) {
			arguments.add(QueueClient.bytes(line.id()));
			arguments.add(LuaScript.numbers(line.diedAt().toEpochMilli(), line.attempts()));
			arguments.add(QueueClient.bytes(line.reason()));
			arguments.add(line.stored());
		}
		byte[] verdicts = this.client.run((scripts) -> scripts.importDead, arguments.toArray(byte[][]::new))
			.bytes(page.size());
		int added = 0;
		for (byte verdict : verdicts) {
			added += verdict;
		}
		return added;
	}

}
