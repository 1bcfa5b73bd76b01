package io.github.redisqueues.internal.wait;

import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

import io.github.redisqueues.internal.wait.Waiter.State;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests which waiter polls when, and what happens to an offered waiter. Each test goes
 * through one interleaving, a step at a time.
 */
class WaitersTests {

	private static final long LATER = TimeUnit.SECONDS.toMillis(5);

	private final TestWaiter first = new TestWaiter();

	private final TestWaiter second = new TestWaiter();

	private final TestWaiter third = new TestWaiter();

	@ParameterizedTest
	@EnumSource(Pollers.class)
	void theFirstPollsAtOnceAndRegistersTheProcess(Pollers pollers) {
		Waiters waiters = new Waiters(pollers);
		waiters.join(this.first);
		assertThat(waiters.sleepNanos(this.first)).isZero();
		assertThat(waiters.beforePoll(this.first, false)).isEqualTo(Registration.UNLESS_SERVED);
		waiters.join(this.second);
		waiters.afterPoll(this.first, Registration.UNLESS_SERVED, nothing(0));
		assertThat(waiters.beforePoll(this.first, false)).isEqualTo(Registration.ALWAYS);
	}

	@ParameterizedTest
	@EnumSource(Pollers.class)
	void aWaiterThatJoinsDuringTheLastPollOfAnotherPollsAtOnce(Pollers pollers) {
		Waiters waiters = new Waiters(pollers);
		joinAndPoll(waiters, this.first, LATER);
		assertThat(waiters.beforePoll(this.first, true)).isEqualTo(Registration.NEVER);
		joinAndPollIfDue(waiters, this.second);
		waiters.afterPoll(this.first, Registration.NEVER, nothing(LATER));
		assertThat(waiters.leave(this.first, false)).isFalse();
		assertThat(waiters.beforePoll(this.second, false)).isEqualTo(Registration.UNLESS_SERVED);
	}

	@ParameterizedTest
	@EnumSource(Pollers.class)
	void aWaiterThatJoinsDuringThePollThatServesAnotherPollsAtOnce(Pollers pollers) {
		Waiters waiters = new Waiters(pollers);
		waiters.join(this.first);
		assertThat(waiters.beforePoll(this.first, false)).isEqualTo(Registration.UNLESS_SERVED);
		joinAndPollIfDue(waiters, this.second);
		waiters.afterPoll(this.first, Registration.UNLESS_SERVED, taken());
		assertThat(waiters.leave(this.first, false)).isFalse();
		assertThat(waiters.beforePoll(this.second, false)).isEqualTo(Registration.UNLESS_SERVED);
	}

	@ParameterizedTest
	@EnumSource(Pollers.class)
	void anUnusedWakeUpGoesToTheNext(Pollers pollers) {
		Waiters waiters = new Waiters(pollers);
		joinAndPoll(waiters, this.first, LATER);
		joinAndPollIfDue(waiters, this.second);
		assertThat(waiters.beforePoll(this.second, false)).isNull();
		waiters.wakeOne();
		assertThat(waiters.leave(this.first, false)).isFalse();
		assertThat(waiters.beforePoll(this.second, false)).isEqualTo(Registration.UNLESS_SERVED);
	}

	@ParameterizedTest
	@EnumSource(Pollers.class)
	void theWakeUpOfAPollThatFailsGoesToTheNext(Pollers pollers) {
		Waiters waiters = new Waiters(pollers);
		joinAndPoll(waiters, this.first, LATER);
		joinAndPollIfDue(waiters, this.second);
		waiters.wakeOne();
		assertThat(waiters.beforePoll(this.first, false)).isEqualTo(Registration.ALWAYS);
		waiters.leave(this.first, false);
		assertThat(waiters.beforePoll(this.second, false)).isEqualTo(Registration.UNLESS_SERVED);
	}

	@ParameterizedTest
	@EnumSource(Pollers.class)
	void theWakeUpOfAnInterruptedWaiterGoesToTheNext(Pollers pollers) {
		Waiters waiters = new Waiters(pollers);
		joinAndPoll(waiters, this.first, LATER);
		joinAndPollIfDue(waiters, this.second);
		waiters.leave(this.first, true);
		assertThat(waiters.beforePoll(this.second, false)).isEqualTo(Registration.UNLESS_SERVED);
	}

