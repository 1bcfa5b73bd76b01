package io.github.redisqueues.benchmarks.scenario;

import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

import io.github.redisqueues.benchmarks.contender.StartedApplication;
import io.github.redisqueues.benchmarks.harness.Aim;
import io.github.redisqueues.benchmarks.harness.Figures;
import io.github.redisqueues.benchmarks.harness.Measure;
import io.github.redisqueues.benchmarks.harness.Place;
import io.github.redisqueues.benchmarks.harness.Profile;
import io.github.redisqueues.benchmarks.harness.Scenario;
import io.github.redisqueues.benchmarks.harness.ScenarioSource;
import io.github.redisqueues.benchmarks.harness.Side;
import io.github.redisqueues.benchmarks.harness.Work;

/**
 * Start and end of an application: the whole process.
 */
public final class StartUpScenario implements ScenarioSource {

	private static final String PROCESS = "whole process";

	private static final String DISABLED = "starter disabled";

	/**
	 * Libraries that only the benchmarks need.
	 */
	private static final List<String> OTHERS = List.of("redisson", "spring-integration", "jmh", "jfreechart", "batik");

	private static final List<String> QUEUES = List.of("--queues.instances.one.type=fifo",
			"--queues.instances.two.type=lifo", "--queues.instances.three.type=priority",
			"--queues.instances.four.type=delay", "--queues.instances.four.delay=1m");

	private static final double AIM = 1.05;

	private static final double NANOS_PER_MILLI = 1e6;

	@Override
	public List<Scenario> scenarios(Profile profile) {
		return List.of(Scenario
			.named("start-up", "An application that starts and ends: with four queues, and with the starter disabled.")
			.measures(Measure.less(PROCESS, "ms"), Measure.less("start of the context", "ms"))
			.sides(Side.of(DISABLED,
					(place) -> rounds(place, List.of("--queues.enabled=false", "--queues.lock.enabled=false"))),
					Side.ours((place) -> rounds(place, QUEUES)))
			.rounds(1, 9)
			.aims(Aim.ratioAtMost(AIM, PROCESS, DISABLED))
			.build());
	}

	private static Work rounds(Place place, List<String> arguments) {
		String classPath = Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
			.filter((entry) -> OTHERS.stream().noneMatch(Path.of(entry).getFileName().toString()::startsWith))
			.collect(Collectors.joining(File.pathSeparator));
		List<String> command = new ArrayList<>(
				List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp", classPath,
						StartedApplication.class.getName(), "--spring.data.redis.host=" + place.address().host(),
						"--spring.data.redis.port=" + place.address().port()));
		command.addAll(arguments);
		return () -> {
			long begin = System.nanoTime();
			Process process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
			String answer = new String(process.getInputStream().readAllBytes()).strip();
			int status = process.waitFor();
			double millis = (System.nanoTime() - begin) / NANOS_PER_MILLI;
			if (status != 0) {
				throw new IllegalStateException("the application ended with status " + status);
			}
			return new Figures(1, millis, Double.parseDouble(answer));
		};
	}

}
