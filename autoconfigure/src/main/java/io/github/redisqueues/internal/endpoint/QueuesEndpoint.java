package io.github.redisqueues.internal.endpoint;

import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

import io.github.redisqueues.RedisCallFailedException;
import io.github.redisqueues.internal.monitor.QueueMonitor;
import io.github.redisqueues.queue.QueueFullException;
import io.github.redisqueues.queue.RedisQueue;
import io.github.redisqueues.queue.RedriveRunningException;
import io.github.redisqueues.queue.SendingPausedException;
import org.jspecify.annotations.Nullable;

import org.springframework.aot.hint.annotation.RegisterReflectionForBinding;
import org.springframework.boot.actuate.endpoint.Access;
import org.springframework.boot.actuate.endpoint.InvalidEndpointRequestException;
import org.springframework.boot.actuate.endpoint.SanitizingFunction;
import org.springframework.boot.actuate.endpoint.SecurityContext;
import org.springframework.boot.actuate.endpoint.Show;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.Selector.Match;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.boot.actuate.endpoint.web.annotation.WebEndpoint;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.util.MimeType;

/**
 * The Actuator endpoint {@code queues}: what the queues, listeners, schedules, topics and
 * locks of an application do, and operations on them. Safe for use by several threads.
 */
@RegisterReflectionForBinding({ QueuesSnapshot.class, QueueDescriptor.class, DiagnosisDescriptor.class,
		HistoryDescriptor.class, DeadGroupsDescriptor.class, RedriveJobsDescriptor.class, MessagePage.class,
		MessageDescriptor.class, ListenerDescriptor.class, ScheduleDescriptor.class, TopicDescriptor.class,
		LockDescriptor.class })
@WebEndpoint(id = "queues", defaultAccess = Access.READ_ONLY)
public final class QueuesEndpoint {

	private static final int SERVICE_UNAVAILABLE = 503;

	private static final int FORBIDDEN = 403;

	private static final int CONFLICT = 409;

	private static final MimeType JSON_LINES = new MimeType("application", "x-ndjson");

	private final QueueCatalog catalog;

	private final Show showPayloads;

	private final Set<String> roles;

	private final QueueReads reads;

	private final SnapshotReader snapshots;

	private final MessageViews views;

	private final EndpointWrites writes;

	private final QueueExports exports;

	/**
	 * Creates the endpoint, without creating a queue.
	 * @param catalog the application's queues
	 * @param monitor counts the messages of the queues
	 * @param functions hide what must not be seen in payloads and headers
	 * @param showPayloads who may see payloads and the values of headers
	 * @param roles the roles that count as authorized
	 * @param writable whether write operations are switched on
	 * @param events takes audit events
	 */
	public QueuesEndpoint(QueueCatalog catalog, QueueMonitor monitor, List<SanitizingFunction> functions,
			Show showPayloads, Set<String> roles, boolean writable, ApplicationEventPublisher events) {
		this.catalog = catalog;
		this.showPayloads = showPayloads;
		this.roles = Set.copyOf(roles);
		PayloadViews payloads = new PayloadViews(functions);
		this.views = new MessageViews(payloads);
		this.exports = new QueueExports(payloads);
		this.reads = new QueueReads(this.views, monitor);
		this.snapshots = new SnapshotReader(catalog, this.reads, writable);
		this.writes = new EndpointWrites(catalog, new OperationLog(events));
	}

	/**
	 * Shows everything at a glance.
	 * @return the queues, listeners, schedules, topics and locks
	 */
	@ReadOperation
	public QueuesSnapshot queues() {
		return this.snapshots.read();
	}

