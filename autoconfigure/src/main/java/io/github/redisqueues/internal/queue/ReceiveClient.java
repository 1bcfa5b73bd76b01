package io.github.redisqueues.internal.queue;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.LongSupplier;

import io.github.redisqueues.internal.queue.Settlement.Kind;
import io.github.redisqueues.internal.redis.Deadline;
import io.github.redisqueues.internal.redis.LuaReply;
import io.github.redisqueues.internal.redis.LuaScript;
import io.github.redisqueues.internal.wait.PollResult;
import io.github.redisqueues.internal.wait.Push;
import io.github.redisqueues.internal.wait.Registration;
import io.github.redisqueues.queue.DeadLetter;
import io.github.redisqueues.queue.PayloadException;
import io.github.redisqueues.queue.QueueSettings;
import org.jspecify.annotations.Nullable;

/**
 * Takes messages from one queue. Each method runs one script, or two if the queue turns
 * out not to be plain. Safe for use by several threads.
 *
 * @param <E> type of the payloads
 */
final class ReceiveClient<E> {

	private final QueueSettings<E> settings;

	private final QueueClient client;

	private final SettlementClient settlements;

	private final LostLeases lostLeases;

	private final LeaseClient<E> leases;

	private final PushedLeases<E> pushes;

	private final Payloads<E> payloads;

	private final long duplicateWindow;

	private final boolean measuresWaits;

	private final PlainReceives<E> plain;

	ReceiveClient(QueueSettings<E> settings, QueueClient client, Payloads<E> payloads, Outbox outbox) {
		this.settings = settings;
		this.client = client;
		this.settlements = new SettlementClient(settings, client, outbox);
		this.lostLeases = new LostLeases(client);
		this.leases = new LeaseClient<>(client, this.settlements);
		this.pushes = new PushedLeases<>(settings.name(), client, this.leases);
		this.payloads = payloads;
		this.duplicateWindow = settings.duplicateWindow().toMillis();
		this.measuresWaits = client.observer().measuresWaits();
		this.plain = new PlainReceives<>(settings, client, this.settlements, this::delivery);
	}

	/**
	 * Gives back what calls have leased whose answers were lost.
	 */
	void giveBackLost() {
		this.lostLeases.giveBack();
	}

	SettlementClient settlements() {
		return this.settlements;
	}

	LeaseClient<E> leases() {
		return this.leases;
	}

	/**
	 * Takes messages under a lease.
	 * @param max how many at the most
	 * @param leaseTime how long to lease them
	 * @param registration whether this process is registered as waiting, null if none
	 * waits
	 */
	PollResult<RedisDelivery<E>> receive(int max, Duration leaseTime, @Nullable Registration registration) {
		this.client.activity().looks();
		return this.lostLeases.run(leaseTime, (mark) -> receive(max, leaseTime, mark, registration), PollResult::items,
				(repeated) -> receive(max, leaseTime, registration));
	}

	private PollResult<RedisDelivery<E>> receive(int max, Duration leaseTime, long mark,
			@Nullable Registration registration) {
		Deadline deadline = this.client.deadline();
		Optional<PollResult<RedisDelivery<E>>> plainly = this.plain.receive(deadline, max, leaseTime,
				this.client.mark(mark), registration);
		if (plainly.isPresent()) {
			return plainly.get();
		}
		LeasePeriod lease = LeasePeriod.fromNow(leaseTime);
		return received(this.client.run(deadline, (scripts) -> scripts.receive,
				receiveArguments(max, leaseTime, mark, registration)), leaseTime, lease);
	}

	/**
	 * Does the same without blocking a thread until Redis answers.
	 */
	CompletableFuture<PollResult<RedisDelivery<E>>> receiveAsync(int max, Duration leaseTime,
			@Nullable Registration registration) {
		this.client.activity().looks();
		return this.lostLeases.runAsync(leaseTime, (mark) -> receiveAsync(max, leaseTime, mark, registration),
				PollResult::items, () -> receiveAsync(max, leaseTime, registration));
	}

