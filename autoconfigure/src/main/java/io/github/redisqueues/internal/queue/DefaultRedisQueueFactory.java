package io.github.redisqueues.internal.queue;

import java.util.Collection;
import java.util.Objects;

import io.github.redisqueues.internal.redis.ScriptRunner;
import io.github.redisqueues.internal.validation.Texts;
import io.github.redisqueues.internal.wait.WaitQueue;
import io.github.redisqueues.internal.wait.WakeUps;
import io.github.redisqueues.queue.PayloadConverter;
import io.github.redisqueues.queue.QueueSettings;
import io.github.redisqueues.queue.RedisQueue;
import io.github.redisqueues.queue.RedisQueueFactory;

import org.springframework.context.Lifecycle;
import org.springframework.context.Phased;
import org.springframework.data.redis.connection.RedisConnectionFactory;

/**
 * Makes queues over one connection to Redis. An application that declares its queues as
 * properties does not need it; it is for queues that are only known at run time. All
 * queues of a factory share one subscription, which is made when somebody first waits.
 * Making a queue does not touch Redis. As a bean it stops with its context, but is not
 * made to be started. Safe for use by several threads.
 */
public final class DefaultRedisQueueFactory implements RedisQueueFactory, FanOutFactory, Lifecycle, Phased, AutoCloseable {

	private final String namespace;

	private final PayloadConverter converter;

	private final ScriptRunner runner;

	private final WakeUps wakeUps;

	private final MessageIds ids = new MessageIds();

	private volatile boolean running = true;

	/**
	 * Creates a factory, without connecting.
	 * @param connectionFactory where the connections come from; it is neither changed nor
	 * closed
	 * @param converter turns payloads into bytes and back
	 * @param namespace first word of every key: letters, digits, and {@code . _ : -}
	 * @throws IllegalArgumentException if the namespace has other characters
	 */
	public DefaultRedisQueueFactory(RedisConnectionFactory connectionFactory, PayloadConverter converter,
			String namespace) {
		Objects.requireNonNull(connectionFactory, "connectionFactory must not be null");
		Objects.requireNonNull(converter, "converter must not be null");
		this.namespace = Texts.requireNamespace("namespace", namespace);
		this.converter = converter;
		this.runner = new ScriptRunner(connectionFactory);
		this.wakeUps = new WakeUps(connectionFactory, namespace);
	}

	/**
	 * Makes a queue. Two queues with one key are one queue in Redis.
	 * @param <E> type of the payloads
	 * @param settings what the queue is like
	 * @return the queue
	 */
	@Override
	public <E> RedisQueue<E> create(QueueSettings<E> settings) {
		Objects.requireNonNull(settings, "settings must not be null");
		QueueKeys keys = new QueueKeys(this.namespace, settings.key());
		QueueCommands commands = new QueueCommands(settings, keys, this.runner, this.wakeUps);
		WaitQueue line = this.wakeUps.open(keys.ready(), commands::passOn);
		return new RedisMessageQueue<>(settings, commands, new Sender<>(settings, commands, this.converter, this.ids),
				new Receiver<>(settings, commands, this.converter, this.ids, line));
	}

	@Override
	public <E> FanOut<E> fanOut(String name, String key, Class<E> payloadType,
			Collection<? extends RedisQueue<E>> queues) {
		FanOutCommands commands = new FanOutCommands(this.namespace, key, this.runner, this.wakeUps.subscriptions());
		return new FanOut<>(name, payloadType, commands.own(name, payloadType, queues), commands, this.converter,
				this.ids);
	}

	/**
	 * Takes waiting up again after {@link #stop()}.
	 */
	@Override
	public void start() {
		this.wakeUps.open();
		this.running = true;
	}

	/**
	 * Ends the subscription. Threads that wait return with nothing, and until
	 * {@link #start()} so do those that come to wait; all else the queues go on doing.
	 */
	@Override
	public void stop() {
		this.running = false;
		this.wakeUps.close();
	}

	@Override
	public boolean isRunning() {
		return this.running;
	}

	/**
	 * Before the connection factory, which Redis is still reached through, and after
	 * whatever works on messages.
	 */
	@Override
	public int getPhase() {
		return 1;
	}

	/**
	 * Does the same as {@link #stop()}.
	 */
	@Override
	public void close() {
		stop();
	}

}
