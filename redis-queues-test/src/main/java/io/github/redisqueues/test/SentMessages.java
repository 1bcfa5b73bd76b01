package io.github.redisqueues.test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

/**
 * Assertions on the messages that were sent to a queue. Each condition is asserted at
 * once: at least one message must meet all conditions so far. {@link #once()} and
 * {@link #times(int)} then assert how many do.
 *
 * <pre class="code">
 * queues.assertSent("orders").withPayload(order).delayedBy(Duration.ofMinutes(5)).once();
 * </pre>
 *
 * Immutable.
 *
 * @param <E> type of the payloads
 */
public final class SentMessages<E> {

	private static final int SHOWN = 20;

	private final String queue;

	private final List<SentMessage<E>> all;

	private final List<SentMessage<E>> matching;

	private final List<String> conditions;

	private SentMessages(String queue, List<SentMessage<E>> all, List<SentMessage<E>> matching,
			List<String> conditions) {
		this.queue = queue;
		this.all = all;
		this.matching = matching;
		this.conditions = conditions;
	}

	/**
	 * Asserts that there is at least one message.
	 */
	static <E> SentMessages<E> of(String queue, List<SentMessage<E>> all) {
		SentMessages<E> messages = new SentMessages<>(queue, all, all, List.of());
		if (all.isEmpty()) {
			throw messages.failure("to have been sent, but there is none");
		}
		return messages;
	}

	/**
	 * Asserts that a message has a payload.
	 * @param payload the payload that the message's is equal to; arrays are compared by
	 * their elements
	 * @return the messages that have it
	 */
	public SentMessages<E> withPayload(E payload) {
		return where("with payload " + payload, (message) -> message.hasPayload(payload));
	}

	/**
	 * Asserts that the payload of a message matches.
	 * @param condition what matches
	 * @return the messages that match
	 */
	public SentMessages<E> matching(Predicate<? super E> condition) {
		return matching("matching the given condition", condition);
	}

	/**
	 * Asserts that the payload of a message matches.
	 * @param description what the condition is, for failure messages
	 * @param condition what matches
	 * @return the messages that match
	 */
	public SentMessages<E> matching(String description, Predicate<? super E> condition) {
		return where(description, (message) -> {
			E payload = message.payload();
			return payload != null && condition.test(payload);
		});
	}

	/**
	 * Asserts that a message was delayed, by its sender or by the queue's settings, and
	 * is not due yet.
	 * @param delay the delay; zero for a message without one
	 * @return the messages that were delayed by it
	 */
	public SentMessages<E> delayedBy(Duration delay) {
		return where("delayed by " + delay, (message) -> message.delay().orElse(Duration.ZERO).equals(delay));
	}

	/**
	 * Asserts that a message is in a group.
	 * @param group the group
	 * @return the messages that are in it
	 */
	public SentMessages<E> inGroup(String group) {
		return where("in group '" + group + "'", (message) -> message.group().filter(group::equals).isPresent());
	}

	/**
	 * Asserts that a message has a header.
	 * @param name name of the header
	 * @param value its value
	 * @return the messages that have it
	 */
	public SentMessages<E> withHeader(String name, String value) {
		return where("with header " + name + "=" + value,
				(message) -> Objects.equals(message.headers().get(name), value));
	}

	/**
	 * Asserts that exactly one message meets the conditions.
	 */
	public void once() {
		times(1);
	}

	/**
	 * Asserts how many messages meet the conditions.
	 * @param times how many
	 */
	public void times(int times) {
		if (this.matching.size() != times) {
			throw failure(((times == 1) ? "once" : times + " times") + ", but there "
					+ ((this.matching.size() == 1) ? "is 1" : "are " + this.matching.size()));
		}
	}

	private SentMessages<E> where(String condition, Predicate<SentMessage<E>> predicate) {
		List<String> conditions = new ArrayList<>(this.conditions);
		conditions.add(condition);
		List<SentMessage<E>> found = this.matching.stream().filter(predicate).toList();
		SentMessages<E> narrowed = new SentMessages<>(this.queue, this.all, found, List.copyOf(conditions));
		if (found.isEmpty()) {
			throw narrowed.failure("to have been sent, but there is none");
		}
		return narrowed;
	}

	private AssertionError failure(String problem) {
		String description = String.join(", ", this.conditions);
		return new AssertionError("Expected a message " + (description.isEmpty() ? "" : description + " ")
				+ "in queue '" + this.queue + "' " + problem + list(this.all));
	}

	static String list(@Nullable List<? extends SentMessage<?>> messages) {
		if (messages == null || messages.isEmpty()) {
			return "; the queue is empty";
		}
		return messages.stream()
			.limit(SHOWN)
			.map((message) -> "\n  - " + message)
			.collect(Collectors.joining("", "\nMessages of the queue:",
					(messages.size() > SHOWN) ? "\n  … and " + (messages.size() - SHOWN) + " more" : ""));
	}

}
