package io.github.redisqueues.internal.lock;

import java.util.Objects;
import java.util.concurrent.TimeUnit;

import io.github.redisqueues.internal.lock.LockWaiter.State;
import io.github.redisqueues.internal.wait.Look.Presence;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Who looks when, and what becomes of who is offered the lock: each interleaving of one
 * who waits with one who releases, a step at a time.
 */
class LineStateTests {

	private static final long LATER = TimeUnit.SECONDS.toMillis(5);

	private final LineState line = new LineState();

	private final LockWaiter first = new LockWaiter("first", 30_000);

	private final LockWaiter second = new LockWaiter("second", 30_000);

	@Test
	void theFirstLooksAtOnceAndAloneAndTheOthersDoNot() {
		this.line.join(this.first);
		assertThat(this.line.beforeLook(this.first, false)).isEqualTo(Presence.ALONE);
		this.line.join(this.second);
		assertThat(this.line.beforeLook(this.second, false)).isNull();
		assertThat(this.line.beforeLook(this.first, false)).isEqualTo(Presence.OTHERS);
	}

	@Test
	void whoIsPutBackLooksWhenItIsTimeAndNotAtHisEnd() {
		joinAndLook(this.first, 100);
		assertThat(this.line.offer()).isSameAs(this.first);
		long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(1);
		assertThat(this.line.sleep(this.first, end)).as("nothing to do while he is offered the lock")
			.isGreaterThan(TimeUnit.SECONDS.toNanos(50));
		assertThat(this.line.takeBack(this.first, true)).isTrue();
		assertThat(this.line.sleep(this.first, end)).isLessThanOrEqualTo(TimeUnit.MILLISECONDS.toNanos(100));
	}

	@Test
	void whoIsPutBackAndNotRegisteredLooksAtOnce() {
		joinAndLook(this.first, LATER);
		this.line.offer();
		this.line.takeBack(this.first, false);
		assertThat(this.line.beforeLook(this.first, false)).isEqualTo(Presence.ALONE);
	}

	@Test
	void aWakeUpThatComesWhileTheOnlyOneIsOfferedTheLockIsKept() {
		joinAndLook(this.first, LATER);
		this.line.offer();
		assertThat(this.line.wakeFirst()).isFalse();
		this.line.takeBack(this.first, true);
		assertThat(this.line.sleep(this.first, Long.MAX_VALUE / 2)).isZero();
		assertThat(this.line.beforeLook(this.first, false)).isEqualTo(Presence.ALONE);
	}

	@Test
	void aWakeUpThatComesToTheNextWhileTheFirstIsOfferedTheLockIsKept() {
		joinAndLook(this.first, LATER);
		this.line.join(this.second);
		this.line.offer();
		assertThat(this.line.wakeFirst()).isTrue();
		this.line.takeBack(this.first, true);
		assertThat(this.line.beforeLook(this.second, false)).as("is not first any more").isNull();
		assertThat(this.line.beforeLook(this.first, false)).isEqualTo(Presence.OTHERS);
	}

	@Test
	void anOldMissedWakeUpDoesNotWakeAgain() {
		joinAndLook(this.first, LATER);
		this.line.offer();
		this.line.wakeFirst();
		this.line.takeBack(this.first, true);
		look(this.first, LATER);
		this.line.offer();
		this.line.takeBack(this.first, true);
		assertThat(this.line.beforeLook(this.first, false)).isNull();
	}

	@Test
	void whoJoinsDuringTheLastLookOfAnotherLooksAtOnce() {
		joinAndLook(this.first, LATER);
		Presence presence = this.line.beforeLook(this.first, true);
		assertThat(presence).isEqualTo(Presence.LEAVING);
		this.line.join(this.second);
		this.line.afterLook(this.first, Presence.LEAVING, nothing(LATER));
		assertThat(this.line.leave(this.first)).isFalse();
		assertThat(this.line.beforeLook(this.second, false)).isEqualTo(Presence.ALONE);
	}

	@Test
	void aWakeUpThatWasNotUsedGoesToTheNext() {
		joinAndLook(this.first, LATER);
		this.line.join(this.second);
		this.line.wakeFirst();
		assertThat(this.line.leave(this.first)).isFalse();
		assertThat(this.line.beforeLook(this.second, false)).isEqualTo(Presence.ALONE);
	}

	@Test
	void theLastToGoLeavesTheQueueOnce() {
		joinAndLook(this.first, LATER);
		this.line.join(this.second);
		assertThat(this.line.leave(this.first)).isFalse();
		assertThat(this.line.leave(this.second)).isTrue();
		assertThat(this.line.isEmpty()).isTrue();
		this.line.join(this.first);
		assertThat(this.line.leave(this.first)).as("was not registered since").isFalse();
	}

	@Test
	void whoHasGoneDoesNotGetTheLock() {
		joinAndLook(this.first, LATER);
		this.line.offer();
		this.line.leave(this.first);
		assertThat(this.first.state).isEqualTo(State.GONE);
		assertThat(this.line.handOver(this.first, granted(7))).isFalse();
		assertThat(this.first.granted).isNull();
	}

	@Test
	void whoFindsByHimselfThatTheLockWasHandedOverKeepsIt() {
		joinAndLook(this.first, 0);
		Presence presence = Objects.requireNonNull(this.line.beforeLook(this.first, false));
		this.line.offer();
		this.line.afterLook(this.first, presence, granted(7));
		this.line.leave(this.first);
		assertThat(this.line.handOver(this.first, granted(7))).isTrue();
	}

	@Test
	void ofWhoHasFoundTheLockByHimselfThereIsNoDoubt() {
		joinAndLook(this.first, 0);
		Presence presence = Objects.requireNonNull(this.line.beforeLook(this.first, false));
		this.line.offer();
		this.line.afterLook(this.first, presence, granted(7));
		this.line.leave(this.first);
		assertThat(this.line.takeBackInDoubt(this.first)).as("the lock is his and must not be given back").isTrue();
		assertThat(this.line.isEmpty()).isTrue();
	}

	@Test
	void whoIsInDoubtLooksAtOnceAndWhoHasGoneIsToldOf() {
		joinAndLook(this.first, LATER);
		this.line.offer();
		assertThat(this.line.takeBackInDoubt(this.first)).isTrue();
		assertThat(this.first.inDoubt).isTrue();
		assertThat(this.line.beforeLook(this.first, false)).isEqualTo(Presence.ALONE);
		this.line.offer();
		this.line.leave(this.first);
		assertThat(this.line.takeBackInDoubt(this.first)).isFalse();
		assertThat(this.line.isEmpty()).isTrue();
	}

	private void joinAndLook(LockWaiter waiter, long nextLook) {
		this.line.join(waiter);
		look(waiter, nextLook);
	}

	private void look(LockWaiter waiter, long nextLook) {
		Presence presence = Objects.requireNonNull(this.line.beforeLook(waiter, false));
		this.line.afterLook(waiter, presence, nothing(nextLook));
	}

	private static LockAttempt nothing(long nextLook) {
		return new LockAttempt(0, System.nanoTime(), 0, nextLook, 1);
	}

	private static LockAttempt granted(long token) {
		return new LockAttempt(token, System.nanoTime(), System.nanoTime(), LATER, 1);
	}

}
