package io.github.redisqueues.internal.queue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;

/**
 * The calls of this process that lease messages from one queue. Each has a mark, which is
 * in the deadlines of the leases that it gets, so that what was leased to a call whose
 * answer was lost can be found. {@code lease-mark.lua} describes where it is. It is made
 * of the slot of the process, which no other process has, and of a number that no other
 * call has that is under way or was lost. If there are too many, a call has no mark.
 * Keeps in mind what the latest answered call of each mark got, as a lost call with the
 * same mark may have the same deadline. Safe for use by several threads.
 */
final class LeaseMarks {

	/**
	 * The number of a call has this many bits, and is not zero.
	 */
	private static final int CALL_BITS = 4;

	private static final int MAX_SLOT = 127;

	private static final int CALL_MASK = (1 << CALL_BITS) - 1;

	private static final int MARKS = (MAX_SLOT + 1) << CALL_BITS;

	/**
	 * How many digits a fraction of MARKS has.
	 */
	private static final int DIGITS = 11;

	/**
	 * The digits of the smallest one.
	 */
	private static final long DIGIT = 100_000_000_000L / MARKS;

	/**
	 * The number of what no call of this process has leased, but a send of any process
	 * for it.
	 */
	private static final int PUSHED = (1 << CALL_BITS) - 1;

	private static final int MAX_CALLS = PUSHED - 1;

	/**
	 * How long Redis is asked for what a lost call has leased. It may be executed only
	 * after the first time, when Redis goes on.
	 */
	private static final long LONGEST_SEARCH = TimeUnit.SECONDS.toNanos(60);

	private static final long FIRST_PAUSE = TimeUnit.MILLISECONDS.toNanos(50);

	private static final long LONGEST_PAUSE = TimeUnit.SECONDS.toNanos(5);

	private final BitSet busy = new BitSet();

	private final @Nullable Answer[] answers = new @Nullable Answer[MAX_CALLS + 1];

	private final List<LostCall> lost = new ArrayList<>();

	private int latest;

	private volatile boolean hasLost;

	/**
	 * What the latest answered calls of a mark have got with one deadline.
	 *
	 * @param deadline the deadline
	 * @param ids the messages
	 */
	private record Answer(long deadline, List<String> ids) {

		static final Answer NONE = new Answer(0, List.of());

		static Answer of(List<? extends RedisDelivery<?>> leased) {
			return leased.isEmpty() ? NONE : new Answer(leased.get(0).leaseUntil().toEpochMilli(),
					leased.stream().<String>map(RedisDelivery::id).toList());
		}

	}

	/**
	 * A call that may have leased messages which did not arrive: its answer was lost, or
	 * it was executed more than once and the last answer has arrived.
	 */
	static final class LostCall {

		private final long mark;

		private final long sentAt;

		private final Duration lease;

		private final Answer known;

		private final Answer arrived;

		private long nextSearch;

		private long pause = FIRST_PAUSE;

		private LostCall(long mark, long sentAt, Duration lease, Answer known, Answer arrived) {
			this.mark = mark;
			this.sentAt = sentAt;
			this.lease = lease;
			this.known = known;
			this.arrived = arrived;
			this.nextSearch = sentAt;
		}

		long mark() {
			return this.mark;
		}

		Duration lease() {
			return this.lease;
		}

		long ageMillis() {
			return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - this.sentAt);
		}

		/**
		 * Returns the latest deadline with the mark of which it is known what was leased.
		 */
		long knownDeadline() {
			return this.known.deadline();
		}

		/**
		 * Returns the messages with that deadline that have arrived.
		 */
		List<String> knownIds() {
			return this.known.ids();
		}

		/**
		 * Returns the deadline of what the call itself got, 0 if it got nothing.
		 */
		long arrivedDeadline() {
			return this.arrived.deadline();
		}

