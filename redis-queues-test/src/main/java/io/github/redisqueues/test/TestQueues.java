package io.github.redisqueues.test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import io.github.redisqueues.queue.DeadLetter;
import io.github.redisqueues.queue.RedisQueue;
import io.github.redisqueues.queue.SendOptions;

import org.springframework.beans.factory.ListableBeanFactory;

/**
 * The queues of an application in a test: asserts what was sent, and passes messages to
 * listeners that are not started. The queues are the real ones; nothing is mocked. A bean
 * of a test with
 * {@link io.github.redisqueues.test.autoconfigure.AutoConfigureTestQueues @AutoConfigureTestQueues}.
 * <p>
 * Assertions look at the messages that are in a queue now, in whatever state: what was
 * acknowledged is gone. Messages that {@link #deliver(String, Object)} has sent do not
 * count.
 * <p>
 * Listeners are called on the test's thread, through all that surrounds them in the
 * application: argument resolution, conversion and validation of payloads, interceptors,
 * time limit, error handler, backoff and settlement. A listener therefore runs inside the
 * transaction of a {@code @Transactional} test. For use by one thread.
 */
public final class TestQueues {

	private static final int MAX_DELIVERIES = 10_000;

	private final ListableBeanFactory beanFactory;

	private final Runnable clear;

	private final Set<String> delivered = ConcurrentHashMap.newKeySet();

	/**
	 * Creates the test's view of the queues.
	 * @param beanFactory has the queues, listeners and schedules
	 * @param clear removes everything from Redis
	 */
	public TestQueues(ListableBeanFactory beanFactory, Runnable clear) {
		this.beanFactory = beanFactory;
		this.clear = clear;
	}

	/**
	 * Asserts that messages were sent to a queue.
	 * @param queue name of the queue
	 * @return assertions on its messages
	 */
	public SentMessages<Object> assertSent(String queue) {
		return assertSent(queue(queue));
	}

	/**
	 * Asserts that messages were sent to a queue.
	 * @param <E> type of the payloads
	 * @param queue name of the queue
	 * @param payloadType type of the payloads
	 * @return assertions on its messages
	 */
	@SuppressWarnings("unchecked")
	public <E> SentMessages<E> assertSent(String queue, Class<E> payloadType) {
		return (SentMessages<E>) assertSent(queue).matching("of " + payloadType, payloadType::isInstance);
	}

	/**
	 * Asserts that messages were sent to a queue.
	 * @param <E> type of the payloads
	 * @param queue the queue
	 * @return assertions on its messages
	 */
	public <E> SentMessages<E> assertSent(RedisQueue<E> queue) {
		return SentMessages.of(queue.name(), sent(queue));
	}

	/**
	 * Asserts that nothing was sent to any queue that is a bean.
	 */
	public void assertNothingSent() {
		queues().forEach(this::assertNothingSent);
	}

	/**
	 * Asserts that nothing was sent to a queue.
	 * @param queue name of the queue
	 */
	public void assertNothingSent(String queue) {
		assertNothingSent(queue(queue));
	}

	private <E> void assertNothingSent(RedisQueue<E> queue) {
		List<SentMessage<E>> sent = sent(queue);
		if (!sent.isEmpty()) {
			throw new AssertionError("Expected nothing to have been sent to queue '" + queue.name() + "', but there "
					+ ((sent.size() == 1) ? "is 1 message" : "are " + sent.size() + " messages")
					+ SentMessages.list(sent));
		}
	}

	/**
	 * Sends a message and passes it to the queue's listener as its first attempt.
	 * @param queue name of the queue
	 * @param payload the payload
	 * @return what became of the message
	 * @see #deliver(String, Object, SendOptions, int)
	 */
	public DeliveryOutcome deliver(String queue, Object payload) {
		return deliver(queue, payload, 1);
	}

	/**
	 * Sends a message and passes it to the queue's listener.
	 * @param queue name of the queue
	 * @param payload the payload
	 * @param attempt number of the attempt
	 * @return what became of the message
	 * @see #deliver(String, Object, SendOptions, int)
	 */
	public DeliveryOutcome deliver(String queue, Object payload, int attempt) {
		return deliver(queue, payload, SendOptions.defaults(), attempt);
	}

	/**
	 * Sends a message and passes it to the queue's listener on this thread, without a
	 * delay. Other messages of the queue stay where they are. If the queue has several
	 * listeners, the first one gets it.
	 * @param queue name of the queue
	 * @param payload the payload
	 * @param options what else is sent, such as headers
	 * @param attempt number of the attempt, up to the maximum; those before it count as
	 * failed
	 * @return what became of the message
	 * @throws IllegalStateException if the queue has no listener, the listener runs, or
	 * the queue does not deliver the message now
	 * @throws IllegalArgumentException if the attempt is out of range, or this type of
	 * queue does not support an option
	 */
	public DeliveryOutcome deliver(String queue, Object payload, SendOptions options, int attempt) {
		return deliver(TestListeners.of(this.beanFactory).forQueue(queue), payload, options, attempt);
	}

