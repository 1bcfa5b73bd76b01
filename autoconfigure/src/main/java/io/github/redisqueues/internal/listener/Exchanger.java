package io.github.redisqueues.internal.listener;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;

import io.github.redisqueues.RedisNotExecutedException;
import io.github.redisqueues.internal.queue.ConsumableQueue;
import io.github.redisqueues.internal.queue.Intake;
import io.github.redisqueues.internal.queue.Settlement;
import io.github.redisqueues.internal.queue.Settlement.Fate;
import io.github.redisqueues.internal.wait.Registration;
import io.github.redisqueues.listener.QueueListenerContainer;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Carries settlements to Redis, and brings messages back: one exchange at a time, so that
 * they grow with the load. Settlements that did not get there go with the next. Safe for
 * use by several threads.
 *
 * @param <E> type of the payloads
 */
final class Exchanger<E> {

	private static final Log logger = LogFactory.getLog(QueueListenerContainer.class);

	private final String listener;

	private final ConsumableQueue<E> queue;

	private final RedisAvailability contact;

	private final ReentrantLock busy = new ReentrantLock();

	private final Queue<Settlement> settled = new ConcurrentLinkedQueue<>();

	/**
	 * What nobody has begun, in the order in which it was taken.
	 */
	private final List<Settlement> givenBack = new CopyOnWriteArrayList<>();

	private volatile long sentAt = System.nanoTime();

	private boolean repeating;

	Exchanger(String listener, ConsumableQueue<E> queue, RedisAvailability contact) {
		this.listener = listener;
		this.queue = queue;
		this.contact = contact;
	}

	void add(Settlement settlement) {
		this.settled.add(settlement);
	}

	/**
	 * Adds what nobody has begun, after all that was taken before it.
	 */
	void giveBack(List<Settlement> settlements) {
		this.givenBack.addAll(settlements);
	}

	boolean hasSettlements() {
		return !this.settled.isEmpty() || !this.givenBack.isEmpty();
	}

	/**
	 * Whether everything is sent, and nothing is under way.
	 */
	boolean isQuiet() {
		return !hasSettlements() && !this.busy.isLocked() && !hasSettlements();
	}

	/**
	 * When the last exchange began.
	 */
	long sentAt() {
		return this.sentAt;
	}

	/**
	 * Reserves the next exchange.
	 * @return false if one is under way
	 */
	boolean begin() {
		return this.busy.tryLock();
	}

	void end() {
		this.busy.unlock();
	}

	/**
	 * Whether something that nobody has begun is still to go back. Nothing is taken
	 * before that, as it may come before what would be taken.
	 */
	boolean isGivingBack() {
		return !this.givenBack.isEmpty();
	}

	/**
	 * Exchanges; only between {@link #begin()} and {@link #end()}. Takes nothing when
	 * there is more to give back than fits.
	 * @return null if Redis did not answer
	 */
	@Nullable Intake<E> exchange(int max, @Nullable Registration registration) {
		List<Settlement> settlements = new ArrayList<>();
		Settlement next;
		while (settlements.size() < ConsumableQueue.MAX_EXCHANGE_SIZE && (next = this.settled.poll()) != null) {
			settlements.add(next);
		}
		List<Settlement> returning = lastGivenBack(ConsumableQueue.MAX_EXCHANGE_SIZE - settlements.size());
		List<Settlement> all = new ArrayList<>(settlements);
		all.addAll(returning);
		boolean isWhole = returning.size() == this.givenBack.size();
		this.sentAt = System.nanoTime();
		try {
			Intake<E> intake = isWhole ? this.queue.exchange(all, max, registration)
					: this.queue.exchange(all, 0, null);
			if (!returning.isEmpty()) {
				this.givenBack.removeAll(Set.copyOf(returning));
			}
			this.contact.answered();
			warnOfLate(intake.late());
			this.repeating = this.repeating && hasSettlements();
			return intake;
		}
		catch (RuntimeException | Error ex) {
			this.settled.addAll(settlements);
			this.repeating = this.repeating || !(ex instanceof RedisNotExecutedException);
			this.contact.failed(ex);
			return null;
		}
	}

	/**
	 * The queue takes each back before all that it has, so the last ones go first. They
	 * stay here until they have got there.
	 */
	private List<Settlement> lastGivenBack(int most) {
		List<Settlement> all = List.copyOf(this.givenBack);
		return all.subList(Math.max(0, all.size() - most), all.size());
	}

	/**
	 * What was asked for twice may have been done the first time, and what nobody has
	 * begun is no loss.
	 */
	private void warnOfLate(List<Settlement> late) {
		List<Settlement> finished = late.stream().filter((settlement) -> settlement.fate() != Fate.GIVE_BACK).toList();
		if (!finished.isEmpty() && !this.repeating) {
			logger.warn(this.listener + " finished " + finished.size()
					+ " message(s) after the lease had run out, so they may be delivered again; the first is '"
					+ finished.get(0).message().id() + "'");
		}
	}

}
