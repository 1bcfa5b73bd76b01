package io.github.redisqueues.internal.queue;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Objects;

import io.github.redisqueues.internal.fleet.ProcessIdentity;
import io.github.redisqueues.internal.redis.AsyncScriptRunner;
import io.github.redisqueues.internal.redis.NeededRights;
import io.github.redisqueues.internal.redis.RedisProbe;
import io.github.redisqueues.internal.redis.ScriptRunner;
import io.github.redisqueues.internal.redis.SilenceCheck;
import io.github.redisqueues.internal.validation.Texts;
import io.github.redisqueues.internal.wait.ContextClosing;
import io.github.redisqueues.internal.wait.WaitQueue;
import io.github.redisqueues.internal.wait.WakeUps;
import io.github.redisqueues.queue.PayloadConverter;
import io.github.redisqueues.queue.PayloadTypeException;
import io.github.redisqueues.queue.QueueSettings;
import io.github.redisqueues.queue.RedisQueue;
import io.github.redisqueues.queue.RedisQueueFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationContextAware;
import org.springframework.context.SmartLifecycle;
import org.springframework.data.redis.connection.RedisConnectionFactory;

/**
 * Creates queues that share one connection to Redis, and one subscription that is opened
 * when a thread first waits. Creating a queue does not call Redis. As a bean it stops and
 * restarts with its context. Safe for use by several threads.
 */
