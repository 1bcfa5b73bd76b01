package io.github.redisqueues.internal.queue;

import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import java.util.function.Function;

import io.github.redisqueues.internal.fleet.ListenerProbe;
import io.github.redisqueues.internal.fleet.Membership;
import io.github.redisqueues.internal.redis.ChannelListener;
import io.github.redisqueues.internal.redis.Deadline;
import io.github.redisqueues.internal.wait.Push;
import io.github.redisqueues.internal.wait.Registration;
import io.github.redisqueues.internal.wait.WaitQueue;
import io.github.redisqueues.queue.CancelMode;
import io.github.redisqueues.queue.DeadLetters;
import io.github.redisqueues.queue.Delivery;
import io.github.redisqueues.queue.JsonPayloadConverter;
import io.github.redisqueues.queue.MessageImport;
import io.github.redisqueues.queue.MessageUpdate;
import io.github.redisqueues.queue.PauseOptions;
import io.github.redisqueues.queue.QueueDiagnosis;
import io.github.redisqueues.queue.QueueLimits;
import io.github.redisqueues.queue.QueuePauses;
import io.github.redisqueues.queue.QueueSettings;
import io.github.redisqueues.queue.QueueStats;
import io.github.redisqueues.queue.QueueType;
import io.github.redisqueues.queue.QueuedMessage;
import io.github.redisqueues.queue.ReceiveOptions;
import io.github.redisqueues.queue.RedisQueue;
import io.github.redisqueues.queue.SendOptions;
import io.github.redisqueues.queue.SendResult;
import org.jspecify.annotations.Nullable;

/**
 * A queue in Redis. Safe for use by several threads.
 *
 * @param <E> type of the payloads
 */
final class RedisMessageQueue<E> implements ConsumableQueue<E>, SchedulableQueue<E>, MonitoredQueue {

	private static final int CANCEL_BATCH = 200;

	private final QueueSettings<E> settings;

	private final QueueClient client;

	private final AdminClient<E> admin;

	private final MessageClient<E> messages;

	private final PauseClient pauses;

	private final MoveClient moves;

	private final FleetClient fleet;

	private final DiagnosisClient diagnosis;

	private final LimitsClient limits;

	private final ReceiveClient<E> receives;

	private final LeaseClient<E> leases;

	private final Sender<E> sender;

	private final Receiver<E> receiver;

	private final MessageExport<E> exports;

	private final Outbox outbox;

	private final RedisDeadLetters<E> deadLetters;

	RedisMessageQueue(QueueSettings<E> settings, QueueClient client, AdminClient<E> admin, MessageClient<E> messages,
			ReceiveClient<E> receives, Sender<E> sender, Receiver<E> receiver, FleetClient fleet,
			RedriveDriver redrives, Outbox outbox) {
		this.settings = settings;
		this.client = client;
		this.admin = admin;
		this.messages = messages;
		this.pauses = new PauseClient(settings, client);
		this.limits = new LimitsClient(settings, client);
		this.fleet = fleet;
		this.diagnosis = new DiagnosisClient(settings, client, this.limits, fleet);
		this.moves = new MoveClient(settings, client, sender.payloads());
		this.receives = receives;
		this.leases = receives.leases();
		this.sender = sender;
		this.receiver = receiver;
		this.exports = new MessageExport<>(settings, client, admin, this.pauses, sender.payloads());
		this.outbox = outbox;
		this.deadLetters = new RedisDeadLetters<>(admin, messages, new ReasonsClient(client),
				new DeadLetterExport<>(settings, client, sender.payloads()), redrives, this);
	}

	QueueClient client() {
		return this.client;
	}

	/**
	 * Removes messages that a move has added here, and that no other move has taken over.
	 */
	void cancelMoved(Collection<String> ids, String mover) {
		this.admin.cancelMoved(ids, mover);
	}

	/**
	 * Ends the hold of a message that is not moved.
	 */
	void release(String id, long heldUntil, Instant due) {
		this.messages.release(id, heldUntil, due);
	}

	MoveClient moves() {
		return this.moves;
	}

