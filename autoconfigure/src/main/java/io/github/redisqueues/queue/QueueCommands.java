package io.github.redisqueues.queue;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

import io.github.redisqueues.queue.QueueScripts.Script;
import io.github.redisqueues.redis.Look.Presence;
import io.github.redisqueues.redis.ScriptRunner;
import io.github.redisqueues.redis.WakeUps;
import org.jspecify.annotations.Nullable;

/**
 * What can be asked of one queue in Redis, a script each: turns arguments into bytes and
 * replies into values. Knows nothing of payloads. Safe for use by several threads.
 */
final class QueueCommands {

	private static final byte[] NOTHING = new byte[0];

	private static final long PRIORITY_BIAS = 1L << 31;

	private final String name;

	private final String kind;

	private final String readyKey;

	private final ScriptRunner runner;

	private final QueueScripts scripts;

	private final byte[] process;

	private final byte[] wakeChannel;

	private final byte[] capacity;

	private final byte[] leaseTime;

	private final byte[] maxAttempts;

	private final byte[] maxInFlight;

	private final byte[] duplicateWindow;

	private volatile byte @Nullable [] heardIsExact;

	QueueCommands(QueueSettings<?> settings, QueueKeys keys, ScriptRunner runner, WakeUps wakeUps) {
		this.name = settings.name();
		this.kind = kind(settings);
		this.readyKey = keys.ready();
		this.runner = runner;
		this.scripts = new QueueScripts(settings, keys);
		this.process = bytes(wakeUps.process());
		this.wakeChannel = bytes(wakeUps.channelPrefix());
		this.capacity = bytes(settings.capacity());
		this.leaseTime = bytes(settings.leaseTime());
		this.maxAttempts = bytes(settings.maxAttempts());
		this.maxInFlight = bytes(settings.maxInFlight());
		this.duplicateWindow = bytes(settings.duplicateWindow());
	}

	private static String kind(QueueSettings<?> settings) {
		String type = settings.type().name().toLowerCase(Locale.ROOT);
		return (settings.type() != QueueType.PRIORITY) ? type
				: type + " " + settings.order().name().toLowerCase(Locale.ROOT).replace('_', '-');
	}

	/**
	 * Messages to be stored together.
	 *
	 * @param ids their ids
	 * @param rests what follows the header in their envelopes
	 * @param flags the flags of all of them
	 * @param delay how long until they fall due, unless there is a moment
	 * @param deliverAt when they fall due, null if the delay says it
	 * @param timeToLive how long they may stay untaken, zero for no bound
	 * @param priority their priority
	 * @param deduplicationId their deduplication id, empty for none
	 * @param idsAreGiven whether the caller chose the id
	 */
	record Batch(List<String> ids, List<byte[]> rests, int flags, Duration delay, @Nullable Instant deliverAt,
			Duration timeToLive, int priority, String deduplicationId, boolean idsAreGiven) {

	}

	/**
	 * What became of a batch.
	 *
	 * @param refused whether there was no room
	 * @param size how many messages there are, if there was no room
	 * @param standing the id of the message that stands instead, null if there is none
	 */
	record Sent(boolean refused, long size, @Nullable String standing) {

	}

	/**
	 * A message as it was taken.
	 *
	 * @param id its id
	 * @param receipt the receipt for this attempt; empty if it was taken for good
	 * @param envelope what is stored
	 */
	record Taken(String id, String receipt, byte[] envelope) {

	}

	/**
	 * What a look brought.
	 *
	 * @param messages the messages
	 * @param more whether there were more
	 * @param nextLook in how many milliseconds there may be something, -1 if unknown
	 * @param leaseUntil when the leases run out
	 */
	record Catch(List<Taken> messages, boolean more, long nextLook, Instant leaseUntil) {

	}

	/**
	 * A message as it was seen in its place.
	 *
	 * @param id its id
	 * @param receipt the receipt of its next attempt, or of the last if it is dead
	 * @param moment when it falls due or died, in milliseconds, -1 if it is ready
	 * @param reason why it died, empty if it did not
	 * @param envelope what is stored
	 */
	record Seen(String id, String receipt, long moment, String reason, byte[] envelope) {

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