	private CompletableFuture<PollResult<RedisDelivery<E>>> receiveAsync(int max, Duration leaseTime, LongSupplier mark,
			@Nullable Registration registration) {
		return this.plain.receiveAsync(max, leaseTime, () -> this.client.mark(mark.getAsLong()), registration)
			.thenCompose((plainly) -> {
				if (plainly.isPresent()) {
					return CompletableFuture.completedFuture(plainly.get());
				}
				LeasePeriod lease = LeasePeriod.fromNow(leaseTime);
				return this.client
					.runAsync((scripts) -> scripts.receive,
							() -> receiveArguments(max, leaseTime, mark.getAsLong(), registration))
					.thenApply((reply) -> received(reply, leaseTime, lease));
			});
	}

	private byte[][] receiveArguments(int max, Duration leaseTime, long mark, @Nullable Registration registration) {
		return new byte[][] {
				LuaScript.numbers(max, this.settings.maxInFlight(), this.settings.maxAttempts(), this.duplicateWindow,
						this.client.keepDead(), this.client.maxDead(), this.client.publishCounts(),
						waiting(registration), leaseTime.toMillis(), this.client.ratePermits(),
						this.client.ratePeriod(), this.client.mark(mark)),
				this.client.wakeChannel(), this.client.process() };
	}

	private PollResult<RedisDelivery<E>> received(LuaReply reply, Duration leaseTime, LeasePeriod lease) {
		boolean more = reply.number() > 0;
		long nextPoll = reply.number();
		double takenUntil = reply.decimal();
		this.pushes.noteClock(lease, takenUntil);
		return new PollResult<>(deliveries(reply, leaseTime, lease, takenUntil), more, nextPoll);
	}

	/**
	 * Takes a message that was pushed to this process, under the lease that it has.
	 * @param leaseTime how long each renewal leases it
	 * @return null if it is no longer leased, or cannot be read as a message
	 */
	@Nullable RedisDelivery<E> take(Push push, Duration leaseTime) {
		PushedMessage pushed = PushedMessage.read(push);
		LeasePeriod lease = (pushed != null) ? this.pushes.period(pushed) : null;
		if (pushed == null || lease == null) {
			return null;
		}
		Leased leased = new Leased(pushed.takenUntil(), leaseTime, lease);
		// Only new messages are pushed
		StoredMessage<E> message = new StoredMessage<>(pushed.id(), StoredMessage.FIRST_RECEIPT, leased.taken(),
				pushed.envelope(), this.payloads);
		if (this.measuresWaits) {
			tellWait(message, pushed.pushedAt());
		}
		return delivery(leased, message);
	}

	/**
	 * Renews the lease of a message that was pushed, soon and on another thread, unless
	 * it is settled by then. From then on its attempt counts.
	 */
	void keep(RedisDelivery<E> pushed) {
		this.pushes.keep(pushed);
	}

	/**
	 * Gives back a message that was pushed to this process and that nobody waits for.
	 */
	void giveBack(Push push) {
		RedisDelivery<E> delivery = take(push, this.settings.leaseTime());
		if (delivery != null) {
			exchange(List.of(Settlement.giveBack(delivery)), 0, null);
		}
	}

	/**
	 * Settles messages, then takes others under a lease.
	 * @param settlements how to settle messages of this queue
	 * @param max how many to take at the most
	 * @param registration whether this process is registered as waiting, null if none
	 * waits
	 */
	ExchangeResult<E> exchange(List<Settlement> settlements, int max, @Nullable Registration registration) {
		return this.lostLeases.run(this.settings.leaseTime(), (mark) -> exchange(settlements, max, mark, registration),
				(result) -> result.taken().items(),
				(repeated) -> new ExchangeResult<>(exchange(List.of(), max, registration).taken(), repeated.late()));
	}

