package io.github.redisqueues.internal.queue;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

import io.github.redisqueues.internal.fleet.ListenerProbe;
import io.github.redisqueues.internal.fleet.Membership;
import io.github.redisqueues.internal.fleet.ProcessIdentity;
import io.github.redisqueues.internal.redis.LuaScript;
import io.github.redisqueues.queue.ListenerStatus;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * The listeners of one queue that run in this process, and what it does as a consumer.
 * While there are listeners, tells the other processes of them every ten seconds, and
 * within a second of a change. What it tells of them is forgotten after 35 seconds, so a
 * process that dies or cannot reach Redis is soon not counted any more. Tells what it has
 * done as a consumer at the same time, or within ten seconds without listeners. Each time
 * also learns whether a job redrives dead letters. Never blocks and never fails: the next
 * beat tries again. Safe for use by several threads.
 */
final class FleetClient {

	private static final Log logger = LogFactory.getLog(FleetClient.class);

	private static final Duration PERIOD = Duration.ofSeconds(10);

	private static final Duration KEPT = Duration.ofSeconds(35);

	private static final Duration AFTER_CHANGE = Duration.ofMillis(500);

	private final QueueClient client;

	private final ProcessIdentity identity;

	private final Runnable onRedrive;

	private final Map<String, ListenerProbe> probes = new ConcurrentHashMap<>();

	private final ReentrantLock lock = new ReentrantLock();

	private final List<String> gone = new ArrayList<>();

	private @Nullable ScheduledFuture<?> next;

	private long nextAt;

	/**
	 * Creates a client, which does nothing yet.
	 * @param onRedrive runs after each beat while a job redrives dead letters
	 */
	FleetClient(QueueClient client, ProcessIdentity identity, Runnable onRedrive) {
		this.client = client;
		this.identity = identity;
		this.onRedrive = onRedrive;
		client.activity().onActivity(() -> beatWithin(jittered()));
	}

	ProcessIdentity identity() {
		return this.identity;
	}

	/**
	 * Adds a listener.
	 */
	Membership join(ListenerProbe probe) {
		String member = UUID.randomUUID().toString();
		this.probes.put(member, probe);
		beatWithin(Duration.ZERO);
		return new Membership() {

			@Override
			public void changed() {
				beatWithin(AFTER_CHANGE);
			}

			@Override
			public void close() {
				leave(member);
			}

		};
	}

	private void leave(String member) {
		if (this.probes.remove(member) != null) {
			this.lock.lock();
			try {
				this.gone.add(member);
			}
			finally {
				this.lock.unlock();
			}
			beatWithin(Duration.ZERO);
		}
	}

	/**
	 * Returns the listeners of this process.
	 * @param at the moment by the clock of Redis
	 */
	List<ListenerStatus> local(Instant at) {
		return this.probes.values()
			.stream()
			.map((probe) -> probe.look().toStatus(this.client.processName(), this.identity, at))
			.toList();
	}

	private void beatWithin(Duration delay) {
		if (!this.identity.registersListeners()) {
			return;
		}
		this.lock.lock();
		try {
			long at = System.nanoTime() + delay.toNanos();
			if (this.next == null || at - this.nextAt < 0) {
				if (this.next != null) {
					this.next.cancel(false);
				}
				this.nextAt = at;
				this.next = this.client.executor().schedule(this::beat, delay.toNanos(), TimeUnit.NANOSECONDS);
			}
		}
		catch (RejectedExecutionException ex) {
			logger.debug("No more beats of the listeners of " + this.client.readyKey(), ex);
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Tells the others of all listeners, and plans the next time if there are any left.
	 */
	private void beat() {
		List<byte[]> arguments = new ArrayList<>();
		Map<String, ListenerProbe> members = Map.copyOf(this.probes);
		List<byte[]> reports = List.of();
		this.lock.lock();
		try {
			this.next = null;
			arguments.add(LuaScript.numbers(KEPT.toMillis(), members.size(), this.gone.size()));
			members.forEach((member, probe) -> {
				arguments.add(QueueClient.bytes(member));
				arguments.add(probe.look().write(this.client.processName(), this.identity));
			});
			this.gone.forEach((member) -> arguments.add(QueueClient.bytes(member)));
			this.gone.clear();
			if (!members.isEmpty() || !this.client.activity().isTold()) {
				reports = this.client.activity().reports();
				arguments.addAll(reports);
			}
		}
		finally {
			this.lock.unlock();
		}
		if (!members.isEmpty()) {
			beatWithin(jittered());
		}
		if (arguments.size() > 1) {
			List<byte[]> sent = reports;
			this.client.runAsync((scripts) -> scripts.registerListeners, () -> arguments.toArray(byte[][]::new))
				.whenComplete((reply, failure) -> {
					if (failure == null) {
						this.client.activity().arrived(sent);
						if (reply.number() == 1) {
							this.onRedrive.run();
						}
					}
					else {
						logger.debug("Other processes do not learn of the listeners of " + this.client.readyKey()
								+ " until Redis answers", failure);
					}
				});
		}
	}

	private static Duration jittered() {
		long nanos = PERIOD.toNanos();
		return Duration.ofNanos(ThreadLocalRandom.current().nextLong(nanos * 9 / 10, nanos));
	}

}