	/**
	 * Shows one thing.
	 * @param path what to show: a queue's name, and after it nothing, {@code diagnosis},
	 * {@code history}, {@code dead-groups}, {@code jobs}, {@code export},
	 * {@code messages} or {@code messages} and an id; or {@code listeners},
	 * {@code schedules}, {@code topics}, {@code locks}, or {@code locks} and a name
	 * @param state which messages: ready, delayed, in_flight or dead
	 * @param offset how many messages to skip
	 * @param limit how many messages to show, up to 200
	 * @param search a text that the messages have in them, as far as it is shown
	 * @param key key of a lock
	 * @param security the user who asks
	 * @return what was asked for, 404 if there is no such thing, 503 if Redis cannot be
	 * reached
	 */
	@ReadOperation
	public WebEndpointResponse<Object> read(@Selector(match = Match.ALL_REMAINING) String[] path,
			@Nullable String state, @Nullable Object offset, @Nullable Object limit, @Nullable String search,
			@Nullable String key, SecurityContext security) {
		return answer(() -> {
			List<String> segments = List.of(path);
			Map<String, RedisQueue<?>> queues = this.catalog.queues();
			Optional<EndpointPath> ofQueue = EndpointPath.read(segments, queues.keySet());
			if (ofQueue.isPresent() && ofQueue.get().rest().equals(List.of("export"))) {
				return this.exports.export(Objects.requireNonNull(queues.get(ofQueue.get().name())), state,
						isVisible(security));
			}
			if (ofQueue.isPresent()) {
				MessageQuery query = MessageQuery.of((state != null) ? state : "ready",
						NamedParameter.read("offset", offset, Integer.class),
						NamedParameter.read("limit", limit, Integer.class), search);
				return read(Objects.requireNonNull(queues.get(ofQueue.get().name())), ofQueue.get().rest(), query,
						isVisible(security));
			}
			if (segments.size() > 1 && !segments.get(0).equals("locks")) {
				throw NotFoundException.ofPath(segments);
			}
			return switch (segments.get(0)) {
				case "listeners" -> this.snapshots.listeners();
				case "schedules" -> this.snapshots.schedules();
				case "topics" -> this.snapshots.topics();
				case "locks" -> (segments.size() == 1) ? this.snapshots.locks()
						: lock(String.join("/", segments.subList(1, segments.size())), key);
				default -> throw NotFoundException.ofPath(segments);
			};
		});
	}

	private Object read(RedisQueue<?> queue, List<String> rest, MessageQuery query, boolean visible) {
		if (rest.isEmpty()) {
			return this.reads.describe(queue);
		}
		if (rest.equals(List.of("diagnosis"))) {
			return DiagnosisDescriptor.of(queue.diagnose());
		}
		if (rest.equals(List.of("dead-groups"))) {
			return this.reads.deadGroups(queue);
		}
		if (rest.equals(List.of("jobs"))) {
			return this.reads.jobs(queue);
		}
		if (rest.equals(List.of("history"))) {
			return this.reads.history(queue);
		}
		if (!rest.get(0).equals("messages")) {
			throw new NotFoundException("Queue '" + queue.name() + "' has no '" + String.join("/", rest) + "'");
		}
		if (rest.size() == 1) {
			return this.reads.messages(queue, query, visible);
		}
		String id = String.join("/", rest.subList(1, rest.size()));
		return queue.deadLetters()
			.find(id)
			.map((dead) -> this.views.of(dead, visible))
			.or(() -> queue.find(id).map((message) -> this.views.of(message, visible)))
			.orElseThrow(() -> new NotFoundException("Queue '" + queue.name() + "' has no message '" + id + "'"));
	}

	private Object lock(String name, @Nullable String key) {
		return this.catalog.locks()
			.map((locks) -> ((key != null) ? locks.inspect(name, key) : locks.inspect(name)).map(LockDescriptor::of)
				.orElseGet(() -> LockDescriptor.free(name, key)))
			.orElseThrow(() -> new NotFoundException("This application has no locks"));
	}