public final class DefaultRedisQueueFactory
		implements RedisQueueFactory, FanOutFactory, SmartLifecycle, ApplicationContextAware, AutoCloseable {

	/**
	 * For how long a stop waits for the answers to calls of other threads.
	 */
	private static final Duration LONGEST_CALL = Duration.ofSeconds(2);

	private final String namespace;

	private final PayloadConverter converter;

	private final ScriptRunner runner;

	private final AsyncScriptRunner asyncRunner;

	private final WakeUps wakeUps;

	private final RedisProbe probe;

	private final MessageIds ids = new MessageIds();

	private final RedriveExecutor redrives = new RedriveExecutor();

	private final QueueObserver observer;

	private final ProcessIdentity identity;

	private final CreatedQueues created = new CreatedQueues();

	private final OutboxFactory outboxes;

	private final WeakValues<ConsumerActivity> activities = new WeakValues<>();

	private volatile boolean running = true;

	private @Nullable ApplicationContext context;

	/**
	 * Creates a factory, without connecting.
	 * @param connectionFactory provides the connections; neither changed nor closed
	 * @param converter converts payloads to bytes and back
	 * @param namespace first word of every key: letters, digits, and {@code . _ : -}
	 * @throws IllegalArgumentException if the namespace has other characters
	 */
	public DefaultRedisQueueFactory(RedisConnectionFactory connectionFactory, PayloadConverter converter,
			String namespace) {
		this(connectionFactory,
				new SilenceCheck(Objects.requireNonNull(connectionFactory, "connectionFactory must not be null"),
						SilenceCheck.DEFAULT_TIMEOUTS),
				converter, namespace, QueueObserver.NONE, ProcessIdentity.UNNAMED);
	}

	/**
	 * Creates a factory without transactional queues, and without connecting.
	 * @param connectionFactory provides the connections; neither changed nor closed
	 * @param silence learns of answers and timeouts
	 * @param converter converts payloads to bytes and back
	 * @param namespace first word of every key: letters, digits, and {@code . _ : -}
	 * @param observer observes the events of the queues
	 * @param identity who this process is for the others
	 * @throws IllegalArgumentException if the namespace has other characters
	 */
	public DefaultRedisQueueFactory(RedisConnectionFactory connectionFactory, SilenceCheck silence,
			PayloadConverter converter, String namespace, QueueObserver observer, ProcessIdentity identity) {
		this(connectionFactory, silence, converter, namespace, observer, identity, OutboxFactory.NONE);
	}

	/**
	 * Creates a factory, without connecting.
	 * @param connectionFactory provides the connections; neither changed nor closed
	 * @param silence learns of answers and timeouts
	 * @param converter converts payloads to bytes and back
	 * @param namespace first word of every key: letters, digits, and {@code . _ : -}
	 * @param observer observes the events of the queues
	 * @param identity who this process is for the others
	 * @param outboxes opens the outboxes of transactional queues
	 * @throws IllegalArgumentException if the namespace has other characters
	 */
	public DefaultRedisQueueFactory(RedisConnectionFactory connectionFactory, SilenceCheck silence,
			PayloadConverter converter, String namespace, QueueObserver observer, ProcessIdentity identity,
			OutboxFactory outboxes) {
		Objects.requireNonNull(connectionFactory, "connectionFactory must not be null");
		Objects.requireNonNull(converter, "converter must not be null");
		this.namespace = Texts.requireNamespace("namespace", namespace);
		this.converter = converter;
		this.observer = Objects.requireNonNull(observer, "observer must not be null");
		this.identity = Objects.requireNonNull(identity, "identity must not be null");
		this.outboxes = Objects.requireNonNull(outboxes, "outboxes must not be null");
		this.runner = new ScriptRunner(connectionFactory, silence);
		this.asyncRunner = new AsyncScriptRunner(this.runner, connectionFactory);
		this.wakeUps = new WakeUps(connectionFactory, namespace);
		this.probe = new RedisProbe(connectionFactory, this.wakeUps.subscriptions());
		silence.onSilence(this.wakeUps.subscriptions()::renew);
	}

	/**
	 * Returns the rights that the user of a queue needs.
	 * @param namespace first word of every key
	 * @param settings the queue's settings
	 * @return the rights
	 */
	public static NeededRights rights(String namespace, QueueSettings<?> settings) {
		return NeededRights.of(namespace, settings.key(), WakeUps.channelPrefix(namespace),
				new QueueScripts(settings, new QueueKeys(namespace, settings.key())).all());
	}

	/**
	 * Returns the rights that the user of a topic needs, other than those of its queues.
	 * @param namespace first word of every key
	 * @param key the topic's name in Redis
	 * @return the rights
	 */
	public static NeededRights topicRights(String namespace, String key) {
		return FanOutClient.rights(namespace, key);
	}

	/**
	 * Creates a queue. Two queues with the same key are one queue in Redis.
	 * @param <E> type of the payloads
	 * @param settings the queue's settings
	 * @return the queue
	 * @throws PayloadTypeException if the payload converter does not support the type
	 */
	@Override
	public <E> RedisQueue<E> create(QueueSettings<E> settings) {
		Objects.requireNonNull(settings, "settings must not be null");
		QueueKeys keys = new QueueKeys(this.namespace, settings.key());
		QueueClient client = new QueueClient(settings, keys, this.runner, this.asyncRunner, this.wakeUps, this.observer,
				this.identity, this.activities.get(keys.ready(), ConsumerActivity::new));
		Payloads<E> payloads = new Payloads<>("Queue '" + settings.name() + "'",
				new PayloadSettings<>(settings.payloadType(), settings.payloadConverter(), settings.maxPayloadSize()),
				this.converter);
		AdminClient<E> admin = new AdminClient<>(settings, client, payloads);
		SendClient sends = new SendClient(settings, client);
		Outbox outbox = settings.transactional()
				? this.outboxes.open(settings, new OutboxTarget(client, sends, this.ids)) : Outbox.NONE;
		ReceiveClient<E> receives = new ReceiveClient<>(settings, client, payloads, outbox);
		WaitQueue waitQueue = this.wakeUps.open(keys.ready(), receives::unregisterWaiter, receives::giveBack);
		RedriveDriver redrives = new RedriveDriver(settings.name(), new RedriveClient(client), this.redrives, outbox);
		WaitQueue senders = this.wakeUps.open(keys.senders(), sends::unregisterSender);
		RedisQueue<E> queue = new RedisMessageQueue<>(settings, client, admin,
				new MessageClient<>(settings, client, payloads), receives,
				new Sender<>(settings, new MessageStore(settings, sends, admin, senders, outbox), payloads, this.ids,
						this.observer),
				new Receiver<>(settings.name(), receives,
						new PollClient<>(settings, client, payloads, receives.settlements()), this.ids, waitQueue,
						this.observer),
				new FleetClient(client, this.identity, redrives::look), redrives, outbox);
		this.created.add(queue);
		return queue;
	}

	@Override
	public <E> FanOut<E> fanOut(String name, String key, PayloadSettings<E> settings,
			Collection<? extends RedisQueue<E>> queues) {
		FanOutClient client = new FanOutClient(this.namespace, key, this.runner, this.wakeUps.subscriptions());
		Payloads<E> payloads = new Payloads<>("Topic '" + name + "'", settings, this.converter);
		return new FanOut<>(name, payloads, FanOut.requireOwn(name, payloads, client, queues), client, this.ids,
				this.observer);
	}

	/**
	 * Returns the queues that were created and that the application still holds, and the
	 * latest ones in any case.
	 * @return the queues, in the order in which they were created
	 */
	public List<RedisQueue<?>> created() {
		return this.created.all();
	}

	/**
	 * Returns what finds out whether Redis answers.
	 * @return the probe
	 */
	public RedisProbe probe() {
		return this.probe;
	}

	@Override
	public void setApplicationContext(ApplicationContext context) {
		this.context = context;
	}

	/**
	 * Lets waiting threads take messages again after {@link #stop()}, and subscribes
	 * again.
	 */
	@Override
	public void start() {
		this.wakeUps.start();
		this.running = true;
		this.redrives.start();
	}

	/**
	 * Ends the subscription. Until {@link #start()}, calls that wait go on waiting and do
	 * not call Redis, so that the connection factory can be stopped; everything else
	 * still works while there is a connection. If the application context is being
	 * closed, calls that wait fail with an
	 * {@link io.github.redisqueues.ApplicationContextClosedException}. Waits for a moment
	 * for the answers to calls that Redis works on, as the connection goes next. Jobs
	 * that redrive dead letters go on in other processes.
	 */
	@Override
	public void stop() {
		this.running = false;
		this.redrives.stop();
		if (ContextClosing.isClosing(this.context)) {
			this.wakeUps.close();
		}
		else {
			this.wakeUps.stop();
		}
		this.runner.awaitAnswers(LONGEST_CALL);
	}

	@Override
	public boolean isRunning() {
		return this.running;
	}

	/**
	 * Returns a phase that stops this factory after the listeners and before the
	 * connection factory.
	 */
	@Override
	public int getPhase() {
		return 1;
	}

	/**
	 * Makes all calls fail with an
	 * {@link io.github.redisqueues.ApplicationContextClosedException}. Futures that wait
	 * for Redis fail, after a moment unless {@link #stop()} has waited for the answers.
	 */
	@Override
	public void close() {
		boolean awaitsAnswers = this.running;
		this.running = false;
		this.redrives.close();
		this.wakeUps.close();
		this.runner.close();
		if (awaitsAnswers) {
			this.runner.awaitAnswers(LONGEST_CALL);
		}
		this.asyncRunner.close();
	}

}
