package io.github.redisqueues.benchmarks.contender;

import java.nio.file.Path;

import io.github.redisqueues.benchmarks.harness.Address;
import io.github.redisqueues.benchmarks.harness.Place;
import io.github.redisqueues.benchmarks.harness.Profile;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * A pair of send and poll for JMH, which measures what it allocates.
 */
@State(Scope.Benchmark)
public class AllocationBenchmark {

	/**
	 * The contender.
	 */
	@Param("")
	public String contender = "";

	/**
	 * Host of the server.
	 */
	@Param("")
	public String host = "";

	/**
	 * Port of the server.
	 */
	@Param("0")
	public int port;

	private @Nullable Place place;

	private Runnable pair = () -> {
	};

	/**
	 * Connects.
	 */
	@Setup
	public void open() {
		Place opened = new Place(new Address(this.host, this.port), Profile.ORDINARY, Path.of(""));
		this.place = opened;
		this.pair = Pairs.of(this.contender, opened);
	}

	/**
	 * Disconnects.
	 */
	@TearDown
	public void close() throws Exception {
		if (this.place != null) {
			this.place.close();
		}
	}

	/**
	 * The pair.
	 */
	@Benchmark
	public void pair() {
		this.pair.run();
	}

}
