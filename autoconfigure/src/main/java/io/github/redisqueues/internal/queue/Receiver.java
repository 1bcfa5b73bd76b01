package io.github.redisqueues.internal.queue;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import io.github.redisqueues.internal.validation.Durations;
import io.github.redisqueues.internal.wait.PollResult;
import io.github.redisqueues.internal.wait.Registration;
import io.github.redisqueues.internal.wait.WaitQueue;
import io.github.redisqueues.queue.DeadLetter;
import io.github.redisqueues.queue.Delivery;
import io.github.redisqueues.queue.PayloadConverter;
import io.github.redisqueues.queue.PayloadException;
import io.github.redisqueues.queue.QueueSettings;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.dao.TransientDataAccessException;

/**
 * The taking half of a queue: asks for messages in as many scripts as it takes, waits for
 * them if need be, and gives up those that cannot be read.
 *
 * @param <E> type of the payloads
 */
final class Receiver<E> {

	private static final Log logger = LogFactory.getLog(Receiver.class);

	private static final int TAKE_BATCH = 500;

	private final QueueSettings<E> settings;

	private final QueueCommands commands;

	private final PayloadConverter converter;

	private final MessageIds ids;

	private final WaitQueue line;

	Receiver(QueueSettings<E> settings, QueueCommands commands, PayloadConverter converter, MessageIds ids,
			WaitQueue line) {
		this.settings = settings;
		this.commands = commands;
		this.converter = converter;
		this.ids = ids;
		this.line = line;
	}

	WaitQueue line() {
		return this.line;
	}

	List<E> poll(int max, Duration wait) {
		return take(new Polling(), max, wait);
	}

	List<Delivery<E>> receive(int max, Duration wait) {
		return take(new Receiving(), max, wait);
	}

	Contents<E> contents(byte[] envelope) {
		return new Contents<>(envelope, this.converter, this.settings.payloadType());
	}

	private <T> List<T> take(Source<T> source, int max, Duration wait) {
		if (max < 1) {
			throw new IllegalArgumentException("max must be positive, but is " + max);
		}
		Durations.requireNotNegative("wait", wait);
		List<T> taken = new ArrayList<>(Math.min(max, TAKE_BATCH));
		if (!wait.isZero()) {
			List<T> first = this.line.await(wait, (registration) -> look(source, max, registration));
			taken.addAll(first);
			if (first.size() < TAKE_BATCH) {
				return taken;
			}
		}
		takeReady(source, max, taken);
		return taken;
	}

	private <T> PollResult<T> look(Source<T> source, int max, Registration registration) {
		Catch caught = source.take(Math.min(max, TAKE_BATCH), registration);
		List<T> opened = open(source, caught);
		boolean allUnreadable = opened.isEmpty() && !caught.messages().isEmpty();
		return new PollResult<>(opened, caught.more() || allUnreadable, caught.nextLook());
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
			logger.warn("Message '" + message.id() + "' of queue '" + this.settings.name()
					+ "' cannot be read and is now a dead letter: " + unreadable.getMessage());
		}
		catch (RuntimeException ex) {
			logger.error("Message '" + message.id() + "' of queue '" + this.settings.name()
					+ "' cannot be read, and could not be made a dead letter", ex);
		}
	}

	/**
	 * A way of taking messages.
	 *
	 * @param <T> what the caller gets
	 */
	private interface Source<T> {

		Catch take(int max, @Nullable Registration registration);

		T open(TakenMessage message, Instant leaseUntil);

		void giveUp(TakenMessage message, String reason);

	}

	private final class Polling implements Source<E> {

		@Override
		public Catch take(int max, @Nullable Registration registration) {
			return Receiver.this.commands.poll(max, registration);
		}

		@Override
		public E open(TakenMessage message, Instant leaseUntil) {
			return contents(message.envelope()).payload();
		}

		@Override
		public void giveUp(TakenMessage message, String reason) {
			Receiver.this.commands.bury(message.id(), Receiver.this.ids.next(), reason, message.envelope());
		}

	}

	private final class Receiving implements Source<Delivery<E>> {

		@Override
		public Catch take(int max, @Nullable Registration registration) {
			return Receiver.this.commands.receive(max, registration);
		}

		@Override
		public Delivery<E> open(TakenMessage message, Instant leaseUntil) {
			return new RedisDelivery<>(Receiver.this.commands, Receiver.this.settings, message,
					contents(message.envelope()), leaseUntil, (end) -> {
					});
		}

		@Override
		public void giveUp(TakenMessage message, String reason) {
			Receiver.this.commands.reject(message.id(), message.receipt(), reason);
		}

	}

}
