package io.github.redisqueues.internal.queue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import io.github.redisqueues.internal.redis.Deadline;
import io.github.redisqueues.internal.redis.LuaReply;
import io.github.redisqueues.internal.redis.LuaScript;
import io.github.redisqueues.internal.wait.PollResult;
import io.github.redisqueues.internal.wait.Registration;
import io.github.redisqueues.queue.DeadLetter;
import io.github.redisqueues.queue.PayloadException;
import io.github.redisqueues.queue.QueueSettings;
import org.jspecify.annotations.Nullable;

/**
 * Takes messages from one queue for good, and puts back those that this process cannot
 * read. Each method runs one script, or two if the queue turns out not to be plain. Safe
 * for use by several threads.
 *
 * @param <E> type of the payloads
 */
final class PollClient<E> {

	private final QueueSettings<E> settings;

	private final QueueClient client;

	private final Payloads<E> payloads;

	private final SettlementClient settlements;

	private final long duplicateWindow;

	private final PlainTakes plain;

	PollClient(QueueSettings<E> settings, QueueClient client, Payloads<E> payloads, SettlementClient settlements) {
		this.settings = settings;
		this.client = client;
		this.payloads = payloads;
		this.settlements = settlements;
		this.duplicateWindow = settings.duplicateWindow().toMillis();
		this.plain = new PlainTakes(PlainTakes.canTake(settings) && PlainTakes.canSettle(settings), client,
				(scripts) -> scripts.poll, (scripts) -> scripts.waitingPoll);
	}

	/**
	 * A message that was taken for good.
	 *
	 * @param <E> type of the payload
	 * @param message the message with the receipt of this attempt
	 * @param reasons why it could not be read in earlier attempts, empty if it could
	 */
	record PolledMessage<E>(StoredMessage<E> message, String reasons) {

	}

	/**
	 * Takes messages for good.
	 * @param max how many at the most
	 * @param registration whether this process is registered as waiting, null if none
	 * waits
	 */
	PollResult<PolledMessage<E>> poll(int max, @Nullable Registration registration) {
		this.client.activity().looks();
		Deadline deadline = this.client.deadline().patient();
		PlainCalls calls = this.plain.calls(registration);
		if (calls != null) {
			Optional<LuaReply> reply = calls.call(deadline, LuaScript.numbers(max));
			if (reply.isPresent()) {
				List<PolledMessage<E>> taken = plainMessages(reply.get());
				this.client.activity().removed(taken.size());
				return new PollResult<>(taken, false, -1);
			}
		}
		LuaReply reply = this.client.run(deadline, (scripts) -> scripts.poll,
				LuaScript.numbers(max, this.settings.maxInFlight(), this.settings.maxAttempts(), this.duplicateWindow,
						this.client.keepDead(), this.client.maxDead(), this.client.publishCounts(),
						ReceiveClient.waiting(registration), this.client.ratePermits(), this.client.ratePeriod()),
				this.client.wakeChannel(), this.client.process());
		boolean more = reply.number() > 0;
		long nextPoll = reply.number();
		List<PolledMessage<E>> taken = new ArrayList<>();
		while (reply.hasMore()) {
			int idLength = reply.length();
			int receiptLength = reply.length();
			int reasonsLength = reply.length();
			int envelopeLength = reply.length();
			String id = reply.text(idLength);
			String receipt = reply.text(receiptLength);
			String reasons = reply.text(reasonsLength);
			taken.add(new PolledMessage<>(new StoredMessage<>(id, receipt, reply.bytes(envelopeLength), this.payloads),
					reasons));
		}
		this.client.activity().removed(taken.size());
		return new PollResult<>(taken, more, nextPoll);
	}

	/**
	 * Reads what {@code poll-plain.lua} returns.
	 */
	private List<PolledMessage<E>> plainMessages(LuaReply reply) {
		List<PolledMessage<E>> taken = new ArrayList<>(reply.hasMore() ? 1 : 0);
		while (reply.hasMore()) {
			int idLength = reply.length();
			int envelopeLength = reply.length();
			taken.add(new PolledMessage<>(new StoredMessage<>(reply.text(idLength), StoredMessage.FIRST_RECEIPT,
					reply.bytes(envelopeLength), this.payloads), ""));
		}
		return taken;
	}

	/**
	 * Puts back a polled message that cannot be read, for its next attempt.
	 * @param otherId its id if its own is in use again
	 * @param failure why this process cannot read it
	 */
	void putBack(PolledMessage<E> polled, String otherId, PayloadException failure) {
		StoredMessage<E> message = polled.message();
		int most = this.settlements.maxAttempts(message);
		Duration delay = Settlement.unreadableDelay(this.settings.backoff(), message.attempt());
		String reason = Settlement.unreadableReason(failure);
		byte[] numbers = LuaScript.numbers(this.duplicateWindow, this.client.keepDead(), this.client.maxDead(),
				this.client.publishCounts(), most, delay.toMillis());
		this.client.run((scripts) -> scripts.putBack, numbers, this.client.wakeChannel(),
				QueueClient.bytes(message.id()), QueueClient.bytes(otherId), QueueClient.bytes(message.receipt()),
				QueueClient.bytes(polled.reasons()), QueueClient.bytes(reason), message.stored());
		this.client.activity().removed(-1);
		if (message.attempt() >= most) {
			this.settlements.dead(message, DeadLetter.UNREADABLE + ": " + reason);
		}
	}

}
