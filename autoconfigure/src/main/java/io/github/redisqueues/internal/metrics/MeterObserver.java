package io.github.redisqueues.internal.metrics;

import java.time.Duration;

import io.github.redisqueues.RedisCallFailedException;
import io.github.redisqueues.internal.lock.LockObserver;
import io.github.redisqueues.internal.queue.QueueObserver;
import io.github.redisqueues.internal.queue.SchedulableQueue;
import io.github.redisqueues.queue.QueueEvent;
import io.micrometer.core.instrument.MeterRegistry;

/**
 * Counts and times what happens to queues, schedules and locks. Meters are made once for
 * each name; a call only looks them up. Safe for use by several threads.
 */
public final class MeterObserver implements QueueObserver {

	private final MeterRegistry registry;

	private final MetersByName<QueueMeters> queues;

	private final MetersByName<LockMeters> locks;

	private final MetersByName<QueueSchedulesMeters> schedules;

	/**
	 * Creates an observer.
	 * @param registry where the meters are registered
	 */
	public MeterObserver(MeterRegistry registry) {
		this.registry = registry;
		this.queues = new MetersByName<>((queue) -> new QueueMeters(queue, registry));
		this.locks = new MetersByName<>((lock) -> new LockMeters(lock, registry));
		this.schedules = new MetersByName<>((queue) -> new QueueSchedulesMeters(queue, registry));
	}

	/**
	 * The schedules of one queue.
	 */
	private static final class QueueSchedulesMeters implements NamedMeters {

		private final MetersByName<ScheduleMeters> schedules;

		QueueSchedulesMeters(String queue, MeterRegistry registry) {
			this.schedules = new MetersByName<>((schedule) -> new ScheduleMeters(schedule, queue, registry));
		}

		@Override
		public void remove() {
			this.schedules.clear();
		}

	}

	MeterRegistry registry() {
		return this.registry;
	}

	MetersByName<QueueMeters> queues() {
		return this.queues;
	}

	/**
	 * Removes the meters of a queue and of its schedules.
	 */
	void remove(String queue) {
		this.queues.remove(queue);
		this.schedules.remove(queue);
	}

	/**
	 * Removes all meters.
	 */
	void clear() {
		this.queues.clear();
		this.schedules.clear();
		this.locks.clear();
	}

	@Override
	public void happened(QueueEvent event) {
		if (event instanceof QueueEvent.Dead dead) {
			this.queues.get(dead.queue()).dead(dead.reason());
		}
		else if (event instanceof QueueEvent.Full full) {
			this.queues.get(full.queue()).full(full.refused());
		}
		else if (event instanceof QueueEvent.LeaseLost lost) {
			this.queues.get(lost.queue()).leaseLost();
		}
	}

	@Override
	public void refusedByPause(String queue) {
		this.queues.get(queue).paused();
	}

	@Override
	public void failed(String queue, RedisCallFailedException failure) {
		this.queues.get(queue).failed(failure);
	}

	@Override
	public void ticked(String schedule, String queue, SchedulableQueue.Outcome outcome, Duration late) {
		this.schedules.get(queue).schedules.get(schedule).ticked(outcome, late);
	}

	@Override
	public boolean measuresWaits() {
		return true;
	}

	@Override
	public void waited(String queue, Duration wait) {
		this.queues.get(queue).waited(wait);
	}

	/**
	 * Returns what does the same for locks.
	 * @return the observer of locks
	 */
	public LockObserver ofLocks() {
		return new LockObserver() {

			@Override
			public void held(String name, Duration held, boolean lost) {
				MeterObserver.this.locks.get(name).held(held, lost);
			}

		};
	}

}
