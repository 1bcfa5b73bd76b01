package io.github.redisqueues.benchmarks.scenario;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import io.github.redisqueues.benchmarks.contender.Clients;
import io.github.redisqueues.benchmarks.contender.LockClient;
import io.github.redisqueues.benchmarks.contender.LockKind;
import io.github.redisqueues.benchmarks.contender.OurApplication;
import io.github.redisqueues.benchmarks.contender.OurListener;
import io.github.redisqueues.benchmarks.harness.Contenders;
import io.github.redisqueues.benchmarks.harness.Figures;
import io.github.redisqueues.benchmarks.harness.Measure;
import io.github.redisqueues.benchmarks.harness.Place;
import io.github.redisqueues.benchmarks.harness.Profile;
import io.github.redisqueues.benchmarks.harness.Scenario;
import io.github.redisqueues.benchmarks.harness.ScenarioSource;
import io.github.redisqueues.benchmarks.harness.Side;
import io.github.redisqueues.benchmarks.harness.Work;
import io.github.redisqueues.queue.QueueType;
import io.github.redisqueues.queue.RedisQueue;
import io.lettuce.core.api.StatefulRedisConnection;
import org.redisson.api.RBlockingQueue;

/**
 * What it costs Redis when nothing happens: a hundred threads that wait for a message, or
 * for a lock that another process holds, and a listener of an empty queue.
 */
public final class IdleScenario implements ScenarioSource {

	private static final int WAITERS = 100;

	private static final int CONCURRENCY = 8;

	private static final int SETTLING = 2;

	private static final int SECONDS = 11;

	private static final int HOUR = 3_600;

	private static final String KEY = "idle";

	@Override
	public List<Scenario> scenarios(Profile profile) {
		int seconds = profile.quick() ? 1 : SECONDS;
		return List.of(
				scenario("idle-receive",
						"100 threads wait for a message of an empty queue; raw: BRPOP, a connection each.",
						Side.of(Contenders.RAW, (place) -> raw(place, seconds)),
						Side.of(Contenders.REDISSON, (place) -> redisson(place, seconds)),
						Side.ours((place) -> ours(place, seconds))),
				scenario("idle-lock", "100 threads wait for a lock that is held.", lock(LockKind.REDISSON, seconds),
						lock(LockKind.INTEGRATION, seconds), lock(LockKind.INTEGRATION_PUB_SUB, seconds),
						lock(LockKind.OURS, seconds)),
				scenario("idle-listener", "A listener with concurrency 8 waits for a message.",
						Side.bullMq("idle", CONCURRENCY, SETTLING, seconds),
						Side.rqueue("idle", CONCURRENCY, SETTLING, seconds),
						Side.ours((place) -> listener(place, seconds))));
	}

	private static Scenario scenario(String name, String title, Side... sides) {
		return Scenario.named(name, title)
			.measures(Measure.commands("commands of clients", "commands/s"),
					new Measure("server CPU", "µs/s", false, Measure.Source.SERVER_TIME))
			.sides(sides)
			.rounds(0, 1)
			.build();
	}

	/**
	 * Starts threads that wait until the side ends.
	 */
	private static Work waiting(Place place, int seconds, List<Runnable> waiters) throws InterruptedException {
		List<Thread> threads = new ArrayList<>();
		for (Runnable waiter : waiters) {
			Thread thread = new Thread(waiter, "waiter");
			thread.setDaemon(true);
			// What ends it is the end of the side
			thread.setUncaughtExceptionHandler((failed, ex) -> {
			});
			thread.start();
			threads.add(thread);
		}
		TimeUnit.SECONDS.sleep(SETTLING);
		return () -> {
			TimeUnit.SECONDS.sleep(seconds);
			if (threads.stream().anyMatch((thread) -> !thread.isAlive())) {
				throw new IllegalStateException("a waiter came back");
			}
			return new Figures(seconds);
		};
	}

	private static Work raw(Place place, int seconds) throws InterruptedException {
		List<Runnable> waiters = new ArrayList<>();
		for (StatefulRedisConnection<byte[], byte[]> connection : Clients.lettuce(place, WAITERS)) {
			connection.setTimeout(Duration.ofHours(2));
			waiters.add(() -> connection.sync().brpop(HOUR, Clients.key(KEY)));
		}
		return waiting(place, seconds, waiters);
	}

	private static Work redisson(Place place, int seconds) throws InterruptedException {
		List<Runnable> waiters = new ArrayList<>();
		RBlockingQueue<byte[]> queue = Clients.redisson(place, WAITERS + CONCURRENCY).getBlockingQueue(KEY);
		for (int i = 0; i < WAITERS; i++) {
			waiters.add(() -> queue.takeAsync().toCompletableFuture().join());
		}
		return waiting(place, seconds, waiters);
	}

	private static Work ours(Place place, int seconds) throws InterruptedException {
		List<Runnable> waiters = new ArrayList<>();
		RedisQueue<byte[]> queue = OurApplication.start(place).queue(QueueType.FIFO);
		for (int i = 0; i < WAITERS; i++) {
			waiters.add(() -> queue.receive(Duration.ofHours(1)));
		}
		return waiting(place, seconds, waiters);
	}

	private static Side lock(LockKind kind, int seconds) {
		return kind.side((place) -> {
			LockClient holder = place.closing(kind.open(place.address()));
			holder.mutex(KEY).take();
			LockClient client = place.closing(kind.open(place.address()));
			List<Runnable> waiters = new ArrayList<>();
			for (int i = 0; i < WAITERS; i++) {
				waiters.add(() -> client.mutex(KEY).await());
			}
			return waiting(place, seconds, waiters);
		});
	}

	private static Work listener(Place place, int seconds) throws Exception {
		OurListener listener = new OurListener(place);
		place.closing(listener.start(CONCURRENCY, (payload) -> {
		}));
		return waiting(place, seconds, List.of());
	}

}
