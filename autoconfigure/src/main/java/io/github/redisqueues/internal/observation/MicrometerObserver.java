package io.github.redisqueues.internal.observation;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

import io.github.redisqueues.internal.lock.LockObserver;
import io.github.redisqueues.internal.observer.CallCarrier;
import io.github.redisqueues.internal.observer.ObservedCall;
import io.github.redisqueues.internal.queue.OutgoingCall;
import io.github.redisqueues.internal.queue.QueueObserver;
import io.github.redisqueues.internal.queue.TakenMessage;
import io.github.redisqueues.observation.LockAcquireContext;
import io.github.redisqueues.observation.QueueObservationDocumentation;
import io.github.redisqueues.observation.QueueProcessContext;
import io.github.redisqueues.observation.QueueReceiveContext;
import io.github.redisqueues.observation.QueueSendContext;
import io.github.redisqueues.observation.TopicHearContext;
import io.github.redisqueues.observation.TopicPublishContext;
import io.github.redisqueues.observation.TraceRelation;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import org.jspecify.annotations.Nullable;

/**
 * Makes an observation of each call. Safe for use by several threads.
 */
public final class MicrometerObserver implements QueueObserver, LockObserver {

	/**
	 * Headers that carry a trace. If the sender has set one of them, none is added.
	 */
	private static final Set<String> TRACES = Set.of("traceparent", "b3", "x-b3-traceid");

	private static final Consumer<String> NO_OUTCOME = (outcome) -> {
	};

	private final ObservationRegistry registry;

	private final CustomConventions custom;

	private final ObservationConventions conventions;

	private final TraceRelation relation;

	/**
	 * Creates an observer.
	 * @param registry makes the observations
	 * @param custom conventions of the application
	 * @param conventions conventions to use otherwise
	 * @param relation how traces continue
	 */
	public MicrometerObserver(ObservationRegistry registry, CustomConventions custom,
			ObservationConventions conventions, TraceRelation relation) {
		this.registry = Objects.requireNonNull(registry, "registry must not be null");
		this.custom = custom;
		this.conventions = conventions;
		this.relation = relation;
	}

	/**
	 * Returns whether the registry has any use for observations.
	 */
	@Override
	public boolean observesCalls() {
		return !this.registry.isNoop();
	}

	@Override
	public ObservedCall sending(OutgoingCall call) {
		BiConsumer<String, String> headers = (call.hasHeaders() && carriesTrace(call.headers())) ? (name, value) -> {
		} : call::addHeader;
		return ObservedByMicrometer.start(() -> call.isToTopic()
				? QueueObservationDocumentation.PUBLISH.observation(this.custom.publish(), this.conventions.publish(),
						() -> new TopicPublishContext(call.destination(), call.ids().get(0), headers), this.registry)
				: QueueObservationDocumentation.SEND.observation(this.custom.send(), this.conventions.send(),
						() -> new QueueSendContext(call.destination(), call.ids(), call.group(), headers),
						this.registry),
				NO_OUTCOME);
	}

	private static boolean carriesTrace(Map<String, String> headers) {
		for (String name : headers.keySet()) {
			for (String trace : TRACES) {
				if (trace.equalsIgnoreCase(name)) {
					return true;
				}
			}
		}
		return false;
	}

	@Override
	public void received(String queue, TakeOperation operation, List<? extends TakenMessage> messages) {
		String name = (operation == TakeOperation.POLL) ? "poll" : "receive";
		ObservedByMicrometer.start(
				() -> QueueObservationDocumentation.RECEIVE.observation(this.custom.receive(),
						this.conventions.receive(),
						() -> new QueueReceiveContext(queue, name, ids(messages), headers(messages)), this.registry),
				NO_OUTCOME)
			.end(null, null);
	}

	@Override
	public ObservedCall handling(String listener, String queue, List<? extends TakenMessage> messages) {
		TakenMessage first = messages.get(0);
		boolean continues = messages.size() == 1 && continuesTrace(first);
		QueueProcessContext context = new QueueProcessContext(queue, listener, ids(messages),
				messages.stream().mapToInt(TakenMessage::attempt).max().orElse(1), age(messages),
				continues ? first.headers() : Map.of(), continues ? List.of() : headers(messages));
		return ObservedByMicrometer.start(() -> QueueObservationDocumentation.PROCESS.observation(this.custom.process(),
				this.conventions.process(), () -> context, this.registry), context::setOutcome);
	}

	private boolean continuesTrace(TakenMessage message) {
		return switch (this.relation) {
			case AUTO -> message.isFresh() && !message.headers().containsKey(OutgoingCall.DELAY_HEADER);
			case PARENT -> true;
			case LINK -> false;
		};
	}

	private static Duration age(List<? extends TakenMessage> messages) {
		Instant now = Instant.now();
		return messages.stream()
			.map((message) -> Duration.between(message.sentAt(), now))
			.max(Duration::compareTo)
			.filter((age) -> !age.isNegative())
			.orElse(Duration.ZERO);
	}

	private static List<String> ids(List<? extends TakenMessage> messages) {
		return messages.stream().map(TakenMessage::id).toList();
	}

	private static List<Map<String, String>> headers(List<? extends TakenMessage> messages) {
		return messages.stream().map(TakenMessage::headers).toList();
	}

	@Override
	public ObservedCall hearing(String topic, String id, Map<String, String> headers) {
		boolean continues = this.relation != TraceRelation.LINK;
		return ObservedByMicrometer.start(
				() -> QueueObservationDocumentation.HEAR.observation(
						this.custom.hear(), this.conventions.hear(), () -> new TopicHearContext(topic, id,
								continues ? headers : Map.of(), continues ? List.of() : List.of(headers)),
						this.registry),
				NO_OUTCOME);
	}

	@Override
	public ObservedCall acquiring(String name, List<String> keys) {
		LockAcquireContext context = new LockAcquireContext(name, keys);
		return ObservedByMicrometer.start(() -> QueueObservationDocumentation.LOCK_ACQUIRE
			.observation(this.custom.lockAcquire(), this.conventions.lockAcquire(), () -> context, this.registry),
				context::setOutcome);
	}

	@Override
	public CallCarrier carrier() {
		@Nullable Observation current = this.registry.getCurrentObservation();
		return (current != null) ? () -> ObservedByMicrometer.open(current) : CallCarrier.NONE;
	}

}
