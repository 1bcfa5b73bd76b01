package io.github.redisqueues.internal.queue;

import java.util.List;
import java.util.function.BiConsumer;

import io.github.redisqueues.internal.fleet.ListenerProbe;
import io.github.redisqueues.internal.fleet.Membership;
import io.github.redisqueues.internal.redis.ChannelListener;
import io.github.redisqueues.internal.wait.Push;
import io.github.redisqueues.internal.wait.Registration;
import io.github.redisqueues.internal.wait.WaitQueue;
import io.github.redisqueues.queue.QueueSettings;
import io.github.redisqueues.queue.RedisQueue;
import io.github.redisqueues.queue.RedisQueueFactory;
import org.jspecify.annotations.Nullable;

/**
 * A queue as listener containers use it: one round trip settles messages and takes the
 * next ones. Every queue of a {@link RedisQueueFactory} is one. Not for applications.
 * Safe for use by several threads. The methods throw
 * {@link io.github.redisqueues.RedisNotExecutedException} or
 * {@link io.github.redisqueues.RedisOutcomeUnknownException} and may then be called again
 * with the same messages: no message is settled twice.
 *
 * @param <E> type of the payloads
 */
public interface ConsumableQueue<E> extends RedisQueue<E> {

	/**
	 * The most messages that one exchange takes, settles or renews.
	 */
	int MAX_EXCHANGE_SIZE = 500;

	/**
	 * Returns the queue's settings.
	 * @return the settings
	 */
	QueueSettings<E> settings();

	/**
	 * Returns the threads of this process that wait for the queue's messages.
	 * @return the wait queue
	 */
	WaitQueue waitQueue();

	/**
	 * Listens to cancellations of messages in flight and to changes of limits and of the
	 * circuit. A notice may be lost. All actions run on the connection's thread and must
	 * not block.
	 * @param onCancel takes the id and the receipt of a message
	 * @param onChange runs when limits or the circuit were changed
	 * @param onSubscribed runs when notices arrive, also after a lost connection is back;
	 * earlier ones may be lost
	 * @return the listener, to be closed
	 */
	ChannelListener onNotice(BiConsumer<String, String> onCancel, Runnable onChange, Runnable onSubscribed);

	/**
	 * Returns the circuit that all processes share.
	 */
	CircuitClient circuit();

	/**
	 * Returns the observer of the queue's events.
	 * @return the observer
	 */
	QueueObserver observer();

	/**
	 * Puts around the handler of a listener what belongs there: observers, and the
	 * transaction of a transactional queue.
	 * @param listener the listener's id
	 * @param handler the handler
	 * @return the handler to call instead
	 */
	QueueObserver.Handler<E> decorate(String listener, QueueObserver.Handler<E> handler);

	/**
	 * Tells the other processes of a listener of this queue, until it leaves. That costs
	 * one call for each process and queue every ten seconds, however many listeners there
	 * are.
	 * @param probe tells how the listener is
	 * @return the membership
	 */
	Membership join(ListenerProbe probe);

	/**
	 * Settles messages, then takes the next ones under a lease.
	 * @param settlements how to settle messages of this queue, up to
	 * {@value #MAX_EXCHANGE_SIZE}
	 * @param max how many to take, zero or more; takes at most
	 * {@value #MAX_EXCHANGE_SIZE}
	 * @param registration whether this process is registered as waiting, null if none
	 * waits
	 * @return the messages, and the settlements that came too late
	 */
	ExchangeResult<E> exchange(List<Settlement> settlements, int max, @Nullable Registration registration);

	/**
	 * Takes a message that a send has leased to this process and pushed to it.
	 * @param push what arrived
	 * @return null if the message is no longer leased
	 */
	@Nullable RedisDelivery<E> take(Push push);

	/**
	 * Renews the lease of a message that was pushed, a moment later and on another
	 * thread, unless it is settled by then.
	 * @param pushed the message, which a worker has
	 */
	void keep(RedisDelivery<E> pushed);

	/**
	 * Renews the leases of messages, each for the lease time with which it was taken.
	 * @param deliveries the messages, up to {@value #MAX_EXCHANGE_SIZE}
	 * @return those whose lease had ended
	 */
	List<RedisDelivery<E>> renew(List<RedisDelivery<E>> deliveries);

	/**
	 * Finds out which messages are still leased, and changes no lease.
	 * @param deliveries the messages, up to {@value #MAX_EXCHANGE_SIZE}
	 * @return those whose lease has ended
	 */
	List<RedisDelivery<E>> check(List<RedisDelivery<E>> deliveries);

}
