package io.github.redisqueues.internal.queue;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.Supplier;

import io.github.redisqueues.RedisCallFailedException;
import io.github.redisqueues.internal.fleet.ProcessIdentity;
import io.github.redisqueues.internal.queue.QueueScripts.Script;
import io.github.redisqueues.internal.redis.AsyncScriptRunner;
import io.github.redisqueues.internal.redis.ChannelListener;
import io.github.redisqueues.internal.redis.Deadline;
import io.github.redisqueues.internal.redis.LuaReply;
import io.github.redisqueues.internal.redis.LuaScript;
import io.github.redisqueues.internal.redis.RedisOutage;
import io.github.redisqueues.internal.redis.ScriptRunner;
import io.github.redisqueues.internal.redis.Subscriptions;
import io.github.redisqueues.internal.wait.WakeUps;
import io.github.redisqueues.queue.QueueSettings;
import io.github.redisqueues.queue.QueueType;
import io.github.redisqueues.queue.Rate;
import org.jspecify.annotations.Nullable;

/**
 * Runs the scripts of one queue in Redis. Before the first script it declares the queue's
 * type, so that no two applications use one queue as different types. Safe for use by
 * several threads.
 */
final class QueueClient {

	/**
	 * How often a process that receives renews its slot.
	 */
	private static final Duration SLOT_RENEWAL = Duration.ofMinutes(10);

	private final QueueSettings<?> settings;

	private final String declaration;

	private final String readyKey;

	private final String metaKey;

	private final ScriptRunner runner;

	private final AsyncScriptRunner asyncRunner;

	private final QueueScripts configuredScripts;

	private final QueueScripts limitedScripts;

	private volatile QueueScripts scripts;

	private final byte[] process;

	private final String processName;

	private final String version;

	private final byte[] wakeChannel;

	private final String noticeChannel;

	private final Subscriptions subscriptions;

	private final QueueObserver observer;

	private final boolean carriesCalls;

	private final ConsumerActivity activity;

	private volatile boolean declared;

	private volatile int slot;

	private final long markWithoutSlot = LeaseMarks.withoutSlot();

	private volatile long slotRenewedAt;

	QueueClient(QueueSettings<?> settings, QueueKeys keys, ScriptRunner runner, AsyncScriptRunner asyncRunner,
			WakeUps wakeUps, QueueObserver observer, ProcessIdentity identity, ConsumerActivity activity) {
		this.settings = settings;
		this.declaration = declaration(settings);
		this.readyKey = keys.ready();
		this.metaKey = keys.meta();
		this.runner = runner;
		this.asyncRunner = asyncRunner;
		this.configuredScripts = new QueueScripts(settings, keys);
		this.limitedScripts = (settings.capacity() > 0) ? this.configuredScripts
				: new QueueScripts(settings, keys, true);
		this.scripts = this.configuredScripts;
		this.process = bytes(wakeUps.process());
		this.version = identity.version();
		this.processName = ProcessIdentity.name(wakeUps.process());
		this.wakeChannel = bytes(wakeUps.channelPrefix());
		// No process has this name
		this.noticeChannel = wakeUps.channelPrefix() + "cancel";
		this.subscriptions = wakeUps.subscriptions();
		this.observer = observer;
		this.carriesCalls = observer.observesCalls();
		this.activity = activity;
	}

	/**
	 * Returns the observer of the queue's events.
	 */
	QueueObserver observer() {
		return this.observer;
	}

	/**
	 * Returns what this process does as a consumer of the queue.
	 */
	ConsumerActivity activity() {
		return this.activity;
	}

	/**
	 * Returns the type as Redis stores it, which for a priority queue includes the order.
	 */
	private static String declaration(QueueSettings<?> settings) {
		String type = settings.type().name().toLowerCase(Locale.ROOT);
		return (settings.type() != QueueType.PRIORITY) ? type
				: type + " " + settings.order().name().toLowerCase(Locale.ROOT).replace('_', '-');
	}

	/**
	 * Returns how many messages the rate allows in its period, 0 if there is no rate.
	 */
	long ratePermits() {
		return this.settings.rate().map(Rate::permits).orElse(0L);
	}

	/**
	 * Returns the period of the rate in microseconds, 0 if there is no rate.
	 */
	long ratePeriod() {
		return this.settings.rate().map((rate) -> TimeUnit.NANOSECONDS.toMicros(rate.period().toNanos())).orElse(0L);
	}

	/**
	 * Returns the key of the ready messages, which identifies the queue in wake-ups.
	 */
	String readyKey() {
		return this.readyKey;
	}

	/**
	 * Returns the prefix of the channels on which processes receive wake-ups.
	 */
	byte[] wakeChannel() {
		return this.wakeChannel;
	}

