package io.github.redisqueues.internal.queue;

import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.function.Consumer;

import io.github.redisqueues.internal.listener.DefaultQueueListenerContainer;
import io.github.redisqueues.listener.ListenerSettings;
import io.github.redisqueues.queue.JsonPayloadConverter;
import io.github.redisqueues.queue.QueueSettings;
import io.github.redisqueues.queue.Rate;
import io.github.redisqueues.queue.RedisQueue;
import io.github.redisqueues.queue.RedriveJob;
import io.github.redisqueues.queue.RedriveJob.State;
import io.github.redisqueues.queue.RedriveOptions;
import io.github.redisqueues.queue.RedriveRunningException;
import io.github.redisqueues.testing.FaultyProxy;
import io.github.redisqueues.testing.QueueInvariant;
import io.github.redisqueues.testing.RedisTestServer;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link RedriveDriver}: processes that stop, die or lose their connection.
 */
class RedriveDriverTests {

	private static final RedriveOptions FAST = RedriveOptions.defaults()
		.rate(Rate.of(1_000_000, Duration.ofSeconds(1)));

	private final RedisTestServer server = RedisTestServer.shared();

	private final FaultyProxy proxy = new FaultyProxy(this.server);

	private final LettuceConnectionFactory connections = this.server.connectionFactory();

	private final LettuceConnectionFactory otherConnections = this.server.connectionFactory(Duration.ofSeconds(2),
			(configuration) -> configuration.setPort(this.proxy.port()));

	private final DefaultRedisQueueFactory factory = new DefaultRedisQueueFactory(this.connections,
			new JsonPayloadConverter(), TestQueues.NAMESPACE);

	private final DefaultRedisQueueFactory otherProcess = new DefaultRedisQueueFactory(this.otherConnections,
			new JsonPayloadConverter(), TestQueues.NAMESPACE);

	private final QueueSettings<String> settings = QueueSettings.builder("q" + System.nanoTime(), String.class).build();

	private final RedisQueue<String> queue = this.factory.create(this.settings);

	private final RedisQueue<String> elsewhere = this.otherProcess.create(this.settings);

	private final Map<String, Integer> handled = new ConcurrentHashMap<>();

	private final DefaultQueueListenerContainer<String> listener = DefaultQueueListenerContainer.of("books", this.queue,
			(delivery) -> this.handled.merge(delivery.id(), 1, Integer::sum), ListenerSettings.builder().build());

	@BeforeEach
	void letThirtyDie() {
		letDie(30);
	}

	@AfterEach
	void close() {
		this.listener.stop();
		this.otherProcess.close();
		this.factory.close();
		this.connections.destroy();
		this.otherConnections.destroy();
		this.proxy.close();
		QueueInvariant invariant = QueueInvariant.of(this.server, TestQueues.NAMESPACE, this.queue.name());
		invariant.check();
		invariant.removeQueue();
	}

	@Test
	void goesOnInAnotherProcessWhenItsOwnStops() {
		RedriveJob job = this.elsewhere.deadLetters().startRedrive(FAST.rate(Rate.parse("20/s")));
		this.listener.start();
		awaitJob(job, (now) -> now.redriven() > 11);
		String first = now(job).drivenBy().orElseThrow();
		this.otherProcess.stop();
		awaitJob(job, (now) -> now.drivenBy().filter((name) -> !name.equals(first)).isPresent()
				|| now.state() == State.FINISHED);
		awaitJob(job, (now) -> now.state() == State.FINISHED);
		assertThat(now(job).handled()).isEqualTo(30);
		assertThat(this.handled).hasSize(30).allSatisfy((id, count) -> assertThat(count).isEqualTo(1));
	}

	@Test
	void goesOnInTheSameProcessWhenThatStartsAgain() {
		RedriveJob job = this.elsewhere.deadLetters().startRedrive(FAST);
		this.elsewhere.receive(Duration.ofSeconds(30)).orElseThrow().ack();
		this.otherProcess.stop();
		RedriveClient client = new RedriveClient(((RedisMessageQueue<String>) this.queue).client());
		assertThat(client.jobs().abandoned()).as("given up").isPresent();
		long redriven = client.jobs().jobs().get(0).counts().redriven();
		this.otherProcess.start();
		assertThat(this.elsewhere.poll(30)).hasSize((int) redriven - 1);
		Awaitility.await()
			.until(() -> !this.elsewhere.poll(100).isEmpty() || client.jobs().jobs().get(0).state() == State.FINISHED);
		Awaitility.await()
			.until(() -> this.elsewhere.poll(100).isEmpty() && client.jobs().jobs().get(0).state() == State.FINISHED);
		assertThat(client.jobs().jobs().get(0).counts().handled()).isEqualTo(30);
		assertThat(job.id()).isEqualTo(client.jobs().jobs().get(0).id());
	}

	@Test
	void goesOnInAProcessThatListensWhenItsOwnDies() {
		// No other process does a step of it
		RedriveState job = new RedriveClient(((RedisMessageQueue<String>) this.elsewhere).client())
			.start("job", 30, FAST, "dead", Duration.ofSeconds(1))
			.orElseThrow();
		assertThat(job.isRunning()).isTrue();
		this.listener.start();
		RedriveClient client = new RedriveClient(((RedisMessageQueue<String>) this.queue).client());
		patiently().until(() -> client.jobs().jobs().get(0).state() == State.FINISHED);
		assertThat(this.handled).hasSize(30).allSatisfy((id, count) -> assertThat(count).isEqualTo(1));
	}