	@ParameterizedTest
	@EnumSource(Pollers.class)
	void theLastToLeaveGivesAnUnusedWakeUpToAnotherProcess(Pollers pollers) {
		Waiters waiters = new Waiters(pollers);
		joinAndPoll(waiters, this.first, LATER);
		assertThat(waiters.beforePoll(this.first, true)).isEqualTo(Registration.NEVER);
		waiters.wakeOne();
		waiters.afterPoll(this.first, Registration.NEVER, nothing(LATER));
		assertThat(waiters.leave(this.first, false)).isTrue();
	}

	@ParameterizedTest
	@EnumSource(Pollers.class)
	void theLastToLeaveRemovesTheRegistrationOnce(Pollers pollers) {
		Waiters waiters = new Waiters(pollers);
		joinAndPoll(waiters, this.first, LATER);
		joinAndPollIfDue(waiters, this.second);
		assertThat(waiters.leave(this.first, false)).isFalse();
		assertThat(waiters.leave(this.second, false)).isTrue();
		assertThat(waiters.isEmpty()).isTrue();
		waiters.join(this.first);
		assertThat(waiters.leave(this.first, false)).as("was not registered since").isFalse();
	}

	@ParameterizedTest
	@EnumSource(Pollers.class)
	void thePollThatServesTheOnlyWaiterRemovesTheRegistration(Pollers pollers) {
		Waiters waiters = new Waiters(pollers);
		waiters.join(this.first);
		assertThat(waiters.beforePoll(this.first, false)).isEqualTo(Registration.UNLESS_SERVED);
		waiters.afterPoll(this.first, Registration.UNLESS_SERVED, taken());
		assertThat(waiters.leave(this.first, false)).isFalse();
	}

	@ParameterizedTest
	@EnumSource(Pollers.class)
	void theSecondBecomesTheOneThatPollsForAllWhenTheFirstLeaves(Pollers pollers) {
		Waiters waiters = new Waiters(pollers);
		joinAndPoll(waiters, this.first, 1_000);
		joinAndPollIfDue(waiters, this.second);
		assertThat(waiters.sleepNanos(this.second)).isGreaterThan(TimeUnit.SECONDS.toNanos(50));
		waiters.leave(this.first, false);
		assertThat(waiters.sleepNanos(this.second)).isLessThanOrEqualTo(TimeUnit.SECONDS.toNanos(1));
	}

	private void joinAndPollIfDue(Waiters waiters, TestWaiter waiter) {
		waiters.join(waiter);
		Registration registration = waiters.beforePoll(waiter, false);
		if (registration != null) {
			waiters.afterPoll(waiter, registration, nothing(LATER));
		}
	}

	private static void joinAndPoll(Waiters waiters, TestWaiter waiter, long nextPoll) {
		waiters.join(waiter);
		poll(waiters, waiter, nextPoll);
	}

	private static void poll(Waiters waiters, TestWaiter waiter, long nextPoll) {
		Registration registration = Objects.requireNonNull(waiters.beforePoll(waiter, false));
		waiters.afterPoll(waiter, registration, nothing(nextPoll));
	}

	private static PollResult<Long> nothing(long nextPoll) {
		return new PollResult<>(List.of(), false, nextPoll);
	}

	private static PollResult<Long> taken() {
		return new PollResult<>(List.of(7L), false, LATER);
	}

	/**
	 * The policy of message queues.
	 */
	@Nested
	class EveryWaiterPolls {

		private final Waiters waiters = new Waiters(Pollers.EVERY_WAITER);

		@BeforeEach
		void joinThree() {
			joinAndPoll(this.waiters, WaitersTests.this.first, LATER);
			joinAndPoll(this.waiters, WaitersTests.this.second, LATER);
			joinAndPoll(this.waiters, WaitersTests.this.third, LATER);
		}

		@Test
		void eachWakeUpGoesToAnotherOne() {
			this.waiters.wakeOne();
			assertThat(this.waiters.sleepNanos(WaitersTests.this.second)).isPositive();
			this.waiters.wakeOne();
			assertThat(this.waiters.sleepNanos(WaitersTests.this.first)).isZero();
			assertThat(this.waiters.sleepNanos(WaitersTests.this.second)).isZero();
			assertThat(this.waiters.sleepNanos(WaitersTests.this.third)).isPositive();
		}

