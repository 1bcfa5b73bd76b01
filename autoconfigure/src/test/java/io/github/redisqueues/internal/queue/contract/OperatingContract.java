package io.github.redisqueues.internal.queue.contract;

/**
 * What operators do to single messages and to the queue as a whole, from any process.
 */
interface OperatingContract extends FindingContract, UpdatingContract, DeadLetterContract, RetentionContract,
		PausingContract, CircuitContract, MovingContract, LimitsContract {

}
