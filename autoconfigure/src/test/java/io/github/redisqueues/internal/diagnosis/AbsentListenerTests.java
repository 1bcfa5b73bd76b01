package io.github.redisqueues.internal.diagnosis;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

import io.github.redisqueues.queue.LimitValues;
import io.github.redisqueues.queue.QueueDiagnosis.Verdict;
import io.github.redisqueues.queue.QueuePauses.Pause;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Verdicts}: whether anybody consumes, and what is said if nobody does.
 */
class AbsentListenerTests {

	@Test
	void missesListenersOnlyIfTheProcessesTellOfThemAndNobodyElseConsumes() {
		QueueFacts facts = new QueueFacts();
		assertThat(facts.judge().verdict()).isEqualTo(Verdict.NO_LISTENER);
		facts.permit = Optional.of(QueueFacts.NOW.plusSeconds(1));
		assertThat(facts.judge().verdict()).as("before a rate").isEqualTo(Verdict.NO_LISTENER);
		facts.pause = Optional.of(new Pause(QueueFacts.LONG_AGO, Optional.empty(), Optional.empty(), Optional.empty()));
		assertThat(facts.judge().verdict()).as("after a pause").isEqualTo(Verdict.PAUSED);
		facts = new QueueFacts();
		facts.ready = 0;
		facts.delayed = 3;
		assertThat(facts.judge().verdict()).as("before all delayed").isEqualTo(Verdict.NO_LISTENER);
		facts.waitingProcesses = 1;
		assertThat(facts.judge().verdict()).isEqualTo(Verdict.ALL_DELAYED);
		assertThat(facts.judge().explanation())
			.isEqualTo("All 3 messages are delayed; the next one is due at 2026-11-26T21:01:15Z, in 1m15s.");
		facts = new QueueFacts();
		facts.sentAt = Optional.of(QueueFacts.JUST_NOW);
		facts.knowsListeners = false;
		assertThat(facts.judge().verdict()).isEqualTo(Verdict.MOVING);
	}

	@Test
	void missesListenersAfterTheProcessWithMessagesInFlightIsGone() {
		for (long ready : List.of(0, 100)) {
			for (Instant sentAt : List.of(QueueFacts.JUST_NOW, QueueFacts.LONG_AGO)) {
				QueueFacts facts = new QueueFacts();
				facts.ready = ready;
				facts.sentAt = (ready == 0) ? Optional.empty() : Optional.of(sentAt);
				facts.inFlight = 1;
				facts.limits = new LimitValues(0, 1, Optional.empty(), OptionalInt.empty());
				assertThat(facts.judge().verdict()).isEqualTo(Verdict.NO_LISTENER);
				assertThat(facts.judge().explanation()).startsWith("No process runs a listener")
					.endsWith("in flight. 1@a/b took 1 under a lease until 2026-11-26T21:00:09Z.");
			}
		}
	}

	@Test
	void takesAProcessThatTookAMessageAMomentAgoForAConsumer() {
		QueueFacts facts = new QueueFacts();
		facts.inFlight = 1;
		facts.leaseEnd = QueueFacts.NOW.plus(QueueFacts.LEASE).minusSeconds(2);
		assertThat(facts.judge().verdict()).isEqualTo(Verdict.MOVING);
		facts.leaseEnd = QueueFacts.NOW.plus(QueueFacts.LEASE).minusSeconds(15);
		assertThat(facts.judge().verdict()).as("it would have told of itself").isEqualTo(Verdict.NO_LISTENER);
		facts.leaseEnd = QueueFacts.NOW.plus(QueueFacts.LEASE).plusSeconds(60);
		assertThat(facts.judge().verdict()).as("a longer lease says nothing").isEqualTo(Verdict.NO_LISTENER);
	}

	@Test
	void takesAProcessThatLooksForMessagesNowAndThenForAConsumer() {
		QueueFacts facts = new QueueFacts();
		facts.lastLook = Optional.of(QueueFacts.JUST_NOW);
		assertThat(facts.judge().verdict()).isEqualTo(Verdict.MOVING);
		assertThat(facts.judge().explanation()).isEqualTo(
				"Nothing holds the messages up: 1 ready, 0 behind others of their groups, 0 delayed, 0 in flight."
						+ " A process last looked for messages at 2026-11-26T20:59:59Z.");
		facts.waitingProcesses = 1;
		assertThat(facts.judge().verdict()).isEqualTo(Verdict.STALLED);
		assertThat(facts.judge().explanation())
			.isEqualTo("1 message is ready, and 1 process waits for messages, but none is taken.");
	}

	@Test
	void saysWhatIsTrueOfMessagesThatNobodyTakes() {
		QueueFacts facts = new QueueFacts();
		facts.ready = 0;
		facts.waiting = 1;
		assertThat(facts.judge().explanation())
			.endsWith("in the last two minutes; 1 message waits behind another of its group.");
		facts.delayed = 2;
		assertThat(facts.judge().explanation())
			.endsWith("; 1 message waits behind another of its group and 2 are delayed.");
		facts.ready = 3;
		assertThat(facts.judge().explanation())
			.endsWith("; 3 messages are ready, 1 waits behind another of its group and 2 are delayed.");
		facts.ready = 0;
		facts.waiting = 0;
		facts.delayed = 0;
		facts.inFlight = 1;
		facts.pause = Optional.of(new Pause(QueueFacts.LONG_AGO, Optional.empty(), Optional.empty(), Optional.empty()));
		assertThat(facts.judge().explanation())
			.isEqualTo("Delivery is paused since 2026-11-26T20:59:00Z; 1 message is in flight.");
	}

	@Test
	void doesNotCountWaitingProcessesIfThereAreNone() {
		QueueFacts facts = new QueueFacts();
		facts.knowsListeners = false;
		facts.ready = 100;
		facts.inFlight = 1;
		assertThat(facts.judge().verdict()).isEqualTo(Verdict.STALLED);
		assertThat(facts.judge().explanation()).isEqualTo("100 messages are ready, but none is taken: no process waits"
				+ " for messages, and what listeners run in other processes is not known.");
	}

}