	@Test
	void drivesAJobThatIsStartedRightAfterAnotherWasStopped() {
		for (int i = 1; i <= 3; i++) {
			RedriveJob job = this.queue.deadLetters().startRedrive(FAST);
			// Nobody looks for jobs
			int redriven = i;
			Awaitility.await().until(() -> this.queue.size() == redriven);
			assertThat(job.stop()).isTrue();
		}
		RedriveJob last = this.queue.deadLetters().startRedrive(FAST);
		awaitJob(last, (now) -> {
			this.queue.poll(100);
			return now.state() == State.FINISHED;
		});
		assertThat(now(last).handled()).isEqualTo(27);
	}

	@Test
	void startsNoJobWhileOneOfAnotherReleaseRuns() {
		String key = QueueInvariant.of(this.server, TestQueues.NAMESPACE, this.queue.name()).key("redrive");
		this.server.nodeOf(key).command("SET", key, "\u0001 of another release");
		assertThatExceptionOfType(RedriveRunningException.class)
			.isThrownBy(() -> this.queue.deadLetters().startRedrive(FAST))
			.withMessageContaining("'" + this.queue.name() + "'")
			.withMessageContaining("another release")
			.satisfies((ex) -> assertThat(ex.jobId()).isEmpty());
		this.server.nodeOf(key).command("DEL", key);
	}

	@Test
	void goesOnWhenSomebodyLooks() {
		new RedriveClient(((RedisMessageQueue<String>) this.elsewhere).client()).start("job", 30, FAST, "dead",
				Duration.ofMillis(1));
		Awaitility.await().until(() -> {
			this.queue.poll(100);
			return this.queue.deadLetters().redriveJobs().get(0).state() == State.FINISHED;
		});
		assertThat(this.queue.deadLetters().redriveJobs().get(0).handled()).isEqualTo(30);
	}

	@Test
	void outlivesLostAnswersAndConnections() {
		RedriveJob job = this.elsewhere.deadLetters().startRedrive(FAST.maxFailureRatio(1));
		awaitJob(job, (now) -> now.redriven() == 1);
		for (Consumer<FaultyProxy> fault : List.<Consumer<FaultyProxy>>of((cut) -> cut.cutAfter("EVALSHA"),
				(cut) -> cut.cutBefore("EVALSHA"), (cut) -> {
					cut.refuse();
					cut.cutAll();
				})) {
			int before = this.proxy.connections();
			fault.accept(this.proxy);
			this.queue.poll(1);
			Awaitility.await().until(() -> this.proxy.connections() > before);
			this.proxy.heal();
		}
		patiently().until(() -> {
			this.queue.poll(100);
			return now(job).state() == State.FINISHED;
		});
		assertThat(now(job).handled()).isEqualTo(30);
		assertThat(now(job).redriven()).isEqualTo(30);
	}

	@Test
	void redrivesAHundredThousandAThousandAtATime() {
		letManyDie(100_000);
		assertThat(this.queue.deadLetters().size()).isEqualTo(100_030);
		RedriveJob job = this.queue.deadLetters().startRedrive(FAST);
		assertThat(job.total()).isEqualTo(100_030);
		long[] taken = new long[1];
		Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> {
			assertThat(this.elsewhere.size()).isLessThanOrEqualTo(1_000);
			taken[0] += this.elsewhere.poll(1_000).size();
			return now(job).state() == State.FINISHED;
		});
		assertThat(taken[0]).isEqualTo(100_030);
		assertThat(now(job).handled()).isEqualTo(100_030);
		assertThat(this.queue.deadLetters().size()).isZero();
	}

	private void letDie(int count) {
		for (int i = 0; i < count; i++) {
			this.queue.send("a");
		}
		this.queue.receive(count, Duration.ZERO).forEach((delivery) -> delivery.reject("bad"));
	}

	private void letManyDie(int count) {
		List<String> batch = Collections.nCopies(RedisQueue.MAX_BATCH_SIZE, "a");
		for (int sent = 0; sent < count; sent += batch.size()) {
			this.queue.sendAll(batch);
		}
		QueueInvariant invariant = QueueInvariant.of(this.server, TestQueues.NAMESPACE, this.queue.name());
		String script = """
				for i, id in ipairs(redis.call('LRANGE', KEYS[1], 0, -1)) do
					redis.call('ZADD', KEYS[2], 1000 + i, id)
					redis.call('HSET', KEYS[3], id, 'bad')
				end
				redis.call('DEL', KEYS[1])
				return 0
				""";
		this.server.nodeOf(invariant.key("dead"))
			.command("EVAL", script, 3, invariant.key("ready"), invariant.key("dead"), invariant.key("reasons"));
	}

	/**
	 * Reads the job without driving it.
	 */
	private RedriveJob now(RedriveJob job) {
		RedriveClient client = new RedriveClient(((RedisMessageQueue<String>) this.queue).client());
		return new RedisRedriveJob(
				client.jobs().jobs().stream().filter((one) -> one.id().equals(job.id())).findFirst().orElseThrow(),
				client);
	}

	private void awaitJob(RedriveJob job, Predicate<RedriveJob> condition) {
		patiently().until(() -> now(job), condition);
	}

	private static ConditionFactory patiently() {
		return Awaitility.await().atMost(Duration.ofSeconds(40));
	}

}
