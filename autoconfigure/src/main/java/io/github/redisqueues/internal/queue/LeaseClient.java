package io.github.redisqueues.internal.queue;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

import io.github.redisqueues.internal.redis.LuaReply;
import io.github.redisqueues.internal.redis.LuaScript;

/**
 * Renews the leases of messages of one queue. Safe for use by several threads.
 *
 * @param <E> type of the payloads
 */
final class LeaseClient<E> {

	private final QueueClient client;

	private final SettlementClient settlements;

	LeaseClient(QueueClient client, SettlementClient settlements) {
		this.client = client;
		this.settlements = settlements;
	}

	/**
	 * Renews leases, each for the lease time of its receive.
	 * @return the messages whose lease had ended
	 */
	List<RedisDelivery<E>> renew(List<RedisDelivery<E>> deliveries) {
		return deliveries.stream()
			.collect(Collectors.groupingBy(RedisDelivery::leaseTime))
			.entrySet()
			.stream()
			.flatMap((entry) -> renew(entry.getKey(), entry.getValue(), false).stream())
			.toList();
	}

	/**
	 * Renews the leases of messages that were pushed, each for the lease time of its
	 * receive, unless the consumer has extended them.
	 */
	void renewPushed(List<RedisDelivery<E>> deliveries) {
		deliveries.stream()
			.collect(Collectors.groupingBy(RedisDelivery::leaseTime))
			.forEach((lease, group) -> renew(lease, group, true));
	}

	/**
	 * Finds out which messages are still leased.
	 * @return the others
	 */
	List<RedisDelivery<E>> check(List<RedisDelivery<E>> deliveries) {
		return renew(Duration.ZERO, deliveries, false);
	}

	/**
	 * Renews leases.
	 * @param lease how long they last from now on, unless they last longer anyway
	 * @param onlyPushed whether those that were extended stay as they are
	 */
	private List<RedisDelivery<E>> renew(Duration lease, List<RedisDelivery<E>> deliveries, boolean onlyPushed) {
		List<byte[]> arguments = new ArrayList<>(1 + 2 * deliveries.size());
		arguments.add(LuaScript.numbers(lease.toMillis(), deliveries.size(), onlyPushed ? 1 : 0));
		if (!lease.isZero()) {
			deliveries.forEach((delivery) -> this.settlements.renewing(delivery.message()));
		}
		arguments.add(this.settlements.takenUntil(deliveries.stream().map(RedisDelivery::message).toList()));
		deliveries.forEach((delivery) -> arguments.add(ReceiveClient.id(delivery)));
		deliveries.forEach((delivery) -> arguments.add(ReceiveClient.receipt(delivery)));
		LeasePeriod renewed = LeasePeriod.fromNow(lease);
		List<LeasePeriod> before = deliveries.stream().map(RedisDelivery::period).toList();
		LuaReply reply = this.client.run((scripts) -> scripts.renew, arguments.toArray(byte[][]::new));
		Instant until = Instant.ofEpochMilli(reply.number());
		byte[] accepted = reply.bytes(deliveries.size());
		List<RedisDelivery<E>> lost = new ArrayList<>();
		for (int i = 0; i < accepted.length; i++) {
			RedisDelivery<E> delivery = deliveries.get(i);
			if (accepted[i] == 1 && !lease.isZero()) {
				delivery.renewed(before.get(i), renewed, until);
			}
			else if (accepted[i] != 1) {
				this.settlements.lose(delivery);
				if (accepted[i] == 2 && !delivery.isSettling()) {
					delivery.cancel();
				}
				lost.add(delivery);
			}
		}
		return lost;
	}

}
