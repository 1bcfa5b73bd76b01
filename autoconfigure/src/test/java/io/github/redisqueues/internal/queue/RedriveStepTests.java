package io.github.redisqueues.internal.queue;

import java.time.Duration;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import io.github.redisqueues.internal.queue.RedriveScan.Position;
import io.github.redisqueues.internal.queue.RedriveStep.Outcome;
import io.github.redisqueues.queue.Delivery;
import io.github.redisqueues.queue.QueueType;
import io.github.redisqueues.queue.Rate;
import io.github.redisqueues.queue.RedisQueue;
import io.github.redisqueues.queue.RedriveJob.Phase;
import io.github.redisqueues.queue.RedriveJob.State;
import io.github.redisqueues.queue.RedriveOptions;
import io.github.redisqueues.testing.RedisTestServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The steps of a job that redrives dead letters, one by one.
 */
class RedriveStepTests {

	private static final RedriveOptions OPTIONS = RedriveOptions.defaults()
		.maxFailureRatio(1)
		.rate(Rate.of(1_000_000, Duration.ofSeconds(1)));

	private static final Duration LEASE = Duration.ofMinutes(1);

	private TestQueues queues;

	private RedisQueue<String> queue;

	private RedriveClient client;

	private RedriveScan scan = new RedriveScan(RedriveFilter.of(OPTIONS), Position.BEGINNING);

	@BeforeEach
	void createQueue() {
		this.queues = new TestQueues(RedisTestServer.shared());
		this.queue = this.queues.create(QueueType.FIFO);
		this.client = new RedriveClient(((RedisMessageQueue<String>) this.queue).client());
	}

	@AfterEach
	void removeQueue() {
		this.queues.invariant(this.queue).check();
		this.queues.invariant(this.queue).removeQueue();
		this.queues.close();
	}

	@Test
	void aRepeatedStepNeitherRedrivesNorCountsAgain() {
		letDie(30);
		start("a", OPTIONS);
		assertThat(twice().counts().redriven()).isEqualTo(1);
		assertThat(this.queue.size()).isEqualTo(1);
		settle(true);
		RedriveState ten = twice();
		assertThat(ten.phase()).isEqualTo(Phase.TEN);
		assertThat(ten.counts()).isEqualTo(new RedriveState.Counts(30, 11, 1, 0, 10));
		settle(false);
		while (job().counts().redriven() < 30) {
			step("a", LEASE);
		}
		settle(false);
		assertThat(step("a", LEASE).job().orElseThrow().state()).isEqualTo(State.FINISHED);
		assertThat(step("a", LEASE).outcome()).isEqualTo(Outcome.ENDED);
		assertThat(job().counts()).isEqualTo(new RedriveState.Counts(30, 30, 1, 29, 0));
		assertThat(this.queue.size()).isZero();
	}

	@Test
	void aRepeatedStartStartsOneJob() {
		letDie(3);
		String id = "job";
		RedriveState first = this.client.start(id, 3, OPTIONS, "a", LEASE).orElseThrow();
		assertThat(this.client.start(id, 3, OPTIONS, "a", LEASE).orElseThrow()).hasToString(first.toString())
			.extracting(RedriveState::startedAt)
			.isEqualTo(first.startedAt());
		this.client.stop(id, "enough");
		assertThat(this.client.start(id, 3, OPTIONS, "a", LEASE).orElseThrow().state()).isEqualTo(State.STOPPED);
		assertThat(this.client.jobs().jobs()).hasSize(1);
	}

	@Test
	void isDrivenByOneProcessUntilItsLeaseEnds() {
		letDie(3);
		start("a", OPTIONS);
		assertThat(step("b", LEASE).outcome()).isEqualTo(Outcome.OTHERS);
		assertThat(this.queue.size()).isZero();
		assertThat(this.client.jobs().abandoned()).isEmpty();
		assertThat(step("a", Duration.ZERO).outcome()).isEqualTo(Outcome.OURS);
		assertThat(this.client.jobs().abandoned())
			.hasValueSatisfying((abandoned) -> assertThat(abandoned.id()).isEqualTo("job"));
		assertThat(step("b", LEASE).job().orElseThrow().counts().redriven()).isEqualTo(1);
		assertThat(step("a", LEASE).outcome()).isEqualTo(Outcome.OTHERS);
	}

