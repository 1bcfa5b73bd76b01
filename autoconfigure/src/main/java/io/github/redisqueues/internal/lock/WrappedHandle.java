package io.github.redisqueues.internal.lock;

import io.github.redisqueues.lock.LockHandle;

/**
 * A handle that stands for another one.
 */
public interface WrappedHandle extends LockHandle {

	/**
	 * Returns the handle that it stands for.
	 * @return the handle
	 */
	LockHandle handle();

}
