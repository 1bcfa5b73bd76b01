package io.github.redisqueues.internal.queue;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

import io.github.redisqueues.internal.queue.QueueScripts.Script;
import io.github.redisqueues.internal.redis.LuaReply;
import io.github.redisqueues.internal.redis.LuaScript;
import io.github.redisqueues.internal.redis.ScriptRunner;
import io.github.redisqueues.internal.wait.Registration;
import io.github.redisqueues.internal.wait.WakeUps;
import io.github.redisqueues.queue.QueueSettings;
import io.github.redisqueues.queue.QueueStats;
import io.github.redisqueues.queue.QueueType;
import io.github.redisqueues.queue.Rate;
import org.jspecify.annotations.Nullable;

/**
 * What can be asked of one queue in Redis, a script each: turns arguments into bytes and
 * replies into values. Knows nothing of payloads. Safe for use by several threads.
 */
final class QueueCommands {

	private static final int NOT_ASKED = -1;

	/**
	 * An index that a server of 32 bits can still add a page to.
	 */
	private static final int FURTHEST = 1_000_000_000;

	private final QueueSettings<?> settings;

	private final String kind;

	private final String readyKey;

	private final String metaKey;

	private final ScriptRunner runner;

	private final QueueScripts scripts;

	private final byte[] process;

	private final byte[] wakeChannel;

	private final long duplicateWindow;

	private final long ratePermits;

	private final long ratePeriod;

	private volatile int heardIsExact = NOT_ASKED;

	QueueCommands(QueueSettings<?> settings, QueueKeys keys, ScriptRunner runner, WakeUps wakeUps) {
		this.settings = settings;
		this.kind = kind(settings);
		this.readyKey = keys.ready();
		this.metaKey = keys.meta();
		this.runner = runner;
		this.scripts = new QueueScripts(settings, keys);
		this.process = bytes(wakeUps.process());
		this.wakeChannel = bytes(wakeUps.channelPrefix());
		this.duplicateWindow = settings.duplicateWindow().toMillis();
		this.ratePermits = settings.rate().map(Rate::permits).orElse(0L);
		this.ratePeriod = settings.rate()
			.map((rate) -> TimeUnit.NANOSECONDS.toMicros(rate.period().toNanos()))
			.orElse(0L);
	}

	private static String kind(QueueSettings<?> settings) {
		String type = settings.type().name().toLowerCase(Locale.ROOT);
		return (settings.type() != QueueType.PRIORITY) ? type
				: type + " " + settings.order().name().toLowerCase(Locale.ROOT).replace('_', '-');
	}

	/**
	 * What a purge did.
	 *
	 * @param removed how many messages it removed
	 * @param left how many are left
	 */
	record Purged(long removed, long left) {

	}

	String readyKey() {
		return this.readyKey;
	}

	QueueScripts scripts() {
		return this.scripts;
	}

	byte[] wakeChannel() {
		return this.wakeChannel;
	}

	byte[] process() {
		return this.process;
	}

	boolean isOf(ScriptRunner other) {
		return this.runner == other;
	}

	Catch receive(int max, @Nullable Registration registration) {
		LuaReply reply = run(this.scripts.receive,
				LuaScript.numbers(max, this.settings.maxInFlight(), this.settings.maxAttempts(), this.duplicateWindow,
						heardIsExact(), waiting(registration), this.settings.leaseTime().toMillis(), this.ratePermits,
						this.ratePeriod),
				this.wakeChannel, this.process);
		boolean more = reply.number() > 0;
		long nextLook = reply.number();
		Instant leaseUntil = Instant.ofEpochMilli(reply.number());
		List<TakenMessage> taken = new ArrayList<>();
		while (reply.hasMore()) {
			taken.add(TakenMessage.read(reply));
		}
		return new Catch(taken, more, nextLook, leaseUntil);
	}

	Catch poll(int max, @Nullable Registration registration) {
		LuaReply reply = run(this.scripts.poll,
				LuaScript.numbers(max, this.settings.maxInFlight(), this.settings.maxAttempts(), this.duplicateWindow,
						heardIsExact(), waiting(registration), this.ratePermits, this.ratePeriod),
				this.wakeChannel, this.process);
		boolean more = reply.number() > 0;
		long nextLook = reply.number();
		List<TakenMessage> taken = new ArrayList<>();
		while (reply.hasMore()) {
			int idLength = reply.length();
			int envelopeLength = reply.length();
			taken.add(new TakenMessage(reply.text(idLength), "", reply.bytes(envelopeLength)));
		}
		return new Catch(taken, more, nextLook, Instant.EPOCH);
	}

	int ack(List<? extends RedisDelivery<?>> deliveries) {
		int count = deliveries.size();
		boolean deduplicated = deliveries.stream().anyMatch((delivery) -> delivery.deduplicationId().length > 0);
		byte[][] arguments = new byte[2 + (deduplicated ? 3 : 2) * count][];
		arguments[0] = LuaScript.numbers(this.settings.maxInFlight(), this.duplicateWindow, heardIsExact(), count,
				deduplicated ? 1 : 0);
		arguments[1] = this.wakeChannel;
		for (int i = 0; i < count; i++) {
			RedisDelivery<?> delivery = deliveries.get(i);
			arguments[2 + i] = bytes(delivery.id());
			arguments[2 + count + i] = bytes(delivery.receipt());
			if (deduplicated) {
				arguments[2 + 2 * count + i] = delivery.deduplicationId();
			}
		}
		return (int) run(this.scripts.ack, arguments).number();
	}

