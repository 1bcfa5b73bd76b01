package io.github.redisqueues.queue;

import java.util.List;

/**
 * The dead letters of a queue, grouped.
 *
 * @param groups the groups, the largest first
 * @param examined how many dead letters were looked at, the latest ones
 * @param total how many dead letters there were
 */
public record DeadLetterGroups(List<DeadLetterGroup> groups, long examined, long total) {

	public DeadLetterGroups {
		groups = List.copyOf(groups);
	}

}