	Sender<E> sender() {
		return this.sender;
	}

	@Override
	public String name() {
		return this.settings.name();
	}

	@Override
	public QueueType type() {
		return this.settings.type();
	}

	@Override
	public String send(E payload, SendOptions options) {
		return this.sender.send(Arrays.asList(payload), options).get(0);
	}

	@Override
	public SendResult trySend(E payload, SendOptions options) {
		return this.sender.trySend(payload, options);
	}

	@Override
	public List<String> sendAll(Collection<? extends E> payloads, SendOptions options) {
		return this.sender.send(payloads, options);
	}

	@Override
	public CompletableFuture<String> sendAsync(E payload, SendOptions options) {
		return this.client
			.handOut(this.sender.sendAsync(Arrays.asList(payload), options).thenApply((ids) -> ids.get(0)));
	}

	@Override
	public CompletableFuture<List<String>> sendAllAsync(Collection<? extends E> payloads, SendOptions options) {
		return this.client.handOut(this.sender.sendAsync(payloads, options));
	}

	@Override
	public List<E> poll(int max, Duration wait) {
		if (this.outbox.isTransactional()) {
			return pollInTransaction(max, wait);
		}
		return this.receiver.poll(max, wait);
	}

	/**
	 * Takes messages for good, unless the caller's transaction is rolled back. Messages
	 * that were handled before are acknowledged, and the next ones taken.
	 */
	private List<E> pollInTransaction(int max, Duration wait) {
		Deadline deadline = Deadline.after(wait);
		while (true) {
			List<Delivery<E>> taken = receive(max, deadline.left());
			List<Delivery<E>> claimed = taken.stream().filter(Delivery::claim).toList();
			ack(taken);
			if (taken.isEmpty() || !claimed.isEmpty()) {
				return claimed.stream().map(Delivery::payload).toList();
			}
		}
	}

	@Override
	public List<Delivery<E>> receive(int max, Duration wait) {
		return this.receiver.receive(max, wait, this.settings.leaseTime());
	}

	@Override
	public List<Delivery<E>> receive(ReceiveOptions options) {
		Objects.requireNonNull(options, "options must not be null");
		return this.receiver.receive(options.max(), options.waitTime(),
				options.leaseTime().orElse(this.settings.leaseTime()));
	}

	@Override
	public CompletableFuture<Optional<Delivery<E>>> receiveAsync(Duration wait) {
		return this.receiver.receiveAsync(1, wait, this.settings.leaseTime(), (taken) -> taken.stream().findFirst());
	}

	@Override
	public CompletableFuture<List<Delivery<E>>> receiveAsync(ReceiveOptions options) {
		Objects.requireNonNull(options, "options must not be null");
		return this.receiver.receiveAsync(options.max(), options.waitTime(),
				options.leaseTime().orElse(this.settings.leaseTime()), Function.identity());
	}

	@Override
	public int ack(Collection<? extends Delivery<E>> deliveries) {
		List<RedisDelivery<?>> ours = requireOurs(deliveries);
		PartialCall call = new PartialCall("acknowledged");
		for (int from = 0; from < ours.size(); from += MAX_BATCH_SIZE) {
			List<RedisDelivery<?>> batch = ours.subList(from, Math.min(from + MAX_BATCH_SIZE, ours.size()));
			call.run(() -> this.receives.ack(batch));
		}
		return (int) call.done();
	}

	@Override
	public CompletableFuture<Integer> ackAsync(Collection<? extends Delivery<E>> deliveries) {
		List<RedisDelivery<?>> ours = requireOurs(deliveries);
		CompletableFuture<Integer> acknowledged = CompletableFuture.completedFuture(0);
		for (int from = 0; from < ours.size(); from += MAX_BATCH_SIZE) {
			acknowledged = acknowledged.thenCombine(
					this.receives.ackAsync(ours.subList(from, Math.min(from + MAX_BATCH_SIZE, ours.size()))),
					Integer::sum);
		}
		return this.client.handOut(acknowledged);
	}