	private ExchangeResult<E> exchange(List<Settlement> settlements, int max, long mark,
			@Nullable Registration registration) {
		Optional<ExchangeResult<E>> plainly = this.plain.exchange(settlements, max, this.settings.leaseTime(),
				this.client.mark(mark), registration);
		if (plainly.isPresent()) {
			return plainly.get();
		}
		List<Settlement> acks = new ArrayList<>(settlements.size());
		List<Settlement> others = new ArrayList<>();
		boolean deduplicated = false;
		for (Settlement settlement : settlements) {
			if (settlement.kind() == Kind.ACK) {
				acks.add(settlement);
				deduplicated = deduplicated || settlement.delivery().message().deduplicationId().length > 0;
			}
			else {
				others.add(settlement);
			}
		}
		List<byte[]> arguments = new ArrayList<>(4 + (deduplicated ? 3 : 2) * acks.size() + 6 * others.size());
		arguments
			.add(LuaScript.numbers(max, this.settings.maxInFlight(), this.settings.maxAttempts(), this.duplicateWindow,
					this.client.keepDead(), this.client.maxDead(), this.client.publishCounts(), waiting(registration),
					this.client.ratePermits(), this.client.ratePeriod(), this.settings.leaseTime().toMillis(),
					this.client.mark(mark), acks.size(), deduplicated ? 1 : 0, others.size()));
		arguments.add(this.client.wakeChannel());
		arguments.add(this.client.process());
		arguments.add(this.settlements.takenUntilOf(acks));
		acks.forEach((ack) -> arguments.add(id(ack.delivery())));
		acks.forEach((ack) -> arguments.add(receipt(ack.delivery())));
		if (deduplicated) {
			acks.forEach((ack) -> arguments.add(ack.delivery().message().deduplicationId()));
		}
		for (Settlement other : others) {
			arguments.add(id(other.delivery()));
			arguments.add(receipt(other.delivery()));
			arguments.add(this.settlements.takenUntilOf(List.of(other)));
			arguments.add(QueueClient.bytes(String.valueOf(other.delivery().maxAttempts())));
			arguments.add(QueueClient.bytes(outcome(other)));
			arguments.add(QueueClient.bytes(reason(other)));
		}
		LeasePeriod lease = LeasePeriod.fromNow(this.settings.leaseTime());
		LuaReply reply = this.client.run((scripts) -> scripts.exchange, arguments.toArray(byte[][]::new));
		boolean more = reply.number() > 0;
		long nextPoll = reply.number();
		double takenUntil = reply.decimal();
		this.pushes.noteClock(lease, takenUntil);
		List<Settlement> late = new ArrayList<>();
		addRefused(acks, reply, late);
		int lateAcks = late.size();
		addRefused(others, reply, late);
		if (!others.isEmpty()) {
			others.removeAll(late.subList(lateAcks, late.size()));
			others.forEach(this.settlements::tellIfDead);
		}
		this.client.activity().removed(acks.size() - lateAcks);
		late.forEach((settlement) -> this.settlements.lose(settlement.delivery()));
		return new ExchangeResult<>(
				new PollResult<>(deliveries(reply, this.settings.leaseTime(), lease, takenUntil), more, nextPoll),
				late);
	}

	/**
	 * Returns what {@code exchange.lua} calls the outcome of a message.
	 */
	private static String outcome(Settlement settlement) {
		return switch (settlement.kind()) {
			case REJECT -> "-";
			case GIVE_BACK -> "+" + settlement.delay().toMillis();
			case UNREADABLE -> "u" + settlement.delay().toMillis();
			default -> String.valueOf(settlement.delay().toMillis());
		};
	}

	/**
	 * Returns the reason with which a message may become a dead letter. Several processes
	 * add to that of an unreadable one.
	 */
	private String reason(Settlement settlement) {
		return (settlement.kind() == Kind.UNREADABLE) ? settlement.reason()
				: DeathReason.stored(settlement.reason(), this.client.version());
	}

	/**
	 * Reads one byte for each of some items, and adds the items whose byte is 0.
	 */
	private static <T> void addRefused(List<T> asked, LuaReply reply, List<T> target) {
		byte[] accepted = reply.bytes(asked.size());
		for (int i = 0; i < accepted.length; i++) {
			if (accepted[i] == 0) {
				target.add(asked.get(i));
			}
		}
	}

