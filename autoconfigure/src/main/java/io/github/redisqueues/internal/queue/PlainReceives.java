package io.github.redisqueues.internal.queue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;

import io.github.redisqueues.internal.queue.Settlement.Kind;
import io.github.redisqueues.internal.redis.Deadline;
import io.github.redisqueues.internal.redis.LuaReply;
import io.github.redisqueues.internal.redis.LuaScript;
import io.github.redisqueues.internal.wait.PollResult;
import io.github.redisqueues.internal.wait.Registration;
import io.github.redisqueues.queue.QueueSettings;
import org.jspecify.annotations.Nullable;

/**
 * Takes messages from one queue under a lease while it is plain, see {@code plain.lua}.
 * Each method runs at most one script, and returns nothing if that does not suit. Safe
 * for use by several threads.
 *
 * @param <E> type of the payloads
 */
final class PlainReceives<E> {

	private static final byte[] REGISTERS = { '1' };

	private static final byte[] NONE = {};

	private final QueueClient client;

	private final SettlementClient settlements;

	private final Leased.Reader<E> reader;

	private final PlainTakes receives;

	private final PlainTakes exchanges;

	/**
	 * Creates the calls.
	 * @param reader makes the deliveries
	 */
	PlainReceives(QueueSettings<E> settings, QueueClient client, SettlementClient settlements,
			Leased.Reader<E> reader) {
		this.client = client;
		this.settlements = settlements;
		this.reader = reader;
		boolean canTake = PlainTakes.canTake(settings);
		this.receives = new PlainTakes(canTake, client, (scripts) -> scripts.receive,
				(scripts) -> scripts.waitingReceive);
		this.exchanges = new PlainTakes(canTake && PlainTakes.canSettle(settings), client,
				(scripts) -> scripts.exchange, (scripts) -> scripts.waitingExchange);
	}

	/**
	 * Takes messages.
	 * @param mark the mark of the leases, not 0
	 */
	Optional<PollResult<RedisDelivery<E>>> receive(Deadline deadline, int max, Duration leaseTime, long mark,
			@Nullable Registration registration) {
		PlainCalls calls = this.receives.calls(registration);
		if (calls == null) {
			return Optional.empty();
		}
		LeasePeriod period = LeasePeriod.fromNow(leaseTime);
		return calls.call(deadline, LuaScript.numbers(max), leaseMinusOne(leaseTime), LeaseMarks.part(mark))
			.map((reply) -> taken(reply, leaseTime, period, mark));
	}

	/**
	 * Does the same without blocking a thread until Redis answers.
	 * @param mark returns the mark of the leases; called on
	 * {@link QueueClient#executor()}
	 */
	CompletableFuture<Optional<PollResult<RedisDelivery<E>>>> receiveAsync(int max, Duration leaseTime,
			LongSupplier mark, @Nullable Registration registration) {
		PlainCalls calls = this.receives.calls(registration);
		if (calls == null) {
			return CompletableFuture.completedFuture(Optional.empty());
		}
		LeasePeriod period = LeasePeriod.fromNow(leaseTime);
		long[] used = new long[1];
		return calls.callAsync(() -> {
			used[0] = mark.getAsLong();
			return new byte[][] { LuaScript.numbers(max), leaseMinusOne(leaseTime), LeaseMarks.part(used[0]) };
		}).thenApply((found) -> found.map((reply) -> taken(reply, leaseTime, period, used[0])));
	}

	/**
	 * Settles messages and takes others.
	 * @param mark the mark of the leases, not 0
	 */
	Optional<ExchangeResult<E>> exchange(List<Settlement> settlements, int max, Duration leaseTime, long mark,
			@Nullable Registration registration) {
		if (!arePlain(settlements)) {
			return Optional.empty();
		}
		List<StoredMessage<?>> settled = new ArrayList<>(settlements.size());
		settlements.forEach((settlement) -> settled.add(settlement.delivery().message()));
		if (max == 0) {
			return this.settlements.ackPlainly(this.client.deadline(), settled)
				.map((reply) -> exchanged(settled.size(), none()));
		}
		PlainCalls calls = this.exchanges.calls(registration);
		if (calls == null) {
			return Optional.empty();
		}
		byte[][] arguments = new byte[5 + settled.size()][];
		arguments[0] = LuaScript.numbers(max);
		arguments[1] = leaseMinusOne(leaseTime);
		arguments[2] = LeaseMarks.part(mark);
		arguments[3] = (registration != null) ? REGISTERS : NONE;
		arguments[4] = this.settlements.takenUntilOnce(settled);
		for (int i = 0; i < settled.size(); i++) {
			arguments[5 + i] = QueueClient.bytes(settled.get(i).id());
		}
		LeasePeriod period = LeasePeriod.fromNow(leaseTime);
		return calls.call(this.client.deadline(), arguments)
			.map((reply) -> exchanged(settled.size(), taken(reply, leaseTime, period, mark)));
	}

	private ExchangeResult<E> exchanged(int settled, PollResult<RedisDelivery<E>> taken) {
		this.client.activity().removed(settled);
		return new ExchangeResult<>(taken, List.of());
	}

	private static boolean arePlain(List<Settlement> settlements) {
		for (Settlement settlement : settlements) {
			if (settlement.kind() != Kind.ACK || !settlement.delivery().message().isPlain()) {
				return false;
			}
		}
		return true;
	}

	private static <E> PollResult<RedisDelivery<E>> none() {
		return new PollResult<>(List.of(), false, -1);
	}

	private static byte[] leaseMinusOne(Duration leaseTime) {
		return LuaScript.numbers(leaseTime.toMillis() - 1);
	}

	/**
	 * Reads what {@code receive-plain.lua} returns.
	 */
	private PollResult<RedisDelivery<E>> taken(LuaReply reply, Duration leaseTime, LeasePeriod period, long mark) {
		if (!reply.hasMore()) {
			return none();
		}
		double takenUntil = LeaseMarks.deadline(reply.number() + leaseTime.toMillis(), mark);
		Leased leased = new Leased(takenUntil, leaseTime, period);
		List<RedisDelivery<E>> deliveries = new ArrayList<>(1);
		while (reply.hasMore()) {
			int idLength = reply.length();
			int envelopeLength = reply.length();
			deliveries.add(this.reader.delivery(leased, reply.text(idLength), StoredMessage.FIRST_RECEIPT,
					reply.bytes(envelopeLength)));
		}
		return new PollResult<>(deliveries, false, -1);
	}

}
