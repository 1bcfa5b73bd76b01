package io.github.redisqueues.internal.endpoint;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

import io.github.redisqueues.RedisCallFailedException;
import io.github.redisqueues.internal.lock.StoreDistributedLocks;
import io.github.redisqueues.internal.queue.SchedulableQueue;
import io.github.redisqueues.internal.schedule.QueueSchedule;
import io.github.redisqueues.queue.RedisQueue;
import io.github.redisqueues.topic.RedisTopic;
import org.jspecify.annotations.Nullable;

/**
 * Reads everything at a glance, at most once a second however many ask. Safe for use by
 * several threads.
 */
final class SnapshotReader {

	private static final long KEPT_NANOS = 1_000_000_000;

	/**
	 * How many of the locks that this process holds are shown.
	 */
	private static final int MAX_LOCKS = 50;

	private final QueueCatalog catalog;

	private final QueueReads reads;

	private final boolean writable;

	private @Nullable QueuesSnapshot latest;

	private long readAt;

	SnapshotReader(QueueCatalog catalog, QueueReads reads, boolean writable) {
		this.catalog = catalog;
		this.reads = reads;
		this.writable = writable;
	}

	/**
	 * Returns a snapshot that is at most a second old. A queue that cannot be read has
	 * the reason in its place; after the first, the others are not asked.
	 */
	synchronized QueuesSnapshot read() {
		QueuesSnapshot kept = this.latest;
		if (kept != null && System.nanoTime() - this.readAt < KEPT_NANOS) {
			return kept;
		}
		Asking asking = new Asking();
		QueuesSnapshot snapshot = new QueuesSnapshot(Instant.now(), this.writable, queues(asking), listeners(),
				schedules(asking), topics(), locks(asking));
		this.latest = snapshot;
		this.readAt = System.nanoTime();
		return snapshot;
	}

	private List<QueueDescriptor> queues(Asking asking) {
		List<QueueDescriptor> queues = new ArrayList<>();
		for (RedisQueue<?> queue : this.catalog.queues().values()) {
			queues.add(asking.ask(() -> this.reads.describe(queue))
				.orElseGet(() -> QueueDescriptor.failed(queue, asking.failure())));
		}
		return queues;
	}

	List<ListenerDescriptor> listeners() {
		return this.catalog.containers().stream().map(ListenerDescriptor::of).toList();
	}

	List<ScheduleDescriptor> schedules() {
		return schedules(new Asking());
	}

	private List<ScheduleDescriptor> schedules(Asking asking) {
		return this.catalog.schedules().stream().map((schedule) -> schedule(schedule, asking)).toList();
	}

	private ScheduleDescriptor schedule(QueueSchedule<?> schedule, Asking asking) {
		Instant last = (schedule.queue() instanceof SchedulableQueue<?> queue)
				? asking.ask(() -> queue.lastTick(schedule.id())).flatMap((tick) -> tick).orElse(null) : null;
		return new ScheduleDescriptor(schedule.id(), schedule.queue().name(), schedule.ticks().toString(), last,
				schedule.ticks().after(Instant.now()).orElse(null));
	}

	List<TopicDescriptor> topics() {
		List<TopicDescriptor> topics = new ArrayList<>();
		for (RedisTopic<?> topic : this.catalog.topics()) {
			topics.add(new TopicDescriptor(topic.name(), topic.payloadType().getType().getTypeName(), topic.dropped()));
		}
		return topics;
	}

	List<LockDescriptor> locks() {
		return locks(new Asking());
	}

	/**
	 * Returns the locks that this process holds.
	 */
	private List<LockDescriptor> locks(Asking asking) {
		if (!(this.catalog.locks().orElse(null) instanceof StoreDistributedLocks locks)) {
			return List.of();
		}
		return asking.ask(() -> locks.held(MAX_LOCKS))
			.map((held) -> held.stream().distinct().map(LockDescriptor::of).toList())
			.orElse(List.of());
	}

	/**
	 * The questions of one snapshot. A Redis that does not answer is asked once.
	 */
	private static final class Asking {

		private @Nullable String failure;

		<T> Optional<T> ask(Supplier<T> question) {
			if (this.failure != null) {
				return Optional.empty();
			}
			try {
				return Optional.of(question.get());
			}
			catch (RedisCallFailedException ex) {
				this.failure = String.valueOf(ex.getMessage());
				return Optional.empty();
			}
		}

		String failure() {
			return String.valueOf(this.failure);
		}

	}

}