	@Test
	void leavesAloneWhatDiedAfterTheStartAndWhatItHasRedrivenWhateverTheClockSays() {
		letDie(20);
		start("a", OPTIONS);
		letDie(1);
		step("a", LEASE);
		settle(true);
		step("a", LEASE);
		settle(false);
		String dead = this.queues.invariant(this.queue).key("dead");
		List<String> ids = this.queue.deadLetters().browse(0, 100).stream().map((letter) -> letter.id()).toList();
		assertThat(ids).hasSize(20);
		this.scan = new RedriveScan(RedriveFilter.of(OPTIONS), Position.BEGINNING);
		this.client.readPage(job(), this.scan);
		assertThat(all()).as("those of the first twenty that were not redriven").hasSize(9);
		String again = ids.get(19);
		assertThat(this.queue.deadLetters().find(again).orElseThrow().reason()).isEqualTo("again");
		// The clock of Redis was set back when it died again
		RedisTestServer.shared().nodeOf(dead).command("ZADD", dead, 1, again);
		this.scan = new RedriveScan(RedriveFilter.of(OPTIONS), Position.BEGINNING);
		this.client.readPage(job(), this.scan);
		assertThat(all()).hasSize(9).doesNotContain(again);
		this.scan = new RedriveScan(RedriveFilter.of(OPTIONS), Position.BEGINNING);
		this.scan.add(List.of(new RedriveScan.Letter(again, 1, "again", true)), true);
		assertThat(step("a", LEASE).settled()).as("even if it is given").isEqualTo(1);
		assertThat(this.queue.deadLetters().find(again)).isPresent();
	}

	@Test
	void keepsToItsRateAfterTheFirstEleven() {
		letDie(20);
		start("a", OPTIONS.rate(Rate.of(1, Duration.ofHours(1))));
		step("a", LEASE);
		settle(true);
		step("a", LEASE);
		settle(true);
		assertThat(twice().counts().redriven()).isEqualTo(12);
		settle(true);
		assertThat(step("a", LEASE).room()).isZero();
		assertThat(twice().counts()).isEqualTo(new RedriveState.Counts(20, 12, 12, 0, 0));
	}

	@Test
	void leavesAtMostAThousandUndecided() {
		letDie(2_000);
		start("a", OPTIONS);
		for (int i = 0; i < 12; i++) {
			step("a", LEASE);
			if (i < 2) {
				settle(true);
			}
		}
		assertThat(job().counts()).isEqualTo(new RedriveState.Counts(2_000, 1_011, 11, 0, 1_000));
	}

	@Test
	void countsEveryHundredOutcomesOfAStep() {
		letDie(511);
		start("a", OPTIONS.maxFailureRatio(0.5));
		step("a", LEASE);
		settle(true);
		step("a", LEASE);
		settle(true);
		while (job().counts().redriven() < 511) {
			step("a", LEASE);
		}
		// About the order in which the step looks at them
		List<Delivery<String>> taken = this.queue.receive(2_000, Duration.ZERO)
			.stream()
			.sorted(Comparator.comparing(Delivery::id))
			.toList();
		assertThat(taken).hasSize(500);
		for (int i = 0; i < taken.size(); i++) {
			assertThat((i < 300) ? taken.get(i).reject("again") : taken.get(i).ack()).isTrue();
		}
		RedriveState stopped = step("a", LEASE).job().orElseThrow();
		assertThat(stopped.state()).isEqualTo(State.STOPPED);
		assertThat(stopped.reason()).matches("\\d+ of the last 100 messages failed again");
		assertThat(stopped.counts()).isEqualTo(new RedriveState.Counts(511, 511, 211, 300, 0));
	}

