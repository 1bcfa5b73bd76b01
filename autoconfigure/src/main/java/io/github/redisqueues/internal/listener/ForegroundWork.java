package io.github.redisqueues.internal.listener;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import io.github.redisqueues.internal.queue.ConsumableQueue;
import io.github.redisqueues.internal.queue.QueueObserver.Handler;
import io.github.redisqueues.internal.queue.RedisDelivery;
import io.github.redisqueues.internal.queue.Settlement;
import io.github.redisqueues.listener.BatchHandler;
import io.github.redisqueues.listener.ListenerSettings;
import io.github.redisqueues.queue.Delivery;

/**
 * Handles messages on the caller's thread, with all that a worker does: interceptors,
 * time limit, renewal of leases, error handler and settlement. For tests of listeners.
 * For one call.
 *
 * @param <E> type of the payloads
 */
final class ForegroundWork<E> {

	private final String id;

	private final ConsumableQueue<E> queue;

	private final ListenerSettings settings;

	private final Map<String, Throwable> failures = new HashMap<>();

	private final Set<Worker<E>> workers = ConcurrentHashMap.newKeySet();

	private final SettlementBuffer<E> settlements;

	private final LeaseRenewer<E> renewer;

	private final TimeLimit<E> timeLimit;

	private final HandlerInvoker<E> invoker;

	ForegroundWork(String id, String listener, ConsumableQueue<E> queue, BatchHandler<E> handler,
			ListenerSettings settings, RedisAvailability redis) {
		this.id = id;
		this.queue = queue;
		this.settings = settings;
		PrefetchEstimator estimator = new PrefetchEstimator(1, settings.batchSize(), true);
		this.settlements = new SettlementBuffer<>(listener, queue, redis);
		// The renewer must not send the settlements, so it gets a buffer of its own
		this.renewer = new LeaseRenewer<>(listener, queue,
				buffer(estimator, redis, new SettlementBuffer<>(listener, queue, redis)), this.workers, redis);
		this.timeLimit = new TimeLimit<>(listener, this.workers, settings.timeLimit());
		Handler<E> decorated = queue.decorate(id, handler::handle);
		this.invoker = new HandlerInvoker<>(listener, (deliveries) -> call(decorated, deliveries), settings,
				queue.settings(), buffer(estimator, redis, this.settlements), estimator, this.renewer,
				new Circuit(listener, settings.circuitBreaker(), queue.circuit(), (state) -> {
				}), new ListenerProgress(() -> {
				}), HandlingObserver.of(id, queue));
	}

	private PrefetchBuffer<E> buffer(PrefetchEstimator estimator, RedisAvailability redis,
			SettlementBuffer<E> settlements) {
		return new PrefetchBuffer<>(this.queue, this.settings.batchSize(), estimator, redis, settlements, () -> false);
	}

	private void call(Handler<E> handler, List<Delivery<E>> deliveries) throws Exception {
		try {
			deliveries.forEach((delivery) -> this.failures.remove(delivery.id()));
			handler.handle(deliveries);
		}
		catch (Throwable ex) {
			deliveries.forEach((delivery) -> this.failures.put(delivery.id(), ex));
			throw ex;
		}
	}

	/**
	 * Handles and settles messages.
	 * @param messages one message, or up to a batch
	 * @return what was done with each of them, in their order
	 */
	List<HandledMessage> handle(List<RedisDelivery<E>> messages) {
		Worker<E> worker = new Worker<>();
		this.workers.add(worker);
		startThread(this.renewer, "renewer");
		if (!this.settings.timeLimit().isZero()) {
			startThread(this.timeLimit, "time-limit");
		}
		try {
			this.renewer.activate();
			this.invoker.handle(worker, messages);
		}
		finally {
			this.timeLimit.stop();
			this.renewer.stop();
		}
		List<Settlement> settled = this.settlements.drain();
		this.queue.exchange(settled, 0, null);
		return messages.stream().map((message) -> handled(message, settled)).toList();
	}

	private HandledMessage handled(RedisDelivery<E> message, List<Settlement> settled) {
		Settlement own = settled.stream()
			.filter((settlement) -> settlement.delivery() == message)
			.findFirst()
			.orElse(null);
		return new HandledMessage(message, own, this.failures.get(message.id()));
	}

	private void startThread(Runnable task, String name) {
		Thread thread = new Thread(task, this.id + "-" + name);
		thread.setDaemon(true);
		thread.start();
	}

}
