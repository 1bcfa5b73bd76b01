package io.github.redisqueues.internal.diagnosis;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import io.github.redisqueues.queue.LimitValues;
import io.github.redisqueues.queue.ListenerStatus;
import io.github.redisqueues.queue.ListenerStatus.State;
import io.github.redisqueues.queue.MessageState;
import io.github.redisqueues.queue.QueueDiagnosis;
import io.github.redisqueues.queue.QueueDiagnosis.Verdict;
import io.github.redisqueues.queue.QueueEvidence;
import io.github.redisqueues.queue.QueueEvidence.BlockedGroup;
import io.github.redisqueues.queue.QueueEvidence.LeaseHolder;
import io.github.redisqueues.queue.QueueEvidence.Outage;
import io.github.redisqueues.queue.QueuePauses;
import io.github.redisqueues.queue.QueuePauses.Pause;
import io.github.redisqueues.queue.Rate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Verdicts}: each verdict, and which one is given if several apply.
 */
class VerdictsTests {

	private static final Instant NOW = Instant.parse("2026-11-26T21:00:00Z");

	private static final Duration LEASE = Duration.ofSeconds(30);

	private static final Instant LONG_AGO = NOW.minusSeconds(60);

	private static final Instant JUST_NOW = NOW.minusSeconds(1);

	/**
	 * The reasons that may hold at the same time as others.
	 */
	private static final class Facts {

		private Instant leaseEnd = NOW.plusSeconds(9);

		private boolean knowsListeners = true;

		private long ready = 1;

		private long waiting;

		private long delayed;

		private long inFlight;

		private long dead;

		private Optional<Pause> pause = Optional.empty();

		private LimitValues limits = new LimitValues(0, 0, Optional.empty(), OptionalInt.empty());

		private List<ListenerStatus> listeners = new ArrayList<>();

		private long waitingProcesses;

		private Optional<BlockedGroup> group = Optional.empty();

		private Optional<Instant> permit = Optional.empty();

		private Optional<Instant> sentAt = Optional.of(LONG_AGO);

		private Optional<Instant> lastLook = Optional.empty();

		private Optional<Outage> outage = Optional.empty();

		QueueDiagnosis judge() {
			return Verdicts.judge("orders", evidence(), this.knowsListeners, LEASE);
		}

		QueueEvidence evidence() {
			List<LeaseHolder> leases = (this.inFlight == 0) ? List.of()
					: List.of(new LeaseHolder(Optional.of("1@a/b"), this.inFlight, NOW, this.leaseEnd));
			return new QueueEvidence(NOW, this.ready, this.waiting, this.delayed, this.inFlight, this.dead,
					new QueuePauses(this.pause, Optional.empty()), this.limits, this.listeners, this.waitingProcesses,
					leases, this.group, (this.delayed == 0) ? Optional.empty() : Optional.of(NOW.plusSeconds(75)),
					this.permit, this.sentAt, this.lastLook, this.outage);
		}

	}

	/**
	 * Adds what leads to a verdict, on top of what leads to others.
	 */
	private static void add(Facts facts, Verdict verdict) {
		switch (verdict) {
			case REDIS_UNAVAILABLE -> facts.outage = Optional.of(new Outage(LONG_AGO, "Connection refused"));
			case PAUSED ->
				facts.pause = Optional.of(new Pause(LONG_AGO, Optional.empty(), Optional.empty(), Optional.empty()));
			case LISTENERS_PAUSED -> facts.listeners = List.of(listener(State.PAUSED, LONG_AGO, 3, 8));
			case CIRCUIT_OPEN -> facts.listeners = List.of(listener(State.CIRCUIT_OPEN, LONG_AGO, 3, 8));
			case MAX_IN_FLIGHT -> {
				facts.limits = new LimitValues(0, 1, facts.limits.rate(), OptionalInt.empty());
				facts.inFlight = 8;
			}
			case RATE_LIMITED -> {
				facts.limits = new LimitValues(0, facts.limits.maxInFlight(),
						Optional.of(new Rate(1, Duration.ofSeconds(1))), OptionalInt.empty());
				facts.permit = Optional.of(NOW.plusSeconds(1));
			}
			case FAILING -> facts.listeners = List.of(listener(State.RUNNING, LONG_AGO, 3, 8));
			case WORKERS_BUSY -> {
				facts.inFlight = 8;
				facts.listeners = List.of(listener(State.RUNNING, LONG_AGO, 0, 8));
			}
			case STALLED -> {
				if (facts.listeners.isEmpty()) {
					facts.listeners = List.of(listener(State.RUNNING, LONG_AGO, 0, 0));
				}
			}
			default -> throw new IllegalArgumentException(verdict.name());
		}
	}

