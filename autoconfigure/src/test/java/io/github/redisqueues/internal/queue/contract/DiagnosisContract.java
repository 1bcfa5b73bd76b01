package io.github.redisqueues.internal.queue.contract;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;

import io.github.redisqueues.internal.listener.DefaultQueueListenerContainer;
import io.github.redisqueues.listener.CircuitBreaker;
import io.github.redisqueues.listener.ListenerSettings;
import io.github.redisqueues.listener.MessageHandler;
import io.github.redisqueues.listener.QueueListenerContainer;
import io.github.redisqueues.queue.Backoff;
import io.github.redisqueues.queue.Delivery;
import io.github.redisqueues.queue.ListenerStatus;
import io.github.redisqueues.queue.LimitChange;
import io.github.redisqueues.queue.PauseOptions;
import io.github.redisqueues.queue.QueueDiagnosis;
import io.github.redisqueues.queue.QueueDiagnosis.Verdict;
import io.github.redisqueues.queue.QueueEvidence;
import io.github.redisqueues.queue.QueueEvidence.LeaseHolder;
import io.github.redisqueues.queue.Rate;
import io.github.redisqueues.queue.RedisQueue;
import io.github.redisqueues.queue.SendOptions;
import io.github.redisqueues.testing.BlockedCall;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Why messages move or do not move, as every process sees it.
 */
interface DiagnosisContract extends QueueFixture {

	@Test
	default void saysThatAQueueIsEmptyOrNobodyListens() {
		RedisQueue<String> queue = queue();
		assertThat(diagnose(queue, Verdict.EMPTY).explanation()).isEqualTo("The queue is empty.");
		queue.send("a");
		QueueDiagnosis forgotten = diagnose(queue, Verdict.NO_LISTENER);
		assertThat(forgotten.queue()).isEqualTo(queue.name());
		assertThat(forgotten.evidence().ready()).isEqualTo(1);
		assertThat(forgotten.evidence().nextSentAt()).isPresent();
		queue.receive().orElseThrow().reject("bad");
		assertThat(diagnose(queue, Verdict.EMPTY).explanation())
			.isEqualTo("The queue is empty, except for 1 dead letter.");
	}

	@Test
	default void saysThatNobodyListensWhileMessagesAreInFlightAtAProcessThatIsGone() {
		RedisQueue<String> queue = queue((settings) -> settings.leaseTime(Duration.ofMinutes(10)));
		queue.sendAll(List.of("a", "b"));
		Delivery<String> taken = inOtherProcess(queue).receive().orElseThrow();
		assertThat(queue.diagnose().verdict()).as("taken just now").isNotEqualTo(Verdict.NO_LISTENER);
		// As if it had been taken five minutes ago
		assertThat(taken.extend(Duration.ofMinutes(5))).isTrue();
		QueueDiagnosis gone = queue.diagnose();
		assertThat(gone.verdict()).as(gone.explanation()).isEqualTo(Verdict.NO_LISTENER);
		LeaseHolder holder = gone.evidence().leases().get(0);
		assertThat(gone.explanation()).contains("1 message is ready and 1 is in flight. ",
				holder.process().orElseThrow() + " took 1 under a lease until ");
	}

	@Test
	default void saysThatAConsumerWithoutAListenerIsAConsumer() {
		RedisQueue<String> queue = queue();
		BlockedCall<String> waiter = inThread(() -> queue.poll(Duration.ofSeconds(30)).orElseThrow())
			.awaitParked(() -> isWaitedFor(queue));
		queue.send("later", SendOptions.defaults().delay(Duration.ofMinutes(10)));
		// The new moment has woken the waiter, which comes back
		Awaitility.await().until(() -> isWaitedFor(queue));
		QueueDiagnosis delayed = diagnose(queue, Verdict.ALL_DELAYED);
		assertThat(delayed.evidence().waitingProcesses()).isEqualTo(1);
		assertThat(delayed.evidence().nextDue().orElseThrow()).isAfter(delayed.evidence().readAt());
		assertThat(delayed.explanation()).startsWith("The only message is delayed; it is due at ")
			.contains(", in 9m59");
		queue.send("now");
		assertThat(waiter.atOnce()).isEqualTo("now");
	}

	@Test
	default void saysByWhomAndWhyDeliveryIsPaused() {
		RedisQueue<String> queue = queue();
		queue.send("a");
		queue.pause(PauseOptions.defaults().by("anna").reason("stocktaking").duration(Duration.ofHours(1)));
		QueueDiagnosis paused = diagnose(queue, Verdict.PAUSED);
		assertThat(paused.evidence().pauses()).isEqualTo(queue.pauses());
		assertThat(paused.explanation()).startsWith("Delivery is paused by anna since ")
			.contains(" until ")
			.endsWith(" (stocktaking); 1 message is ready.");
		queue.cancel(queue.browse(0, 1).get(0).id());
		assertThat(diagnose(queue, Verdict.EMPTY).explanation()).contains("The queue is empty. Delivery is paused by");
	}