	/**
	 * Returns how many deliveries a message may have.
	 */
	int maxAttempts(StoredMessage<?> message) {
		return this.settlements.maxAttempts(message);
	}

	/**
	 * Returns leased messages that cannot be read to the queue, for their next attempt.
	 * @param unreadable why this process cannot read them
	 */
	void giveBack(Map<RedisDelivery<E>, PayloadException> unreadable) {
		List<Settlement> settlements = new ArrayList<>(unreadable.size());
		unreadable.forEach((delivery, failure) -> settlements
			.add(Settlement.unreadable(delivery, this.settings.backoff(), failure)));
		exchange(settlements, 0, null);
	}

	/**
	 * Acknowledges messages of this queue.
	 * @return how many were still leased
	 */
	int ack(List<? extends RedisDelivery<?>> deliveries) {
		deliveries.forEach(RedisDelivery::settling);
		int acknowledged = this.settlements.ack(deliveries.stream().map(RedisDelivery::message).toList());
		deliveries.forEach(RedisDelivery::settled);
		return acknowledged;
	}

	/**
	 * Does the same without blocking a thread until Redis answers.
	 */
	CompletableFuture<Integer> ackAsync(List<? extends RedisDelivery<?>> deliveries) {
		deliveries.forEach(RedisDelivery::settling);
		return this.settlements.ackAsync(deliveries.stream().map(RedisDelivery::message).toList())
			.whenComplete((acknowledged, failure) -> {
				if (failure == null) {
					deliveries.forEach(RedisDelivery::settled);
				}
			});
	}

	Executor completions() {
		return this.client.completions();
	}

	ScheduledExecutorService executor() {
		return this.client.executor();
	}

	/**
	 * Removes this process from those that wait, and wakes another one instead.
	 */
	void unregisterWaiter() {
		this.client.run((scripts) -> scripts.unregisterWaiter, LuaScript.numbers(this.client.publishCounts()),
				this.client.wakeChannel(), this.client.process());
	}

	/**
	 * Reads what {@code reply-leased.lua} has written.
	 */
	private List<RedisDelivery<E>> deliveries(LuaReply reply, Duration leaseTime, LeasePeriod lease,
			double takenUntil) {
		Leased leased = new Leased(takenUntil, leaseTime, lease);
		List<RedisDelivery<E>> deliveries = new ArrayList<>();
		while (reply.hasMore()) {
			int idLength = reply.length();
			int receiptLength = reply.length();
			int envelopeLength = reply.length();
			deliveries
				.add(delivery(leased, reply.text(idLength), reply.text(receiptLength), reply.bytes(envelopeLength)));
		}
		return deliveries;
	}

	private RedisDelivery<E> delivery(Leased leased, String id, String receipt, byte[] envelope) {
		StoredMessage<E> message = new StoredMessage<>(id, receipt, leased.taken(), envelope, this.payloads);
		if (this.measuresWaits && message.isFresh()) {
			tellWait(message, leased.until().minus(leased.time()));
		}
		return delivery(leased, message);
	}

	private RedisDelivery<E> delivery(Leased leased, StoredMessage<E> message) {
		if (!leased.isMarked()) {
			this.settlements.renewing(message);
		}
		return new RedisDelivery<>(this.settlements, message, leased.time(), leased.period(), leased.until());
	}

	private void tellWait(StoredMessage<E> message, Instant takenAt) {
		Duration wait = Duration.between(message.sentAt(), takenAt).minusMillis(message.delayMillis());
		this.client.observer().waited(this.settings.name(), wait.isNegative() ? Duration.ZERO : wait);
	}

	static byte[] id(RedisDelivery<?> delivery) {
		return QueueClient.bytes(delivery.id());
	}

	static byte[] receipt(RedisDelivery<?> delivery) {
		return QueueClient.bytes(delivery.message().receipt());
	}

	static int waiting(@Nullable Registration registration) {
		return (registration != null) ? registration.ordinal() + 1 : 0;
	}

}
