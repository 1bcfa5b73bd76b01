package io.github.redisqueues.internal.queue.contract;

/**
 * The parts of the contract that could fail on a cluster only: each script with its keys
 * in one slot, names that choose the slot, and wake-ups from one node to clients of
 * another. The whole contract runs on a cluster for priority queues.
 */
interface ClusterContract extends SendingContract, SendOutcomeContract, AttemptLimitContract, RoomContract,
		BlockingQueueContract, DebounceContract, AfterCommitContract, TakingContract, RolledBackContract,
		SettlingContract, CancellingContract, OperatingContract, WaitingContract, FleetExchangeContract, NamingContract,
		DiagnosisContract, DeadLetterGroupContract, ExportContract, UndoContract, RedriveJobContract {

}
