package io.github.redisqueues.internal.lock;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.security.SecureRandom;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Generates unique ids of owners: random for the process, counted within it, followed by
 * host name and process id for people to read. No id is a prefix of another or contains a
 * line break.
 */
final class OwnerIds {

	private final String prefix = Long.toString(new SecureRandom().nextLong() & Long.MAX_VALUE, Character.MAX_RADIX)
			+ "-";

	private final String suffix = " " + host().replaceAll("\\s", "_") + ":" + ProcessHandle.current().pid();

	private final AtomicLong count = new AtomicLong();

	String next(LockKind kind) {
		return kind.letter() + this.prefix + Long.toString(this.count.incrementAndGet(), Character.MAX_RADIX)
				+ this.suffix;
	}

	/**
	 * Returns the host name and process id in an id.
	 */
	static String holder(String owner) {
		return owner.substring(owner.indexOf(' ') + 1);
	}

	private static String host() {
		String name = System.getenv("HOSTNAME");
		if (name != null && !name.isBlank()) {
			return name;
		}
		try {
			return InetAddress.getLocalHost().getHostName();
		}
		catch (UnknownHostException ex) {
			return "unknown";
		}
	}

}
