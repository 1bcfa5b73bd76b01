package io.github.redisqueues.internal.queue;

import java.time.Duration;
import java.util.AbstractQueue;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.Vector;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedTransferQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

import io.github.redisqueues.RedisNotExecutedException;
import io.github.redisqueues.internal.validation.Durations;
import io.github.redisqueues.queue.RedisQueue;
import io.github.redisqueues.queue.SendOptions;
import org.jspecify.annotations.Nullable;

/**
 * A queue in Redis as a {@link BlockingQueue}. {@link RedisQueue#asBlockingQueue()} says
 * what its methods do. Safe for use by several threads.
 *
 * @param <E> type of the payloads
 */
final class BlockingQueueView<E> extends AbstractQueue<E> implements BlockingQueue<E> {

	private static final int BATCH_SIZE = 500;

	/**
	 * Collections that refuse no element. A collection that refuses one would lose those
	 * that were taken with it.
	 */
	private static final Set<Class<?>> TAKE_ALL = Set.of(ArrayList.class, LinkedList.class, Vector.class,
			ArrayDeque.class, CopyOnWriteArrayList.class, ConcurrentLinkedQueue.class, ConcurrentLinkedDeque.class,
			LinkedTransferQueue.class);

	private final RedisQueue<E> queue;

	BlockingQueueView(RedisQueue<E> queue) {
		this.queue = queue;
	}

	@Override
	public boolean add(E payload) {
		this.queue.send(requirePayload(payload));
		return true;
	}

	@Override
	public boolean offer(E payload) {
		return this.queue.trySend(requirePayload(payload)).isAccepted();
	}

	@Override
	public boolean offer(E payload, long timeout, TimeUnit unit) throws InterruptedException {
		requirePayload(payload);
		SendOptions options = SendOptions.defaults().waitForRoom(limit(timeout, unit));
		boolean isAccepted = interruptibly(() -> this.queue.trySend(payload, options).isAccepted());
		if (!isAccepted) {
			requireNotInterrupted();
		}
		return isAccepted;
	}

	@Override
	public void put(E payload) throws InterruptedException {
		boolean isAccepted = false;
		while (!isAccepted) {
			isAccepted = offer(payload, Long.MAX_VALUE, TimeUnit.DAYS);
		}
	}

	@Override
	public @Nullable E poll() {
		return this.queue.poll().orElse(null);
	}

	@Override
	public @Nullable E poll(long timeout, TimeUnit unit) throws InterruptedException {
		Optional<E> payload = interruptibly(() -> this.queue.poll(limit(timeout, unit)));
		if (payload.isEmpty()) {
			requireNotInterrupted();
		}
		return payload.orElse(null);
	}

	@Override
	public E take() throws InterruptedException {
		E payload = poll(Long.MAX_VALUE, TimeUnit.DAYS);
		while (payload == null) {
			payload = poll(Long.MAX_VALUE, TimeUnit.DAYS);
		}
		return payload;
	}

	@Override
	public @Nullable E peek() {
		return this.queue.peek().orElse(null);
	}

	@Override
	public int drainTo(Collection<? super E> target) {
		return drainTo(target, Integer.MAX_VALUE);
	}

	@Override
	public int drainTo(Collection<? super E> target, int max) {
		Objects.requireNonNull(target, "target must not be null");
		if (target == this) {
			throw new IllegalArgumentException("A queue cannot be drained to itself");
		}
		int pieceSize = TAKE_ALL.contains(target.getClass()) ? BATCH_SIZE : 1;
		int drained = 0;
		while (drained < max) {
			if (target instanceof BlockingQueue<?> bounded && bounded.remainingCapacity() == 0 && !isEmpty()) {
				throw new IllegalStateException("The target is full; " + drained + " messages were drained to it");
			}
			int asked = Math.min(max - drained, pieceSize);
			List<E> payloads = this.queue.poll(asked);
			target.addAll(payloads);
			drained += payloads.size();
			if (payloads.size() < asked) {
				break;
			}
		}
		return drained;
	}

	@Override
	public int size() {
		return (int) Math.min(this.queue.size(), Integer.MAX_VALUE);
	}

	@Override
	public int remainingCapacity() {
		long capacity = this.queue.limits().current().capacity();
		if (capacity == 0) {
			return Integer.MAX_VALUE;
		}
		return (int) Math.min(Math.max(capacity - this.queue.size(), 0), Integer.MAX_VALUE);
	}

	@Override
	public void clear() {
		this.queue.purge();
	}

	@Override
	public boolean contains(@Nullable Object payload) {
		for (E candidate : this) {
			if (Objects.deepEquals(candidate, payload)) {
				return true;
			}
		}
		return false;
	}

	@Override
	public boolean remove(@Nullable Object payload) {
		MessageIterator<E> messages = new MessageIterator<>(this.queue);
		while (messages.hasNext()) {
			if (Objects.deepEquals(messages.next(), payload) && messages.cancel()) {
				return true;
			}
		}
		return false;
	}

	@Override
	public Iterator<E> iterator() {
		return new MessageIterator<>(this.queue);
	}

	@Override
	public Spliterator<E> spliterator() {
		return Spliterators.spliteratorUnknownSize(iterator(), Spliterator.NONNULL);
	}

	/**
	 * Names the queue, and none of its payloads.
	 */
	@Override
	public String toString() {
		return "BlockingQueue[" + this.queue.name() + "]";
	}

	private static <E> E requirePayload(E payload) {
		return Objects.requireNonNull(payload, "payload must not be null");
	}

	private static <T> T interruptibly(Supplier<T> call) throws InterruptedException {
		requireNotInterrupted();
		try {
			return call.get();
		}
		catch (RedisNotExecutedException ex) {
			requireNotInterrupted();
			throw ex;
		}
	}

	private static void requireNotInterrupted() throws InterruptedException {
		if (Thread.interrupted()) {
			throw new InterruptedException();
		}
	}

	private static Duration limit(long timeout, TimeUnit unit) {
		if (timeout <= 0) {
			return Duration.ZERO;
		}
		long days = unit.toDays(timeout);
		return (days < Durations.LONGEST.toDays()) ? Duration.of(timeout, unit.toChronoUnit()) : Durations.LONGEST;
	}

}
