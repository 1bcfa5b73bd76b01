package io.github.redisqueues.internal.queue;

import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import org.jspecify.annotations.Nullable;

/**
 * The messages of one queue whose leases have nothing but the mark of this process in
 * their deadlines, as they were renewed, see {@code same-delivery.lua}. After a failover
 * that lost writes, this process may have two deliveries of a message with one receipt,
 * which Redis can then not tell apart. The earlier one is void. Forgets a message when
 * nothing else refers to it. Safe for use by several threads.
 */
final class RenewedLeases {

	private final Map<String, Renewed> renewed = new ConcurrentHashMap<>();

	private final ReferenceQueue<StoredMessage<?>> forgotten = new ReferenceQueue<>();

	private static final class Renewed extends WeakReference<StoredMessage<?>> {

		private final String id;

		Renewed(StoredMessage<?> message, ReferenceQueue<StoredMessage<?>> queue) {
			super(message, queue);
			this.id = message.id();
		}

	}

	/**
	 * Adds a message that is leased, before its lease is renewed.
	 */
	void add(StoredMessage<?> message) {
		for (Reference<?> next = this.forgotten.poll(); next != null; next = this.forgotten.poll()) {
			this.renewed.remove(((Renewed) next).id, next);
		}
		this.renewed.compute(message.id(), (id, known) -> {
			StoredMessage<?> other = get(known);
			return (known != null && other != null && other.takenAt() - message.takenAt() >= 0) ? known
					: new Renewed(message, this.forgotten);
		});
	}

	/**
	 * Returns the deadlines that the leases of messages had when they were taken, as one
	 * argument of a script. They tell deliveries apart that have the same receipt.
	 */
	byte[] takenUntil(List<? extends StoredMessage<?>> messages) {
		ByteBuffer buffer = ByteBuffer.allocate(Double.BYTES * messages.size());
		messages.forEach((message) -> buffer.putDouble(isVoid(message) ? Double.NaN : message.takenUntil()));
		return buffer.array();
	}

	private boolean isVoid(StoredMessage<?> message) {
		StoredMessage<?> latest = this.renewed.isEmpty() ? null : get(this.renewed.get(message.id()));
		return latest != null && latest.receipt().equals(message.receipt()) && latest.takenAt() - message.takenAt() > 0;
	}

	private static @Nullable StoredMessage<?> get(@Nullable Renewed renewed) {
		return (renewed != null) ? renewed.get() : null;
	}

}
