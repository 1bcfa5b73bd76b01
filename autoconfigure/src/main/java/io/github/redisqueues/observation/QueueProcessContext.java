package io.github.redisqueues.observation;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.micrometer.observation.transport.Kind;
import org.jspecify.annotations.Nullable;

/**
 * The work of a listener on a message or batch, including its error handlers. Ends when
 * it is decided how the messages are settled.
 */
public class QueueProcessContext extends MessageContext {

	private final String queue;

	private final String listener;

	private final List<String> ids;

	private final int attempt;

	private final Duration age;

	private @Nullable String outcome;

	/**
	 * Creates a context.
	 * @param queue name of the queue
	 * @param listener id of the listener
	 * @param ids ids of the messages, one or more
	 * @param attempt number of the delivery, the highest one of a batch
	 * @param age time since the message was sent, the longest one of a batch
	 * @param parent headers of the message whose trace continues, empty for none
	 * @param linked headers of the messages whose traces are linked
	 */
	public QueueProcessContext(String queue, String listener, List<String> ids, int attempt, Duration age,
			Map<String, String> parent, List<Map<String, String>> linked) {
		super(Kind.CONSUMER, parent, linked);
		this.queue = queue;
		this.listener = listener;
		this.ids = List.copyOf(ids);
		this.attempt = attempt;
		this.age = age;
	}

	/**
	 * Returns the name of the queue.
	 * @return the name
	 */
	public String queue() {
		return this.queue;
	}

	/**
	 * Returns the id of the listener.
	 * @return the id
	 */
	public String listener() {
		return this.listener;
	}

	/**
	 * Returns the ids of the messages.
	 * @return the ids, one or more
	 */
	public List<String> ids() {
		return this.ids;
	}

	/**
	 * Returns the number of the delivery.
	 * @return the number, the highest one of a batch
	 */
	public int attempt() {
		return this.attempt;
	}

	/**
	 * Returns the time since the message was sent, by the clocks of Redis and of this
	 * process.
	 * @return the time, the longest one of a batch
	 */
	public Duration age() {
		return this.age;
	}

	/**
	 * Returns how the messages are settled. If those of a batch are settled differently,
	 * the worst counts.
	 * @return {@code acked}, {@code released}, {@code lease_lost}, {@code retried} or
	 * {@code dead}, from good to bad; empty before the end, and if the application
	 * settles them later
	 */
	public Optional<String> outcome() {
		return Optional.ofNullable(this.outcome);
	}

	/**
	 * Sets how the messages are settled.
	 * @param outcome the outcome
	 */
	public void setOutcome(@Nullable String outcome) {
		this.outcome = outcome;
	}

}