		@Test
		void aPollThatFindsMoreThanItTakesWakesTheNext() {
			this.waiters.wakeOne();
			Registration registration = Objects.requireNonNull(this.waiters.beforePoll(WaitersTests.this.first, false));
			this.waiters.afterPoll(WaitersTests.this.first, registration, new PollResult<>(List.of(7L), true, -1));
			assertThat(this.waiters.beforePoll(WaitersTests.this.second, false)).isEqualTo(Registration.ALWAYS);
			assertThat(this.waiters.beforePoll(WaitersTests.this.third, false)).isNull();
		}

		@Test
		void aPollThatFindsMoreButTakesNothingIsRepeated() {
			this.waiters.wakeOne();
			Registration registration = Objects.requireNonNull(this.waiters.beforePoll(WaitersTests.this.first, false));
			this.waiters.afterPoll(WaitersTests.this.first, registration, new PollResult<>(List.of(), true, -1));
			assertThat(this.waiters.beforePoll(WaitersTests.this.first, false)).isEqualTo(Registration.ALWAYS);
		}

		@Test
		void theEarliestTimeThatAnyPollReportedCounts() {
			this.waiters.wakeOne();
			poll(this.waiters, WaitersTests.this.first, 100);
			this.waiters.wakeOne();
			poll(this.waiters, WaitersTests.this.first, LATER);
			assertThat(this.waiters.sleepNanos(WaitersTests.this.first))
				.isLessThanOrEqualTo(TimeUnit.MILLISECONDS.toNanos(100));
		}

		@Test
		void nobodySleepsLongerThanFiveSecondsWhateverAPollReports() {
			this.waiters.wakeOne();
			poll(this.waiters, WaitersTests.this.first, TimeUnit.HOURS.toMillis(1));
			assertThat(this.waiters.sleepNanos(WaitersTests.this.first))
				.isLessThanOrEqualTo(TimeUnit.SECONDS.toNanos(5));
		}

	}

	/**
	 * The policy of locks, which threads hand over to each other.
	 */
	@Nested
	class FirstWaiterPolls {

		private final Waiters waiters = new Waiters(Pollers.FIRST_WAITER);

		private final TestWaiter first = WaitersTests.this.first;

		private final TestWaiter second = WaitersTests.this.second;

		@Test
		void theOthersDoNotPollNotEvenAtTheEnd() {
			joinAndPoll(this.waiters, this.first, LATER);
			this.waiters.join(this.second);
			assertThat(this.waiters.beforePoll(this.second, false)).isNull();
			assertThat(this.waiters.beforePoll(this.second, true)).isNull();
			assertThat(this.waiters.sleepNanos(this.second)).isGreaterThan(TimeUnit.SECONDS.toNanos(50));
		}

		@Test
		void aSecondWakeUpDoesNotGoToOneThatDoesNotPoll() {
			joinAndPoll(this.waiters, this.first, LATER);
			this.waiters.join(this.second);
			this.waiters.wakeOne();
			this.waiters.wakeOne();
			assertThat(this.second.woken).isFalse();
		}

		@Test
		void theLatestResultDecidesWhenToPollNext() {
			joinAndPoll(this.waiters, this.first, 100);
			this.waiters.wakeOne();
			poll(this.waiters, this.first, 12_000);
			assertThat(this.waiters.sleepNanos(this.first)).isGreaterThan(TimeUnit.SECONDS.toNanos(10));
		}

		@Test
		void aWaiterThatIsPutBackPollsWhenItIsTimeAndNotAtItsEnd() {
			joinAndPoll(this.waiters, this.first, 100);
			assertThat(this.waiters.offer()).isSameAs(this.first);
			assertThat(this.waiters.sleepNanos(this.first)).as("nothing to do while it is offered the lock")
				.isGreaterThan(TimeUnit.SECONDS.toNanos(50));
			assertThat(this.waiters.takeBack(this.first, true)).isFalse();
			assertThat(this.first.state).isEqualTo(State.WAITING);
			assertThat(this.waiters.sleepNanos(this.first)).isLessThanOrEqualTo(TimeUnit.MILLISECONDS.toNanos(100));
		}

