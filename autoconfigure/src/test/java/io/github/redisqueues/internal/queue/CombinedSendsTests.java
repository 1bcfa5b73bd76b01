package io.github.redisqueues.internal.queue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;

import io.github.redisqueues.RedisCallFailedException;
import io.github.redisqueues.RedisNotExecutedException;
import io.github.redisqueues.RedisOutcomeUnknownException;
import io.github.redisqueues.internal.redis.Deadline;
import io.github.redisqueues.testing.BlockedCall;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Sends that go together, with scripts that end when the test says so.
 */
@Timeout(60)
class CombinedSendsTests {

	private static final SendReply SENT = new SendReply(0, 0, -1, 0, "");

	private final List<RedisCallFailedException> failures = new CopyOnWriteArrayList<>();

	private final CombinedSends sends = new CombinedSends(1, 1, this::run, this.failures::add);

	private final Queue<Script> scripts = new ConcurrentLinkedQueue<>();

	private final List<BlockedCall<SendReply>> calls = new ArrayList<>();

	private record Script(OutgoingBatch batch, CompletableFuture<SendReply> reply, CountDownLatch interrupted) {

	}

	private SendReply run(Deadline deadline, OutgoingBatch batch) {
		if (Thread.currentThread().isInterrupted()) {
			throw new RedisNotExecutedException("interrupted", null);
		}
		Script script = new Script(batch, new CompletableFuture<>(), new CountDownLatch(1));
		this.scripts.add(script);
		try {
			try {
				return script.reply.get();
			}
			catch (InterruptedException ex) {
				script.interrupted.countDown();
				return script.reply.get();
			}
			finally {
				if (script.interrupted.getCount() == 0) {
					Thread.currentThread().interrupt();
				}
			}
		}
		catch (InterruptedException ex) {
			throw new RedisOutcomeUnknownException("interrupted", ex);
		}
		catch (ExecutionException ex) {
			throw (RuntimeException) ex.getCause();
		}
	}

	@AfterEach
	void endThreads() {
		this.calls.forEach(BlockedCall::interrupt);
	}

	private static OutgoingBatch message(String id, int priority, int bytes) {
		return new OutgoingBatch(List.of(id), List.of(new byte[bytes]), 0, Duration.ZERO, null, Duration.ZERO, priority,
				"", "", false, Duration.ZERO, Duration.ZERO);
	}

	private BlockedCall<SendReply> send(OutgoingBatch message, Duration limit) {
		BlockedCall<SendReply> call = new BlockedCall<>(() -> this.sends.send(Deadline.after(limit), message));
		this.calls.add(call);
		return call;
	}

	/**
	 * Begins a send and waits until it is under way, or waits for its turn.
	 */
	private BlockedCall<SendReply> send(String id) {
		return waiting(send(message(id, 0, 10), Duration.ofMinutes(1)));
	}

	private static BlockedCall<SendReply> waiting(BlockedCall<SendReply> call) {
		await().until(() -> call.isParkedIn(CombinedSends.class));
		return call;
	}

