package io.github.redisqueues.internal.fleet;

import java.lang.management.ManagementFactory;
import java.util.Objects;

import io.github.redisqueues.internal.validation.Texts;

/**
 * Who this process is for the others. Immutable.
 *
 * @param application name of the application, empty if it is not known
 * @param version version of the application, empty if it is not known
 * @param registersListeners whether this process tells the others of its listeners
 */
public record ProcessIdentity(String application, String version, boolean registersListeners) {

	/**
	 * A process that registers its listeners, of an application that is not known.
	 */
	public static final ProcessIdentity UNNAMED = new ProcessIdentity("", "", true);

	private static final int MAX_LENGTH = 100;

	public ProcessIdentity {
		Objects.requireNonNull(application, "application must not be null");
		Objects.requireNonNull(version, "version must not be null");
		application = Texts.cut(application, MAX_LENGTH);
		version = Texts.cut(version, MAX_LENGTH);
	}

	/**
	 * Returns the name of this process.
	 * @param id id of the application context's connection to Redis, as one process may
	 * have several
	 * @return the name, such as {@code 4711@shop-7d9/1c9e0f3a}
	 */
	public static String name(String id) {
		return Jvm.NAME + "/" + Texts.cut(id, 8);
	}

	/**
	 * This process, found out when it is first needed.
	 */
	private static final class Jvm {

		static final String NAME = Texts.cut(ManagementFactory.getRuntimeMXBean().getName(), 50);

	}

}