		@Test
		void aWaiterThatIsPutBackUnregisteredPollsAtOnce() {
			joinAndPoll(this.waiters, this.first, LATER);
			this.waiters.offer();
			this.waiters.takeBack(this.first, false);
			assertThat(this.waiters.beforePoll(this.first, false)).isEqualTo(Registration.UNLESS_SERVED);
		}

		@Test
		void aWakeUpThatComesWhileTheOnlyWaiterIsOfferedTheLockIsKept() {
			joinAndPoll(this.waiters, this.first, LATER);
			this.waiters.offer();
			assertThat(this.waiters.wakeOne()).isFalse();
			this.waiters.takeBack(this.first, true);
			assertThat(this.waiters.sleepNanos(this.first)).isZero();
			assertThat(this.waiters.beforePoll(this.first, false)).isEqualTo(Registration.UNLESS_SERVED);
		}

		@Test
		void aWakeUpThatComesToTheNextWhileTheFirstIsOfferedTheLockIsKept() {
			joinAndPoll(this.waiters, this.first, LATER);
			this.waiters.join(this.second);
			this.waiters.offer();
			assertThat(this.waiters.wakeOne()).isTrue();
			this.waiters.takeBack(this.first, true);
			assertThat(this.waiters.beforePoll(this.second, false)).as("is not first any more").isNull();
			assertThat(this.waiters.sleepNanos(this.second)).as("and does not spin").isPositive();
			assertThat(this.waiters.beforePoll(this.first, false)).isEqualTo(Registration.ALWAYS);
		}

		@Test
		void anOldMissedWakeUpDoesNotWakeAgain() {
			joinAndPoll(this.waiters, this.first, LATER);
			this.waiters.offer();
			this.waiters.wakeOne();
			this.waiters.takeBack(this.first, true);
			poll(this.waiters, this.first, LATER);
			this.waiters.offer();
			this.waiters.takeBack(this.first, true);
			assertThat(this.waiters.beforePoll(this.first, false)).isNull();
		}

		@Test
		void aWaiterThatHasLeftDoesNotGetTheLock() {
			joinAndPoll(this.waiters, this.first, LATER);
			this.waiters.offer();
			this.waiters.leave(this.first, false);
			assertThat(this.first.state).isEqualTo(State.GONE);
			assertThat(this.waiters.handOver(this.first, 7L, LATER)).isFalse();
			assertThat(this.first.items).isEmpty();
		}

		@Test
		void theRegistrationIsRemovedIfTheOfferedWaiterHasLeft() {
			joinAndPoll(this.waiters, this.first, LATER);
			this.waiters.offer();
			assertThat(this.waiters.leave(this.first, false)).isTrue();
			assertThat(this.waiters.takeBack(this.first, true)).as("the hand-over has registered it again").isTrue();
			assertThat(this.waiters.isEmpty()).isTrue();
		}

		@Test
		void aWaiterThatFindsByItsOwnPollThatTheLockWasHandedOverKeepsIt() {
			Registration registration = beginPollAndOffer();
			this.waiters.afterPoll(this.first, registration, taken());
			this.waiters.leave(this.first, false);
			assertThat(this.waiters.handOver(this.first, 7L, LATER)).isTrue();
		}

		@Test
		void aWaiterThatFoundTheLockByItsOwnPollIsNotPutBack() {
			Registration registration = beginPollAndOffer();
			this.waiters.afterPoll(this.first, registration, taken());
			this.waiters.leave(this.first, false);
			this.waiters.takeBack(this.first, false);
			assertThat(this.first.state).as("the lock is its own and must not be given back").isEqualTo(State.SERVED);
			assertThat(this.waiters.isEmpty()).isTrue();
		}

		private Registration beginPollAndOffer() {
			this.waiters.join(this.first);
			Registration registration = Objects.requireNonNull(this.waiters.beforePoll(this.first, false));
			this.waiters.offer();
			return registration;
		}

	}

	/**
	 * A waiter whose time is up in a minute. The tests poll for it.
	 */
	private static final class TestWaiter extends Waiter<Long> {

		private TestWaiter() {
			this.end = System.nanoTime() + TimeUnit.MINUTES.toNanos(1);
		}

		@Override
		protected PollResult<Long> poll(Registration registration) {
			throw new IllegalStateException("not polled here");
		}

	}

}
