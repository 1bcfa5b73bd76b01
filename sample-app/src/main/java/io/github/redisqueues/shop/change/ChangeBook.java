package io.github.redisqueues.shop.change;

import java.util.Optional;

import io.github.redisqueues.listener.Acknowledgement;
import io.github.redisqueues.listener.QueueListener;
import io.github.redisqueues.lock.DistributedLock;
import io.github.redisqueues.lock.LockHandle;
import io.github.redisqueues.queue.Delivery;
import io.github.redisqueues.queue.RedisQueue;
import io.github.redisqueues.shop.report.CrashSimulator;
import io.github.redisqueues.shop.report.Ledger;

import org.springframework.stereotype.Service;

/**
 * Handles the messages of the queue {@code changes} in every instance. Messages may
 * arrive more than once and in any order.
 */
@Service
public class ChangeBook {

	/**
	 * Name of the lock; its key is the change's id.
	 */
	public static final String LOCK = "change";

	private final RedisQueue<Change> changes;

	private final ChangeTable table;

	private final Ledger ledger;

	private final CrashSimulator crashSimulator;

	ChangeBook(RedisQueue<Change> changes, ChangeTable table, Ledger ledger, CrashSimulator crashSimulator) {
		this.changes = changes;
		this.table = table;
		this.ledger = ledger;
		this.crashSimulator = crashSimulator;
	}

	/**
	 * Applies a change. Acknowledges manually only to show what happens when it does not:
	 * {@code @QueueListener} on {@link #apply} would do.
	 * @param delivery the message
	 */
	@QueueListener(value = "changes", acknowledgement = Acknowledgement.MANUAL)
	@DistributedLock(name = LOCK, keys = "#delivery.payload().id()")
	public void take(Delivery<Change> delivery) {
		this.ledger.received(this.changes, delivery.id(), delivery.attempt());
		write(delivery.payload());
		if (!this.crashSimulator.crashes(this.changes, delivery) && delivery.ack()) {
			this.ledger.processed(this.changes, delivery.id());
		}
	}

	/**
	 * Inserts a change, or updates it if this revision is newer.
	 * @param change the change
	 * @throws StaleWriteException if the lock was lost and a later holder has written
	 * since
	 */
	@DistributedLock(name = LOCK, keys = "#change.id()")
	public void apply(Change change) {
		write(change);
	}

	private void write(Change change) {
		long token = LockHandle.requireCurrent(LOCK).token();
		Optional<ChangeTable.Row> known = this.table.find(change.id());
		if (known.isEmpty()) {
			this.table.insert(change, token);
		}
		else if (known.get().revision() < change.revision() && !this.table.update(change, token)) {
			throw new StaleWriteException(change.id(), token);
		}
	}

}
