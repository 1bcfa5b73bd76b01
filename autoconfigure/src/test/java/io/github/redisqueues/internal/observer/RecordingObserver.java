package io.github.redisqueues.internal.observer;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

import io.github.redisqueues.internal.lock.LockObserver;
import io.github.redisqueues.internal.queue.OutgoingCall;
import io.github.redisqueues.internal.queue.QueueObserver;
import io.github.redisqueues.internal.queue.TakenMessage;
import org.jspecify.annotations.Nullable;

/**
 * Writes down what it observes, and adds a header to each message.
 */
final class RecordingObserver implements QueueObserver, LockObserver {

	private final Queue<String> calls = new ConcurrentLinkedQueue<>();

	private final Queue<Duration> waits = new ConcurrentLinkedQueue<>();

	private final ThreadLocal<@Nullable String> current = new ThreadLocal<>();

	/**
	 * Returns what was observed so far, and forgets it.
	 */
	List<String> take() {
		List<String> taken = new ArrayList<>();
		for (String call = this.calls.poll(); call != null; call = this.calls.poll()) {
			taken.add(call);
		}
		return taken;
	}

	List<String> calls() {
		return List.copyOf(this.calls);
	}

	Queue<Duration> waits() {
		return this.waits;
	}

	/**
	 * Returns the call that is the current one of this thread.
	 */
	@Nullable String current() {
		return this.current.get();
	}

	@Override
	public boolean observesCalls() {
		return true;
	}

	@Override
	public ObservedCall sending(OutgoingCall call) {
		call.addHeader("trace", "of " + call.destination());
		return begin((call.isToTopic() ? "publish " : "send ") + call.ids().size());
	}

	@Override
	public void received(String queue, TakeOperation operation, List<? extends TakenMessage> messages) {
		this.calls.add(operation + " " + messages.size() + within());
	}

	@Override
	public boolean measuresWaits() {
		return true;
	}

	@Override
	public void waited(String queue, Duration wait) {
		this.waits.add(wait);
	}

	@Override
	public ObservedCall handling(String listener, String queue, List<? extends TakenMessage> messages) {
		return begin("handle " + messages.size() + " at attempt " + messages.get(0).attempt()
				+ (messages.get(0).isFresh() ? " fresh" : ""));
	}

	@Override
	public ObservedCall hearing(String topic, String id, Map<String, String> headers) {
		return begin("hear " + headers);
	}

	@Override
	public ObservedCall acquiring(String name, List<String> keys) {
		return begin("acquire " + keys);
	}

	@Override
	public void held(String name, Duration held, boolean lost) {
		this.calls.add("held " + (lost ? "until it was lost" : "until it was released"));
	}

	@Override
	public CallCarrier carrier() {
		String carried = this.current.get();
		return () -> makeCurrent(carried);
	}

	private CallScope makeCurrent(@Nullable String call) {
		String before = this.current.get();
		this.current.set(call);
		return () -> this.current.set(before);
	}

	/**
	 * Makes a call of the test the current one.
	 */
	CallScope enter(String call) {
		return makeCurrent(call);
	}

	private String within() {
		String call = this.current.get();
		return (call != null) ? " within " + call : "";
	}

	private ObservedCall begin(String what) {
		String within = within();
		return new ObservedCall() {

			@Override
			public CallScope open() {
				return makeCurrent(what);
			}

			@Override
			public void end(@Nullable CallOutcome outcome, @Nullable Throwable failure) {
				RecordingObserver.this.calls.add(what + within + ((outcome != null) ? ": " + outcome : "")
						+ ((failure != null) ? " " + failure.getClass().getSimpleName() : ""));
			}

		};
	}

}
