package io.github.redisqueues.shop.change;

import java.util.Optional;

import io.github.redisqueues.lock.DistributedLock;
import io.github.redisqueues.lock.LockHandle;

import org.springframework.stereotype.Service;

/**
 * Where changes are worked on: the handler of the queue {@code changes}, in every
 * instance. Messages come more than once and in any order.
 */
@Service
public class ChangeBook {

	/**
	 * Name of the lock; its key is the change's id.
	 */
	public static final String LOCK = "change";

	private final ChangeTable table;

	ChangeBook(ChangeTable table) {
		this.table = table;
	}

	/**
	 * Inserts a change, or updates it if this announcement is newer.
	 * @param change the change
	 * @throws StaleWriteException if the lock was lost, and a later holder has written
	 */
	@DistributedLock(name = LOCK, keys = "#change.id()")
	public void apply(Change change) {
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
