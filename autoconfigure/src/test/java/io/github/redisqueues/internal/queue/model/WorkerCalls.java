package io.github.redisqueues.internal.queue.model;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.Function;

import io.github.redisqueues.internal.queue.ConsumableQueue;
import io.github.redisqueues.internal.queue.ExchangeResult;
import io.github.redisqueues.internal.queue.RedisDelivery;
import io.github.redisqueues.internal.queue.Settlement;
import io.github.redisqueues.internal.queue.Settlement.Kind;
import io.github.redisqueues.queue.QueueSettings;
import io.github.redisqueues.queue.ReceiveOptions;

/**
 * Makes the steps of worker runtimes concrete.
 */
final class WorkerCalls {

	private static final int MOST = 5;

	private final ConsumableQueue<String> queue;

	private final long lease;

	/**
	 * Keeps a message that was taken, as a delivery of the run.
	 */
	private final Function<RedisDelivery<String>, Held> keeper;

	WorkerCalls(ConsumableQueue<String> queue, QueueSettings<String> settings,
			Function<RedisDelivery<String>, Held> keeper) {
		this.queue = queue;
		this.lease = settings.leaseTime().toMillis();
		this.keeper = keeper;
	}

	Call receive(int max, Duration lease) {
		ReceiveOptions options = ReceiveOptions.defaults().max(max).leaseTime(lease);
		return Call.of("receive " + options,
				() -> this.queue.receive(options)
					.stream()
					.map((delivery) -> this.keeper.apply((RedisDelivery<String>) delivery))
					.toList(),
				(model, answer, moment) -> model.receive(max, lease, answer, moment));
	}

	Call exchange(List<Held> deliveries, Random random) {
		List<Ending> endings = some(deliveries, random).stream().map((held) -> ending(held, random)).toList();
		int max = random.nextInt(MOST);
		return Call.of("exchange " + endings + " for " + max, () -> exchange(endings, max), (model, answer, moment) -> {
			Exchanged exchanged = answer.as(Exchanged.class);
			model.deliveries().exchange(endings, exchanged.late(), moment);
			model.receive(max, Duration.ofMillis(this.lease), new Answer(exchanged.taken(), null), moment);
		});
	}

	private static Ending ending(Held held, Random random) {
		Kind kind = Kind.values()[random.nextInt(Kind.values().length)];
		boolean mayBeDelayed = kind == Kind.RETRY || kind == Kind.UNREADABLE || kind == Kind.GIVE_BACK;
		return new Ending(held, kind, (mayBeDelayed && random.nextBoolean()) ? 10 + random.nextInt(60) : 0);
	}

	private Exchanged exchange(List<Ending> endings, int max) {
		ExchangeResult<String> result = this.queue.exchange(endings.stream().map(Ending::settlement).toList(), max,
				null);
		List<Integer> late = endings.stream()
			.filter((ending) -> result.late().stream().anyMatch((it) -> it.delivery() == ending.message()))
			.map((ending) -> ending.held().receipt())
			.toList();
		return new Exchanged(result.deliveries().stream().map(this.keeper).toList(), late);
	}

	Call renew(List<Held> deliveries, Random random) {
		List<Held> some = some(deliveries, random);
		List<RedisDelivery<String>> messages = some.stream().map((held) -> held.leased().orElseThrow()).toList();
		return Call.of("renew " + some, () -> {
			List<RedisDelivery<String>> lost = this.queue.renew(messages);
			return some.stream()
				.filter((held) -> lost.contains(held.leased().orElseThrow()))
				.map(Held::receipt)
				.toList();
		}, (model, answer, moment) -> model.deliveries().renew(some, answer.as(List.class), moment));
	}

	/**
	 * Some of those that were taken last, in any order.
	 */
	private static List<Held> some(List<Held> deliveries, Random random) {
		List<Held> leased = deliveries.stream().filter((held) -> held.leased().isPresent()).toList();
		List<Held> last = new ArrayList<>(leased.subList(Math.max(0, leased.size() - 2 * MOST), leased.size()));
		Collections.shuffle(last, random);
		return last.subList(0, Math.min(last.size(), random.nextInt(MOST + 1)));
	}

	/**
	 * How a delivery is to end.
	 *
	 * @param held the delivery
	 * @param kind what becomes of the message
	 * @param delay until its next attempt, in milliseconds
	 */
	record Ending(Held held, Kind kind, long delay) {

		String reason() {
			return (this.kind == Kind.UNREADABLE) ? "process " + this.held.receipt() : "ended";
		}

		RedisDelivery<String> message() {
			return this.held.leased().orElseThrow();
		}

		Settlement settlement() {
			return new Settlement(message(), this.kind, Duration.ofMillis(this.delay), reason());
		}

		@Override
		public String toString() {
			return this.kind + " after " + this.delay + " " + this.held;
		}

	}

	/**
	 * What an exchange brought.
	 *
	 * @param taken what was taken
	 * @param late the receipts that were not good any more
	 */
	record Exchanged(List<Held> taken, List<Integer> late) {

	}

}
