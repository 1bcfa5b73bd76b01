package io.github.redisqueues.internal.lock;

import java.util.function.BooleanSupplier;

import io.github.redisqueues.RedisNotExecutedException;

import org.springframework.dao.TransientDataAccessException;

/**
 * A call to the store that ends a hold, and must be made although the thread is
 * interrupted.
 */
final class UninterruptibleCall {

	private UninterruptibleCall() {
	}

	/**
	 * Calls the store, and repeats the call if an interrupt made it fail. A repeated call
	 * cannot tell whether the lock was held: the first may have released it, and others
	 * may have held it since. Then the local lease decides.
	 * @param call returns whether the lock was held
	 * @param isRunning returns whether the local lease still runs
	 * @return whether the lock was held
	 */
	static boolean run(BooleanSupplier call, BooleanSupplier isRunning) {
		boolean interrupted = Thread.interrupted();
		boolean repeated = false;
		try {
			while (true) {
				try {
					return call.getAsBoolean() || (repeated && isRunning.getAsBoolean());
				}
				catch (TransientDataAccessException ex) {
					if (!Thread.interrupted()) {
						throw ex;
					}
					interrupted = true;
					repeated |= !(ex instanceof RedisNotExecutedException);
				}
			}
		}
		finally {
			if (interrupted) {
				Thread.currentThread().interrupt();
			}
		}
	}

}
