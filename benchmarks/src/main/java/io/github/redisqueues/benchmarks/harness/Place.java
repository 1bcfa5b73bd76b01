package io.github.redisqueues.benchmarks.harness;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;

/**
 * What the work of a side needs. What is opened for it is closed at the end, in reverse
 * order.
 */
public final class Place implements AutoCloseable {

	private final Address address;

	private final Profile profile;

	private final Path directory;

	private final Deque<AutoCloseable> opened = new ArrayDeque<>();

	public Place(Address address, Profile profile, Path directory) {
		this.address = address;
		this.profile = profile;
		this.directory = directory;
	}

	public Address address() {
		return this.address;
	}

	public Profile profile() {
		return this.profile;
	}

	/**
	 * Directory for files of this scenario. It is deleted at the end.
	 */
	public Path directory() {
		return this.directory;
	}

	/**
	 * Returns the command of a further JVM with the same class path.
	 */
	public List<String> javaCommand(String... mainClassAndArguments) {
		List<String> command = new ArrayList<>(this.profile.java());
		command.addAll(List.of("-cp", Launcher.classPath()));
		command.addAll(Arrays.asList(mainClassAndArguments));
		return command;
	}

	/**
	 * Closes something at the end.
	 */
	public <T extends AutoCloseable> T closing(T resource) {
		this.opened.push(resource);
		return resource;
	}

	@Override
	public void close() throws Exception {
		while (!this.opened.isEmpty()) {
			this.opened.pop().close();
		}
	}

}
