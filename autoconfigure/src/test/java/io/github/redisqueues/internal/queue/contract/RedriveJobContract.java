package io.github.redisqueues.internal.queue.contract;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

import io.github.redisqueues.queue.DeadLetter;
import io.github.redisqueues.queue.DeadLetters;
import io.github.redisqueues.queue.Delivery;
import io.github.redisqueues.queue.Rate;
import io.github.redisqueues.queue.RedisQueue;
import io.github.redisqueues.queue.RedriveJob;
import io.github.redisqueues.queue.RedriveJob.Phase;
import io.github.redisqueues.queue.RedriveJob.State;
import io.github.redisqueues.queue.RedriveOptions;
import io.github.redisqueues.queue.RedriveRunningException;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Jobs that redrive dead letters: one, then ten, then the others at a rate.
 */
interface RedriveJobContract extends QueueFixture {

	RedriveOptions FAST = RedriveOptions.defaults().rate(Rate.of(1_000_000, Duration.ofSeconds(1)));

	@Test
	default void redrivesOneThenTenThenTheOthers() {
		RedisQueue<String> queue = queue();
		letDie(queue, 40);
		RedriveJob job = queue.deadLetters().startRedrive(FAST.startedBy("ada"));
		assertThat(job.state()).isEqualTo(State.RUNNING);
		assertThat(job.total()).isEqualTo(40);
		assertThat(job.options().startedBy()).contains("ada");
		assertThat(job.drivenBy()).isPresent();
		await(queue, job, (now) -> now.redriven() == 1);
		assertThat(queue.size()).isEqualTo(1);
		assertThat(now(queue, job).phase()).isEqualTo(Phase.ONE);
		ack(queue, 1);
		await(queue, job, (now) -> now.redriven() == 11);
		assertThat(now(queue, job).phase()).isEqualTo(Phase.TEN);
		ack(queue, 9);
		await(queue, job, (now) -> now.handled() == 10);
		assertThat(now(queue, job).redriven()).as("the next phase begins when all are handled").isEqualTo(11);
		ack(queue, 1);
		await(queue, job, (now) -> now.redriven() == 40);
		assertThat(now(queue, job).pending()).isEqualTo(29);
		ack(queue, 29);
		RedriveJob ended = await(inOtherProcess(queue), job, (now) -> now.state() == State.FINISHED);
		assertThat(ended.phase()).isEqualTo(Phase.FULL);
		assertThat(ended.handled()).isEqualTo(40);
		assertThat(ended.failed() + ended.pending()).isZero();
		assertThat(ended.endedAt().orElseThrow()).isAfterOrEqualTo(ended.startedAt());
		assertThat(ended.stopReason()).isEmpty();
		assertThat(ended.drivenBy()).isEmpty();
		assertThat(ended.stop()).isFalse();
	}

	@Test
	default void stopsItselfWhenTheFirstFailsAgain() {
		for (Predicate<Delivery<String>> fail : List.<Predicate<Delivery<String>>>of(
				(delivery) -> delivery.reject("again"), Delivery::nack,
				(delivery) -> delivery.nack(Duration.ofHours(1)))) {
			RedisQueue<String> queue = queue();
			letDie(queue, 5);
			RedriveJob job = queue.deadLetters().startRedrive(FAST.maxFailureRatio(1));
			assertThat(fail.test(queue.receive(Duration.ofSeconds(30)).orElseThrow())).isTrue();
			RedriveJob ended = await(queue, job, (now) -> now.state() == State.STOPPED);
			assertThat(ended.stopReason()).contains("the first message failed again");
			assertThat(ended.redriven()).isEqualTo(1);
			assertThat(ended.failed()).isEqualTo(1);
			assertThat(queue.deadLetters().size()).isGreaterThanOrEqualTo(4);
		}
	}

	@Test
	default void stopsItselfWhenMoreFailAgainThanMay() {
		RedisQueue<String> queue = queue();
		letDie(queue, 40);
		RedriveJob job = queue.deadLetters().startRedrive(FAST.maxFailureRatio(0.1));
		ack(queue, 1);
		queue.receive(Duration.ofSeconds(30)).orElseThrow().reject("again");
		await(queue, job, (now) -> now.failed() == 1);
		assertThat(now(queue, job).state()).as("one in eleven may fail").isEqualTo(State.RUNNING);
		queue.receive(Duration.ofSeconds(30)).orElseThrow().reject("again");
		RedriveJob ended = await(queue, job, (now) -> now.state() != State.RUNNING);
		assertThat(ended.state()).isEqualTo(State.STOPPED);
		assertThat(ended.stopReason()).contains("2 of the last 3 messages failed again");
		assertThat(ended.redriven()).isEqualTo(11);
		assertThat(queue.deadLetters().size()).isEqualTo(31);
	}

	@Test
	default void redrivesNoMessageTwiceThatDiesAgain() {
		RedisQueue<String> queue = queue();
		// More than the job looks at at a time
		letDie(queue, 520);
		RedriveJob job = queue.deadLetters().startRedrive(FAST.maxFailureRatio(1));
		Set<String> seen = new HashSet<>();
		Delivery<String> first = queue.receive(Duration.ofSeconds(30)).orElseThrow();
		seen.add(first.id());
		first.ack();
		Awaitility.await().until(() -> {
			for (Delivery<String> delivery : queue.receive(100, Duration.ofMillis(20))) {
				assertThat(seen.add(delivery.id())).as("delivered once").isTrue();
				delivery.reject("again");
			}
			return now(queue, job).state() != State.RUNNING;
		});
		RedriveJob ended = now(queue, job);
		assertThat(ended.state()).isEqualTo(State.FINISHED);
		assertThat(ended.failed()).isEqualTo(519);
		assertThat(seen).hasSize(520);
		assertThat(queue.deadLetters().size()).isEqualTo(519);
	}

