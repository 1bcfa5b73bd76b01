package io.github.redisqueues.internal.endpoint;

import java.time.Instant;
import java.util.List;

import io.github.redisqueues.queue.DeadLetterGroup;
import io.github.redisqueues.queue.DeadLetterGroups;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.OperationResponseBody;

/**
 * The dead letters of a queue by what they died of, as the endpoint shows it.
 *
 * @param queue name of the queue
 * @param examined how many dead letters were looked at, the latest ones
 * @param total how many there are
 * @param groups the groups, the largest first
 */
public record DeadGroupsDescriptor(String queue, long examined, long total,
		List<Group> groups) implements OperationResponseBody {

	static DeadGroupsDescriptor of(String queue, DeadLetterGroups groups) {
		return new DeadGroupsDescriptor(queue, groups.examined(), groups.total(),
				groups.groups().stream().map(Group::of).toList());
	}

	/**
	 * Dead letters that died of the same.
	 *
	 * @param fingerprint what they have in common
	 * @param reason the kind of reason
	 * @param exception class of the exception, null if there was none
	 * @param location where it was thrown, null if that is not known
	 * @param count how many there are
	 * @param firstDied when the first of them died
	 * @param lastDied when the last of them died
	 * @param firstVersion version of the application that failed first, null if it is not
	 * known
	 * @param latestId id of the one that died last
	 * @param latestReason first line of its reason
	 */
	public record Group(String fingerprint, String reason, @Nullable String exception, @Nullable String location,
			long count, Instant firstDied, Instant lastDied, @Nullable String firstVersion, String latestId,
			String latestReason) {

		static Group of(DeadLetterGroup group) {
			return new Group(group.fingerprint(), group.reason(), group.exception().orElse(null),
					group.location().orElse(null), group.count(), group.firstDied(), group.lastDied(),
					group.firstVersion().orElse(null), group.latestId(), group.latestReason());
		}

	}

}
