package io.github.redisqueues.test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.stream.Stream;

import io.github.redisqueues.queue.DeadLetter;
import io.github.redisqueues.queue.MessageState;
import io.github.redisqueues.queue.MessageUpdate;
import io.github.redisqueues.queue.QueuedMessage;
import io.github.redisqueues.queue.RedisQueue;

/**
 * The messages that are in a queue.
 *
 * @param <E> type of the payloads
 * @param queue the queue
 */
record QueueContents<E>(RedisQueue<E> queue) {

	private static final int PAGE = RedisQueue.MAX_BATCH_SIZE;

	/**
	 * Returns the messages in whatever state, but not those with certain ids.
	 */
	List<SentMessage<E>> without(Set<String> ids) {
		return Stream
			.of(waiting().stream().map(SentMessage::of),
					pages((offset) -> this.queue.browseInFlight(offset, PAGE)).stream().map(SentMessage::of),
					dead().stream().map(SentMessage::of))
			.flatMap((messages) -> messages)
			.filter((message) -> !ids.contains(message.id()))
			.toList();
	}

	List<DeadLetter<E>> dead() {
		return pages((offset) -> this.queue.deadLetters().browse(offset, PAGE));
	}

	/**
	 * Makes the delayed messages ready.
	 * @return how many there were
	 */
	int makeDue() {
		return (int) waiting().stream()
			.filter((message) -> message.state() == MessageState.DELAYED)
			.filter((message) -> this.queue.update(message.id(), MessageUpdate.unchanged().delay(Duration.ZERO)))
			.count();
	}

	private List<QueuedMessage<E>> waiting() {
		return pages((offset) -> this.queue.browse(offset, PAGE));
	}

	private static <T> List<T> pages(IntFunction<List<T>> read) {
		List<T> all = new ArrayList<>();
		List<T> page;
		do {
			page = read.apply(all.size());
			all.addAll(page);
		}
		while (page.size() == PAGE);
		return all;
	}

}
