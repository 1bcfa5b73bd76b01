package io.github.redisqueues.internal.queue.model;

import java.util.concurrent.atomic.AtomicInteger;

import io.github.redisqueues.internal.queue.DefaultRedisQueueFactory;
import io.github.redisqueues.queue.JsonPayloadConverter;
import io.github.redisqueues.queue.QueueSettings;
import io.github.redisqueues.queue.QueueType;
import io.github.redisqueues.queue.RedisQueue;
import io.github.redisqueues.testing.QueueInvariant;
import io.github.redisqueues.testing.RedisTestServer;

/**
 * Queues in a real Redis.
 */
public class RealRig implements Rig, AutoCloseable {

	private static final AtomicInteger COUNT = new AtomicInteger();

	private final String namespace = "queues:model" + COUNT.incrementAndGet() + "-";

	private final RedisTestServer server;

	private final DefaultRedisQueueFactory factory;

	/**
	 * A rig on a server.
	 * @param server the server
	 */
	public RealRig(RedisTestServer server) {
		this.server = server;
		this.factory = new DefaultRedisQueueFactory(server.connectionFactory(), new JsonPayloadConverter(),
				this.namespace);
	}

	@Override
	public RedisQueue<String> open(QueueSettings<String> settings) {
		this.server.connection()
			.list("KEYS", this.namespace + ":*")
			.forEach((key) -> this.server.command("UNLINK", key));
		return this.factory.create(settings);
	}

	@Override
	public RedisQueue<String> openBeside(QueueSettings<String> settings) {
		QueueType[] types = QueueType.values();
		QueueType other = types[settings.maxAttempts() % types.length];
		return this.factory
			.create(QueueSettings.builder(settings.name() + "-beside", String.class).type(other).build());
	}

	@Override
	public void checkInvariant(QueueSettings<String> settings) {
		invariant(settings).check();
	}

	final QueueInvariant invariant(QueueSettings<String> settings) {
		return QueueInvariant.of(this.server, this.namespace, settings.key());
	}

	final RedisTestServer server() {
		return this.server;
	}

	@Override
	public long now() {
		return this.server.serverTime().toEpochMilli();
	}

	@Override
	public void close() {
		this.factory.close();
	}

}
