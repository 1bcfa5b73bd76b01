package io.github.redisqueues.internal.endpoint;

import java.util.List;
import java.util.Map;
import java.util.Objects;

import io.github.redisqueues.internal.schedule.QueueSchedule;
import io.github.redisqueues.listener.QueueListenerRegistry;
import io.github.redisqueues.lock.DistributedLocks;
import io.github.redisqueues.queue.RedisQueue;
import io.github.redisqueues.queue.SendOptions;

/**
 * Finds and does a write operation by its path. Safe for use by several threads.
 */
final class EndpointWrites {

	private final QueueCatalog catalog;

	private final QueueWrites queueWrites = new QueueWrites();

	private final OperationLog log;

	EndpointWrites(QueueCatalog catalog, OperationLog log) {
		this.catalog = catalog;
		this.log = log;
	}

	/**
	 * Does an operation and records it. What only counts is not recorded.
	 * @param path its path
	 * @param call who calls, and the parameters
	 * @return what came of it
	 * @throws NotFoundException if there is no such operation
	 */
	Map<String, Object> run(List<String> path, QueueWrites.Call call) {
		Target target = find(path);
		if (Boolean.TRUE.equals(call.request().dryRun())) {
			if (!target.name().equals(QueueWrites.START_REDRIVE)) {
				throw new IllegalArgumentException("The operation '" + target.name()
						+ "' has no dryRun, so nothing was done. Only '" + QueueWrites.START_REDRIVE + "' has one");
			}
			return target.operation().run(call);
		}
		Map<String, Object> result;
		try {
			result = target.operation().run(call);
		}
		catch (RuntimeException ex) {
			this.log.record(call.caller(), target.name(), target.of(), call.request().details(),
					"failed: " + ex.getMessage());
			throw ex;
		}
		this.log.record(call.caller(), target.name(), target.of(), call.request().details(),
				result.isEmpty() ? "done" : result);
		return result;
	}

	private Target find(List<String> path) {
		Map<String, RedisQueue<?>> queues = this.catalog.queues();
		EndpointPath ofQueue = EndpointPath.read(path, queues.keySet()).orElse(null);
		if (ofQueue != null) {
			RedisQueue<?> queue = Objects.requireNonNull(queues.get(ofQueue.name()));
			QueueWrites.Operation operation = this.queueWrites.find(ofQueue.tail())
				.orElseThrow(() -> new NotFoundException(
						"Queue '" + ofQueue.name() + "' has no operation '" + ofQueue.tail() + "'"));
			return new Target(ofQueue.tail(), "queue '" + ofQueue.name() + "'", (call) -> operation.run(queue, call));
		}
		if (path.size() < 3) {
			throw NotFoundException.ofPath(path);
		}
		String last = path.get(path.size() - 1);
		List<String> middle = path.subList(1, path.size() - 1);
		return switch (path.get(0)) {
			case "listeners" -> listener(String.join("/", middle), last);
			case "schedules" -> schedule(middle, last);
			case "locks" -> lock(String.join("/", middle), last);
			default -> throw NotFoundException.ofPath(path);
		};
	}

	private Target listener(String id, String operation) {
		QueueListenerRegistry registry = this.catalog.registries()
			.stream()
			.filter((candidate) -> candidate.containers().stream().anyMatch((container) -> container.id().equals(id)))
			.findFirst()
			.orElseThrow(() -> new NotFoundException("There is no listener '" + id + "' in this process"));
		Runnable action = switch (operation) {
			case "start" -> () -> registry.start(id);
			case "stop" -> () -> registry.stop(id);
			case "pause" -> () -> registry.pause(id);
			case "resume" -> () -> registry.resume(id);
			default -> throw new NotFoundException("A listener has no operation '" + operation + "'");
		};
		return new Target("listener-" + operation, "listener '" + id + "'", (call) -> {
			action.run();
			return Map.of();
		});
	}

	private Target schedule(List<String> queueAndId, String operation) {
		QueueSchedule<?> schedule = this.catalog.schedules()
			.stream()
			.filter((candidate) -> (candidate.queue().name() + "/" + candidate.id())
				.equals(String.join("/", queueAndId)))
			.findFirst()
			.orElseThrow(() -> new NotFoundException("There is no schedule '" + String.join("/", queueAndId) + "'"));
		if (!operation.equals("run")) {
			throw new NotFoundException("A schedule has no operation '" + operation + "'");
		}
		return new Target("schedule-run", "schedule '" + schedule.id() + "' of queue '" + schedule.queue().name() + "'",
				(call) -> Map.of("id", send(schedule)));
	}

	private static <E> String send(QueueSchedule<E> schedule) {
		return schedule.queue().send(schedule.payload(), SendOptions.defaults().header("schedule", schedule.id()));
	}

	private Target lock(String name, String operation) {
		DistributedLocks locks = this.catalog.locks()
			.orElseThrow(() -> new NotFoundException("This application has no locks"));
		if (!operation.equals("force-release")) {
			throw new NotFoundException("A lock has no operation '" + operation + "'");
		}
		return new Target("lock-force-release", "lock '" + name + "'", (call) -> {
			String key = call.request().key();
			return Map.of("released", (key != null) ? locks.forceRelease(name, key) : locks.forceRelease(name));
		});
	}

	/**
	 * What a path names.
	 *
	 * @param name name of the operation
	 * @param of what it is done to
	 * @param operation does it
	 */
	private record Target(String name, String of, Operation operation) {

	}

	@FunctionalInterface
	private interface Operation {

		Map<String, Object> run(QueueWrites.Call call);

	}

}
