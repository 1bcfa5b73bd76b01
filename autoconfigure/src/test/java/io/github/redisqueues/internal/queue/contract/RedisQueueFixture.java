package io.github.redisqueues.internal.queue.contract;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.function.UnaryOperator;

import io.github.redisqueues.internal.queue.DefaultRedisQueueFactory;
import io.github.redisqueues.queue.JsonPayloadConverter;
import io.github.redisqueues.queue.QueueSettings;
import io.github.redisqueues.queue.QueueType;
import io.github.redisqueues.queue.RedisQueue;
import io.github.redisqueues.testing.BlockedCall;
import io.github.redisqueues.testing.QueueInvariant;
import io.github.redisqueues.testing.TestRedis;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

import org.springframework.core.ParameterizedTypeReference;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/**
 * Two processes with queues of one type. After every test the invariant of each queue
 * that the test used is checked.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(60)
abstract class RedisQueueFixture implements QueueFixture {

	public static final String NAMESPACE = "queues:contract";

	private final QueueType type;

	private final Map<String, RedisQueue<?>> queues = new LinkedHashMap<>();

	private final Map<String, QueueSettings<?>> settings = new LinkedHashMap<>();

	private final List<BlockedCall<?>> waiters = new ArrayList<>();

	private LettuceConnectionFactory connectionFactory;

	private LettuceConnectionFactory otherConnectionFactory;

	private DefaultRedisQueueFactory factory;

	private DefaultRedisQueueFactory otherProcess;

	RedisQueueFixture(QueueType type) {
		this.type = type;
	}

	@BeforeAll
	void connect() {
		Awaitility.setDefaultPollDelay(Duration.ZERO);
		Awaitility.setDefaultPollInterval(Duration.ofMillis(20));
		this.connectionFactory = redis().connectionFactory();
		this.otherConnectionFactory = redis().connectionFactory();
		this.factory = new DefaultRedisQueueFactory(this.connectionFactory, new JsonPayloadConverter(), NAMESPACE);
		this.otherProcess = new DefaultRedisQueueFactory(this.otherConnectionFactory, new JsonPayloadConverter(),
				NAMESPACE);
	}

	@AfterAll
	void disconnect() {
		this.factory.close();
		this.otherProcess.close();
		this.connectionFactory.destroy();
		this.otherConnectionFactory.destroy();
	}

	@AfterEach
	void checkInvariantAndRemoveQueues() {
		try {
			this.waiters.forEach(BlockedCall::interrupt);
			this.queues.values().forEach((queue) -> invariant(queue).check());
		}
		finally {
			this.waiters.clear();
			this.queues.values().forEach((queue) -> invariant(queue).removeQueue());
			this.queues.clear();
			this.settings.clear();
		}
	}

	@Override
	public final QueueType type() {
		return this.type;
	}

	@Override
	public abstract TestRedis redis();

	@Override
	public final DefaultRedisQueueFactory factory() {
		return this.factory;
	}

	@Override
	public final DefaultRedisQueueFactory otherProcess() {
		return this.otherProcess;
	}

	@Override
	public final <E> RedisQueue<E> queue(ParameterizedTypeReference<E> payloadType,
			UnaryOperator<QueueSettings.Builder<E>> settings) {
		String name = this.type.name().toLowerCase() + "-" + UUID.randomUUID();
		QueueSettings<E> built = settings.apply(QueueSettings.builder(name, payloadType).type(this.type)).build();
		RedisQueue<E> queue = this.factory.create(built);
		this.queues.put(name, queue);
		this.settings.put(name, built);
		return queue;
	}

	@Override
	public final RedisQueue<String> inOtherProcess(RedisQueue<String> queue) {
		return this.otherProcess.create(settingsOf(queue));
	}

	@Override
	@SuppressWarnings("unchecked")
	public final <E> QueueSettings<E> settingsOf(RedisQueue<E> queue) {
		return (QueueSettings<E>) Objects.requireNonNull(this.settings.get(queue.name()));
	}

	@Override
	public final QueueInvariant invariant(RedisQueue<?> queue) {
		return QueueInvariant.of(redis(), NAMESPACE, settingsOf(queue).key());
	}

	@Override
	public final <T> BlockedCall<T> inThread(Callable<T> work) {
		BlockedCall<T> waiter = new BlockedCall<>(work);
		this.waiters.add(waiter);
		return waiter;
	}

}