	@Test
	default void isStopped() {
		RedisQueue<String> queue = queue();
		letDie(queue, 20);
		RedriveJob job = queue.deadLetters().startRedrive(FAST);
		await(queue, job, (now) -> now.redriven() == 1);
		RedriveJob elsewhere = now(inOtherProcess(queue), job);
		assertThat(elsewhere.stop("wrong group")).isTrue();
		assertThat(elsewhere.stop()).isFalse();
		RedriveJob ended = now(queue, job);
		assertThat(ended.state()).isEqualTo(State.STOPPED);
		assertThat(ended.stopReason()).contains("wrong group");
		assertThat(ended.pending()).isEqualTo(1);
		assertThat(queue.deadLetters().size()).isEqualTo(19);
		assertThat(drain(queue)).hasSize(1);
		assertThatIllegalArgumentException().isThrownBy(() -> ended.stop(""));
	}

	@Test
	default void redrivesOnlyWhatMatches() {
		RedisQueue<String> queue = queue();
		DeadLetters<String> dead = queue.deadLetters();
		letDie(queue, 15);
		List<String> meant = new ArrayList<>();
		for (int i = 0; i < 3; i++) {
			meant.add(queue.send("x"));
			queue.receive().orElseThrow().reject("closed on " + i);
		}
		letDie(queue, 15);
		String fingerprint = dead.find(meant.get(0)).orElseThrow().fingerprint();
		RedriveOptions options = FAST.fingerprint(fingerprint).reason("rejected");
		assertThat(dead.count(options)).isEqualTo(3);
		assertThat(dead.count(options.max(2))).isEqualTo(2);
		assertThat(dead.count(options.reason(DeadLetter.EXPIRED))).isZero();
		assertThat(dead.count(options.exception("java.io.IOException"))).isZero();
		assertThat(dead.count(RedriveOptions.defaults())).isEqualTo(33);
		RedriveJob job = dead.startRedrive(options);
		assertThat(job.total()).isEqualTo(3);
		assertThat(job.options().fingerprint()).contains(fingerprint);
		List<String> redriven = ackAll(queue, job);
		assertThat(redriven).containsExactlyInAnyOrderElementsOf(meant);
		assertThat(now(queue, job).state()).isEqualTo(State.FINISHED);
		assertThat(dead.size()).isEqualTo(30);
		RedriveJob some = dead.startRedrive(FAST.max(13));
		assertThat(some.total()).isEqualTo(13);
		assertThat(ackAll(queue, some)).hasSize(13);
		assertThat(dead.size()).isEqualTo(17);
		RedriveJob none = dead.startRedrive(options);
		assertThat(ackAll(queue, none)).isEmpty();
		assertThat(now(queue, none).state()).isEqualTo(State.FINISHED);
	}

	@Test
	default void runsOneJobAtATimeAndKeepsTheLatest() {
		RedisQueue<String> queue = queue();
		assertThat(queue.deadLetters().redriveJobs()).isEmpty();
		letDie(queue, 1);
		RedriveJob job = queue.deadLetters().startRedrive(FAST.startedBy("ada"));
		assertThatExceptionOfType(RedriveRunningException.class)
			.isThrownBy(() -> inOtherProcess(queue).deadLetters().startRedrive(FAST))
			.withMessageContainingAll(queue.name(), job.id(), "started by ada")
			.satisfies((ex) -> assertThat(ex.jobId()).isEqualTo(job.id()));
		ackAll(queue, job);
		List<String> ids = new ArrayList<>(List.of(job.id()));
		for (int i = 0; i < 21; i++) {
			RedriveJob next = queue.deadLetters().startRedrive(FAST);
			await(queue, next, (now) -> now.state() == State.FINISHED);
			ids.add(0, next.id());
		}
		assertThat(queue.deadLetters().redriveJobs()).extracting(RedriveJob::id)
			.containsExactlyElementsOf(ids.subList(0, 20));
		assertThat(queue.deadLetters().redriveJob(job.id())).isEmpty();
	}

	/**
	 * Sends messages that become dead letters.
	 */
	private static void letDie(RedisQueue<String> queue, int count) {
		for (int i = 0; i < count; i++) {
			queue.send("message " + i);
		}
		queue.receive(count, Duration.ZERO).forEach((delivery) -> delivery.reject("bad"));
	}

	private static RedriveJob now(RedisQueue<String> queue, RedriveJob job) {
		return queue.deadLetters().redriveJob(job.id()).orElseThrow();
	}

	private static RedriveJob await(RedisQueue<String> queue, RedriveJob job, Predicate<RedriveJob> condition) {
		return Awaitility.await().until(() -> now(queue, job), condition);
	}

	private static void ack(RedisQueue<String> queue, int count) {
		for (int i = 0; i < count; i++) {
			queue.receive(Duration.ofSeconds(30)).orElseThrow().ack();
		}
	}

	/**
	 * Acknowledges all messages until the job has ended.
	 */
	private static List<String> ackAll(RedisQueue<String> queue, RedriveJob job) {
		List<String> ids = new ArrayList<>();
		Awaitility.await().until(() -> {
			for (Delivery<String> delivery : queue.receive(100, Duration.ofMillis(20))) {
				ids.add(delivery.id());
				delivery.ack();
			}
			return now(queue, job).state() != State.RUNNING;
		});
		return ids;
	}

}
