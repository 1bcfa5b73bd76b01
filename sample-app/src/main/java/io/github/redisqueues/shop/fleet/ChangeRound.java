package io.github.redisqueues.shop.fleet;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import io.github.redisqueues.shop.change.Change;
import io.github.redisqueues.shop.change.ChangeTable;

/**
 * Result of messages about changes that the workers of all instances handled.
 *
 * @param messages messages sent
 * @param redelivered how many of them were delivered more than once
 * @param changes number of changes
 * @param inserted how many changes have a row
 * @param updated how often a row was updated
 * @param behind how many rows do not have the last announcement
 */
record ChangeRound(int messages, long redelivered, int changes, int inserted, int updated, int behind) {

	static final int CHANGES = 60;

	static final int REVISIONS = 5;

	private static final Duration MAX_WAIT = Duration.ofSeconds(10);

	private static final Duration POLL_INTERVAL = Duration.ofMillis(20);

	/**
	 * Announces each change several times in random order, and lets one worker of each
	 * instance die while the others handle them.
	 * @param table the table of changes
	 * @param instances the instances; the sends are spread over them
	 * @return the result
	 * @throws InterruptedException if the thread is interrupted
	 */
	static ChangeRound run(ChangeTable table, List<Instance> instances) throws InterruptedException {
		List<UUID> ids = Stream.generate(UUID::randomUUID).limit(CHANGES).toList();
		List<Change> changes = new ArrayList<>();
		for (int revision = 1; revision <= REVISIONS; revision++) {
			for (UUID id : ids) {
				changes.add(new Change(id, revision, 10 * revision));
			}
		}
		Collections.shuffle(changes);
		instances.forEach((instance) -> instance.crashSimulator().crashNext(instance.changes()));
		int half = changes.size() / 2;
		instances.get(0).changes().sendAll(changes.subList(0, half));
		instances.get(1).changes().sendAll(changes.subList(half, changes.size()));
		awaitEmpty(instances.get(0));
		instances.forEach((instance) -> instance.crashSimulator().cancel(instance.changes()));
		long redelivered = instances.stream()
			.mapToLong((instance) -> instance.ledger().totals(instance.changes()).redelivered())
			.sum();
		return count(table, ids, changes.size(), redelivered);
	}

	private static void awaitEmpty(Instance instance) throws InterruptedException {
		long start = System.nanoTime();
		while (instance.changes().size() > 0 && System.nanoTime() - start < MAX_WAIT.toNanos()) {
			TimeUnit.MILLISECONDS.sleep(POLL_INTERVAL.toMillis());
		}
	}

	private static ChangeRound count(ChangeTable table, List<UUID> ids, int messages, long redelivered) {
		List<ChangeTable.Row> rows = ids.stream().map(table::find).flatMap(Optional::stream).toList();
		int updated = rows.stream().mapToInt(ChangeTable.Row::updates).sum();
		long upToDate = rows.stream().filter((row) -> row.revision() == REVISIONS).count();
		return new ChangeRound(messages, redelivered, ids.size(), rows.size(), updated, ids.size() - (int) upToDate);
	}

}
