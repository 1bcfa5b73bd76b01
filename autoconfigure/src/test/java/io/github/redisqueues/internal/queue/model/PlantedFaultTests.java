package io.github.redisqueues.internal.queue.model;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

import io.github.redisqueues.internal.queue.ConsumableQueue;
import io.github.redisqueues.queue.Delivery;
import io.github.redisqueues.queue.LimitChange;
import io.github.redisqueues.queue.MessageUpdate;
import io.github.redisqueues.queue.QueueSettings;
import io.github.redisqueues.queue.QueueType;
import io.github.redisqueues.queue.QueuedMessage;
import io.github.redisqueues.queue.RedisQueue;
import io.github.redisqueues.testing.RedisTestServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * The driver checked: each fault that is planted between it and the real queue is caught.
 */
class PlantedFaultTests {

	private static final long SEED = 1;

	private static final int STEPS = 1_200;

	/**
	 * Puts the first that waits behind the others of its group.
	 */
	private static final String PUT_BACK = """
			local member = redis.call('ZRANGE', KEYS[1], 0, 0)[1]
			if member then
				local line = 2 + struct.unpack('>I2', member)
				local id, last = string.sub(member, line + 7), string.rep('\\254', 6)
				redis.call('ZREM', KEYS[1], member)
				redis.call('ZADD', KEYS[1], 0, string.sub(member, 1, line) .. last .. id)
				redis.call('HSET', KEYS[2], id, last .. string.sub(member, 3, line))
			end
			return 0
			""";

	/**
	 * Takes the number of attempts out of the envelopes that have no other option.
	 */
	private static final String FORGET_LIMIT = """
			for _, id in ipairs(redis.call('HKEYS', KEYS[1])) do
				local envelope = redis.call('HGET', KEYS[1], id)
				if string.byte(envelope, 2) == 16 then
					redis.call('HSET', KEYS[1], id, '\\1\\0' .. string.sub(envelope, 3, 10) .. string.sub(envelope, 15))
				end
			end
			return 0
			""";

	/**
	 * Removes the reasons of messages that are alive.
	 */
	private static final String FORGET_REASONS = """
			for _, id in ipairs(redis.call('HKEYS', KEYS[1])) do
				if not redis.call('ZSCORE', KEYS[2], id) then
					redis.call('HDEL', KEYS[1], id)
				end
			end
			return 0
			""";

	/**
	 * Changes the end of the payload of a delayed message.
	 */
	private static final String CHANGE_PAYLOAD = """
			for _, id in ipairs(redis.call('ZRANGE', KEYS[2], 0, 0)) do
				local envelope = redis.call('HGET', KEYS[1], id)
				redis.call('HSET', KEYS[1], id, string.sub(envelope, 1, -3) .. 'x"')
			end
			return 0
			""";

	private static RedisTestServer server;

	@BeforeAll
	static void start() {
		server = RedisTestServer.start();
	}

	@AfterAll
	static void stop() {
		server.close();
	}

	@ParameterizedTest
	@EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
	void areCaught(Fault fault) {
		try (FaultyRig rig = new FaultyRig(fault)) {
			// It takes a second process that cannot read the same message
			int steps = (fault == Fault.REASON_FORGOTTEN) ? 10 * STEPS : STEPS;
			assertThatExceptionOfType(AssertionError.class)
				.isThrownBy(() -> new QueueModel(rig, 10).check(QueueType.FIFO, SEED, steps))
				.withMessageContaining("-Dqueue.model.seed=" + SEED)
				.withMessageContaining("Shortest history that fails");
		}
	}

	@Test
	void nothingIsCaughtWhereNothingIsPlanted() {
		try (FaultyRig rig = new FaultyRig(Fault.NONE)) {
			new QueueModel(rig).check(QueueType.FIFO, SEED, STEPS);
		}
	}

	/**
	 * What goes wrong now and then.
	 */
	enum Fault {

		NONE,

		/**
		 * A message is gone, with all its traces.
		 */
		LOSS,

		/**
		 * A message is gone from {@code messages} alone.
		 */
		DANGLING_ID,

		/**
		 * A message is there twice.
		 */
		DUPLICATE,

		/**
		 * Two messages have changed places.
		 */
		SWAP,

		/**
		 * A delayed message is ready before it is due.
		 */
		EARLY_DELIVERY,

		/**
		 * A settlement without a lease is said to have worked.
		 */
		STALE_ACK_SUCCEEDS,

		/**
		 * A settlement with a lease is said to have worked, and did nothing.
		 */
		ACK_FORGOTTEN,

		/**
		 * A lease ends at once.
		 */
		LEASE_FORGOTTEN,

		/**
		 * A message has another payload.
		 */
		PAYLOAD_REPLACED,

		/**
		 * A dead letter is gone.
		 */
		DEAD_LETTER_LOSS,

		/**
		 * Delivery goes on though it is paused, or is paused.
		 */
		PAUSE_FLIPPED,

		/**
		 * A limit has another value.
		 */
		LIMIT_CHANGED,

		/**
		 * A delayed message falls due later.
		 */
		POSTPONED,

		/**
		 * A message does not wait for the one before it in its group.
		 */
		GROUP_OVERTAKEN,

		/**
		 * A message has lost its own number of attempts.
		 */
		LIMIT_FORGOTTEN,

		/**
		 * The reasons why other processes could not read a message are gone.
		 */
		REASON_FORGOTTEN,

