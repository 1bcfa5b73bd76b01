package io.github.redisqueues.internal.jdbc;

import java.time.Duration;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

import javax.sql.DataSource;

import io.github.redisqueues.queue.Delivery;
import io.github.redisqueues.queue.RedisQueue;
import io.github.redisqueues.testing.RedisTestServer;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.support.TransactionTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Producers and consumers of one transactional queue that fail at random at each step,
 * two relays, and a Redis that is emptied again and again. Whatever was committed takes
 * effect exactly once.
 */
public final class OutboxCrashTest {

	private static final int CONSUMERS = 3;

	private final RedisTestServer server;

	private final DataSource dataSource;

	private final String platform;

	private final Random random;

	private final AtomicInteger committed = new AtomicInteger();

	private final AtomicInteger crashes = new AtomicInteger();

	private final AtomicBoolean consuming = new AtomicBoolean(true);

	public OutboxCrashTest(RedisTestServer server, DataSource dataSource, String platform, long seed) {
		this.server = server;
		this.dataSource = dataSource;
		this.platform = platform;
		this.random = new Random(seed);
	}

	/**
	 * What happened.
	 *
	 * @param committed how many sends were committed
	 * @param effects how many took effect
	 * @param distinct how many of these are different messages
	 * @param crashes how many steps failed
	 * @param flushes how often Redis was emptied
	 */
	public record Report(int committed, int effects, int distinct, int crashes, int flushes) {
	}

	@SuppressWarnings("serial")
	private static final class Crash extends RuntimeException {

	}

	private void mayCrash(double probability) {
		boolean crashes;
		synchronized (this.random) {
			crashes = this.random.nextDouble() < probability;
		}
		if (crashes) {
			this.crashes.incrementAndGet();
			throw new Crash();
		}
	}

	public Report run(int sends, Duration betweenFlushes) throws Exception {
		String name = "crashes";
		ExecutorService threads = Executors.newCachedThreadPool();
		try (TransactionalFixture first = new TransactionalFixture(this.server, this.dataSource, this.platform);
				TransactionalFixture second = new TransactionalFixture(this.server, this.dataSource, this.platform)) {
			JdbcTemplate jdbc = first.jdbc();
			jdbc.execute("create table business (id varchar(20) primary key)");
			jdbc.execute("create table effects (id varchar(20) not null)");
			RedisQueue<String> queue = queue(first, name);
			RedisQueue<String> other = queue(second, name);
			for (int i = 0; i < CONSUMERS; i++) {
				TransactionalFixture process = (i % 2 == 0) ? first : second;
				RedisQueue<String> its = (i % 2 == 0) ? queue : other;
				threads.submit(() -> consume(process, its));
			}
			Future<?> producer = threads.submit(() -> produce(first, queue, sends));
			int flushes = 0;
			while (!producer.isDone()) {
				await().pollDelay(betweenFlushes).until(() -> true);
				this.server.command("FLUSHALL");
				flushes++;
			}
			producer.get();
			await().atMost(Duration.ofSeconds(120)).until(() -> first.rows(queue) == 0);
			this.consuming.set(false);
			threads.shutdown();
			threads.awaitTermination(20, TimeUnit.SECONDS);
			assertThat(jdbc.queryForObject("select count(*) from business", Integer.class))
				.isEqualTo(this.committed.get());
			return new Report(this.committed.get(), count(jdbc, "count(id)"), count(jdbc, "count(distinct id)"),
					this.crashes.get(), flushes);
		}
		finally {
			this.consuming.set(false);
			threads.shutdownNow();
		}
	}

	private static int count(JdbcTemplate jdbc, String what) {
		Integer count = jdbc.queryForObject("select " + what + " from effects", Integer.class);
		return (count != null) ? count : -1;
	}

	private static RedisQueue<String> queue(TransactionalFixture process, String name) {
		return process.create(name,
				(settings) -> settings.leaseTime(Duration.ofMillis(800))
					.maxAttempts(10_000)
					.resendAfter(Duration.ofMillis(700)));
	}

	private void produce(TransactionalFixture process, RedisQueue<String> queue, int sends) {
		TransactionTemplate transaction = process.transaction();
		for (int i = 0; i < sends; i++) {
			String id = "m" + i;
			try {
				transaction.executeWithoutResult((status) -> {
					process.jdbc().update("insert into business (id) values (?)", id);
					mayCrash(0.02);
					queue.send(id);
					mayCrash(0.02);
				});
				this.committed.incrementAndGet();
			}
			catch (Crash ex) {
				// Nothing is committed
			}
		}
	}

	private void consume(TransactionalFixture process, RedisQueue<String> queue) {
		while (this.consuming.get()) {
			try {
				Optional<Delivery<String>> taken = queue.receive(Duration.ofMillis(300));
				if (taken.isPresent()) {
					handle(process, taken.get());
				}
			}
			catch (RuntimeException ex) {
				// The next attempt, or the other consumers, handle it
			}
		}
	}

	private void handle(TransactionalFixture process, Delivery<String> delivery) {
		process.transaction().executeWithoutResult((status) -> {
			if (delivery.claim()) {
				mayCrash(0.02);
				process.jdbc().update("insert into effects (id) values (?)", delivery.payload());
				mayCrash(0.02);
			}
		});
		mayCrash(0.02);
		delivery.ack();
	}

}
