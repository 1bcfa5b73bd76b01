package io.github.redisqueues.internal.lock;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;

import io.github.redisqueues.internal.lock.contract.KindOfLock;
import io.github.redisqueues.lock.LockHandle;
import io.github.redisqueues.lock.LockOptions;
import io.github.redisqueues.testing.DocumentedUser;
import io.github.redisqueues.testing.history.HistoryFile;
import io.github.redisqueues.testing.history.LockEvent;
import io.github.redisqueues.testing.history.LockEvent.Kind;

import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/**
 * An application of its own that does what its parent says, line by line, until it is
 * killed or its parent is gone. What it does stands in its history file before anything
 * follows from it.
 */
final class HolderProcess {

	private final String name;

	private final Path directory;

	private final LettuceConnectionFactory connections;

	private final StoreDistributedLocks locks;

	private final Map<String, LockHandle> handles = new ConcurrentHashMap<>();

	private HolderProcess(String name, Path directory, LettuceConnectionFactory connections,
			StoreDistributedLocks locks) {
		this.name = name;
		this.directory = directory;
		this.connections = connections;
		this.locks = locks;
	}

	/**
	 * Runs the application.
	 * @param arguments name, host, port, namespace, lease in milliseconds, directory
	 */
	public static void main(String[] arguments) throws Exception {
		LettuceConnectionFactory connections = new LettuceConnectionFactory(
				DocumentedUser.configuration(arguments[1], Integer.parseInt(arguments[2])));
		connections.afterPropertiesSet();
		connections.start();
		StoreDistributedLocks locks = StoreDistributedLocks.inRedis(connections, new LockSettings(arguments[3],
				Duration.ofMillis(Long.parseLong(arguments[4])), Duration.ofSeconds(50), true), (event) -> {
				});
		HolderProcess process = new HolderProcess(arguments[0], Path.of(arguments[5]), connections, locks);
		process.warmUp();
		say("started");
		for (BlockingQueue<String> orders = orders();;) {
			try {
				process.obey(orders.take().split(" "));
			}
			catch (Exception ex) {
				ex.printStackTrace(System.out);
				Runtime.getRuntime().halt(1);
			}
		}
	}

	/**
	 * Hears the parent, and ends with it, whatever the process is doing.
	 */
	private static BlockingQueue<String> orders() {
		BlockingQueue<String> orders = new LinkedBlockingQueue<>();
		Thread ear = new Thread(() -> {
			try (BufferedReader parent = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
				parent.lines().forEach(orders::add);
			}
			catch (IOException | UncheckedIOException ex) {
				// Gone as well
			}
			Runtime.getRuntime().halt(1);
		});
		ear.setDaemon(true);
		ear.start();
		return orders;
	}

	/**
	 * Lest a hold run out while classes are loaded.
	 */
	private void warmUp() {
		LockOptions options = LockOptions.defaults().leaseTime(Duration.ofMinutes(1));
		for (KindOfLock kind : KindOfLock.values()) {
			kind.of(this.locks, this.name + kind).acquire(options).release();
		}
		resource(this.name).write("nobody", 1);
	}

	private static void say(Object answer) {
		System.out.println(answer);
		System.out.flush();
	}

	private void obey(String[] words) throws Exception {
		String lock = words[1];
		switch (words[0]) {
			case "acquire" -> acquire(KindOfLock.valueOf(words[2]), lock);
			case "wait" -> new Thread(() -> acquire(KindOfLock.valueOf(words[2]), lock)).start();
			case "believe" -> {
				boolean held = handle(lock).isHeld();
				if (held) {
					record(lock, LockEvent.now(Kind.BELIEVED, this.name, handle(lock).token()));
				}
				say(held);
			}
			// As one does who has asked before it was stopped
			case "write" -> {
				long token = handle(lock).token();
				recordNaively(lock, LockEvent.now(Kind.BELIEVED, this.name, token));
				say(resource(lock).write(this.name, token));
			}
			case "release" -> say(handle(lock).release());
			case "extend" -> say(handle(lock).extend(Duration.ofSeconds(5)));
			case "work" -> {
				work(lock, Integer.parseInt(words[2]), Integer.parseInt(words[3]));
				say("worked");
			}
			default -> throw new IllegalArgumentException(words[0]);
		}
	}

	private LockHandle handle(String lock) {
		return Objects.requireNonNull(this.handles.get(lock), "nothing was acquired");
	}

	private GuardedResource resource(String lock) {
		return new GuardedResource(this.connections, lock);
	}

	private void acquire(KindOfLock kind, String lock) {
		LockHandle handle = kind.of(this.locks, lock).acquire(LockOptions.defaults());
		this.handles.put(lock, handle);
		record(lock, LockEvent.now(Kind.ACQUIRED, this.name, handle.token()));
		say(handle.token());
	}

	private void record(String lock, LockEvent event) {
		HistoryFile.append(this.directory.resolve(lock + "." + this.name), event);
		recordNaively(lock, event);
	}

	private void recordNaively(String lock, LockEvent event) {
		HistoryFile.append(this.directory.resolve(lock + "." + this.name + ".naive"), event);
	}

	private void work(String lock, int threads, int holds) throws Exception {
		ExecutorService executor = Executors.newFixedThreadPool(threads);
		try (HistoryFile history = new HistoryFile(this.directory.resolve(lock + "." + this.name));
				FileCounter counter = new FileCounter(this.directory.resolve("counter"))) {
			List<Future<Void>> workers = new ArrayList<>();
			for (int i = 0; i < threads; i++) {
				String worker = this.name + i;
				workers.add(executor.submit(() -> {
					for (int hold = 0; hold < holds; hold++) {
						count(this.locks.acquire(lock), worker, history, counter);
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

	private static void count(LockHandle hold, String worker, HistoryFile history, FileCounter counter)
			throws IOException {
		LockEvent acquired = LockEvent.now(Kind.ACQUIRED, worker, hold.token());
		long count = counter.read();
		hold.assertHeld();
		counter.write(count + 1);
		history.add(acquired, LockEvent.now(Kind.RELEASED, worker, hold.token()));
		if (!hold.release()) {
			throw new IllegalStateException("Lost in the middle: " + hold);
		}
	}

}
