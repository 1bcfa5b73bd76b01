package io.github.redisqueues.internal.schedule;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;

import io.github.redisqueues.internal.queue.DefaultRedisQueueFactory;
import io.github.redisqueues.queue.JsonPayloadConverter;
import io.github.redisqueues.queue.QueueSettings;
import io.github.redisqueues.queue.QueuedMessage;
import io.github.redisqueues.queue.RedisQueue;
import io.github.redisqueues.testing.QueueInvariant;
import io.github.redisqueues.testing.TestRedis;

import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/**
 * Instances of one application, each with connections of its own, that have one schedule.
 */
final class Fleet implements AutoCloseable {

	static final String ID = "report";

	static final String NAMESPACE = "queues:schedules";

	private final TestRedis redis;

	private final QueueSettings<String> settings;

	private final Ticks ticks;

	private final Duration sendWithin;

	private final List<AutoCloseable> open = new ArrayList<>();

	private final RedisQueue<String> queue;

	Fleet(TestRedis redis, Ticks ticks) {
		this(redis, ticks, Duration.ZERO, UnaryOperator.identity());
	}

	Fleet(TestRedis redis, Ticks ticks, Duration sendWithin, UnaryOperator<QueueSettings.Builder<String>> settings) {
		this.redis = redis;
		this.settings = settings.apply(QueueSettings.builder("q" + UUID.randomUUID(), String.class)).build();
		this.ticks = ticks;
		this.sendWithin = sendWithin;
		this.queue = queue(redis.connectionFactory());
	}

	RedisQueue<String> queue() {
		return this.queue;
	}

	QueueSchedules start() {
		return start(this.redis.connectionFactory());
	}

	QueueSchedules start(LettuceConnectionFactory connectionFactory) {
		return start(connectionFactory, System::nanoTime);
	}

	QueueSchedules start(LettuceConnectionFactory connectionFactory, LongSupplier nanoTime) {
		QueueSchedules instance = new QueueSchedules(List.of(schedule(connectionFactory)), nanoTime);
		this.open.add(instance::stop);
		instance.start();
		return instance;
	}

	QueueSchedule<String> schedule(LettuceConnectionFactory connectionFactory) {
		return new QueueSchedule<>(ID, queue(connectionFactory), this.ticks, "go", this.sendWithin);
	}

	private RedisQueue<String> queue(LettuceConnectionFactory connectionFactory) {
		DefaultRedisQueueFactory factory = new DefaultRedisQueueFactory(connectionFactory, new JsonPayloadConverter(),
				NAMESPACE);
		this.open.add(0, factory);
		return factory.create(this.settings);
	}

	/**
	 * Writes what Redis would know had the fleet run before.
	 * @param last the last tick it sent
	 * @param since when it began
	 */
	void ranBefore(Instant last, Instant since) {
		this.redis.nodeOf(stateKey())
			.command("HSET", stateKey(), ID, last.toEpochMilli() + " " + since.toEpochMilli() + " " + this.ticks);
	}

	boolean isKnown() {
		return this.redis.nodeOf(stateKey()).number("HEXISTS", stateKey(), ID) == 1;
	}

	private String stateKey() {
		return QueueInvariant.of(this.redis, NAMESPACE, this.settings.key()).key("schedules");
	}

	List<QueuedMessage<String>> sent() {
		return this.queue.browse(0, 1_000);
	}

	/**
	 * The ticks whose messages are there, in the order in which they were sent.
	 * @return the ticks
	 */
	List<Instant> sentTicks() {
		return sent().stream().map((message) -> Instant.parse(message.headers().get("tick"))).toList();
	}

	@Override
	public void close() throws Exception {
		// The schedules stop before their queues
		for (int i = this.open.size() - 1; i >= 0; i--) {
			this.open.get(i).close();
		}
	}

}