	/**
	 * Returns the channel on which all processes learn of cancelled messages, changed
	 * limits and circuits.
	 */
	byte[] noticeChannel() {
		return bytes(this.noticeChannel);
	}

	/**
	 * Listens to notices about this queue.
	 * @param onCancel takes the id and the receipt of each message that was cancelled
	 * while it was in flight
	 * @param onChange runs when limits or the circuit were changed
	 * @param onSubscribed runs when notices arrive from now on; earlier ones may be lost
	 */
	ChannelListener onNotice(BiConsumer<String, String> onCancel, Runnable onChange, Runnable onSubscribed) {
		return this.subscriptions.subscribe(this.noticeChannel, (message) -> {
			// Ids may have line breaks
			String[] notice = new String(message, StandardCharsets.UTF_8).split("\n", 3);
			if (!notice[0].equals(this.readyKey)) {
				return;
			}
			if (notice.length == 3) {
				onCancel.accept(notice[2], notice[1]);
			}
			else {
				onChange.run();
			}
		}, onSubscribed);
	}

	/**
	 * Returns the name of this process among those that wait.
	 */
	byte[] process() {
		return this.process;
	}

	/**
	 * Returns the name of this process for people.
	 */
	String processName() {
		return this.processName;
	}

	/**
	 * Returns the version of this process's application, empty if it is not known.
	 */
	String version() {
		return this.version;
	}

	/**
	 * Returns the outage of Redis that the calls of this process are in, if there is one.
	 */
	Optional<RedisOutage> outage() {
		return this.runner.outage();
	}

	/**
	 * Returns whether this client and a topic use the same connection.
	 */
	boolean uses(ScriptRunner other) {
		return this.runner == other;
	}

	/**
	 * Returns whether another queue is reached through the same connection.
	 */
	boolean usesConnectionOf(QueueClient other) {
		return this.runner == other.runner;
	}

	/**
	 * Notes whether the queue has a capacity, which an operator can change.
	 * @return whether the scripts to run from now on are others than before
	 */
	boolean noteCapacity(long capacity) {
		QueueScripts before = this.scripts;
		this.scripts = (capacity > 0) ? this.limitedScripts : this.configuredScripts;
		return before != this.scripts;
	}

	/**
	 * Runs a script of this queue.
	 * @param script picks the script
	 * @param arguments its arguments
	 * @return its reply
	 * @throws IllegalStateException if Redis has the queue with another type
	 */
	LuaReply run(Function<QueueScripts, Script> script, byte[]... arguments) {
		return run(deadline(), script, arguments);
	}

	/**
	 * Runs a script of this queue in a call that runs several.
	 * @param deadline the end of the call
	 * @param script picks the script
	 * @param arguments its arguments
	 * @return its reply
	 * @throws IllegalStateException if Redis has the queue with another type
	 */
	LuaReply run(Deadline deadline, Function<QueueScripts, Script> script, byte[]... arguments) {
		try {
			declareType(deadline);
			Script run = script.apply(this.scripts);
			return this.runner.run(deadline, run.lua(), run.keys(), arguments);
		}
		catch (RedisCallFailedException ex) {
			this.observer.failed(this.settings.name(), ex);
			throw ex;
		}
	}

	/**
	 * Runs a script of this queue without blocking a thread until Redis answers.
	 * @param script picks the script
	 * @param arguments makes its arguments; called on {@link #executor()}
	 * @return completes with its reply, on {@link #executor()}, or as
	 * {@link #run(Function, byte[]...)} fails
	 */
	CompletableFuture<LuaReply> runAsync(Function<QueueScripts, Script> script, Supplier<byte[][]> arguments) {
		return submit(() -> start(script, arguments.get())).whenComplete((reply, failure) -> tellFailure(failure));
	}

	/**
	 * Does the same in a task that was submitted, and does not tell the observer of a
	 * failure.
	 */
	CompletableFuture<LuaReply> start(Function<QueueScripts, Script> script, byte[]... arguments) {
		Deadline deadline = deadline();
		declareType(deadline);
		Script run = script.apply(this.scripts);
		return this.asyncRunner.run(deadline, run.lua(), run.keys(), arguments);
	}

	/**
	 * Runs a task that runs scripts on {@link #executor()}, after those that were
	 * submitted before.
	 * @return completes as what the task returns
	 */
	<T> CompletableFuture<T> submit(Supplier<CompletableFuture<T>> task) {
		return this.asyncRunner.submit(this.carriesCalls ? this.observer.carrier().carry(task) : task);
	}

