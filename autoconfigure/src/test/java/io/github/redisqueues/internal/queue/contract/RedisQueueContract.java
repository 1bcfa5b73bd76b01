package io.github.redisqueues.internal.queue.contract;

import io.github.redisqueues.queue.QueueType;
import io.github.redisqueues.queue.RedisQueue;

/**
 * The contract of {@link RedisQueue}, which each type of queue fulfils. Its parts are
 * interfaces, one for each subject.
 */
public abstract class RedisQueueContract extends RedisQueueFixture implements SendingContract, AsyncSendingContract,
		AsyncReceivingContract, SendOutcomeContract, AttemptLimitContract, RoomContract, BlockingQueueContract,
		DebounceContract, AfterCommitContract, IdempotenceContract, TakingContract, LeaseContract, RolledBackContract,
		SettlingContract, DelayingContract, ExpiryContract, DeadLetterContract, CancellingContract, OperatingContract,
		LookingContract, RateContract, WaitingContract, UnreadableContract, NamingContract, ExchangingContract,
		FleetExchangeContract, DiagnosisContract, DeadLetterGroupContract, ExportContract, UndoContract,
		RedriveJobContract, ConsumerReportContract {

	RedisQueueContract(QueueType type) {
		super(type);
	}

}
