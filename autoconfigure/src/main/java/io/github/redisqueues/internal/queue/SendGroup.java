package io.github.redisqueues.internal.queue;

import java.util.ArrayList;
import java.util.List;

/**
 * Plain messages of several calls that one script can send. Not safe for use by several
 * threads.
 *
 * @param <S> type of the calls
 */
final class SendGroup<S extends SendGroup.Member> {

	static final int MAX_MESSAGES = 100;

	static final int MAX_BYTES = 65_536;

	private final List<S> members = new ArrayList<>();

	private int messages;

	private long bytes;

	/**
	 * A call that sends one or more messages.
	 */
	interface Member {

		OutgoingBatch batch();

	}

	/**
	 * Adds a call, if there is room and its messages differ from the others in nothing
	 * but ids and bodies. The first call is always added.
	 * @return whether it was added
	 */
	boolean add(S member) {
		OutgoingBatch batch = member.batch();
		long size = 0;
		for (byte[] body : batch.bodies()) {
			size += body.length;
		}
		if (!this.members.isEmpty() && !(this.messages + batch.ids().size() <= MAX_MESSAGES
				&& this.bytes + size <= MAX_BYTES && batch.isLike(this.members.get(0).batch()))) {
			return false;
		}
		this.members.add(member);
		this.messages += batch.ids().size();
		this.bytes += size;
		return true;
	}

	/**
	 * Returns whether no other call can be added.
	 */
	boolean isFull() {
		return this.messages >= MAX_MESSAGES || this.bytes >= MAX_BYTES;
	}

	boolean isEmpty() {
		return this.members.isEmpty();
	}

	List<S> members() {
		return this.members;
	}

	/**
	 * Returns the messages of all calls, in their order.
	 */
	OutgoingBatch batch() {
		OutgoingBatch first = this.members.get(0).batch();
		if (this.members.size() == 1) {
			return first;
		}
		List<String> ids = new ArrayList<>(this.messages);
		List<byte[]> bodies = new ArrayList<>(this.messages);
		for (S member : this.members) {
			ids.addAll(member.batch().ids());
			bodies.addAll(member.batch().bodies());
		}
		return first.with(ids, bodies);
	}

}