		/**
		 * Returns the messages that the call itself got.
		 */
		List<String> arrivedIds() {
			return this.arrived.ids();
		}

	}

	/**
	 * Returns the mark of leases that are not searched for.
	 * @param slot the slot of this process
	 */
	static long unsearched(int slot) {
		return (long) slot << CALL_BITS;
	}

	/**
	 * Returns a slot for a process to begin with. It is random, as a failover may lose
	 * which process has which slot.
	 */
	static long randomSlot() {
		return ThreadLocalRandom.current().nextLong(MAX_SLOT) + 1;
	}

	/**
	 * Returns whether no other lease of this process that is under way has the same mark.
	 * @param deadline the deadline of a lease when it was taken
	 */
	static boolean isOfOneCall(double deadline) {
		long mark = (long) (deadline % 1 * MARKS);
		return mark > CALL_MASK && call(mark) != 0 && call(mark) != PUSHED;
	}

	/**
	 * Returns a mark for a process without a slot, which others may have too.
	 */
	static long withoutSlot() {
		return ThreadLocalRandom.current().nextLong(1, MAX_CALLS + 1);
	}

	/**
	 * Returns what a mark adds to a deadline, as text: a point and the digits behind it.
	 */
	static byte[] part(long mark) {
		byte[] part = new byte[1 + DIGITS];
		part[0] = '.';
		long left = mark * DIGIT;
		for (int i = DIGITS; i > 0; i--) {
			part[i] = (byte) ('0' + left % 10);
			left /= 10;
		}
		return part;
	}

	/**
	 * Returns the deadline of a lease with a mark, as it is stored.
	 * @param until when the lease ends, in milliseconds
	 */
	static double deadline(long until, long mark) {
		return until - 1 + (double) mark / MARKS;
	}

	/**
	 * Gives a mark to a call.
	 * @param slot the slot of this process, 0 if it has none
	 * @return the mark, 0 if there is none
	 */
	synchronized long begin(int slot) {
		if (slot == 0 || this.busy.cardinality() == MAX_CALLS) {
			return 0;
		}
		// The one that was not used for longest
		int call = this.busy.nextClearBit(this.latest + 1);
		call = (call <= MAX_CALLS) ? call : this.busy.nextClearBit(1);
		this.busy.set(call);
		this.latest = call;
		return ((long) slot << CALL_BITS) + call;
	}

	/**
	 * Ends a call that was answered, or was not executed.
	 * @param leased what it leased
	 */
	synchronized void end(long mark, List<? extends RedisDelivery<?>> leased) {
		if (mark == 0) {
			return;
		}
		int call = call(mark);
		if (!leased.isEmpty()) {
			Answer before = answer(call);
			Answer latest = Answer.of(leased);
			if (latest.deadline() == before.deadline()) {
				List<String> ids = new ArrayList<>(latest.ids());
				ids.addAll(before.ids());
				latest = new Answer(latest.deadline(), ids);
			}
			// The server's clock may have been set back
			if (latest.deadline() >= before.deadline()) {
				this.answers[call] = latest;
			}
		}
		this.busy.clear(call);
	}

	/**
	 * Ends a call whose answer was lost. Its mark stays in use until what it leased was
	 * given back.
	 * @param sentAt when it was sent, as {@link System#nanoTime()} tells it
	 */
	synchronized void lose(long mark, long sentAt, Duration lease) {
		if (mark != 0) {
			this.lost.add(new LostCall(mark, sentAt, lease, answer(call(mark)), Answer.NONE));
			this.hasLost = true;
		}
	}

	/**
	 * Returns what to search for after a call that may have been executed more than once.
	 * It has not ended yet.
	 * @param arrived what it got
	 */
	synchronized LostCall repeated(long mark, long sentAt, Duration lease, List<? extends RedisDelivery<?>> arrived) {
		return new LostCall(mark, sentAt, lease, answer(call(mark)), Answer.of(arrived));
	}

	/**
	 * Returns the lost calls to search for now.
	 * @param max how many at the most
	 */
	List<LostCall> due(int max) {
		if (!this.hasLost) {
			return List.of();
		}
		synchronized (this) {
			long now = System.nanoTime();
			return this.lost.stream().filter((call) -> call.nextSearch - now <= 0).limit(max).toList();
		}
	}

	/**
	 * Notes that Redis was asked for what a lost call has leased.
	 * @param found whether there was anything
	 */
	synchronized void searched(LostCall call, boolean found) {
		long now = System.nanoTime();
		call.nextSearch = now + call.pause;
		call.pause = Math.min(2 * call.pause, LONGEST_PAUSE);
		if ((found || now - call.sentAt > LONGEST_SEARCH) && this.lost.remove(call)) {
			this.busy.clear(call(call.mark));
			this.hasLost = !this.lost.isEmpty();
		}
	}

	private Answer answer(int call) {
		Answer answer = this.answers[call];
		return (answer != null) ? answer : Answer.NONE;
	}

	private static int call(long mark) {
		return (int) (mark & CALL_MASK);
	}

}
