package io.github.redisqueues.queue;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

import io.github.redisqueues.redis.Look.Presence;
import io.github.redisqueues.redis.Sight;
import io.github.redisqueues.redis.WaitingLine;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.dao.TransientDataAccessException;

/**
 * A queue whose messages lie in Redis.
 *
 * @param <E> type of the payloads
 */
final class RedisMessageQueue<E> implements RedisQueue<E> {

	private static final Log logger = LogFactory.getLog(RedisMessageQueue.class);

	private static final int TAKE_BATCH = 500;

	private static final int PEEKED_AT = 16;

	private final QueueSettings<E> settings;

	private final QueueCommands commands;

	private final PayloadConverter converter;

	private final MessageIds ids;

	private final WaitingLine line;

	private final Outbox<E> outbox;

	private final Source<E> polling = new Polling();

	private final Source<Delivery<E>> receiving = new Receiving();

	private final DeadLetters<E> deadLetters;

	RedisMessageQueue(QueueSettings<E> settings, QueueCommands commands, PayloadConverter converter, MessageIds ids,
			WaitingLine line) {
		this.settings = settings;
		this.commands = commands;
		this.converter = converter;
		this.ids = ids;
		this.line = line;
		this.outbox = new Outbox<>(settings, commands, converter, ids);
		this.deadLetters = new RedisDeadLetters<>(commands,
				(seen) -> new RedisDeadLetter<>(seen, contents(seen.envelope())));
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
		return first(take(this.polling, 1, Duration.ZERO));
	}

	@Override
	public Optional<E> poll(Duration wait) {
		return first(take(this.polling, 1, wait));
	}

	@Override
	public List<E> poll(int max) {
		return take(this.polling, max, Duration.ZERO);
	}

	@Override
	public Optional<Delivery<E>> receive() {
		return first(take(this.receiving, 1, Duration.ZERO));
	}

	@Override
	public Optional<Delivery<E>> receive(Duration wait) {
		return first(take(this.receiving, 1, wait));
	}

	@Override
	public List<Delivery<E>> receive(int max, Duration wait) {
		return take(this.receiving, max, wait);
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
			settled += this.commands.ack(ours.subList(from, Math.min(from + MAX_BATCH_SIZE, ours.size())));
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
					return Optional.of(contents(seen.envelope()).payload());
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
				messages.add(new RedisQueuedMessage<>(seen, contents(seen.envelope())));
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
	public String toString() {
		return "RedisQueue[" + name() + ", " + type() + "]";
	}

	private static <T> Optional<T> first(List<T> taken) {
		return taken.isEmpty() ? Optional.empty() : Optional.of(taken.get(0));
	}

	private Contents<E> contents(byte[] envelope) {
		return new Contents<>(envelope, this.converter, this.settings.payloadType());
	}

	private <T> List<T> take(Source<T> source, int max, Duration wait) {
		if (max < 1) {
			throw new IllegalArgumentException("max must be positive, but is " + max);
		}
		Durations.requireNotNegative("wait", wait);
		List<T> taken = new ArrayList<>(Math.min(max, TAKE_BATCH));
		if (!wait.isZero()) {
			List<T> first = this.line.await(wait, (presence) -> look(source, max, presence));
			if (first == null) {
				return taken;
			}
			taken.addAll(first);
			if (first.size() < TAKE_BATCH) {
				return taken;
			}
		}
		takeReady(source, max, taken);
		return taken;
	}

	private <T> Sight<List<T>> look(Source<T> source, int max, Presence presence) {
		Catch caught = source.take(Math.min(max, TAKE_BATCH), presence);
		List<T> opened = open(source, caught);
		boolean allUnreadable = opened.isEmpty() && !caught.messages().isEmpty();
		return new Sight<>(opened.isEmpty() ? null : opened, caught.more() || allUnreadable, caught.nextLook());
	}

	private <T> void takeReady(Source<T> source, int max, List<T> taken) {
		while (taken.size() < max) {
			int asked = Math.min(max - taken.size(), TAKE_BATCH);
			Catch caught;
			try {
				caught = source.take(asked, null);
			}
			catch (TransientDataAccessException ex) {
				if (taken.isEmpty()) {
					throw ex;
				}
				// What is taken already must reach the caller
				return;
			}
			taken.addAll(open(source, caught));
			if (caught.messages().size() < asked && !caught.more()) {
				return;
			}
		}
	}

	private <T> List<T> open(Source<T> source, Catch caught) {
		List<T> opened = new ArrayList<>(caught.messages().size());
		for (TakenMessage message : caught.messages()) {
			try {
				opened.add(source.open(message, caught.leaseUntil()));
			}
			catch (PayloadException ex) {
				giveUp(source, message, ex);
			}
		}
		return opened;
	}

	/**
	 * Whatever happens here, the other messages of the same catch must reach the caller.
	 */
	private void giveUp(Source<?> source, TakenMessage message, PayloadException unreadable) {
		try {
			source.giveUp(message, DeadLetter.UNREADABLE + ": " + unreadable.getMessage());
			logger.warn("Message '" + message.id() + "' of queue '" + name()
					+ "' cannot be read and is now a dead letter: " + unreadable.getMessage());
		}
		catch (TransientDataAccessException ex) {
			logger.error("Message '" + message.id() + "' of queue '" + name()
					+ "' cannot be read, and could not be made a dead letter", ex);
		}
	}

	/**
	 * A way of taking messages.
	 *
	 * @param <T> what the caller gets
	 */
	private interface Source<T> {

		Catch take(int max, @Nullable Presence presence);

		T open(TakenMessage message, Instant leaseUntil);

		void giveUp(TakenMessage message, String reason);

	}

	private final class Polling implements Source<E> {

		@Override
		public Catch take(int max, @Nullable Presence presence) {
			return RedisMessageQueue.this.commands.poll(max, presence);
		}

		@Override
		public E open(TakenMessage message, Instant leaseUntil) {
			return contents(message.envelope()).payload();
		}

		@Override
		public void giveUp(TakenMessage message, String reason) {
			RedisMessageQueue.this.commands.bury(message.id(), RedisMessageQueue.this.ids.next(), reason,
					message.envelope());
		}

	}

	private final class Receiving implements Source<Delivery<E>> {

		@Override
		public Catch take(int max, @Nullable Presence presence) {
			return RedisMessageQueue.this.commands.receive(max, presence);
		}

		@Override
		public Delivery<E> open(TakenMessage message, Instant leaseUntil) {
			return new RedisDelivery<>(RedisMessageQueue.this.commands, RedisMessageQueue.this.settings, message,
					contents(message.envelope()), leaseUntil);
		}

		@Override
		public void giveUp(TakenMessage message, String reason) {
			RedisMessageQueue.this.commands.reject(message.id(), message.receipt(), reason);
		}

	}

}
