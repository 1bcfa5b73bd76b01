package io.github.redisqueues.internal.queue;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

import io.github.redisqueues.internal.queue.QueueScripts.Script;
import io.github.redisqueues.internal.redis.LuaScript;

/**
 * The scripts of one queue that are for a plain queue only, see {@code plain.lua}, each
 * with its keys: those that it uses, and then those that must not exist. A process that
 * waits unless it gets a message uses variants that also expect that nobody is registered
 * as waiting. Immutable.
 */
final class PlainScripts {

	private static final String WAITERS = "waiters";

	private static final String IN_FLIGHT = "inflight";

	private final Function<String, LuaScript> loader;

	private final QueueKeys keys;

	final Script poll;

	final Script waitingPoll;

	final Script receive;

	final Script waitingReceive;

	final Script exchange;

	final Script waitingExchange;

	final Script ack;

	/**
	 * Loads the scripts.
	 * @param loader loads one by its name
	 * @param keys the queue's keys
	 * @param sorted whether the queue has priorities
	 */
	PlainScripts(Function<String, LuaScript> loader, QueueKeys keys, boolean sorted) {
		this.loader = loader;
		this.keys = keys;
		List<String> others = new ArrayList<>(List.of("delayed", "paused", "expiries", "attempts"));
		if (!sorted) {
			others.add("withdrawn");
		}
		List<String> othersAndWaiters = with(others, WAITERS);
		this.poll = script("poll-plain", with(others, IN_FLIGHT));
		this.waitingPoll = script("poll-plain", with(othersAndWaiters, IN_FLIGHT));
		this.receive = script("receive-plain", others);
		this.waitingReceive = script("receive-plain", othersAndWaiters);
		this.exchange = script("exchange-plain", others);
		this.waitingExchange = script("exchange-plain", othersAndWaiters);
		this.ack = script("ack-plain", List.of("paused", "attempts"));
	}

	private static List<String> with(List<String> keys, String another) {
		List<String> all = new ArrayList<>(keys);
		all.add(another);
		return all;
	}

	private Script script(String name, List<String> absent) {
		LuaScript script = this.loader.apply(name);
		List<byte[]> all = new ArrayList<>(this.keys.of(script));
		all.addAll(this.keys.of(absent));
		return new Script(script, List.copyOf(all));
	}

}