	private static ListenerStatus listener(State state, Instant progress, int failures, int inFlight) {
		return new ListenerStatus("1@a/b", Optional.of("shop"), Optional.of("1.0"), "books", state, 8, 8, inFlight,
				LONG_AGO, NOW, Optional.of(progress), failures,
				(failures == 0) ? Optional.empty() : Optional.of(JUST_NOW),
				(failures == 0) ? Optional.empty() : Optional.of("java.lang.IllegalStateException: no\n\tat x"));
	}

	static Stream<List<Verdict>> rankedPairs() {
		List<Verdict> ranked = List.of(Verdict.REDIS_UNAVAILABLE, Verdict.PAUSED, Verdict.LISTENERS_PAUSED,
				Verdict.CIRCUIT_OPEN, Verdict.MAX_IN_FLIGHT, Verdict.RATE_LIMITED, Verdict.FAILING,
				Verdict.WORKERS_BUSY, Verdict.STALLED);
		List<Verdict> ofListeners = List.of(Verdict.LISTENERS_PAUSED, Verdict.CIRCUIT_OPEN, Verdict.FAILING);
		List<List<Verdict>> pairs = new ArrayList<>();
		for (int i = 0; i < ranked.size(); i++) {
			for (int j = i; j < ranked.size(); j++) {
				if (i == j || !ofListeners.containsAll(List.of(ranked.get(i), ranked.get(j)))) {
					pairs.add(List.of(ranked.get(i), ranked.get(j)));
				}
			}
		}
		return pairs.stream();
	}

	@ParameterizedTest
	@MethodSource("rankedPairs")
	void givesTheFirstOfTheVerdictsThatApply(List<Verdict> pair) {
		Facts facts = new Facts();
		facts.waitingProcesses = 1;
		add(facts, pair.get(1));
		if (pair.get(0) != pair.get(1)) {
			add(facts, pair.get(0));
		}
		assertThat(facts.judge().verdict()).isEqualTo(pair.get(0));
	}

	@Test
	void putsEmptyBeforeEverythingThatHoldsMessagesUp() {
		Facts facts = new Facts();
		facts.ready = 0;
		for (Verdict verdict : List.of(Verdict.PAUSED, Verdict.RATE_LIMITED, Verdict.FAILING)) {
			add(facts, verdict);
			assertThat(facts.judge().verdict()).isEqualTo(Verdict.EMPTY);
		}
		add(facts, Verdict.REDIS_UNAVAILABLE);
		assertThat(facts.judge().verdict()).isEqualTo(Verdict.REDIS_UNAVAILABLE);
		assertThat(facts.judge().explanation())
			.isEqualTo("Redis cannot be reached from this process since 2026-11-26T20:59:00Z: Connection refused.");
	}

	@Test
	void missesListenersOnlyIfTheProcessesTellOfThemAndNobodyElseConsumes() {
		Facts facts = new Facts();
		assertThat(facts.judge().verdict()).isEqualTo(Verdict.NO_LISTENER);
		add(facts, Verdict.RATE_LIMITED);
		assertThat(facts.judge().verdict()).as("before a rate").isEqualTo(Verdict.NO_LISTENER);
		add(facts, Verdict.PAUSED);
		assertThat(facts.judge().verdict()).as("after a pause").isEqualTo(Verdict.PAUSED);
		facts = new Facts();
		facts.ready = 0;
		facts.delayed = 3;
		assertThat(facts.judge().verdict()).as("before all delayed").isEqualTo(Verdict.NO_LISTENER);
		facts.waitingProcesses = 1;
		assertThat(facts.judge().verdict()).isEqualTo(Verdict.ALL_DELAYED);
		assertThat(facts.judge().explanation())
			.isEqualTo("All 3 messages are delayed; the next one is due at 2026-11-26T21:01:15Z, in 1m15s.");
		facts = new Facts();
		facts.sentAt = Optional.of(JUST_NOW);
		facts.knowsListeners = false;
		assertThat(facts.judge().verdict()).isEqualTo(Verdict.MOVING);
	}