	/**
	 * Tells the observer of the failure of a call.
	 * @param failure why it failed, null if it did not
	 */
	void tellFailure(@Nullable Throwable failure) {
		for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
			if (cause instanceof RedisCallFailedException ex) {
				this.observer.failed(this.settings.name(), ex);
				return;
			}
		}
	}

	/**
	 * Returns how many network connections were lost so far, see
	 * {@link ScriptRunner#disconnections()}.
	 */
	int disconnections() {
		return this.runner.disconnections();
	}

	/**
	 * Returns the executor on which the futures of callers complete.
	 */
	Executor completions() {
		return this.asyncRunner.completions();
	}

	/**
	 * Makes the future that a caller gets, which completes on {@link #completions()}.
	 */
	<T> CompletableFuture<T> handOut(CompletableFuture<T> result) {
		return this.asyncRunner.handOut(result);
	}

	/**
	 * Returns the executor on which replies arrive that no thread waits for.
	 */
	ScheduledExecutorService executor() {
		return this.asyncRunner.executor();
	}

	/**
	 * Returns the end of a call that begins now.
	 */
	Deadline deadline() {
		return this.runner.deadline();
	}

	/**
	 * Prepares a send that {@code fan-out.lua} runs together with those of other queues.
	 */
	Script sendInFanOut(Deadline deadline) {
		declareType(deadline);
		return this.scripts.sendInFanOut;
	}

	/**
	 * Returns the slot of this process for the marks of its leases, which it renews in
	 * time.
	 * @param lease how long the leases last
	 * @return the slot, 0 if there is none for such leases
	 */
	int slot(Duration lease) {
		if (!this.declared || System.nanoTime() - this.slotRenewedAt > SLOT_RENEWAL.toNanos()) {
			declare(deadline());
		}
		return (lease.compareTo(longestMarkedLease()) <= 0) ? this.slot : 0;
	}

	/**
	 * Returns the mark of the leases of a call. If the call has none, they are not
	 * searched for, but can still be told from those of other processes.
	 */
	long mark(long ofCall) {
		long ofProcess = (this.slot != 0) ? LeaseMarks.unsearched(this.slot) : this.markWithoutSlot;
		return (ofCall != 0) ? ofCall : ofProcess;
	}

	private Duration longestMarkedLease() {
		Duration leaseTime = this.settings.leaseTime();
		return (leaseTime.compareTo(SLOT_RENEWAL) > 0) ? leaseTime : SLOT_RENEWAL;
	}

	private void declareType(Deadline deadline) {
		if (!this.declared) {
			declare(deadline);
		}
	}

	/**
	 * Stores the queue's type in Redis unless that has been done, and checks that it is
	 * the same one everywhere. Claims the slot of this process, or renews it. No other
	 * process gets the slot before all leases of this one have ended.
	 */
	private void declare(Deadline deadline) {
		long now = System.nanoTime();
		Duration kept = SLOT_RENEWAL.multipliedBy(2).plus(longestMarkedLease());
		boolean isOver = now - this.slotRenewedAt > 2 * SLOT_RENEWAL.toNanos();
		Script declare = this.scripts.declare;
		LuaReply reply = this.runner.run(deadline, declare.lua(), declare.keys(),
				LuaScript.numbers(kept.toMillis(), isOver ? 0 : this.slot, LeaseMarks.randomSlot()),
				bytes(this.declaration), bytes(this.processName));
		String stored = reply.text();
		if (!stored.equals(this.declaration)) {
			throw new IllegalStateException("Queue '" + this.settings.name() + "' is of type " + stored
					+ " in Redis, but of type " + this.declaration + " here. Configure the same type in every"
					+ " application, or use another name. To change the type of an empty queue, stop every"
					+ " application that uses it and delete the Redis key '" + this.metaKey + "'");
		}
		this.slot = (int) reply.number();
		this.slotRenewedAt = now;
		this.declared = true;
	}

	/**
	 * Returns whether PUBLISH in a script returns the number of receivers: 1 if it does,
	 * 0 in a Cluster, where it does not count those on other nodes.
	 */
	int publishCounts() {
		return this.runner.isCluster() ? 0 : 1;
	}

	/**
	 * Returns for how many milliseconds dead letters are kept, 0 for ever.
	 */
	long keepDead() {
		return this.settings.deadLetters().keep().toMillis();
	}

	/**
	 * Returns how many dead letters are kept, 0 for any number.
	 */
	long maxDead() {
		return this.settings.deadLetters().max();
	}

	/**
	 * Returns the packed numbers of a script that also moves messages that are due, have
	 * expired or lost their lease, followed by its own numbers.
	 */
	byte[] sweepNumbers(long... own) {
		long[] numbers = new long[5 + own.length];
		numbers[0] = this.settings.maxAttempts();
		numbers[1] = this.settings.duplicateWindow().toMillis();
		numbers[2] = keepDead();
		numbers[3] = maxDead();
		numbers[4] = publishCounts();
		System.arraycopy(own, 0, numbers, 5, own.length);
		return LuaScript.numbers(numbers);
	}

	static byte[] bytes(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

}