	Sent send(Batch batch) {
		byte[][] arguments = new byte[11 + 2 * batch.ids().size()][];
		int i = 0;
		arguments[i++] = this.capacity;
		arguments[i++] = this.duplicateWindow;
		arguments[i++] = this.wakeChannel;
		arguments[i++] = heardIsExact();
		arguments[i++] = bytes(batch.delay());
		arguments[i++] = bytes((batch.deliverAt() != null) ? batch.deliverAt().toEpochMilli() : 0);
		arguments[i++] = bytes(batch.timeToLive());
		arguments[i++] = bytes(batch.flags());
		arguments[i++] = bytes(batch.priority() + PRIORITY_BIAS);
		arguments[i++] = bytes(batch.deduplicationId());
		arguments[i++] = flag(batch.idsAreGiven());
		for (int each = 0; each < batch.ids().size(); each++) {
			arguments[i++] = bytes(batch.ids().get(each));
			arguments[i++] = batch.rests().get(each);
		}
		List<Object> reply = run(this.scripts.send, arguments);
		boolean refused = number(reply, 0) == 0;
		return new Sent(refused, refused ? number(reply, 1) : 0,
				(!refused && reply.size() > 1) ? text(reply.get(1)) : null);
	}

	Catch receive(int max, @Nullable Presence presence) {
		List<Object> reply = run(this.scripts.receive, bytes(max), this.maxInFlight, this.maxAttempts,
				this.duplicateWindow, this.wakeChannel, heardIsExact(), waiting(presence), this.process,
				this.leaseTime);
		List<Taken> taken = new ArrayList<>(reply.size() / 3);
		for (int i = 3; i < reply.size(); i += 3) {
			taken.add(new Taken(text(reply.get(i)), text(reply.get(i + 1)), (byte[]) reply.get(i + 2)));
		}
		return new Catch(taken, number(reply, 0) > 0, number(reply, 1), Instant.ofEpochMilli(number(reply, 2)));
	}

	Catch poll(int max, @Nullable Presence presence) {
		List<Object> reply = run(this.scripts.poll, bytes(max), this.maxInFlight, this.maxAttempts,
				this.duplicateWindow, this.wakeChannel, heardIsExact(), waiting(presence), this.process);
		List<Taken> taken = new ArrayList<>(reply.size() / 2);
		for (int i = 2; i < reply.size(); i += 2) {
			taken.add(new Taken(text(reply.get(i)), "", (byte[]) reply.get(i + 1)));
		}
		return new Catch(taken, number(reply, 0) > 0, number(reply, 1), Instant.EPOCH);
	}

	int ack(List<? extends RedisDelivery<?>> deliveries) {
		byte[][] arguments = new byte[4 + 3 * deliveries.size()][];
		int i = 0;
		arguments[i++] = this.maxInFlight;
		arguments[i++] = this.duplicateWindow;
		arguments[i++] = this.wakeChannel;
		arguments[i++] = heardIsExact();
		for (RedisDelivery<?> delivery : deliveries) {
			arguments[i++] = bytes(delivery.id());
			arguments[i++] = bytes(delivery.receipt());
			arguments[i++] = delivery.deduplicationId();
		}
		return (int) number(run(this.scripts.ack, arguments), 0);
	}

	boolean nack(String id, String receipt, Duration delay) {
		return isOne(run(this.scripts.nack, this.maxAttempts, this.duplicateWindow, this.wakeChannel, heardIsExact(),
				bytes(id), bytes(receipt), bytes(delay)));
	}

	boolean reject(String id, String receipt, String reason) {
		return isOne(run(this.scripts.reject, this.maxAttempts, this.maxInFlight, this.duplicateWindow,
				this.wakeChannel, heardIsExact(), bytes(id), bytes(receipt), bytes(reason)));
	}

	@Nullable Instant extend(String id, String receipt, Duration lease) {
		long deadline = number(run(this.scripts.extend, this.maxAttempts, bytes(id), bytes(receipt), bytes(lease)), 0);
		return (deadline != 0) ? Instant.ofEpochMilli(deadline) : null;
	}

	void bury(String id, String otherId, String reason, byte[] envelope) {
		run(this.scripts.bury, this.duplicateWindow, bytes(id), bytes(otherId), bytes(reason), envelope);
	}

	boolean cancel(String id) {
		return isOne(run(this.scripts.cancel, this.maxAttempts, this.duplicateWindow, this.wakeChannel, heardIsExact(),
				bytes(id)));
	}