	private static ConditionFactory await() {
		return Awaitility.await().pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(2));
	}

	private Script nextScript() {
		await().until(() -> !this.scripts.isEmpty());
		return this.scripts.remove();
	}

	@Test
	void aSendThatFindsNoneUnderWayGoesAtOnce() {
		BlockedCall<SendReply> call = send("a");
		Script script = nextScript();
		assertThat(script.batch.ids()).containsExactly("a");
		script.reply.complete(SENT);
		assertThat(call.atOnce()).isSameAs(SENT);
		send("b");
		assertThat(nextScript().batch.ids()).containsExactly("b");
	}

	@Test
	void whatCameMeanwhileGoesTogetherInTheOrderOfTheCalls() {
		BlockedCall<SendReply> first = send("a");
		List<BlockedCall<SendReply>> others = List.of(send("b"), send("c"), send("d"));
		assertThat(this.scripts).hasSize(1);
		nextScript().reply.complete(SENT);
		assertThat(first.atOnce()).isSameAs(SENT);
		Script together = nextScript();
		assertThat(together.batch.ids()).containsExactly("b", "c", "d");
		assertThat(together.batch.bodies()).hasSize(3);
		BlockedCall<SendReply> later = send("e");
		together.reply.complete(SENT);
		others.forEach((call) -> assertThat(call.atOnce()).isSameAs(SENT));
		// The thread that sent for others is not kept for those that come later
		assertThat(nextScript().batch.ids()).containsExactly("e");
		assertThat(later.isDone()).isFalse();
		assertThat(this.failures).isEmpty();
	}

	@Test
	void onlyMessagesOfOneKindGoTogetherAndNotTooMany() {
		send("a");
		for (int i = 0; i < SendGroup.MAX_MESSAGES + 1; i++) {
			waiting(send(message("same" + i, 0, 10), Duration.ofMinutes(1)));
		}
		waiting(send(message("urgent", 5, 10), Duration.ofMinutes(1)));
		for (int i = 0; i < 3; i++) {
			waiting(send(message("large" + i, 0, SendGroup.MAX_BYTES / 2), Duration.ofMinutes(1)));
		}
		List<List<String>> groups = new ArrayList<>();
		for (int i = 0; i < 5; i++) {
			Script script = nextScript();
			groups.add(script.batch.ids());
			script.reply.complete(SENT);
		}
		assertThat(groups.get(0)).containsExactly("a");
		assertThat(groups.get(1)).hasSize(SendGroup.MAX_MESSAGES).contains("same0").doesNotContain("urgent");
		assertThat(groups.get(2)).containsExactly("same" + SendGroup.MAX_MESSAGES, "large0");
		assertThat(groups.get(3)).containsExactly("urgent");
		assertThat(groups.get(4)).containsExactly("large1", "large2");
		this.calls.forEach((call) -> assertThat(call.atOnce()).isSameAs(SENT));
	}

	@Test
	void aSendWhoseTimeIsUpBeforeItsTurnIsNotSentLater() {
		send("a");
		BlockedCall<SendReply> late = send(message("late", 0, 10), Duration.ofMillis(50));
		BlockedCall<SendReply> interrupted = send("interrupted");
		interrupted.interrupt();
		assertNotExecuted(late, "timeout was over");
		assertNotExecuted(interrupted, "thread was interrupted");
		BlockedCall<SendReply> next = send("b");
		nextScript().reply.complete(SENT);
		Script script = nextScript();
		assertThat(script.batch.ids()).containsExactly("b");
		script.reply.complete(SENT);
		assertThat(next.atOnce()).isSameAs(SENT);
		assertThat(this.failures).hasSize(2);
	}

	private static void assertNotExecuted(BlockedCall<SendReply> call, String why) {
		assertThatExceptionOfType(AssertionError.class).isThrownBy(call::atOnce)
			.havingCause()
			.isInstanceOf(RedisNotExecutedException.class)
			.withMessageContaining(why);
	}

	private static void assertUnknown(BlockedCall<SendReply> call) {
		assertThatExceptionOfType(AssertionError.class).isThrownBy(call::atOnce)
			.havingCause()
			.isInstanceOf(RedisOutcomeUnknownException.class);
	}

	@Test
	void anInterruptWhileTheScriptRunsConcernsOneCallerOnly() {
		send("a");
		BlockedCall<SendReply> leader = send("b");
		BlockedCall<SendReply> interrupted = send("c");
		BlockedCall<SendReply> other = send("d");
		nextScript().reply.complete(SENT);
		Script script = nextScript();
		interrupted.interrupt();
		assertUnknown(interrupted);
		leader.interrupt();
		script.reply.complete(SENT);
		assertThat(leader.atOnce()).isSameAs(SENT);
		assertThat(other.atOnce()).isSameAs(SENT);
		assertThat(this.failures).hasSize(1);
	}

	@Test
	void othersAreSentByAnotherThreadIfTheFirstCannotBegin() {
		send("a");
		BlockedCall<SendReply> first = send("b");
		List<BlockedCall<SendReply>> others = List.of(send("c"), send("d"));
		nextScript().reply.complete(SENT);
		Script script = nextScript();
		assertThat(script.batch.ids()).containsExactly("b", "c", "d");
		first.interrupt();
		await().until(() -> script.interrupted.getCount() == 0);
		script.reply.completeExceptionally(new RedisNotExecutedException("LOADING", null));
		Script next = nextScript();
		assertThat(next.batch.ids()).containsExactly("c", "d");
		next.reply.complete(SENT);
		others.forEach((call) -> assertThat(call.atOnce()).isSameAs(SENT));
	}

	@Test
	void aFailureTellsEachCallerOnItsOwn() {
		for (RedisCallFailedException failure : List.of(new RedisOutcomeUnknownException("reset", null),
				new RedisNotExecutedException("cannot connect", null))) {
			send("a");
			List<BlockedCall<SendReply>> together = List.of(send("b"), send("c"), send("d"));
			nextScript().reply.complete(SENT);
			nextScript().reply.completeExceptionally(failure);
			List<Throwable> thrown = new ArrayList<>();
			together.forEach((call) -> assertThatExceptionOfType(AssertionError.class).isThrownBy(call::atOnce)
				.satisfies((error) -> thrown.add(error.getCause())));
			assertThat(thrown).hasExactlyElementsOfTypes(failure.getClass(), failure.getClass(), failure.getClass())
				.doesNotHaveDuplicates();
			assertThat(thrown).allSatisfy((one) -> assertThat(one).hasMessage(failure.getMessage()));
		}
		assertThat(this.failures).as("told but for the thread that ran the script").hasSize(4);
	}

	@Test
	void whatIsRefusedTogetherIsSentOneByOne() {
		for (RuntimeException refusal : List.of(new RedisNotExecutedException("OOM", null, true),
				new IllegalStateException("another type"))) {
			send("a");
			List<BlockedCall<SendReply>> together = List.of(send("b"), send("c"), send("d"));
			nextScript().reply.complete(SENT);
			nextScript().reply.completeExceptionally(refusal);
			for (int i = 0; i < 2; i++) {
				Script alone = nextScript();
				assertThat(alone.batch.ids()).hasSize(1);
				alone.reply.complete(SENT);
			}
			nextScript().reply.completeExceptionally(refusal);
			assertThat(together.stream().filter(CombinedSendsTests::isSent)).hasSize(2);
			assertThat(this.scripts).isEmpty();
		}
	}

	private static boolean isSent(BlockedCall<SendReply> call) {
		try {
			return call.atOnce() == SENT;
		}
		catch (AssertionError ex) {
			assertThat(ex.getCause()).isInstanceOfAny(RedisNotExecutedException.class, IllegalStateException.class);
			return false;
		}
	}

}