	/**
	 * Does something.
	 * @param path what to do: a queue's name and an operation, or {@code listeners}, an
	 * id and an operation, {@code schedules}, a queue, an id and {@code run}, or
	 * {@code locks}, a name and {@code force-release}
	 * @param id id of a message
	 * @param ids ids of messages without commas in them, separated by commas
	 * @param max how many messages at most
	 * @param reason why
	 * @param duration for how long
	 * @param until until when
	 * @param capacity a new capacity, 0 for no limit
	 * @param maxInFlight a new maximum of messages in flight, 0 for no limit
	 * @param rate a new rate such as {@code 10/s}, or {@code none}
	 * @param interrupt whether to interrupt the handlers of cancelled messages
	 * @param key key of a lock
	 * @param to name of another queue
	 * @param lines messages of an export, each as a line of JSON
	 * @param fingerprint fingerprint of a group of dead letters
	 * @param exception class of the root cause of dead letters
	 * @param maxFailureRatio how many redriven messages may fail again, 0 to 1
	 * @param dryRun whether only to count what would be redriven
	 * @param security who calls
	 * @return what came of it, 404 if there is no such operation, 400 if a parameter is
	 * wrong, 409 if the queue is full, sending is paused or another redrive runs, 503 if
	 * Redis cannot be reached
	 */
	@WriteOperation
	public WebEndpointResponse<Object> write(@Selector(match = Match.ALL_REMAINING) String[] path, @Nullable String id,
			@Nullable List<String> ids, @Nullable Object max, @Nullable String reason, @Nullable Object duration,
			@Nullable Object until, @Nullable Object capacity, @Nullable Object maxInFlight, @Nullable String rate,
			@Nullable Object interrupt, @Nullable String key, @Nullable String to, @Nullable String lines,
			@Nullable String fingerprint, @Nullable String exception, @Nullable Object maxFailureRatio,
			@Nullable Object dryRun, SecurityContext security) {
		return answer(() -> {
			WriteRequest request = new WriteRequest(id, ids, NamedParameter.read("max", max, Integer.class), reason,
					NamedParameter.read("duration", duration, Duration.class),
					NamedParameter.read("until", until, Instant.class),
					NamedParameter.read("capacity", capacity, Long.class),
					NamedParameter.read("maxInFlight", maxInFlight, Integer.class), rate,
					NamedParameter.read("interrupt", interrupt, Boolean.class), key, to, lines, fingerprint, exception,
					NamedParameter.read("maxFailureRatio", maxFailureRatio, Double.class),
					NamedParameter.read("dryRun", dryRun, Boolean.class));
			return this.writes.run(List.of(path), new QueueWrites.Call(OperationLog.caller(security), request));
		});
	}

	private boolean isVisible(SecurityContext security) {
		return this.showPayloads.isShown(security, this.roles);
	}

	private static WebEndpointResponse<Object> answer(Supplier<Object> action) {
		try {
			Object result = action.get();
			return (result instanceof ExportFile)
					? new WebEndpointResponse<>(result, WebEndpointResponse.STATUS_OK, JSON_LINES)
					: new WebEndpointResponse<>(result);
		}
		catch (NotShownException ex) {
			return failed(ex, FORBIDDEN);
		}
		catch (NotFoundException ex) {
			return failed(ex, WebEndpointResponse.STATUS_NOT_FOUND);
		}
		catch (RedisCallFailedException ex) {
			return failed(ex, SERVICE_UNAVAILABLE);
		}
		catch (InvalidEndpointRequestException ex) {
			return new WebEndpointResponse<>(Map.of("error", ex.getReason()), WebEndpointResponse.STATUS_BAD_REQUEST);
		}
		catch (IllegalArgumentException | UnsupportedOperationException ex) {
			return failed(ex, WebEndpointResponse.STATUS_BAD_REQUEST);
		}
		catch (QueueFullException | SendingPausedException | RedriveRunningException ex) {
			return failed(ex, CONFLICT);
		}
		catch (UncheckedIOException ex) {
			return failed(ex, WebEndpointResponse.STATUS_INTERNAL_SERVER_ERROR);
		}
	}

	private static WebEndpointResponse<Object> failed(RuntimeException failure, int status) {
		return new WebEndpointResponse<>(Map.of("error", String.valueOf(failure.getMessage())), status);
	}

}