	@Test
	void allowsAStepAsManyFailuresAsItsRatioWhateverTheirOrder() {
		letDie(70);
		start("a", OPTIONS.maxFailureRatio(0.5));
		step("a", LEASE);
		settle(true);
		step("a", LEASE);
		settle(true);
		while (job().counts().redriven() < 70) {
			step("a", LEASE);
		}
		List<Delivery<String>> taken = this.queue.receive(2_000, Duration.ZERO)
			.stream()
			.sorted(Comparator.comparing(Delivery::id))
			.toList();
		for (int i = 0; i < taken.size(); i++) {
			assertThat((i < 30) ? taken.get(i).reject("again") : taken.get(i).ack()).isTrue();
		}
		assertThat(step("a", LEASE).job().orElseThrow().state()).isEqualTo(State.FINISHED);
	}

	@Test
	void findsEachThatMatchesOnceWhateverOthersDo() {
		for (int i = 0; i < 6; i++) {
			letDie(500, (i % 2 == 0) ? "even" : "odd");
		}
		RedriveOptions even = OPTIONS.fingerprint(DeathReason.read("even").fingerprint());
		start("a", even);
		Set<String> seen = new HashSet<>();
		int others = 0;
		while (step("a", LEASE).job().filter(RedriveState::isRunning).isPresent()) {
			for (Delivery<String> delivery : this.queue.receive(1_000, Duration.ZERO)) {
				assertThat(seen.add(delivery.id())).isTrue();
				delivery.ack();
			}
			if (others++ % 3 == 0) {
				// The position of the job goes with it
				this.queue.deadLetters().delete(this.queue.deadLetters().browse(0, 1).get(0).id());
				this.scan = new RedriveScan(RedriveFilter.of(even), job().after());
			}
		}
		assertThat(seen).hasSizeBetween(1_500 - others, 1_500);
		assertThat(this.client.count(even)).isZero();
		assertThat(this.client.count(RedriveOptions.defaults())).isGreaterThan(1_500 - others);
	}

	private void start(String driver, RedriveOptions options) {
		this.client.start("job", this.client.count(options), options, driver, LEASE);
		this.scan = new RedriveScan(RedriveFilter.of(options), Position.BEGINNING);
	}

	private List<String> all() {
		return this.scan.ids(Integer.MAX_VALUE);
	}

	private RedriveState job() {
		return this.client.jobs().jobs().get(0);
	}

	private RedriveStep step(String driver, Duration lease) {
		if (this.scan.needsPage()) {
			this.client.readPage(job(), this.scan);
		}
		RedriveStep step = this.client.step("job", this.scan, all(), driver, lease);
		this.scan.settle(step.settled());
		return step;
	}

	/**
	 * Does a step, and the same again, as a client does that has lost the answer.
	 */
	private RedriveState twice() {
		if (this.scan.needsPage()) {
			this.client.readPage(job(), this.scan);
		}
		RedriveState once = this.client.step("job", this.scan, all(), "a", LEASE).job().orElseThrow();
		RedriveStep again = this.client.step("job", this.scan, all(), "a", LEASE);
		assertThat(again.job().orElseThrow().counts()).isEqualTo(once.counts());
		assertThat(again.changed()).isZero();
		this.scan.settle(again.settled());
		return once;
	}

	private void letDie(int count) {
		letDie(count, "bad");
	}

	private void letDie(int count, String reason) {
		for (int i = 0; i < count; i++) {
			this.queue.send("a");
		}
		this.queue.receive(count, Duration.ZERO).forEach((delivery) -> delivery.reject(reason));
	}

	/**
	 * Ends all deliveries.
	 * @param handled whether they are handled or fail again
	 */
	private void settle(boolean handled) {
		this.queue.receive(2_000, Duration.ZERO)
			.forEach((delivery) -> assertThat(handled ? delivery.ack() : delivery.reject("again")).isTrue());
	}

}