	private <E> DeliveryOutcome deliver(ListenerCalls<E> listener, Object payload, SendOptions options, int attempt) {
		int max = options.maxAttempts().orElse(listener.queue().settings().maxAttempts());
		if (attempt < 1 || attempt > max) {
			throw new IllegalArgumentException("attempt must be 1 to " + max + ", the maximum of queue '"
					+ listener.queue().name() + "', but is " + attempt);
		}
		@SuppressWarnings("unchecked")
		E typed = (E) payload;
		String id = listener.queue().send(typed, options.delay(Duration.ZERO));
		this.delivered.add(id);
		return listener.deliver(id, attempt);
	}

	/**
	 * Passes the messages of all queues to their listeners on this thread, until none is
	 * ready. Delayed messages stay; see {@link #makeDue(String)}.
	 * @return what became of each delivery, in their order
	 */
	public List<DeliveryOutcome> drain() {
		List<DeliveryOutcome> all = new ArrayList<>();
		List<DeliveryOutcome> round;
		do {
			round = new ArrayList<>();
			for (ListenerCalls<?> listener : TestListeners.of(this.beanFactory).all()) {
				round.addAll(drain(listener));
			}
			all.addAll(round);
			requireEnd(all);
		}
		while (!round.isEmpty());
		return List.copyOf(all);
	}

	/**
	 * Passes the messages of a queue to its listener on this thread, until none is ready.
	 * A listener of batches gets as many as its batch size allows.
	 * @param queue name of the queue
	 * @return what became of each delivery, in their order
	 * @throws IllegalStateException if the queue has no listener, the listener runs, or
	 * there is no end after 10,000 deliveries
	 */
	public List<DeliveryOutcome> drain(String queue) {
		return List.copyOf(drain(TestListeners.of(this.beanFactory).forQueue(queue)));
	}

	private static List<DeliveryOutcome> drain(ListenerCalls<?> listener) {
		List<DeliveryOutcome> all = new ArrayList<>();
		List<DeliveryOutcome> next = listener.deliverNext();
		while (!next.isEmpty()) {
			all.addAll(next);
			requireEnd(all);
			next = listener.deliverNext();
		}
		return all;
	}

	private static void requireEnd(List<DeliveryOutcome> all) {
		if (all.size() >= MAX_DELIVERIES) {
			throw new IllegalStateException(
					"There is no end after " + all.size() + " deliveries; the last one: " + all.get(all.size() - 1));
		}
	}

	/**
	 * Makes a schedule send its message now, as if a tick were due.
	 * @param schedule the schedule's name
	 * @throws IllegalArgumentException if there is no schedule of that name, or several
	 * queues have one
	 * @throws IllegalStateException if the queue is full, or sending to it is paused
	 */
	public void tick(String schedule) {
		TestSchedules.of(this.beanFactory).find(schedule).tick();
	}

	/**
	 * Makes a schedule send its message now, as if a tick were due.
	 * @param queue name of the queue
	 * @param schedule the schedule's name
	 * @throws IllegalArgumentException if there is no such schedule
	 * @throws IllegalStateException if the queue is full, or sending to it is paused
	 */
	public void tick(String queue, String schedule) {
		TestSchedules.of(this.beanFactory).find(queue, schedule).tick();
	}

	/**
	 * Makes all delayed messages of a queue ready, in the order in which they would fall
	 * due. Includes those that wait for their next attempt.
	 * @param queue name of the queue
	 * @return how many were delayed
	 */
	public int makeDue(String queue) {
		return new QueueContents<>(queue(queue)).makeDue();
	}

	/**
	 * Returns the dead letters of a queue.
	 * @param queue name of the queue
	 * @return the dead letters, the oldest first
	 */
	public List<DeadLetter<Object>> dead(String queue) {
		return dead(queue(queue));
	}

	/**
	 * Returns the dead letters of a queue.
	 * @param <E> type of the payloads
	 * @param queue the queue
	 * @return the dead letters, the oldest first
	 */
	public <E> List<DeadLetter<E>> dead(RedisQueue<E> queue) {
		return new QueueContents<>(queue).dead();
	}

	/**
	 * Removes everything that the application has in Redis: messages in whatever state,
	 * dead letters, pauses, limits, the state of schedules, and locks. A test with
	 * listeners that are not started does so after each method.
	 */
	public void clear() {
		this.clear.run();
		this.delivered.clear();
	}

	private <E> List<SentMessage<E>> sent(RedisQueue<E> queue) {
		return new QueueContents<>(queue).without(this.delivered);
	}

	private Collection<RedisQueue<?>> queues() {
		List<RedisQueue<?>> queues = new ArrayList<>();
		this.beanFactory.getBeansOfType(RedisQueue.class, false, true).values().forEach(queues::add);
		return queues;
	}

	@SuppressWarnings("unchecked")
	private RedisQueue<Object> queue(String name) {
		Collection<RedisQueue<?>> queues = queues();
		return (RedisQueue<Object>) queues.stream()
			.filter((queue) -> name.equals(queue.name()))
			.findFirst()
			.orElseThrow(() -> new IllegalArgumentException("There is no queue '" + name + "'; queues are "
					+ queues.stream().map(RedisQueue::name).sorted().toList()));
	}

}
