package io.github.redisqueues.shop.fleet;

import java.time.Duration;
import java.util.UUID;

import io.github.redisqueues.lock.LockHandle;
import io.github.redisqueues.lock.LockOptions;
import io.github.redisqueues.shop.change.Change;
import io.github.redisqueues.shop.change.ChangeBook;
import io.github.redisqueues.shop.change.ChangeTable;

/**
 * What became of a writer that stood still, lost its lock, and went on.
 *
 * @param token its fencing token
 * @param laterToken the token of the one that got the lock after it
 * @param knew whether its handle said that the lock was lost
 * @param refused whether the store refused what it wrote
 * @param standing the revision that stands in the store in the end
 */
record StaleWriter(long token, long laterToken, boolean knew, boolean refused, int standing) {

	static final int LATER_REVISION = 3;

	private static final Duration LEASE = Duration.ofMillis(100);

	/**
	 * Has one instance hold a lock and do nothing, as in a long pause of its process,
	 * while the other waits for the lock and writes.
	 * @param table where they write
	 * @param slow the instance that stands still
	 * @param swift the other one
	 * @return how it went
	 */
	static StaleWriter watch(ChangeTable table, Instance slow, Instance swift) {
		UUID id = UUID.randomUUID();
		swift.changeBook().apply(new Change(id, 1, 10));
		LockHandle lost = slow.locks()
			.acquire(ChangeBook.LOCK, LockOptions.defaults().keys(id.toString()).leaseTime(LEASE).autoRenew(false));
		swift.changeBook().apply(new Change(id, LATER_REVISION, 30));
		boolean knew = !lost.isHeld();
		boolean refused = !slow.changeTable().update(new Change(id, LATER_REVISION - 1, 20), lost.token());
		ChangeTable.Row row = table.find(id).orElseThrow();
		return new StaleWriter(lost.token(), row.token(), knew, refused, row.revision());
	}

}