	boolean nack(String id, String receipt, Duration delay) {
		byte[] numbers = LuaScript.numbers(this.settings.maxAttempts(), this.duplicateWindow, heardIsExact(),
				delay.toMillis());
		return isOne(run(this.scripts.nack, numbers, this.wakeChannel, bytes(id), bytes(receipt)));
	}

	boolean reject(String id, String receipt, String reason) {
		byte[] numbers = LuaScript.numbers(this.settings.maxInFlight(), this.duplicateWindow, heardIsExact());
		return isOne(run(this.scripts.reject, numbers, this.wakeChannel, bytes(id), bytes(receipt), bytes(reason)));
	}

	@Nullable Instant extend(String id, String receipt, Duration lease) {
		long deadline = run(this.scripts.extend, LuaScript.numbers(lease.toMillis()), bytes(id), bytes(receipt))
			.number();
		return (deadline != 0) ? Instant.ofEpochMilli(deadline) : null;
	}

	void bury(String id, String otherId, String reason, byte[] envelope) {
		run(this.scripts.bury, LuaScript.numbers(this.duplicateWindow), bytes(id), bytes(otherId), bytes(reason),
				envelope);
	}

	boolean cancel(String id) {
		return isOne(run(this.scripts.cancel, sweeping(), this.wakeChannel, bytes(id)));
	}

	Purged purge(int limit) {
		LuaReply reply = run(this.scripts.purge, sweeping(limit), this.wakeChannel);
		return new Purged(reply.number(), reply.number());
	}

	void pause() {
		run(this.scripts.pause);
	}

	void resume() {
		run(this.scripts.resume, LuaScript.numbers(heardIsExact()), this.wakeChannel);
	}

	boolean isPaused() {
		return isOne(run(this.scripts.paused));
	}

	long size() {
		return run(this.scripts.size, sweeping(), this.wakeChannel).number();
	}

	QueueStats stats() {
		LuaReply reply = run(this.scripts.stats, sweeping(), this.wakeChannel);
		return new QueueStats(reply.number(), reply.number(), reply.number(), reply.number(),
				Duration.ofMillis(reply.number()));
	}

	List<SeenMessage> browse(int offset, int limit) {
		LuaReply reply = run(this.scripts.browse, sweeping(Math.min(offset, FURTHEST), limit), this.wakeChannel);
		List<SeenMessage> seen = new ArrayList<>();
		while (reply.hasMore()) {
			seen.add(new SeenMessage(reply.text(), reply.text(), reply.number(), "", reply.bytes()));
		}
		return seen;
	}

	List<SeenMessage> browseDead(int offset, int limit) {
		LuaReply reply = run(this.scripts.browseDead, sweeping(Math.min(offset, FURTHEST), limit), this.wakeChannel);
		List<SeenMessage> seen = new ArrayList<>();
		while (reply.hasMore()) {
			seen.add(new SeenMessage(reply.text(), reply.text(), reply.number(), reply.text(), reply.bytes()));
		}
		return seen;
	}

	int redrive(int limit, String id) {
		return (int) run(this.scripts.redrive, LuaScript.numbers(heardIsExact(), limit), this.wakeChannel, bytes(id))
			.number();
	}

	int deleteDead(int limit, String id) {
		return (int) run(this.scripts.deleteDead, LuaScript.numbers(this.duplicateWindow, limit), bytes(id)).number();
	}

	void passOn() {
		run(this.scripts.passOn, LuaScript.numbers(heardIsExact()), this.wakeChannel, this.process);
	}

	/**
	 * The numbers of a script that does its share of the housekeeping, and its own.
	 */
	private byte[] sweeping(long... own) {
		long[] numbers = new long[3 + own.length];
		numbers[0] = this.settings.maxAttempts();
		numbers[1] = this.duplicateWindow;
		numbers[2] = heardIsExact();
		System.arraycopy(own, 0, numbers, 3, own.length);
		return LuaScript.numbers(numbers);
	}

	LuaReply run(Script script, byte[]... arguments) {
		heardIsExact();
		return this.runner.run(script.lua(), script.keys(), arguments);
	}

	/**
	 * Whether PUBLISH tells who heard it: 1, or 0 in a Cluster. Asked once, with the
	 * first command, together with whether other processes take this queue for what it is
	 * here.
	 */
	int heardIsExact() {
		int known = this.heardIsExact;
		if (known == NOT_ASKED) {
			known = this.runner.isCluster() ? 0 : 1;
			Script declare = this.scripts.declare;
			String standing = this.runner.run(declare.lua(), declare.keys(), bytes(this.kind)).text();
			if (!standing.equals(this.kind)) {
				throw new IllegalStateException("Queue '" + this.settings.name() + "' is of type " + standing
						+ " in Redis, but of type " + this.kind + " here. Give it the same type in every application,"
						+ " or another name. If it is empty and is to become another one, stop all that uses it and"
						+ " delete the Redis key '" + this.metaKey + "'");
			}
			this.heardIsExact = known;
		}
		return known;
	}

	static int waiting(@Nullable Registration registration) {
		return (registration != null) ? registration.ordinal() + 1 : 0;
	}

	static byte[] bytes(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

	private static boolean isOne(LuaReply reply) {
		return reply.number() == 1;
	}

}
