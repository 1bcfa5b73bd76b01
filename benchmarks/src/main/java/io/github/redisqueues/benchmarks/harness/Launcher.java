package io.github.redisqueues.benchmarks.harness;

import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

import io.github.redisqueues.queue.RedisQueue;
import org.jspecify.annotations.Nullable;

/**
 * Starts the process of a side.
 *
 * @param profile how long the run takes
 * @param baseline classes or jar of an older build of this library, or null
 */
record Launcher(Profile profile, @Nullable Path baseline) {

	private static final String QUEUE = "work";

	/**
	 * Returns the sides of a scenario; with an older build, ours once more from it.
	 */
	List<Side> sides(Scenario scenario) {
		List<Side> sides = new ArrayList<>(scenario.sides());
		if (this.baseline != null) {
			scenario.sides()
				.stream()
				.filter(Side::ours)
				.map((side) -> new Side(side.contender().replace(Side.OURS, Side.BASELINE), false, side.launch(),
						side.contender()))
				.forEach(sides::add);
		}
		return sides;
	}

	/**
	 * Starts the process of a side. The caller waits until it is ready.
	 * @throws PeerMissingException if a library cannot be installed
	 */
	SideProcess start(Scenario scenario, Side side, Address server, Path directory)
			throws IOException, PeerMissingException {
		return SideProcess.start(command(scenario, side, server, directory));
	}

	private List<String> command(Scenario scenario, Side side, Address server, Path directory)
			throws IOException, PeerMissingException {
		List<String> command = new ArrayList<>();
		if (side.launch() instanceof Launch.BullMq node) {
			command.addAll(List.of("node", PeerInstall.bullMq().toString(), server.host(),
					String.valueOf(server.port()), "bull", QUEUE));
			command.addAll(node.arguments());
		}
		else if (side.launch() instanceof Launch.Rqueue rqueue) {
			command.addAll(this.profile.java());
			command.addAll(List.of("-cp", PeerInstall.rqueue(), "io.github.redisqueues.benchmarks.rqueue.RqueueChild",
					server.host(), String.valueOf(server.port()), "rqueue", QUEUE));
			command.addAll(rqueue.arguments());
		}
		else {
			boolean older = !side.ours() && side.contender().startsWith(Side.BASELINE);
			Side declared = older ? side.named(side.contender().replace(Side.BASELINE, Side.OURS)) : side;
			command.addAll(this.profile.java());
			command.addAll(List.of("-cp", older ? olderClassPath() : classPath()));
			command.addAll(SideMain.arguments(scenario, declared, server, this.profile, directory));
		}
		return command;
	}

	static String classPath() {
		return System.getProperty("java.class.path");
	}

	private String olderClassPath() {
		Path current = location(RedisQueue.class);
		String older = String.valueOf(this.baseline);
		List<String> entries = Arrays.asList(classPath().split(File.pathSeparator));
		if (entries.stream().noneMatch((entry) -> isSame(entry, current))) {
			throw new IllegalStateException(current + " is not on the class path");
		}
		return entries.stream()
			.map((entry) -> isSame(entry, current) ? older : entry)
			.collect(Collectors.joining(File.pathSeparator));
	}

	private static boolean isSame(String entry, Path location) {
		return !entry.isEmpty() && Path.of(entry).toAbsolutePath().normalize().equals(location);
	}

	private static Path location(Class<?> type) {
		try {
			return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI())
				.toAbsolutePath()
				.normalize();
		}
		catch (URISyntaxException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