	Purged purge(int limit) {
		List<Object> reply = run(this.scripts.purge, this.maxAttempts, this.duplicateWindow, this.wakeChannel,
				heardIsExact(), bytes(limit));
		return new Purged(number(reply, 0), number(reply, 1));
	}

	void pause() {
		run(this.scripts.pause);
	}

	void resume() {
		run(this.scripts.resume, this.wakeChannel, heardIsExact());
	}

	boolean isPaused() {
		return isOne(run(this.scripts.paused));
	}

	long size() {
		return number(run(this.scripts.size, this.maxAttempts, this.duplicateWindow, this.wakeChannel, heardIsExact()),
				0);
	}

	QueueStats stats() {
		List<Object> reply = run(this.scripts.stats, this.maxAttempts, this.duplicateWindow, this.wakeChannel,
				heardIsExact());
		return new QueueStats(number(reply, 0), number(reply, 1), number(reply, 2), number(reply, 3),
				Duration.ofMillis(number(reply, 4)));
	}

	List<Seen> browse(int offset, int limit) {
		List<Object> reply = run(this.scripts.browse, this.maxAttempts, this.duplicateWindow, this.wakeChannel,
				heardIsExact(), bytes(offset), bytes(limit));
		List<Seen> seen = new ArrayList<>(reply.size() / 4);
		for (int i = 0; i < reply.size(); i += 4) {
			seen.add(new Seen(text(reply.get(i)), text(reply.get(i + 1)), number(reply, i + 2), "",
					(byte[]) reply.get(i + 3)));
		}
		return seen;
	}

	List<Seen> browseDead(int offset, int limit) {
		List<Object> reply = run(this.scripts.browseDead, this.maxAttempts, this.duplicateWindow, this.wakeChannel,
				heardIsExact(), bytes(offset), bytes(limit));
		List<Seen> seen = new ArrayList<>(reply.size() / 5);
		for (int i = 0; i < reply.size(); i += 5) {
			seen.add(new Seen(text(reply.get(i)), text(reply.get(i + 1)), number(reply, i + 2), text(reply.get(i + 3)),
					(byte[]) reply.get(i + 4)));
		}
		return seen;
	}

	int redrive(int limit, String id) {
		return (int) number(run(this.scripts.redrive, this.wakeChannel, heardIsExact(), bytes(limit), bytes(id)), 0);
	}

	int deleteDead(int limit, String id) {
		return (int) number(run(this.scripts.deleteDead, this.duplicateWindow, bytes(limit), bytes(id)), 0);
	}

	void passOn() {
		run(this.scripts.passOn, this.wakeChannel, heardIsExact(), this.process);
	}

	private List<Object> run(Script script, byte[]... arguments) {
		heardIsExact();
		return this.runner.run(script.lua(), script.keys(), arguments);
	}

	/**
	 * Asked once, with the first command: whether PUBLISH tells who heard it, and whether
	 * other processes take this queue for what it is here.
	 */
	private byte[] heardIsExact() {
		byte[] known = this.heardIsExact;
		if (known == null) {
			known = flag(!this.runner.isCluster());
			Script declare = this.scripts.declare;
			String standing = text(this.runner.run(declare.lua(), declare.keys(), bytes(this.kind)).get(0));
			if (!standing.equals(this.kind)) {
				throw new IllegalStateException(
						"Queue '" + this.name + "' is of type " + standing + " in Redis, but of type " + this.kind
								+ " here; give it the same type in every application," + " or another name");
			}
			this.heardIsExact = known;
		}
		return known;
	}

	private static byte[] waiting(@Nullable Presence presence) {
		return (presence != null) ? bytes(presence.name().toLowerCase(Locale.ROOT)) : NOTHING;
	}

	private static byte[] flag(boolean flag) {
		return bytes(flag ? 1 : 0);
	}

	private static byte[] bytes(Duration duration) {
		return bytes(duration.toMillis());
	}

	private static byte[] bytes(long number) {
		return Long.toString(number).getBytes(StandardCharsets.ISO_8859_1);
	}

	private static byte[] bytes(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

	private static boolean isOne(List<Object> reply) {
		return number(reply, 0) == 1;
	}

	private static long number(List<Object> reply, int index) {
		return (Long) reply.get(index);
	}

	private static String text(Object bytes) {
		return new String((byte[]) bytes, StandardCharsets.UTF_8);
	}

}
