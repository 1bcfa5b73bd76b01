package io.github.redisqueues.benchmarks.contender;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import io.github.redisqueues.benchmarks.harness.Place;
import io.lettuce.core.Consumer;
import io.lettuce.core.LettuceFutures;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.StreamMessage;
import io.lettuce.core.XGroupCreateArgs;
import io.lettuce.core.XReadArgs;
import io.lettuce.core.XReadArgs.StreamOffset;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;

/**
 * A stream with a consumer group, on one connection: XADD, XREADGROUP, and XACK with
 * XDEL, as an entry would otherwise stay.
 */
public final class Streams {

	private static final byte[] KEY = Clients.key("stream");

	private static final byte[] GROUP = Clients.key("group");

	private static final byte[] FIELD = Clients.key("p");

	private static final Consumer<byte[]> CONSUMER = Consumer.from(GROUP, Clients.key("consumer"));

	private static final StreamOffset<byte[]> NEW = StreamOffset.lastConsumed(KEY);

	private static final int PATIENCE_SECONDS = 30;

	private final StatefulRedisConnection<byte[], byte[]> connection;

	private final RedisCommands<byte[], byte[]> commands;

	public Streams(Place place) {
		this.connection = Clients.lettuce(place);
		this.commands = this.connection.sync();
	}

	/**
	 * Creates the stream and the group.
	 */
	public Streams create() {
		this.commands.xgroupCreate(StreamOffset.from(KEY, "0-0"), GROUP, XGroupCreateArgs.Builder.mkstream());
		return this;
	}

	public void add(byte[] payload) {
		this.commands.xadd(KEY, FIELD, payload);
	}

	/**
	 * Adds several entries in one round trip.
	 */
	public void addAll(List<byte[]> payloads) {
		List<RedisFuture<String>> answers = new ArrayList<>();
		this.connection.setAutoFlushCommands(false);
		for (byte[] payload : payloads) {
			answers.add(this.connection.async().xadd(KEY, FIELD, payload));
		}
		this.connection.flushCommands();
		this.connection.setAutoFlushCommands(true);
		if (!LettuceFutures.awaitAll(PATIENCE_SECONDS, TimeUnit.SECONDS, answers.toArray(RedisFuture[]::new))) {
			throw new IllegalStateException("the stream has not answered");
		}
	}

	/**
	 * Reads entries that nobody has read.
	 */
	@SuppressWarnings("unchecked")
	public List<StreamMessage<byte[], byte[]>> read(int max) {
		return this.commands.xreadgroup(CONSUMER, XReadArgs.Builder.count(max), NEW);
	}

	/**
	 * Waits for an entry that nobody has read.
	 */
	@SuppressWarnings("unchecked")
	public List<StreamMessage<byte[], byte[]>> await(int max, Duration wait) {
		return this.commands.xreadgroup(CONSUMER, XReadArgs.Builder.block(wait).count(max), NEW);
	}

	public static byte[] payload(StreamMessage<byte[], byte[]> message) {
		return message.getBody().values().iterator().next();
	}

	/**
	 * Acknowledges entries and removes them.
	 */
	public void settle(List<StreamMessage<byte[], byte[]>> messages) {
		String[] ids = messages.stream().map(StreamMessage::getId).toArray(String[]::new);
		this.commands.xack(KEY, GROUP, ids);
		this.commands.xdel(KEY, ids);
	}

	public void clear() {
		this.commands.xtrim(KEY, 0);
	}

}