	@Test
	default void saysWhichProcessesHoldAllThatMayBeInFlight() {
		RedisQueue<String> queue = queue((settings) -> settings.maxInFlight(2));
		RedisQueue<String> other = inOtherProcess(queue);
		queue.sendAll(List.of("a", "b", "c"));
		Delivery<String> mine = queue.receive().orElseThrow();
		Delivery<String> others = other.receive().orElseThrow();
		QueueEvidence evidence = diagnose(queue, Verdict.MAX_IN_FLIGHT).evidence();
		assertThat(evidence.limits().maxInFlight()).isEqualTo(2);
		assertThat(evidence.leases()).hasSize(2)
			.allSatisfy((holder) -> assertThat(holder.messages()).isEqualTo(1))
			.extracting((holder) -> holder.process().orElseThrow())
			.doesNotHaveDuplicates();
		assertThat(evidence.leases().stream().map(LeaseHolder::lastEnd)).containsExactlyInAnyOrder(mine.leaseUntil(),
				others.leaseUntil());
		assertThat(mine.extend(Duration.ofMinutes(5))).isTrue();
		QueueDiagnosis extended = diagnose(other, Verdict.MAX_IN_FLIGHT);
		LeaseHolder longest = extended.evidence().leases().get(1);
		assertThat(longest.process()).as("of a lease that was extended").isPresent();
		assertThat(longest.lastEnd()).isEqualTo(mine.leaseUntil());
		assertThat(extended.explanation()).startsWith("The limit of 2 in flight is reached: ")
			.contains(longest.process().orElseThrow() + " holds 1 until ");
		queue.limits().change(LimitChange.none().maxInFlight(3));
		assertThat(queue.diagnose().verdict()).isNotEqualTo(Verdict.MAX_IN_FLIGHT);
		queue.limits().change(LimitChange.none().maxInFlight(1));
		assertThat(diagnose(queue, Verdict.MAX_IN_FLIGHT).evidence().limits().maxInFlight()).isEqualTo(1);
	}

	@Test
	default void countsAConsumerThatWaitsForTheRateWhichALiftedRateWakes() {
		RedisQueue<String> queue = queue((settings) -> settings.rate(new Rate(1, Duration.ofHours(1))));
		queue.sendAll(List.of("a", "b", "c"));
		queue.receive().orElseThrow().ack();
		BlockedCall<Delivery<String>> waiter = inThread(
				() -> inOtherProcess(queue).receive(Duration.ofSeconds(30)).orElseThrow())
			.awaitParked(() -> isWaitedFor(queue));
		queue.send("d");
		assertThat(isWaitedFor(queue)).as("not woken by a message").isTrue();
		QueueDiagnosis limited = diagnose(queue, Verdict.RATE_LIMITED);
		assertThat(limited.evidence().waitingProcesses()).isEqualTo(1);
		queue.limits().change(LimitChange.none().unlimitedRate());
		assertThat(isWaitedFor(queue)).as("woken").isFalse();
		assertThat(waiter.atOnce().ack()).isTrue();
	}

	@Test
	default void saysWhenTheRateAllowsTheNextMessage() {
		RedisQueue<String> queue = queue((settings) -> settings.rate(new Rate(1, Duration.ofHours(1))));
		queue.sendAll(List.of("a", "b"));
		Delivery<String> first = queue.receive().orElseThrow();
		QueueDiagnosis limited = diagnose(queue, Verdict.RATE_LIMITED);
		assertThat(limited.evidence().nextPermit().orElseThrow())
			.isBetween(limited.evidence().readAt().plusSeconds(3_590), limited.evidence().readAt().plusSeconds(3_600));
		assertThat(limited.explanation()).startsWith("The rate of 1/h is used up; the next message");
		first.ack();
		queue.limits().change(LimitChange.none().unlimitedRate());
		assertThat(queue.diagnose().evidence().nextPermit()).isEmpty();
	}

