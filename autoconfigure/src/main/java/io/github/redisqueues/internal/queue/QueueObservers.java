package io.github.redisqueues.internal.queue;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

import io.github.redisqueues.RedisCallFailedException;
import io.github.redisqueues.internal.observer.CallCarrier;
import io.github.redisqueues.internal.observer.CallScope;
import io.github.redisqueues.internal.observer.ObservedCall;
import io.github.redisqueues.queue.QueueEvent;
import io.github.redisqueues.queue.RedisQueue;

/**
 * Several observers.
 *
 * @param all the observers
 * @param ofCalls those that observe calls
 * @param ofWaits those that want to know how long messages wait
 */
record QueueObservers(List<QueueObserver> all, List<QueueObserver> ofCalls,
		List<QueueObserver> ofWaits) implements QueueObserver {

	QueueObservers(List<QueueObserver> all) {
		this(all, all.stream().filter(QueueObserver::observesCalls).toList(),
				all.stream().filter(QueueObserver::measuresWaits).toList());
	}

	@Override
	public void happened(QueueEvent event) {
		this.all.forEach((observer) -> observer.happened(event));
	}

	@Override
	public void failed(String queue, RedisCallFailedException failure) {
		this.all.forEach((observer) -> observer.failed(queue, failure));
	}

	@Override
	public void refusedByPause(String queue) {
		this.all.forEach((observer) -> observer.refusedByPause(queue));
	}

	@Override
	public void ticked(String schedule, String queue, SchedulableQueue.Outcome outcome, Duration late) {
		this.all.forEach((observer) -> observer.ticked(schedule, queue, outcome, late));
	}

	@Override
	public <E> Handler<E> decorate(String listener, RedisQueue<E> queue, Handler<E> handler) {
		Handler<E> decorated = handler;
		for (int i = this.all.size() - 1; i >= 0; i--) {
			decorated = this.all.get(i).decorate(listener, queue, decorated);
		}
		return decorated;
	}

	@Override
	public boolean observesCalls() {
		return !this.ofCalls.isEmpty();
	}

	@Override
	public ObservedCall sending(OutgoingCall call) {
		return begin((observer) -> observer.sending(call));
	}

	@Override
	public void received(String queue, TakeOperation operation, List<? extends TakenMessage> messages) {
		this.ofCalls.forEach((observer) -> observer.received(queue, operation, messages));
	}

	@Override
	public boolean measuresWaits() {
		return !this.ofWaits.isEmpty();
	}

	@Override
	public void waited(String queue, Duration wait) {
		this.ofWaits.forEach((observer) -> observer.waited(queue, wait));
	}

	@Override
	public ObservedCall handling(String listener, String queue, List<? extends TakenMessage> messages) {
		return begin((observer) -> observer.handling(listener, queue, messages));
	}

	@Override
	public ObservedCall hearing(String topic, String id, Map<String, String> headers) {
		return begin((observer) -> observer.hearing(topic, id, headers));
	}

	private ObservedCall begin(Function<QueueObserver, ObservedCall> begin) {
		return (this.ofCalls.size() == 1) ? begin.apply(this.ofCalls.get(0))
				: ObservedCall.of(this.ofCalls.stream().map(begin).toList());
	}

	@Override
	public CallCarrier carrier() {
		List<CallCarrier> carriers = this.ofCalls.stream().map(QueueObserver::carrier).toList();
		return (carriers.size() == 1) ? carriers.get(0) : () -> {
			List<CallScope> scopes = carriers.stream().map(CallCarrier::open).toList();
			return () -> {
				for (int i = scopes.size() - 1; i >= 0; i--) {
					scopes.get(i).close();
				}
			};
		};
	}

}
