package io.github.redisqueues.internal.listener;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

import io.github.redisqueues.listener.MessageHandler;
import io.github.redisqueues.queue.Delivery;
import io.github.redisqueues.testing.history.DuplicateCheck;
import io.github.redisqueues.testing.history.LossCheck;
import io.github.redisqueues.testing.history.MessageEvent;
import io.github.redisqueues.testing.history.MessageEvent.Kind;
import io.github.redisqueues.testing.history.MessageHistory;

/**
 * Writes down what a handler was given and how that ended, for the checkers of histories.
 * Each payload is to be sent once. Safe for use by several threads.
 */
final class Witness {

	private static final long RECENT = Duration.ofSeconds(1).toNanos();

	private final MessageHistory history = new MessageHistory();

	private final Set<MessageEvent> working = ConcurrentHashMap.newKeySet();

	private final Map<MessageEvent, Long> endedAt = new ConcurrentHashMap<>();

	private volatile boolean outage;

	/**
	 * A handler that writes down what it does.
	 * @param handler what it does
	 * @return the handler
	 */
	MessageHandler<String> of(MessageHandler<String> handler) {
		return (delivery) -> {
			MessageEvent taken = begin(delivery);
			try {
				handler.handle(delivery);
			}
			catch (Throwable ex) {
				this.history.add(taken.as(Kind.RETURNED));
				throw ex;
			}
			finally {
				end(taken);
			}
		};
	}

	private MessageEvent begin(Delivery<String> delivery) {
		MessageEvent taken = MessageEvent.of(Kind.TAKEN, delivery, Thread.currentThread().getName());
		this.working.add(taken);
		this.history.add(taken);
		return taken;
	}

	private void end(MessageEvent taken) {
		this.endedAt.put(taken, System.nanoTime());
		this.working.remove(taken);
		if (this.outage) {
			this.history.add(taken.as(Kind.LEASE_LOST));
		}
	}

	void sent(Collection<String> payloads) {
		payloads.forEach((payload) -> this.history.add(MessageEvent.sent(payload, "producer", 0)));
	}

	/**
	 * From now on leases may be lost, also those of messages that have just been worked
	 * on.
	 */
	void outageBegins() {
		this.outage = true;
		long now = System.nanoTime();
		this.endedAt.forEach((taken, end) -> {
			if (now - end < RECENT) {
				this.history.add(taken.as(Kind.LEASE_LOST));
			}
		});
	}

	void outageEnds() {
		this.working.forEach((taken) -> this.history.add(taken.as(Kind.LEASE_LOST)));
		this.outage = false;
	}

	/**
	 * The payloads in the order in which they were begun, as often as that was.
	 */
	List<String> handled() {
		return this.history.events(Kind.TAKEN).stream().map(MessageEvent::message).toList();
	}

	Set<String> payloads() {
		return this.history.events(Kind.TAKEN).stream().map(MessageEvent::message).collect(Collectors.toSet());
	}

	int count() {
		return this.history.events(Kind.TAKEN).size();
	}

	List<Integer> attempts() {
		return this.history.events(Kind.TAKEN).stream().map(MessageEvent::attempt).toList();
	}

	/**
	 * What was lost, and what was repeated without a cause.
	 */
	List<String> findings(Duration lease) {
		List<String> findings = new ArrayList<>(LossCheck.findings(this.history.events()));
		findings.addAll(DuplicateCheck.findings(this.history.events(), lease));
		return findings;
	}

}
