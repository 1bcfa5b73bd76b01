package io.github.redisqueues.shop.fleet;

import java.time.Duration;
import java.util.UUID;

import io.github.redisqueues.lock.LockHandle;
import io.github.redisqueues.lock.LockOptions;
import io.github.redisqueues.shop.change.Change;
import io.github.redisqueues.shop.change.ChangeBook;
import io.github.redisqueues.shop.change.ChangeTable;

/**
 * Result of a writer that was paused, lost its lock, and continued.
 *
 * @param token the writer's fencing token
 * @param laterToken the token of the next holder
 * @param noticed whether the writer's handle reported the lock as lost
 * @param refused whether the table refused the write
 * @param revision the revision in the table in the end
 */
record StaleWriter(long token, long laterToken, boolean noticed, boolean refused, int revision) {

	static final int LATER_REVISION = 3;

	private static final Duration LEASE = Duration.ofMillis(100);

	/**
	 * Lets one instance hold a lock and do nothing, as in a long pause of its process,
	 * while the other waits for the lock and writes.
	 * @param table the table that they write to
	 * @param slow the paused instance
	 * @param swift the other instance
	 * @return the result
	 */
	static StaleWriter watch(ChangeTable table, Instance slow, Instance swift) {
		UUID id = UUID.randomUUID();
		swift.changeBook().apply(new Change(id, 1, 10));
		LockHandle lost = slow.locks()
			.acquire(ChangeBook.LOCK, LockOptions.defaults().keys(id.toString()).leaseTime(LEASE).autoRenew(false));
		swift.changeBook().apply(new Change(id, LATER_REVISION, 30));
		boolean noticed = !lost.isHeld();
		boolean refused = !slow.changeTable().update(new Change(id, LATER_REVISION - 1, 20), lost.token());
		ChangeTable.Row row = table.find(id).orElseThrow();
		return new StaleWriter(lost.token(), row.token(), noticed, refused, row.revision());
	}

}
