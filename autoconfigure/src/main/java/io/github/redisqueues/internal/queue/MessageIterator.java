package io.github.redisqueues.internal.queue;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Set;

import io.github.redisqueues.queue.PayloadException;
import io.github.redisqueues.queue.QueuedMessage;
import io.github.redisqueues.queue.RedisQueue;
import org.jspecify.annotations.Nullable;

/**
 * The payloads of the messages that wait in a queue. Reads them page by page, and skips
 * those that cannot be read. Not safe for use by several threads.
 *
 * @param <E> type of the payloads
 */
final class MessageIterator<E> implements Iterator<E> {

	private static final int PAGE_SIZE = RedisQueue.MAX_BATCH_SIZE;

	private final RedisQueue<E> queue;

	private final Deque<Item<E>> page = new ArrayDeque<>();

	private Set<String> idsOfPage = Set.of();

	private int offset;

	private boolean isLastPage;

	private @Nullable Item<E> current;

	MessageIterator(RedisQueue<E> queue) {
		this.queue = queue;
		readPages();
	}

	/**
	 * A message that could be read.
	 */
	private record Item<E>(String id, E payload) {

	}

	@Override
	public boolean hasNext() {
		return !this.page.isEmpty();
	}

	@Override
	public E next() {
		Item<E> next = this.page.poll();
		if (next == null) {
			throw new NoSuchElementException();
		}
		this.current = next;
		readPages();
		return next.payload();
	}

	/**
	 * Removes the message that {@link #next()} has returned, unless it was taken.
	 */
	@Override
	public void remove() {
		cancel();
	}

	/**
	 * Removes the message that {@link #next()} has returned.
	 * @return false if it was taken before
	 */
	boolean cancel() {
		if (this.current == null) {
			throw new IllegalStateException("There is no message to remove");
		}
		String id = this.current.id();
		this.current = null;
		return this.queue.cancel(id);
	}

	private void readPages() {
		while (this.page.isEmpty() && !this.isLastPage) {
			List<QueuedMessage<E>> messages = this.queue.browse(this.offset, PAGE_SIZE);
			this.offset += messages.size();
			this.isLastPage = messages.size() < PAGE_SIZE;
			Set<String> ids = new HashSet<>();
			for (QueuedMessage<E> message : messages) {
				// Messages that were put back meanwhile have moved the others
				if (ids.add(message.id()) && !this.idsOfPage.contains(message.id())) {
					read(message);
				}
			}
			this.idsOfPage = ids;
		}
	}

	private void read(QueuedMessage<E> message) {
		try {
			this.page.add(new Item<>(message.id(), message.payload()));
		}
		catch (PayloadException ex) {
			// A consumer deals with it
		}
	}

}