	private List<RedisDelivery<?>> requireOurs(Collection<? extends Delivery<E>> deliveries) {
		Objects.requireNonNull(deliveries, "deliveries must not be null");
		List<RedisDelivery<?>> ours = new ArrayList<>(deliveries.size());
		for (Delivery<E> delivery : deliveries) {
			if (!(delivery instanceof RedisDelivery<?> ofRedis) || !ofRedis.queueKey().equals(this.client.readyKey())) {
				throw new IllegalArgumentException(
						"Queue '" + name() + "' cannot acknowledge a message of another queue: " + delivery);
			}
			ours.add(ofRedis);
		}
		return ours;
	}

	@Override
	public Optional<E> peek() {
		return this.admin.peek();
	}

	@Override
	public List<QueuedMessage<E>> browse(int offset, int limit) {
		return this.admin.browse(offset, limit);
	}

	@Override
	public List<QueuedMessage<E>> browseInFlight(int offset, int limit) {
		return this.admin.browseInFlight(offset, limit);
	}

	@Override
	public Optional<QueuedMessage<E>> find(String id) {
		return MessageIds.isPossible(id) ? this.messages.find(id) : Optional.empty();
	}

	@Override
	public boolean contains(String id) {
		return MessageIds.isPossible(id) && this.messages.contains(id);
	}

	@Override
	public boolean update(String id, MessageUpdate changes) {
		requirePlain("be updated; cancel the message, and send it again");
		return this.messages.update(id, Optional.empty(), changes);
	}

	@Override
	public boolean update(String id, E payload, MessageUpdate changes) {
		requirePlain("be updated; cancel the message, and send it again");
		return this.messages.update(id, Optional.of(this.messages.write(payload)), changes);
	}

	@Override
	public long size() {
		return this.admin.size();
	}

	@Override
	public QueueStats stats() {
		return this.admin.stats();
	}

	@Override
	public QueueReading read() {
		QueueReading reading = this.admin.read();
		return this.fleet.identity().registersListeners() ? reading
				: new QueueReading(reading.stats(), Optional.empty());
	}

	@Override
	public int cancel(Collection<String> ids) {
		if (this.outbox.isTransactional()) {
			return cancelInTransaction(ids, CancelMode.UNTAKEN);
		}
		return cancelInRedis(ids);
	}

	private int cancelInRedis(Collection<String> ids) {
		PartialCall call = new PartialCall("cancelled");
		MessageIds.batches(ids, CANCEL_BATCH)
			.forEach((batch) -> call.run(() -> this.admin.cancel(batch, CancelMode.UNTAKEN)));
		return (int) call.done();
	}

	@Override
	public boolean cancel(String id, CancelMode mode) {
		Objects.requireNonNull(mode, "mode must not be null");
		if (this.outbox.isTransactional()) {
			return cancelInTransaction(Set.of(id), mode) == 1;
		}
		return MessageIds.isPossible(id) && this.admin.cancel(Set.of(id), mode) == 1;
	}

	/**
	 * Removes messages from the database, then from Redis. What Redis does not remove is
	 * not handled either.
	 */
	private int cancelInTransaction(Collection<String> ids, CancelMode mode) {
		Collection<String> removed = this.outbox
			.remove(MessageIds.batches(ids, MAX_BATCH_SIZE).stream().flatMap(List::stream).toList());
		MessageIds.batches(removed, CANCEL_BATCH).forEach((batch) -> this.admin.cancel(batch, mode));
		return removed.size();
	}

	/**
	 * Refuses what a transactional queue cannot do.
	 */
	void requirePlain(String what) {
		if (this.outbox.isTransactional()) {
			throw new UnsupportedOperationException(
					"Queue '" + name() + "' is transactional, and its messages cannot " + what);
		}
	}

	Outbox outbox() {
		return this.outbox;
	}

	@Override
	public int moveTo(RedisQueue<? super E> other, int max) {
		return new MessageMove<>(this, other).move(max);
	}

	@Override
	public int moveTo(RedisQueue<? super E> other, Collection<String> ids) {
		return new MessageMove<>(this, other).move(ids);
	}

