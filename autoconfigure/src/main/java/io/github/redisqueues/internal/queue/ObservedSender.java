package io.github.redisqueues.internal.queue;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;

import io.github.redisqueues.internal.observer.CallScope;
import io.github.redisqueues.internal.observer.ObservedCall;
import io.github.redisqueues.queue.QueueType;
import io.github.redisqueues.queue.SendOptions;
import io.github.redisqueues.queue.SendResult;

/**
 * Sends as {@link Sender} does, and lets an observer add headers to the messages and see
 * each send from its begin to its end. Safe for use by several threads.
 *
 * @param <E> type of the payloads
 */
final class ObservedSender<E> {

	private final Sender<E> sender;

	private final QueueObserver observer;

	ObservedSender(Sender<E> sender, QueueObserver observer) {
		this.sender = sender;
		this.observer = observer;
	}

	/**
	 * Messages whose payloads are written, but not their headers.
	 *
	 * @param ids their ids
	 * @param written their payloads
	 * @param options their options
	 */
	private record Prepared(List<String> ids, List<byte[]> written, SendOptions options) {
	}

	private Prepared prepare(Collection<? extends E> payloads, SendOptions options) {
		List<byte[]> written = this.sender.write(payloads);
		return new Prepared(this.sender.ids(options, written.size()), written, Sender.identified(options, written));
	}

	List<String> send(Collection<? extends E> payloads, SendOptions options) {
		Prepared messages = prepare(payloads, options);
		return this.sender.sendsAfterCommit(messages.ids(), options, () -> send(messages)) ? messages.ids()
				: send(messages);
	}

	private List<String> send(Prepared messages) {
		return observe(messages, (batch) -> this.sender.send(this.sender.client().deadline(), batch));
	}

	SendResult trySend(E payload, SendOptions options) {
		Prepared messages = prepare(Arrays.asList(payload), options);
		if (this.sender.sendsAfterCommit(messages.ids(), options, () -> send(messages))) {
			return new SendResult(messages.ids().get(0), SendResult.Outcome.AFTER_COMMIT);
		}
		return observe(messages, this.sender::trySend);
	}

	CompletableFuture<List<String>> sendAsync(Collection<? extends E> payloads, SendOptions options) {
		Prepared messages = prepare(payloads, options);
		if (this.sender.sendsAfterCommit(messages.ids(), options, () -> send(messages))) {
			return CompletableFuture.completedFuture(messages.ids());
		}
		OutgoingCall call = call(messages);
		ObservedCall observed = this.observer.sending(call);
		CompletableFuture<SendReply> stored;
		OutgoingBatch batch;
		try (CallScope scope = observed.open()) {
			batch = batch(messages, call);
			stored = this.sender.store().storeAsync(batch);
		}
		return stored.thenApply((reply) -> this.sender.ids(batch, reply))
			.whenComplete((ids, failure) -> observed.end(null,
					(failure instanceof CompletionException) ? failure.getCause() : failure));
	}

	/**
	 * Sends a tick, if it looks as if this process will be the one that does.
	 */
	SchedulableQueue.Reply sendTick(String schedule, Instant tick, Duration sendWithin, E payload,
			SendOptions options) {
		SchedulableQueue.State state = this.sender.client().beginSchedule(schedule, "");
		if (!state.settled().isBefore(tick)) {
			return new SchedulableQueue.Reply(SchedulableQueue.Outcome.DONE, state.now());
		}
		Prepared messages = prepare(Arrays.asList(payload), options);
		boolean isLate = !sendWithin.isZero() && state.now().isAfter(tick.plus(sendWithin));
		if (isLate || state.now().isBefore(tick)) {
			return this.sender.sendTick(schedule, tick, sendWithin,
					this.sender.batch(messages.ids(), messages.written(), options, options.headers()));
		}
		OutgoingCall call = call(messages);
		call.addHeader(OutgoingCall.DELAY_HEADER, "0");
		return observe(messages, call, (batch) -> this.sender.sendTick(schedule, tick, sendWithin, batch));
	}

	private OutgoingCall call(Prepared messages) {
		OutgoingCall call = OutgoingCall.toQueue(this.sender.settings().name(), messages.ids(), messages.options());
		delayHeader(call, messages.options(), this.sender.delay(messages.options()), this.sender.settings().type());
		return call;
	}

	/**
	 * Notes in a header that messages are delayed.
	 */
	private static void delayHeader(OutgoingCall call, SendOptions options, Duration delay, QueueType type) {
		long millis = options.deliverAt()
			.map((at) -> Math.max(0, at.toEpochMilli() - System.currentTimeMillis()))
			.orElseGet(delay::toMillis);
		if (millis > 0) {
			call.addHeader(OutgoingCall.DELAY_HEADER, String.valueOf(millis));
		}
	}

	private OutgoingBatch batch(Prepared messages, OutgoingCall call) {
		return this.sender.batch(messages.ids(), messages.written(), messages.options(), call.headers());
	}

	private <R> R observe(Prepared messages, Function<OutgoingBatch, R> send) {
		return observe(messages, call(messages), send);
	}

	private <R> R observe(Prepared messages, OutgoingCall call, Function<OutgoingBatch, R> send) {
		return observe(this.observer, call, (headers) -> send
			.apply(this.sender.batch(messages.ids(), messages.written(), messages.options(), headers)));
	}

	/**
	 * Lets an observer see a send.
	 * @param send sends with headers
	 */
	static <R> R observe(QueueObserver observer, OutgoingCall call, Function<Map<String, String>, R> send) {
		ObservedCall observed = observer.sending(call);
		R result;
		try (CallScope scope = observed.open()) {
			result = send.apply(call.headers());
		}
		catch (RuntimeException | Error ex) {
			observed.end(null, ex);
			throw ex;
		}
		observed.end(null, null);
		return result;
	}

}
