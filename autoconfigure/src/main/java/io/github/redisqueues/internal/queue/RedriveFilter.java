package io.github.redisqueues.internal.queue;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Optional;

import io.github.redisqueues.internal.redis.LuaReply;
import io.github.redisqueues.queue.RedriveOptions;

/**
 * Which dead letters a job redrives. Immutable.
 *
 * @param fingerprint fingerprint of the group, empty for any
 * @param reason kind of the reason, empty for any
 * @param exception class of the root cause, empty for any
 */
record RedriveFilter(String fingerprint, String reason, String exception) {

	static RedriveFilter of(RedriveOptions options) {
		return new RedriveFilter(options.fingerprint().orElse(""), options.reason().orElse(""),
				options.exception().orElse(""));
	}

	/**
	 * Reads what {@link #write()} has written.
	 */
	static RedriveFilter read(byte[] stored) {
		LuaReply reply = new LuaReply(stored);
		return new RedriveFilter(reply.text(), reply.text(), reply.text());
	}

	byte[] write() {
		ByteArrayOutputStream stored = new ByteArrayOutputStream();
		for (String text : new String[] { this.fingerprint, this.reason, this.exception }) {
			byte[] bytes = QueueClient.bytes(text);
			stored.writeBytes(ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).array());
			stored.writeBytes(bytes);
		}
		return stored.toByteArray();
	}

	/**
	 * Adds what this filter says to options.
	 */
	RedriveOptions addTo(RedriveOptions options) {
		RedriveOptions all = options;
		all = this.fingerprint.isEmpty() ? all : all.fingerprint(this.fingerprint);
		all = this.reason.isEmpty() ? all : all.reason(this.reason);
		return this.exception.isEmpty() ? all : all.exception(this.exception);
	}

	/**
	 * Returns whether a dead letter is to be redriven.
	 * @param stored its reason as it is stored
	 */
	boolean matches(String stored) {
		if (this.fingerprint.isEmpty() && this.reason.isEmpty() && this.exception.isEmpty()) {
			return true;
		}
		DeathReason died = DeathReason.read(stored);
		return (this.reason.isEmpty() || this.reason.equals(died.kind()))
				&& (this.exception.isEmpty() || Optional.of(this.exception).equals(died.exception()))
				&& (this.fingerprint.isEmpty() || this.fingerprint.equals(died.fingerprint()));
	}

}