	@Override
	public long purge() {
		if (this.outbox.isTransactional()) {
			this.deadLetters.keepInOutbox();
			long removed = this.outbox.removeLiving();
			this.admin.purge();
			return removed;
		}
		return this.admin.purge();
	}

	@Override
	public long exportTo(Writer target) throws IOException {
		return this.exports.write(target);
	}

	@Override
	public MessageImport importFrom(Reader source) throws IOException {
		requirePlain("be imported; send them again");
		return this.exports.read(source);
	}

	@Override
	public void pause(PauseOptions options) {
		this.pauses.pauseDelivery(options);
	}

	@Override
	public void resume() {
		this.pauses.resumeDelivery();
	}

	@Override
	public void pauseSending(PauseOptions options) {
		this.pauses.pauseSending(options);
	}

	@Override
	public void resumeSending() {
		this.pauses.resumeSending();
	}

	@Override
	public QueuePauses pauses() {
		return this.pauses.read();
	}

	@Override
	public QueueLimits limits() {
		return this.limits;
	}

	@Override
	public QueueDiagnosis diagnose() {
		return this.diagnosis.diagnose();
	}

	@Override
	public DeadLetters<E> deadLetters() {
		return this.deadLetters;
	}

	@Override
	public BlockingQueue<E> asBlockingQueue() {
		return new BlockingQueueView<>(this);
	}

	@Override
	public QueueSettings<E> settings() {
		return this.settings;
	}

	@Override
	public WaitQueue waitQueue() {
		return this.receiver.waitQueue();
	}

	@Override
	public ChannelListener onNotice(BiConsumer<String, String> onCancel, Runnable onChange, Runnable onSubscribed) {
		return this.client.onNotice(onCancel, onChange, onSubscribed);
	}

	@Override
	public QueueObserver.Handler<E> decorate(String listener, QueueObserver.Handler<E> handler) {
		return this.outbox.transactional(listener, observer().decorate(listener, this, handler));
	}

	@Override
	public CircuitClient circuit() {
		return new CircuitClient(this.client);
	}

	@Override
	public QueueObserver observer() {
		return this.client.observer();
	}

	@Override
	public Membership join(ListenerProbe probe) {
		return this.fleet.join(probe);
	}

	@Override
	public ExchangeResult<E> exchange(List<Settlement> settlements, int max, @Nullable Registration registration) {
		return this.receives.exchange(settlements, Math.min(max, MAX_EXCHANGE_SIZE), registration);
	}

	@Override
	public @Nullable RedisDelivery<E> take(Push push) {
		return this.receives.take(push, this.settings.leaseTime());
	}

	@Override
	public void keep(RedisDelivery<E> pushed) {
		this.receives.keep(pushed);
	}

	@Override
	public List<RedisDelivery<E>> renew(List<RedisDelivery<E>> deliveries) {
		return deliveries.isEmpty() ? deliveries : this.leases.renew(deliveries);
	}

	@Override
	public List<RedisDelivery<E>> check(List<RedisDelivery<E>> deliveries) {
		return deliveries.isEmpty() ? deliveries : this.leases.check(deliveries);
	}

	@Override
	public State beginSchedule(String schedule, String definition) {
		return this.sender.client().beginSchedule(schedule, definition);
	}

	@Override
	public Optional<Instant> lastTick(String schedule) {
		return this.sender.client().lastTick(schedule);
	}

	@Override
	public Reply sendTick(String schedule, Instant tick, Duration sendWithin, E payload) {
		return this.sender.sendTick(schedule, tick, sendWithin, payload);
	}

	@Override
	public E readPayload(byte[] bytes) {
		return this.sender.payloads().read(bytes);
	}

	@Override
	public void checkPayload(E payload) {
		this.sender.payloads().write(payload);
	}

	@Override
	public boolean usesJson() {
		return this.sender.payloads().converter() instanceof JsonPayloadConverter;
	}

	@Override
	public String toString() {
		return "RedisQueue[" + name() + ", " + type() + "]";
	}

}