	@Test
	void missesListenersAfterTheProcessWithMessagesInFlightIsGone() {
		for (long ready : List.of(0, 100)) {
			for (Instant sentAt : List.of(JUST_NOW, LONG_AGO)) {
				Facts facts = new Facts();
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
		Facts facts = new Facts();
		facts.inFlight = 1;
		facts.leaseEnd = NOW.plus(LEASE).minusSeconds(2);
		assertThat(facts.judge().verdict()).isEqualTo(Verdict.MOVING);
		facts.leaseEnd = NOW.plus(LEASE).minusSeconds(15);
		assertThat(facts.judge().verdict()).as("it would have told of itself").isEqualTo(Verdict.NO_LISTENER);
		facts.leaseEnd = NOW.plus(LEASE).plusSeconds(60);
		assertThat(facts.judge().verdict()).as("a longer lease says nothing").isEqualTo(Verdict.NO_LISTENER);
	}

	@Test
	void doesNotCountWaitingProcessesIfThereAreNone() {
		Facts facts = new Facts();
		facts.knowsListeners = false;
		facts.ready = 100;
		facts.inFlight = 1;
		assertThat(facts.judge().verdict()).isEqualTo(Verdict.STALLED);
		assertThat(facts.judge().explanation()).isEqualTo("100 messages are ready, but none is taken: no process waits"
				+ " for messages, and what listeners run in other processes is not known.");
	}

	@Test
	void writesTheRateAsItIsConfigured() {
		Facts facts = new Facts();
		facts.waitingProcesses = 1;
		for (String rate : List.of("10/s", "5/10s", "1/h", "3/100ms")) {
			facts.limits = new LimitValues(0, 0, Optional.of(Rate.parse(rate)), OptionalInt.empty());
			facts.permit = Optional.of(NOW.plusSeconds(1));
			assertThat(facts.judge().explanation()).startsWith("The rate of " + rate + " is used up; ");
		}
	}

	@Test
	void takesAProcessThatLooksForMessagesNowAndThenForAConsumer() {
		Facts facts = new Facts();
		facts.lastLook = Optional.of(JUST_NOW);
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
		Facts facts = new Facts();
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
		add(facts, Verdict.PAUSED);
		assertThat(facts.judge().explanation())
			.isEqualTo("Delivery is paused since 2026-11-26T20:59:00Z; 1 message is in flight.");
	}

	@ParameterizedTest
	@EnumSource
	void countsInGoodEnglish(Verdict verdict) {
		String number = "(?<![\\d:.'-])";
		Pattern wrong = Pattern.compile("\\bAll 1\\b|" + number + "1 (?:are|wait|others|messages|letters|attempts|"
				+ "dead letters|processes|behind others)\\b|" + number + "(?:0|[2-9]|1\\d+) (?:is|waits|message|"
				+ "dead letter|attempt|process|behind another)\\b(?! of group)");
		long[] numbers = { 0, 1, 2, 11 };
		for (int i = 0; i < 4096; i++) {
			Facts facts = new Facts();
			facts.ready = numbers[i & 3];
			facts.waiting = numbers[i >> 2 & 3];
			facts.delayed = numbers[i >> 4 & 3];
			facts.inFlight = numbers[i >> 6 & 3];
			facts.waitingProcesses = numbers[i >> 8 & 3];
			facts.dead = numbers[i >> 10 & 3];
			facts.limits = new LimitValues(0, 1 + (i & 3), Optional.of(new Rate(1, Duration.ofMillis(1))),
					OptionalInt.empty());
			facts.group = Optional.of(new BlockedGroup("g", numbers[i >> 2 & 3], "m",
					((i & 16) == 0) ? MessageState.DELAYED : MessageState.IN_FLIGHT, (int) numbers[i >> 6 & 3],
					Optional.empty(), Optional.empty()));
			String explanation = new Explanation(facts.evidence()).of(verdict);
			assertThat(wrong.matcher(explanation).find()).as(explanation).isFalse();
		}
	}

	@Test
	void blamesTheListenersOnlyIfAllOfThemAreHeldUp() {
		for (State state : List.of(State.PAUSED, State.CIRCUIT_OPEN)) {
			Facts facts = new Facts();
			facts.listeners = Arrays.asList(listener(state, LONG_AGO, 5, 0), listener(State.RUNNING, JUST_NOW, 0, 0));
			assertThat(facts.judge().verdict()).isEqualTo(Verdict.MOVING);
		}
		Facts facts = new Facts();
		facts.listeners = List.of(listener(State.PAUSED, LONG_AGO, 0, 0), listener(State.CIRCUIT_OPEN, LONG_AGO, 3, 0));
		assertThat(facts.judge().verdict()).as("a paused one does not count").isEqualTo(Verdict.CIRCUIT_OPEN);
		facts.listeners = List.of(listener(State.PAUSED, LONG_AGO, 0, 0), listener(State.RUNNING, LONG_AGO, 3, 0));
		assertThat(facts.judge().verdict()).isEqualTo(Verdict.FAILING);
		facts.listeners = List.of(listener(State.RUNNING, JUST_NOW, 0, 0), listener(State.RUNNING, LONG_AGO, 9, 0));
		assertThat(facts.judge().verdict()).as("one of them works").isEqualTo(Verdict.MOVING);
		facts.listeners = List.of(listener(State.RUNNING, JUST_NOW, 2, 0));
		assertThat(facts.judge().verdict()).as("two failures are an accident").isEqualTo(Verdict.MOVING);
	}

	@Test
	void saysThatMessagesMoveWhileAListenerMakesProgress() {
		for (Verdict verdict : List.of(Verdict.WORKERS_BUSY, Verdict.STALLED)) {
			Facts facts = new Facts();
			add(facts, verdict);
			assertThat(facts.judge().verdict()).isEqualTo(verdict);
			facts.listeners = List.of(listener(State.RUNNING, JUST_NOW, 0, 8));
			assertThat(facts.judge().verdict()).isEqualTo(Verdict.MOVING);
		}
		Facts facts = new Facts();
		add(facts, Verdict.STALLED);
		facts.sentAt = Optional.of(JUST_NOW);
		assertThat(facts.judge().verdict()).as("it was sent a moment ago").isEqualTo(Verdict.MOVING);
	}

	@Test
	void blamesAGroupIfItsHeadIsTriedAgainOrNothingMoves() {
		Facts facts = new Facts();
		facts.ready = 0;
		facts.waiting = 2;
		facts.delayed = 1;
		facts.listeners = List.of(listener(State.RUNNING, JUST_NOW, 0, 0));
		facts.group = Optional.of(group(MessageState.DELAYED));
		assertThat(facts.judge().verdict()).isEqualTo(Verdict.GROUP_BLOCKED);
		facts.listeners = List.of(listener(State.RUNNING, LONG_AGO, 3, 0));
		assertThat(facts.judge().verdict()).as("before failing listeners").isEqualTo(Verdict.GROUP_BLOCKED);
		assertThat(facts.judge().explanation()).contains("The latest failure, of 'books' in 1@a/b at ",
				": java.lang.IllegalStateException: no.");
		facts.inFlight = 1;
		facts.listeners = List.of(listener(State.RUNNING, JUST_NOW, 0, 1));
		assertThat(facts.judge().verdict()).as("other groups move").isEqualTo(Verdict.MOVING);
		facts.group = Optional.of(group(MessageState.IN_FLIGHT));
		assertThat(facts.judge().verdict()).isEqualTo(Verdict.MOVING);
		facts.listeners = List.of(listener(State.RUNNING, LONG_AGO, 0, 1));
		assertThat(facts.judge().verdict()).isEqualTo(Verdict.GROUP_BLOCKED);
		facts.ready = 1;
		facts.sentAt = Optional.of(JUST_NOW);
		assertThat(facts.judge().verdict()).as("another message can be taken").isEqualTo(Verdict.MOVING);
	}

	private static BlockedGroup group(MessageState state) {
		return new BlockedGroup("g", 2, "m", state, 1, Optional.of(NOW.plusSeconds(5)), Optional.of("1@a/b"));
	}

	@ParameterizedTest
	@EnumSource
	void explainsEachVerdictInASentence(Verdict verdict) {
		Facts facts = new Facts();
		facts.group = Optional.of(group(MessageState.IN_FLIGHT));
		assertThat(new Explanation(facts.evidence()).of(verdict)).matches("(?s)[A-Z0-9].*\\.");
	}

}
