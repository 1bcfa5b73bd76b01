package io.github.redisqueues.internal.endpoint;

import java.time.Instant;
import java.util.List;

import org.springframework.boot.actuate.endpoint.OperationResponseBody;

/**
 * Everything at a glance.
 *
 * @param time when it was read
 * @param writable whether the endpoint's write operations are switched on
 * @param queues the queues
 * @param listeners the listeners of this process
 * @param schedules the schedules
 * @param topics the topics
 * @param locks the locks that this process holds
 */
public record QueuesSnapshot(Instant time, boolean writable, List<QueueDescriptor> queues,
		List<ListenerDescriptor> listeners, List<ScheduleDescriptor> schedules, List<TopicDescriptor> topics,
		List<LockDescriptor> locks) implements OperationResponseBody {

}