	@Test
	default void saysWhichListenersOfAllProcessesRun() {
		RedisQueue<String> queue = queue();
		QueueListenerContainer<String> listener = listener(inOtherProcess(queue), (settings) -> settings.concurrency(3),
				(delivery) -> {
				});
		listener.start();
		ListenerStatus status = awaitListener(queue, (found) -> {
		});
		assertThat(status.listener()).isEqualTo("books");
		assertThat(status.process()).matches("\\d+@.+/[0-9a-f]{8}");
		assertThat(status.state()).isEqualTo(ListenerStatus.State.RUNNING);
		// It has one worker until it has read its concurrency
		Awaitility.await().until(() -> queue.diagnose().evidence().listeners().get(0).maxWorkers() == 3);
		assertThat(status.lastProgress()).isEmpty();
		queue.send("a");
		Awaitility.await().until(() -> queue.size() == 0);
		assertThat(inOtherProcess(queue).diagnose().verdict()).isEqualTo(Verdict.EMPTY);
		queue.send("later", SendOptions.defaults().delay(Duration.ofMinutes(10)));
		listener.pause();
		Awaitility.await().until(() -> queue.diagnose().verdict() == Verdict.LISTENERS_PAUSED);
		QueueDiagnosis paused = queue.diagnose();
		assertThat(paused.evidence().listeners().get(0).lastProgress()).isPresent();
		assertThat(paused.explanation())
			.isEqualTo("Every running listener is paused in its process: 'books' in " + status.process() + ".");
		listener.resume();
		Awaitility.await().until(() -> queue.diagnose().verdict() == Verdict.ALL_DELAYED);
		listener.stop();
		Awaitility.await().until(() -> queue.diagnose().verdict() == Verdict.NO_LISTENER);
	}

	@Test
	default void saysWhyAllListenersFailAndThatTheirCircuitIsOpen() {
		RedisQueue<String> queue = queue((settings) -> settings.maxAttempts(1_000)
			.backoff(new Backoff(Duration.ofMillis(1), 1, Duration.ofMillis(1))));
		MessageHandler<String> handler = (delivery) -> {
			throw new IllegalStateException("no stock");
		};
		QueueListenerContainer<String> failing = listener(inOtherProcess(queue), (settings) -> {
		}, handler);
		queue.send("a");
		failing.start();
		try {
			Awaitility.await().until(() -> queue.diagnose().verdict() == Verdict.FAILING);
			QueueDiagnosis diagnosis = queue.diagnose();
			assertThat(diagnosis.evidence().listeners().get(0).lastFailureReason().orElseThrow())
				.startsWith("java.lang.IllegalStateException: no stock");
			assertThat(diagnosis.explanation()).startsWith("The last message of every running listener failed.")
				.contains("java.lang.IllegalStateException: no stock.");
		}
		finally {
			failing.stop();
		}
		QueueListenerContainer<String> breaking = listener(inOtherProcess(queue),
				(settings) -> settings.circuitBreaker(new CircuitBreaker(1, Duration.ofMinutes(10), List.of())),
				handler);
		breaking.start();
		try {
			Awaitility.await().until(() -> queue.diagnose().verdict() == Verdict.CIRCUIT_OPEN);
			assertThat(queue.diagnose().explanation()).startsWith("The circuit of every running listener is open")
				.contains("no stock");
		}
		finally {
			breaking.stop();
		}
	}

	@Test
	default void saysWhichProcessHoldsALeaseThatWasRenewed() throws InterruptedException {
		RedisQueue<String> queue = queue((settings) -> settings.leaseTime(Duration.ofMillis(600)));
		CountDownLatch release = new CountDownLatch(1);
		QueueListenerContainer<String> slow = listener(inOtherProcess(queue), (settings) -> {
		}, (delivery) -> release.await());
		slow.start();
		try {
			queue.send("a");
			Awaitility.await().until(() -> queue.browseInFlight(0, 1).size() == 1);
			String process = awaitListener(queue, (found) -> assertThat(found.listener()).isEqualTo("books")).process();
			Instant first = queue.browseInFlight(0, 1).get(0).leaseUntil().orElseThrow();
			Awaitility.await().until(() -> queue.browseInFlight(0, 1).get(0).leaseUntil().orElseThrow().isAfter(first));
			assertThat(queue.diagnose().evidence().leases()).singleElement()
				.satisfies((holder) -> assertThat(holder.process()).contains(process));
		}
		finally {
			release.countDown();
			slow.stop();
		}
	}

	/**
	 * Diagnoses a queue in both processes, which must see the same.
	 */
	private QueueDiagnosis diagnose(RedisQueue<String> queue, Verdict expected) {
		QueueDiagnosis here = queue.diagnose();
		assertThat(here.verdict()).as(here.explanation()).isEqualTo(expected);
		assertThat(inOtherProcess(queue).diagnose().verdict()).isEqualTo(expected);
		return here;
	}

	private static QueueListenerContainer<String> listener(RedisQueue<String> queue,
			Consumer<ListenerSettings.Builder> settings, MessageHandler<String> handler) {
		ListenerSettings.Builder builder = ListenerSettings.builder();
		settings.accept(builder);
		return DefaultQueueListenerContainer.of("books", queue, handler, builder.build());
	}

	private static ListenerStatus awaitListener(RedisQueue<String> queue, Consumer<ListenerStatus> check) {
		Awaitility.await().until(() -> queue.diagnose().evidence().listeners().size() == 1);
		ListenerStatus status = queue.diagnose().evidence().listeners().get(0);
		check.accept(status);
		return status;
	}

}
