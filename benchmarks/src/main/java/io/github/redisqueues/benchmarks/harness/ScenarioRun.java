package io.github.redisqueues.benchmarks.harness;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

import org.springframework.util.FileSystemUtils;

/**
 * Runs a scenario: starts the processes of its sides and lets them take turns, so that
 * other load on the machine affects all of them.
 */
public final class ScenarioRun {

	private final Scenario scenario;

	private final List<Measure> measures;

	private final Launcher launcher;

	private final Profile profile;

	private final @Nullable Path executable;

	private final Map<Side, List<double[]>> figures = new LinkedHashMap<>();

	private final Map<String, String> missing = new LinkedHashMap<>();

	/**
	 * Prepares a run.
	 * @param scenario the scenario
	 * @param profile how long it takes
	 * @param executable the Redis server, or null for the embedded one
	 * @param baseline classes or jar of an older build of this library, or null
	 * @param serverTime whether to measure the processor time of the server in each
	 * scenario
	 */
	public ScenarioRun(Scenario scenario, Profile profile, @Nullable Path executable, @Nullable Path baseline,
			boolean serverTime) {
		this.scenario = scenario;
		this.profile = profile;
		this.executable = executable;
		this.launcher = new Launcher(profile, baseline);
		this.measures = new ArrayList<>(scenario.measures());
		boolean known = scenario.measures()
			.stream()
			.anyMatch((measure) -> measure.source() == Measure.Source.SERVER_TIME);
		if (serverTime && !known && !scenario.curve()) {
			this.measures.add(Measure.serverTime());
		}
	}

	/**
	 * Returns the measures, with the processor time of the server if it was asked for.
	 */
	public List<Measure> measures() {
		return this.measures;
	}

	/**
	 * Runs the scenario.
	 * @return the figures of each side, one array for each round
	 */
	public Map<Side, List<double[]>> run() throws Exception {
		List<Side> sides = this.launcher.sides(this.scenario);
		if (this.scenario.cold()) {
			cold(sides);
		}
		else {
			together(sides);
		}
		return this.figures;
	}

	/**
	 * Returns the contenders that could not be measured, with the reason.
	 */
	public Map<String, String> missing() {
		return this.missing;
	}

	private void together(List<Side> sides) throws Exception {
		Path directory = Files.createTempDirectory("benchmark");
		List<Running> started = new ArrayList<>();
		try {
			for (Side side : sides) {
				start(side, directory).ifPresent(started::add);
			}
			for (Running running : started) {
				attempt(running.side(), () -> running.process().awaitReady());
			}
			int warmUps = this.profile.warmUps(this.scenario.warmUps());
			int rounds = this.profile.rounds(this.scenario.rounds());
			for (int i = -warmUps; i < rounds; i++) {
				boolean measured = i >= 0;
				for (Running running : started) {
					attempt(running.side(), () -> round(running, measured));
				}
			}
		}
		finally {
			for (Running running : started) {
				running.close();
			}
			FileSystemUtils.deleteRecursively(directory);
		}
	}

	private void cold(List<Side> sides) throws Exception {
		Path directory = Files.createTempDirectory("benchmark");
		try {
			for (int i = 0; i < this.profile.rounds(this.scenario.rounds()); i++) {
				for (Side side : sides) {
					try (Running running = start(side, directory).orElse(null)) {
						if (running != null) {
							attempt(side, () -> {
								running.process().awaitReady();
								round(running, true);
							});
						}
					}
				}
			}
		}
		finally {
			FileSystemUtils.deleteRecursively(directory);
		}
	}

	private Optional<Running> start(Side side, Path directory) throws IOException {
		if (this.missing.containsKey(side.contender())) {
			return Optional.empty();
		}
		RedisInstance server = RedisInstance.start(this.executable);
		try {
			return Optional
				.of(new Running(side, server, this.launcher.start(this.scenario, side, server.address(), directory)));
		}
		catch (PeerMissingException ex) {
			server.close();
			this.missing.put(side.contender(), String.valueOf(ex.getMessage()));
			return Optional.empty();
		}
		catch (IOException | RuntimeException ex) {
			server.close();
			throw ex;
		}
	}

	/**
	 * Does something with a side. If another contender fails, the scenario goes on
	 * without it, and the results say so.
	 */
	private void attempt(Side side, Step step) throws IOException {
		if (this.missing.containsKey(side.contender())) {
			return;
		}
		try {
			step.run();
		}
		catch (IOException | RuntimeException ex) {
			if (side.ours()) {
				throw ex;
			}
			ex.printStackTrace();
			this.figures.remove(side);
			this.missing.put(side.contender(), reason(ex));
		}
	}

	private static String reason(Exception failure) {
		return String.valueOf(failure.getMessage()).lines().findFirst().orElse("it failed");
	}

	private void round(Running running, boolean measured) throws IOException {
		double[] values = measure(running.side(), running.process(), running.server());
		if (measured) {
			this.figures.computeIfAbsent(running.side(), (key) -> new ArrayList<>()).add(values);
		}
	}

	private double[] measure(Side side, SideProcess process, RedisInstance server) throws IOException {
		boolean counted = this.measures.stream().anyMatch((measure) -> measure.source() == Measure.Source.COMMANDS);
		try (Monitor monitor = counted ? Monitor.open(server.address()) : null) {
			double before = server.cpuMicros();
			Figures round = process.round();
			double used = server.cpuMicros() - before;
			double[] values = new double[this.measures.size()];
			int reported = 0;
			for (int i = 0; i < values.length; i++) {
				values[i] = switch (this.measures.get(i).source()) {
					case ROUND -> reported < round.values().length ? round.values()[reported++] : Double.NaN;
					case SERVER_TIME -> used / round.operations();
					case COMMANDS -> ((monitor != null) ? monitor.fromClients() : 0) / round.operations();
				};
			}
			if (reported != round.values().length || hasGap(values)) {
				throw new IllegalStateException("%s of %s reports figures that are not those of its measures: %s"
					.formatted(side.contender(), this.scenario.name(), round.line()));
			}
			return values;
		}
	}

	private static boolean hasGap(double[] values) {
		for (double value : values) {
			if (!Double.isFinite(value)) {
				return true;
			}
		}
		return false;
	}

	/**
	 * Something that may fail.
	 */
	private interface Step {

		void run() throws IOException;

	}

	/**
	 * A side that runs, with a server of its own, so that no side gets another's
	 * messages.
	 */
	private record Running(Side side, RedisInstance server, SideProcess process) implements AutoCloseable {

		@Override
		public void close() throws IOException {
			try {
				this.process.close();
			}
			finally {
				this.server.close();
			}
		}

	}

}
