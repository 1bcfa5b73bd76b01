package io.github.redisqueues.internal.lock.contract;

import io.github.redisqueues.lock.DistributedLocks;
import io.github.redisqueues.lock.LockHandle;
import io.github.redisqueues.lock.NamedLock;

/**
 * The contract of {@link NamedLock}, {@link DistributedLocks} and {@link LockHandle},
 * which each kind of lock fulfils. Its parts are interfaces, one for each subject.
 */
abstract class LockContract extends RedisLockFixture implements HoldingContract, TokenContract, LockLeaseContract,
		ExecutingContract, OwnHoldsContract, LockWaitingContract, LockNamingContract {

	LockContract(KindOfLock kind) {
		super(kind);
	}

}
