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
import io.github.redisqueues.queue.QueueDiagnosis.Verdict;
import io.github.redisqueues.queue.QueueEvidence.BlockedGroup;
import io.github.redisqueues.queue.QueueEvidence.Outage;
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

	private static final Instant NOW = QueueFacts.NOW;

	private static final Instant LONG_AGO = QueueFacts.LONG_AGO;

	private static final Instant JUST_NOW = QueueFacts.JUST_NOW;

	/**
	 * Adds what leads to a verdict, on top of what leads to others.
	 */
	private static void add(QueueFacts facts, Verdict verdict) {
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
		QueueFacts facts = new QueueFacts();
		facts.waitingProcesses = 1;
		add(facts, pair.get(1));
		if (pair.get(0) != pair.get(1)) {
			add(facts, pair.get(0));
		}
		assertThat(facts.judge().verdict()).isEqualTo(pair.get(0));
	}

	@Test
	void putsEmptyBeforeEverythingThatHoldsMessagesUp() {
		QueueFacts facts = new QueueFacts();
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
	void writesTheRateAsItIsConfigured() {
		QueueFacts facts = new QueueFacts();
		facts.waitingProcesses = 1;
		for (String rate : List.of("10/s", "5/10s", "1/h", "3/100ms")) {
			facts.limits = new LimitValues(0, 0, Optional.of(Rate.parse(rate)), OptionalInt.empty());
			facts.permit = Optional.of(NOW.plusSeconds(1));
			assertThat(facts.judge().explanation()).startsWith("The rate of " + rate + " is used up; ");
		}
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
			QueueFacts facts = new QueueFacts();
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
			QueueFacts facts = new QueueFacts();
			facts.listeners = Arrays.asList(listener(state, LONG_AGO, 5, 0), listener(State.RUNNING, JUST_NOW, 0, 0));
			assertThat(facts.judge().verdict()).isEqualTo(Verdict.MOVING);
		}
		QueueFacts facts = new QueueFacts();
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
			QueueFacts facts = new QueueFacts();
			add(facts, verdict);
			assertThat(facts.judge().verdict()).isEqualTo(verdict);
			facts.listeners = List.of(listener(State.RUNNING, JUST_NOW, 0, 8));
			assertThat(facts.judge().verdict()).isEqualTo(Verdict.MOVING);
		}
		QueueFacts facts = new QueueFacts();
		add(facts, Verdict.STALLED);
		facts.sentAt = Optional.of(JUST_NOW);
		assertThat(facts.judge().verdict()).as("it was sent a moment ago").isEqualTo(Verdict.MOVING);
	}

	@Test
	void blamesAGroupIfItsHeadIsTriedAgainOrNothingMoves() {
		QueueFacts facts = new QueueFacts();
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
		QueueFacts facts = new QueueFacts();
		facts.group = Optional.of(group(MessageState.IN_FLIGHT));
		assertThat(new Explanation(facts.evidence()).of(verdict)).matches("(?s)[A-Z0-9].*\\.");
	}

}