		/**
		 * A delayed message has another payload than the one that was sent last.
		 */
		OTHER_PAYLOAD

	}

	private static final class FaultyRig extends RealRig {

		private final Fault fault;

		FaultyRig(Fault fault) {
			super(server);
			this.fault = fault;
		}

		@Override
		public RedisQueue<String> open(QueueSettings<String> settings) {
			RedisQueue<String> queue = super.open(settings);
			if (this.fault == Fault.NONE) {
				return queue;
			}
			AtomicInteger calls = new AtomicInteger();
			return intercept(ConsumableQueue.class, (ConsumableQueue<String>) queue, (name, result) -> {
				if (this.fault == Fault.STALE_ACK_SUCCEEDS || this.fault == Fault.ACK_FORGOTTEN) {
					return name.equals("receive") ? withFaultySettlement(result) : result;
				}
				if (calls.incrementAndGet() % 5 == 0) {
					plant(queue, settings);
				}
				return result;
			});
		}

		private void plant(RedisQueue<String> queue, QueueSettings<String> settings) {
			List<QueuedMessage<String>> waiting = queue.browse(0, RedisQueue.MAX_BATCH_SIZE);
			List<String> ready = new ArrayList<>(
					waiting.stream().filter((message) -> message.dueAt().isEmpty()).map(QueuedMessage::id).toList());
			Optional<String> delayed = waiting.stream()
				.filter((message) -> message.dueAt().isPresent())
				.map(QueuedMessage::id)
				.findFirst();
			switch (this.fault) {
				case LOSS -> ready.stream().findFirst().ifPresent(queue::cancel);
				case DANGLING_ID -> ready.stream().findFirst().ifPresent((id) -> in(settings, "HDEL", "messages", id));
				case DUPLICATE -> ready.stream().findFirst().ifPresent((id) -> in(settings, "RPUSH", "ready", id));
				case SWAP -> {
					if (ready.size() > 1) {
						Collections.swap(ready, 0, 1);
						in(settings, "DEL", "ready");
						in(settings, "DEL", "withdrawn");
						ready.forEach((id) -> in(settings, "RPUSH", "ready", id));
					}
				}
				case EARLY_DELIVERY -> delayed.ifPresent((id) -> in(settings, "ZADD", "delayed", 1, id));
				case PAYLOAD_REPLACED -> ready.stream().findFirst().ifPresent((id) -> queue.update(id, "other"));
				case POSTPONED ->
					delayed.ifPresent((id) -> queue.update(id, MessageUpdate.unchanged().delay(Duration.ofHours(1))));
				case DEAD_LETTER_LOSS ->
					queue.deadLetters().browse(0, 1).forEach((letter) -> queue.deadLetters().delete(letter.id()));
				case PAUSE_FLIPPED -> {
					if (queue.isPaused()) {
						queue.resume();
					}
					else {
						queue.pause();
					}
				}
				case LIMIT_CHANGED -> queue.limits().change(LimitChange.none().maxInFlight(1));
				case LEASE_FORGOTTEN -> server().connection()
					.list("ZRANGE", invariant(settings).key("inflight"), 0, 0)
					.forEach((id) -> in(settings, "ZADD", "inflight", 1, id));
				case GROUP_OVERTAKEN -> server().command("EVAL", PUT_BACK, 2, invariant(settings).key("grouped"),
						invariant(settings).key("places"));
				case LIMIT_FORGOTTEN -> server().command("EVAL", FORGET_LIMIT, 1, invariant(settings).key("messages"));
				case REASON_FORGOTTEN -> server().command("EVAL", FORGET_REASONS, 2, invariant(settings).key("reasons"),
						invariant(settings).key("dead"));
				case OTHER_PAYLOAD -> server().command("EVAL", CHANGE_PAYLOAD, 2, invariant(settings).key("messages"),
						invariant(settings).key("delayed"));
				default -> throw new IllegalStateException();
			}
		}

		private void in(QueueSettings<String> settings, String command, String part, Object... arguments) {
			List<Object> words = new ArrayList<>(List.of(command, invariant(settings).key(part)));
			words.addAll(List.of(arguments));
			server().command(words.toArray());
		}

		private Object withFaultySettlement(Object received) {
			if (received instanceof Optional<?> optional) {
				return optional.map(this::withFaultySettlement);
			}
			if (received instanceof List<?> list) {
				return list.stream().map(this::withFaultySettlement).toList();
			}
			Delivery<?> delivery = (Delivery<?>) received;
			return Proxy.newProxyInstance(Delivery.class.getClassLoader(), new Class<?>[] { Delivery.class },
					(proxy, method, arguments) -> {
						if (!method.getName().equals("ack")) {
							return invoke(() -> method.invoke(delivery, arguments));
						}
						return (this.fault == Fault.ACK_FORGOTTEN) ? delivery.leaseUntil().toEpochMilli() > now()
								: delivery.ack() || true;
					});
		}

		@SuppressWarnings("unchecked")
		private static <T> T intercept(Class<?> type, T target, Interception interception) {
			return (T) Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] { type }, (proxy, method,
					arguments) -> interception.after(method.getName(), invoke(() -> method.invoke(target, arguments))));
		}

		private static Object invoke(Invocation invocation) throws Throwable {
			try {
				return invocation.run();
			}
			catch (InvocationTargetException ex) {
				throw ex.getCause();
			}
		}

		private interface Interception {

			Object after(String method, Object result);

		}

		private interface Invocation {

			Object run() throws ReflectiveOperationException;

		}

	}

}
