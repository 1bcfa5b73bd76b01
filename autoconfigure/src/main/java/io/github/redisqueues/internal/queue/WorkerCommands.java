package io.github.redisqueues.internal.queue;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

import io.github.redisqueues.internal.queue.Settlement.Fate;
import io.github.redisqueues.internal.redis.LuaReply;
import io.github.redisqueues.internal.redis.LuaScript;
import io.github.redisqueues.internal.wait.Registration;
import io.github.redisqueues.queue.QueueSettings;
import io.github.redisqueues.queue.Rate;
import org.jspecify.annotations.Nullable;

/**
 * What worker runtimes ask of one queue in Redis. Safe for use by several threads.
 *
 * @param <E> type of the payloads
 */
final class WorkerCommands<E> {

	private final QueueSettings<E> settings;

	private final QueueCommands commands;

	private final Function<byte[], Contents<E>> reader;

	private final long ratePermits;

	private final long ratePeriod;

	WorkerCommands(QueueSettings<E> settings, QueueCommands commands, Function<byte[], Contents<E>> reader) {
		this.settings = settings;
		this.commands = commands;
		this.reader = reader;
		this.ratePermits = settings.rate().map(Rate::permits).orElse(0L);
		this.ratePeriod = settings.rate()
			.map((rate) -> TimeUnit.NANOSECONDS.toMicros(rate.period().toNanos()))
			.orElse(0L);
	}

	Intake<E> exchange(List<Settlement> settlements, int max, @Nullable Registration registration) {
		List<Settlement> acks = new ArrayList<>(settlements.size());
		List<Settlement> others = new ArrayList<>();
		boolean deduplicated = false;
		for (Settlement settlement : settlements) {
			if (settlement.fate() == Fate.ACKNOWLEDGE) {
				acks.add(settlement);
				deduplicated = deduplicated || settlement.message().deduplicationId().length > 0;
			}
			else {
				others.add(settlement);
			}
		}
		List<byte[]> arguments = new ArrayList<>(3 + (deduplicated ? 3 : 2) * acks.size() + 4 * others.size());
		arguments.add(LuaScript.numbers(max, this.settings.maxInFlight(), this.settings.maxAttempts(),
				this.settings.duplicateWindow().toMillis(), this.commands.heardIsExact(),
				QueueCommands.waiting(registration), this.ratePermits, this.ratePeriod,
				this.settings.leaseTime().toMillis(), acks.size(), deduplicated ? 1 : 0, others.size()));
		arguments.add(this.commands.wakeChannel());
		arguments.add(this.commands.process());
		acks.forEach((ack) -> arguments.add(QueueCommands.bytes(ack.message().id())));
		acks.forEach((ack) -> arguments.add(QueueCommands.bytes(ack.message().receipt())));
		if (deduplicated) {
			acks.forEach((ack) -> arguments.add(ack.message().deduplicationId()));
		}
		for (Settlement other : others) {
			arguments.add(QueueCommands.bytes(other.message().id()));
			arguments.add(QueueCommands.bytes(other.message().receipt()));
			arguments.add(QueueCommands.bytes(fate(other)));
			arguments.add(QueueCommands.bytes(other.reason()));
		}
		LuaReply reply = this.commands.run(this.commands.scripts().exchange, arguments.toArray(byte[][]::new));
		boolean more = reply.number() > 0;
		long nextLook = reply.number();
		Instant leaseUntil = Instant.ofEpochMilli(reply.number());
		List<Settlement> late = new ArrayList<>();
		addThoseNotGood(acks, reply, late);
		addThoseNotGood(others, reply, late);
		return new Intake<>(messages(reply, leaseUntil), more, nextLook, late);
	}

	private static String fate(Settlement settlement) {
		return switch (settlement.fate()) {
			case REJECT -> "-";
			case GIVE_BACK -> "+";
			default -> String.valueOf(settlement.delay().toMillis());
		};
	}

	private static <T> void addThoseNotGood(List<T> asked, LuaReply reply, List<T> target) {
		byte[] good = reply.bytes(asked.size());
		for (int i = 0; i < good.length; i++) {
			if (good[i] == 0) {
				target.add(asked.get(i));
			}
		}
	}

	private List<LeasedMessage<E>> messages(LuaReply reply, Instant leaseUntil) {
		List<LeasedMessage<E>> messages = new ArrayList<>();
		while (reply.hasMore()) {
			TakenMessage taken = TakenMessage.read(reply);
			messages.add(new LeasedMessage<>(this.commands, this.settings, taken, this.reader.apply(taken.envelope()),
					leaseUntil));
		}
		return messages;
	}

	List<LeasedMessage<E>> renew(List<LeasedMessage<E>> messages) {
		List<byte[]> arguments = new ArrayList<>(1 + 2 * messages.size());
		arguments.add(LuaScript.numbers(this.settings.leaseTime().toMillis(), messages.size()));
		messages.forEach((message) -> arguments.add(QueueCommands.bytes(message.id())));
		messages.forEach((message) -> arguments.add(QueueCommands.bytes(message.receipt())));
		LuaReply reply = this.commands.run(this.commands.scripts().renew, arguments.toArray(byte[][]::new));
		Instant until = Instant.ofEpochMilli(reply.number());
		List<LeasedMessage<E>> lost = new ArrayList<>();
		addThoseNotGood(messages, reply, lost);
		messages.stream().filter((message) -> !lost.contains(message)).forEach((message) -> message.renewed(until));
		return lost;
	}

}
