package io.github.redisqueues.internal.lock;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.security.SecureRandom;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Names of holds, each given once: random for the process, and counted in it; and, for
 * the reader, the host and the process id. None begins with another, and none has a line
 * break.
 */
final class Owners {

	private final String prefix = Long.toString(new SecureRandom().nextLong() & Long.MAX_VALUE, Character.MAX_RADIX)
			+ "-";

	private final String suffix = " " + host().replaceAll("\\s", "_") + ":" + ProcessHandle.current().pid();

	private final AtomicLong count = new AtomicLong();

	String next(LockKind kind) {
		return kind.letter() + this.prefix + Long.toString(this.count.incrementAndGet(), Character.MAX_RADIX)
				+ this.suffix;
	}

	/**
	 * Host and process id out of a name.
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
