package io.github.redisqueues.internal.queue;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

import io.github.redisqueues.internal.validation.Texts;
import io.github.redisqueues.internal.wait.Registration;
import io.github.redisqueues.internal.wait.WaitQueue;
import io.github.redisqueues.queue.DeadLetters;
import io.github.redisqueues.queue.Delivery;
import io.github.redisqueues.queue.PayloadException;
import io.github.redisqueues.queue.QueueSettings;
import io.github.redisqueues.queue.QueueStats;
import io.github.redisqueues.queue.QueueType;
import io.github.redisqueues.queue.QueuedMessage;
import io.github.redisqueues.queue.SendOptions;
import org.jspecify.annotations.Nullable;

/**
 * A queue whose messages lie in Redis.
 *
 * @param <E> type of the payloads
 */
final class RedisMessageQueue<E> implements ConsumableQueue<E>, SchedulableQueue<E> {

	private static final int PEEKED_AT = 16;

	private final QueueSettings<E> settings;

	private final QueueCommands commands;

	private final Sender<E> outbox;

	private final Receiver<E> inbox;

	private final WorkerCommands<E> workers;

	private final DeadLetters<E> deadLetters;

	RedisMessageQueue(QueueSettings<E> settings, QueueCommands commands, Sender<E> outbox, Receiver<E> inbox) {
		this.settings = settings;
		this.commands = commands;
		this.outbox = outbox;
		this.inbox = inbox;
		this.workers = new WorkerCommands<>(settings, commands, inbox::contents);
		this.deadLetters = new RedisDeadLetters<>(commands,
				(seen) -> new RedisDeadLetter<>(seen, inbox.contents(seen.envelope())));
	}

	QueueCommands commands() {
		return this.commands;
	}

	Sender<E> outbox() {
		return this.outbox;
	}

	Class<E> payloadType() {
		return this.settings.payloadType();
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
	public String send(E payload) {
		return send(payload, SendOptions.defaults());
	}

	@Override
	public String send(E payload, SendOptions options) {
		return this.outbox.send(Arrays.asList(payload), options).get(0);
	}

	@Override
	public List<String> sendAll(Collection<? extends E> payloads) {
		return sendAll(payloads, SendOptions.defaults());
	}

	@Override
	public List<String> sendAll(Collection<? extends E> payloads, SendOptions options) {
		Objects.requireNonNull(payloads, "payloads must not be null");
		return this.outbox.send(payloads, options);
	}

	@Override
	public Optional<E> poll() {
		return first(this.inbox.poll(1, Duration.ZERO));
	}

	@Override
	public Optional<E> poll(Duration wait) {
		return first(this.inbox.poll(1, wait));
	}

	@Override
	public List<E> poll(int max) {
		return this.inbox.poll(max, Duration.ZERO);
	}

	@Override
	public Optional<Delivery<E>> receive() {
		return first(this.inbox.receive(1, Duration.ZERO));
	}

	@Override
	public Optional<Delivery<E>> receive(Duration wait) {
		return first(this.inbox.receive(1, wait));
	}

	@Override
	public List<Delivery<E>> receive(int max, Duration wait) {
		return this.inbox.receive(max, wait);
	}

	@Override
	public int ack(Collection<? extends Delivery<E>> deliveries) {
		List<RedisDelivery<?>> ours = new ArrayList<>(deliveries.size());
		for (Delivery<E> delivery : deliveries) {
			if (!(delivery instanceof RedisDelivery<?> ofRedis) || !ofRedis.isOf(this.commands.readyKey())) {
				throw new IllegalArgumentException(
						"Queue '" + name() + "' cannot acknowledge what it has not delivered: " + delivery);
			}
			ours.add(ofRedis);
		}
		int settled = 0;
		for (int from = 0; from < ours.size(); from += MAX_BATCH_SIZE) {
			List<RedisDelivery<?>> batch = ours.subList(from, Math.min(from + MAX_BATCH_SIZE, ours.size()));
			settled += this.commands.ack(batch);
			batch.forEach((delivery) -> delivery.settled(true));
		}
		return settled;
	}

	@Override
	public Optional<E> peek() {
		for (int offset = 0;; offset += PEEKED_AT) {
			List<SeenMessage> page = this.commands.browse(offset, PEEKED_AT);
			for (SeenMessage seen : page) {
				if (seen.moment() >= 0) {
					return Optional.empty();
				}
				try {
					return Optional.of(this.inbox.contents(seen.envelope()).payload());
				}
				catch (PayloadException ex) {
					// The next receive moves it to the dead letters
				}
			}
			if (page.size() < PEEKED_AT) {
				return Optional.empty();
			}
		}
	}

	@Override
	public List<QueuedMessage<E>> browse(int offset, int limit) {
		Pages.require(offset, limit);
		List<QueuedMessage<E>> messages = new ArrayList<>();
		if (limit > 0) {
			for (SeenMessage seen : this.commands.browse(offset, limit)) {
				messages.add(new RedisQueuedMessage<>(seen, this.inbox.contents(seen.envelope())));
			}
		}
		return messages;
	}

	@Override
	public long size() {
		return this.commands.size();
	}

	@Override
	public QueueStats stats() {
		return this.commands.stats();
	}

	@Override
	public boolean cancel(String id) {
		Objects.requireNonNull(id, "id must not be null");
		return Texts.isWhole(id) && this.commands.cancel(id);
	}

	@Override
	public long purge() {
		QueueCommands.Purged purged = this.commands.purge(MAX_BATCH_SIZE);
		long removed = purged.removed();
		// What is sent meanwhile stays, or this might never end
		long left = purged.left();
		while (left > 0 && purged.removed() > 0) {
			purged = this.commands.purge((int) Math.min(left, MAX_BATCH_SIZE));
			removed += purged.removed();
			left -= purged.removed();
		}
		return removed;
	}

	@Override
	public void pause() {
		this.commands.pause();
	}

	@Override
	public void resume() {
		this.commands.resume();
	}

	@Override
	public boolean isPaused() {
		return this.commands.isPaused();
	}

	@Override
	public DeadLetters<E> deadLetters() {
		return this.deadLetters;
	}

	@Override
	public QueueSettings<E> settings() {
		return this.settings;
	}

	@Override
	public WaitQueue line() {
		return this.inbox.line();
	}

	@Override
	public Intake<E> exchange(List<Settlement> settlements, int max, @Nullable Registration registration) {
		return this.workers.exchange(settlements, Math.min(max, MAX_EXCHANGE_SIZE), registration);
	}

	@Override
	public List<LeasedMessage<E>> renew(List<LeasedMessage<E>> messages) {
		return messages.isEmpty() ? messages : this.workers.renew(messages);
	}

	@Override
	public State beginSchedule(String schedule, String definition) {
		return this.outbox.commands().beginSchedule(schedule, definition);
	}

	@Override
	public Reply sendTick(String schedule, Instant tick, Duration sendWithin, E payload) {
		return this.outbox.sendTick(schedule, tick, sendWithin, payload);
	}

	@Override
	public String toString() {
		return "RedisQueue[" + name() + ", " + type() + "]";
	}

	private static <T> Optional<T> first(List<T> taken) {
		return taken.isEmpty() ? Optional.empty() : Optional.of(taken.get(0));
	}

}
