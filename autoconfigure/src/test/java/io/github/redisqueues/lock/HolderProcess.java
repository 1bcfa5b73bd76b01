package io.github.redisqueues.lock;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import io.github.redisqueues.lock.history.Event;
import io.github.redisqueues.lock.history.Event.Kind;
import io.github.redisqueues.lock.history.History;
import org.jspecify.annotations.Nullable;

import org.springframework.data.redis.connection.RedisStandaloneConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/**
 * An application of its own that does what its parent says, line by line, until it is
 * killed or its parent is gone. What it does stands in its history file before anything
 * follows from it.
 */
final class HolderProcess {

	private static final LockOptions LONG_LEASE = LockOptions.defaults().leaseTime(Duration.ofMinutes(1));

	private final String name;

	private final NamedLock lock;

	private final LockOptions options;

	private final GuardedResource resource;

	private final Path directory;

	private @Nullable LockHandle handle;

	private HolderProcess(String name, NamedLock lock, LockOptions options, GuardedResource resource, Path directory) {
		this.name = name;
		this.lock = lock;
		this.options = options;
		this.resource = resource;
		this.directory = directory;
	}

	/**
	 * Runs the application.
	 * @param arguments name, host, port, namespace, kind, lock, lease in milliseconds,
	 * directory
	 */
	public static void main(String[] arguments) throws Exception {
		LettuceConnectionFactory connections = new LettuceConnectionFactory(
				new RedisStandaloneConfiguration(arguments[1], Integer.parseInt(arguments[2])));
		connections.afterPropertiesSet();
		connections.start();
		Duration lease = Duration.ofMillis(Long.parseLong(arguments[6]));
		RedisDistributedLocks locks = new RedisDistributedLocks(connections,
				new LockSettings(arguments[3], lease, Duration.ofSeconds(50), true), (event) -> {
				});
		NamedLock lock = KindOfLock.valueOf(arguments[4]).of(locks, arguments[5]);
		GuardedResource resource = new GuardedResource(connections, arguments[5]);
		HolderProcess process = new HolderProcess(arguments[0], lock, LockOptions.defaults(), resource,
				Path.of(arguments[7]));
		// Lest a hold run out while classes are loaded
		KindOfLock.valueOf(arguments[4]).of(locks, arguments[0]).acquire(LONG_LEASE).release();
		new GuardedResource(connections, arguments[0]).write("nobody", 1);
		say("started");
		BufferedReader parent = new BufferedReader(new InputStreamReader(System.in));
		for (String line = parent.readLine(); line != null; line = parent.readLine()) {
			process.obey(line.split(" "));
		}
		Runtime.getRuntime().halt(1);
	}

	private static void say(Object answer) {
		System.out.println(answer);
		System.out.flush();
	}

	private void obey(String[] words) throws Exception {
		switch (words[0]) {
			case "acquire" -> {
				this.handle = this.lock.acquire(this.options);
				record(Kind.ACQUIRED, handle());
				say(handle().token());
			}
			case "believe" -> {
				boolean held = handle().isHeld();
				if (held) {
					record(Kind.BELIEVED, handle());
				}
				say(held);
			}
			// As one does who has asked before it was stopped
			case "write" -> {
				recordNaively(Kind.BELIEVED, handle());
				say(this.resource.write(this.name, handle().token()));
			}
			case "release" -> say(handle().release());
			case "extend" -> say(handle().extend(Duration.ofSeconds(5)));
			case "work" -> {
				work(Integer.parseInt(words[1]), Integer.parseInt(words[2]));
				say("worked");
			}
			default -> throw new IllegalArgumentException(words[0]);
		}
	}

	private LockHandle handle() {
		return Objects.requireNonNull(this.handle, "nothing was acquired");
	}

	private void record(Kind kind, LockHandle handle) throws IOException {
		try (History history = new History(this.directory.resolve(this.name))) {
			history.add(Event.now(kind, this.name, handle.token()));
		}
		recordNaively(kind, handle);
	}

	private void recordNaively(Kind kind, LockHandle handle) throws IOException {
		try (History history = new History(this.directory.resolve(this.name + ".naive"))) {
			history.add(Event.now(kind, this.name, handle.token()));
		}
	}

	private void work(int threads, int holds) throws Exception {
		ExecutorService executor = Executors.newFixedThreadPool(threads);
		try (History history = new History(this.directory.resolve(this.name));
				FileCounter counter = new FileCounter(this.directory.resolve("counter"))) {
			List<Future<Void>> workers = new ArrayList<>();
			for (int i = 0; i < threads; i++) {
				String worker = this.name + i;
				workers.add(executor.submit(() -> {
					for (int hold = 0; hold < holds; hold++) {
						count(worker, history, counter);
					}
					return null;
				}));
			}
			for (Future<Void> worker : workers) {
				worker.get();
			}
		}
		finally {
			executor.shutdownNow();
		}
	}

	private void count(String worker, History history, FileCounter counter) throws IOException {
		LockHandle hold = this.lock.acquire(this.options);
		Event acquired = Event.now(Kind.ACQUIRED, worker, hold.token());
		long count = counter.read();
		hold.assertHeld();
		counter.write(count + 1);
		history.add(acquired, Event.now(Kind.RELEASED, worker, hold.token()));
		if (!hold.release()) {
			throw new IllegalStateException("Lost the lock in the middle of " + hold);
		}
	}

}
