package io.github.redisqueues.test;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Predicate;

import io.github.redisqueues.internal.queue.SchedulableQueue;
import io.github.redisqueues.internal.queue.SchedulableQueue.Outcome;
import io.github.redisqueues.internal.queue.SchedulableQueue.State;
import io.github.redisqueues.internal.schedule.QueueSchedule;
import io.github.redisqueues.internal.schedule.QueueSchedules;

import org.springframework.beans.factory.ListableBeanFactory;

/**
 * The schedules of an application.
 *
 * @param schedules the schedules
 */
record TestSchedules(List<QueueSchedule<?>> schedules) {

	static TestSchedules of(ListableBeanFactory beanFactory) {
		return new TestSchedules(beanFactory.getBeanProvider(QueueSchedules.class)
			.stream()
			.<QueueSchedule<?>>flatMap((bean) -> bean.schedules().stream())
			.toList());
	}

	Tick<?> find(String schedule) {
		return find("schedule '" + schedule + "'", (candidate) -> candidate.id().equals(schedule));
	}

	Tick<?> find(String queue, String schedule) {
		return find("schedule '" + schedule + "' of queue '" + queue + "'",
				(candidate) -> candidate.id().equals(schedule) && candidate.queue().name().equals(queue));
	}

	private Tick<?> find(String description, Predicate<QueueSchedule<?>> condition) {
		List<QueueSchedule<?>> found = this.schedules.stream().filter(condition).toList();
		if (found.size() != 1) {
			throw new IllegalArgumentException("There "
					+ (found.isEmpty() ? "is no " + description
							: "are several of " + description + ": name the queue, too")
					+ "; schedules are " + this.schedules);
		}
		return Tick.of(found.get(0));
	}

	/**
	 * A tick of a schedule.
	 *
	 * @param <E> type of the payload
	 * @param id the schedule's id
	 * @param queue its queue
	 * @param payload what it sends
	 */
	record Tick<E>(String id, SchedulableQueue<E> queue, E payload) {

		static <E> Tick<E> of(QueueSchedule<E> schedule) {
			if (!(schedule.queue() instanceof SchedulableQueue<E> queue)) {
				throw new IllegalStateException(schedule + " has a queue that is a mock");
			}
			return new Tick<>(schedule.id(), queue, schedule.payload());
		}

		/**
		 * Sends the message of a tick at this moment of the server's clock. Each tick has
		 * a millisecond of its own.
		 */
		void tick() {
			State state = this.queue.beginSchedule(this.id, "");
			while (!state.now().isAfter(state.settled())) {
				Thread.onSpinWait();
				state = this.queue.beginSchedule(this.id, "");
			}
			Instant tick = Instant.ofEpochMilli(state.now().toEpochMilli());
			Outcome outcome = this.queue.sendTick(this.id, tick, Duration.ZERO, this.payload).outcome();
			if (outcome != Outcome.SENT) {
				throw new IllegalStateException("Schedule '" + this.id + "' could not send to queue '"
						+ this.queue.name() + "': " + ((outcome == Outcome.FULL) ? "the queue is full"
								: (outcome == Outcome.PAUSED) ? "sending to the queue is paused" : outcome));
			}
		}

	}

}
