package com.acme;

import java.time.Duration;
import java.util.List;

import io.github.redisqueues.listener.QueueListenerContainer;
import io.github.redisqueues.listener.QueueListenerRegistry;
import io.github.redisqueues.queue.DeadLetter;
import io.github.redisqueues.queue.PauseOptions;
import io.github.redisqueues.queue.RedisQueue;
import io.github.redisqueues.queue.SendOptions;
import io.github.redisqueues.test.DeliveryOutcome;
import io.github.redisqueues.test.DeliveryOutcome.Result;
import io.github.redisqueues.test.TestQueues;
import io.github.redisqueues.test.autoconfigure.QueuesTest;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.context.bean.override.mockito.MockitoBean;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.BDDMockito.then;
import static org.mockito.BDDMockito.willThrow;
import static org.mockito.Mockito.never;

/**
 * Messages that a test passes to listeners.
 */
@QueuesTest
class DeliveryTests {

	private static final Order ORDER = new Order("1", "7", "tea");

	@Autowired
	private TestQueues queues;

	@Autowired
	private RedisQueue<Order> orders;

	@Autowired
	private RedisQueue<String> letters;

	@Autowired
	private RedisQueue<String> tickets;

	@Autowired
	private RedisQueue<String> reminders;

	@Autowired
	private QueueListenerRegistry registry;

	@Autowired
	private PostOffice post;

	@Autowired
	private Desk desk;

	@Autowired
	private Journal journal;

	@MockitoBean
	private Warehouse warehouse;

	@Test
	void listenersAreRegisteredButNotStarted() {
		assertThat(this.registry.containers()).hasSize(3).noneMatch(QueueListenerContainer::isRunning);
	}

	@Test
	void theListenerRunsOnTheThreadOfTheTestInsideTheInterceptors() {
		this.journal.lines.clear();
		assertThat(this.queues.deliver("tickets", "ack")).wasAcked();
		assertThat(this.desk.thread).isSameAs(Thread.currentThread());
		assertThat(this.journal.lines).containsExactly("desk.answer gets 1");
		assertThat(this.tickets.size()).isZero();
	}

	@Test
	void aFailureIsRetriedAfterTheBackoff() {
		willThrow(new IllegalStateException("closed")).given(this.warehouse).ship(any());
		DeliveryOutcome outcome = this.queues.deliver("orders", ORDER);
		assertThat(outcome).wasRetried().wasRetriedWithin(Duration.ofSeconds(5)).failure().hasMessage("closed");
		assertThat(outcome.result()).isEqualTo(Result.RETRIED);
		assertThat(this.orders.find(outcome.id())).hasValueSatisfying((message) -> {
			assertThat(message.attempts()).isOne();
			assertThat(message.payload()).isEqualTo(ORDER);
		});
	}

	@Test
	void theLastFailureMakesADeadLetter() {
		willThrow(new IllegalStateException("closed")).given(this.warehouse).ship(any());
		assertThat(this.queues.deliver("orders", ORDER, 3)).isDead()
			.isDeadBecause(DeadLetter.MAX_ATTEMPTS)
			.isDeadBecause("closed");
		assertThat(this.queues.dead("orders")).singleElement().satisfies((letter) -> {
			assertThat(letter.payload()).isEqualTo(ORDER);
			assertThat(letter.attempts()).isEqualTo(3);
		});
	}

	@Test
	void theListenerDecidesByTheExceptionThatItThrows() {
		assertThat(this.queues.deliver("orders", new Order("1", "7", "nothing"))).isDeadBecause("an order of nothing");
		assertThat(this.queues.deliver("orders", new Order("2", "7", "sold out")))
			.wasRetriedAfter(Duration.ofMinutes(10));
		willThrow(new IllegalStateException("unimportant")).given(this.warehouse).ship(any());
		assertThat(this.queues.deliver("orders", ORDER)).wasAcked().failure().hasMessage("unimportant");
	}

	@Test
	void aMessageIsTakenFromTheMiddleOfAQueueAndTheOthersStay() {
		List<String> sent = this.tickets.sendAll(List.of("1", "2", "3"));
		assertThat(this.queues.deliver("tickets", "ack", 2)).wasAcked();
		assertThat(this.desk.attempt).isEqualTo(2);
		assertThat(this.tickets.browse(0, 10)).extracting((message) -> message.id()).isEqualTo(sent);
		assertThat(this.tickets.browse(0, 10)).allMatch((message) -> message.attempts() == 0);
	}

	@Test
	void aHandlerSettlesByItself() {
		assertThat(this.queues.deliver("tickets", "later")).wasRetriedAfter(Duration.ofSeconds(7));
		assertThat(this.queues.deliver("tickets", "later", 2)).isDeadBecause(DeadLetter.MAX_ATTEMPTS);
		assertThat(this.queues.deliver("tickets", "reject")).isDeadBecause("spam");
		assertThat(this.queues.deliver("tickets", "nothing")).isUnsettled();
	}

	@Test
	void aDelayIsSkipped() {
		SendOptions options = SendOptions.defaults().delay(Duration.ofHours(1)).header("a", "b");
		assertThat(this.queues.deliver("tickets", "ack", options, 1)).wasAcked();
	}

	@Test
	void drainingPassesBatchesUntilNothingIsReady() {
		this.post.posted.clear();
		this.letters.sendAll(List.of("1", "2", "3", "4"));
		assertThat(this.queues.drain("letters")).hasSize(4).allSatisfy((outcome) -> assertThat(outcome).wasAcked());
		assertThat(this.post.posted).containsExactly(List.of("1", "2", "3"), List.of("4"));
		assertThat(this.queues.drain()).isEmpty();
	}

	@Test
	void onlyTheMessageOfABatchThatFailsIsRetried() {
		this.post.posted.clear();
		this.letters.sendAll(List.of("1", "torn", "3"));
		List<DeliveryOutcome> outcomes = this.queues.drain("letters");
		assertThat(outcomes).extracting(DeliveryOutcome::result)
			.containsExactly(Result.ACKED, Result.RETRIED, Result.ACKED);
		assertThat(outcomes.get(1)).failure().hasMessage("a torn letter");
		assertThat(outcomes.get(0).failure()).isEmpty();
		assertThat(this.post.posted).containsExactly(List.of("1"), List.of("3"));
	}

	@Test
	void delayedMessagesBecomeDueInTheirOrder() {
		this.reminders.send("late", SendOptions.defaults().delay(Duration.ofHours(2)));
		this.reminders.send("soon");
		assertThat(this.reminders.poll(10)).isEmpty();
		assertThat(this.queues.makeDue("reminders")).isEqualTo(2);
		assertThat(this.reminders.poll(10)).containsExactly("soon", "late");
	}

	@Test
	void aRetriedMessageBecomesDue() {
		willThrow(new IllegalStateException("closed")).given(this.warehouse).ship(any());
		this.queues.deliver("orders", ORDER);
		assertThat(this.queues.makeDue("orders")).isOne();
		assertThat(this.queues.drain("orders")).singleElement()
			.satisfies((outcome) -> assertThat(outcome.attempt()).isEqualTo(2));
	}

	@Test
	void drainingAllQueuesFollowsMessages() {
		this.orders.send(ORDER);
		this.tickets.send("ack");
		assertThat(this.queues.drain()).extracting(DeliveryOutcome::queue)
			.containsExactlyInAnyOrder("orders", "tickets");
		then(this.warehouse).should().ship(ORDER);
	}

	@Test
	void aMessageThatTheQueueDoesNotDeliverIsExplainedAndRemoved() {
		this.orders.pause(PauseOptions.defaults());
		assertThatIllegalStateException().isThrownBy(() -> this.queues.deliver("orders", ORDER))
			.withMessage("Queue 'orders' does not deliver the message now: it is paused. It was removed.");
		this.orders.resume();
		SendOptions group = SendOptions.defaults().group("7");
		this.orders.send(ORDER, group);
		assertThat(this.orders.receive()).isPresent();
		assertThatIllegalStateException().isThrownBy(() -> this.queues.deliver("orders", ORDER, group, 1))
			.withMessageContaining("an earlier message of the same group comes first");
		assertThat(this.orders.size()).isOne();
		then(this.warehouse).should(never()).ship(any());
	}

	@Test
	void mistakesAreExplained() {
		assertThatIllegalStateException().isThrownBy(() -> this.queues.deliver("invoices", ORDER))
			.withMessageContaining("Queue 'invoices' has no listener. Listeners are [")
			.withMessageContaining("'desk.answer' of queue 'tickets'");
		assertThatIllegalArgumentException().isThrownBy(() -> this.queues.deliver("orders", ORDER, 4))
			.withMessage("attempt must be 1 to 3, the maximum of queue 'orders', but is 4");
		assertThatIllegalArgumentException().isThrownBy(() -> this.queues.assertSent("order"))
			.withMessageStartingWith("There is no queue 'order'; queues are [invoices, letters, orders,");
		this.registry.start("desk.answer");
		try {
			assertThatIllegalStateException().isThrownBy(() -> this.queues.drain("tickets"))
				.withMessageStartingWith("Listener 'desk.answer' is running and takes its messages itself.");
		}
		finally {
			this.registry.stop("desk.answer");
		}
	}

	@Test
	void failuresOfAssertionsSayWhatHappened() {
		DeliveryOutcome outcome = this.queues.deliver("orders", new Order("2", "7", "sold out"));
		assertThatExceptionOfType(AssertionError.class).isThrownBy(() -> assertThat(outcome).wasAcked())
			.withMessageContaining("Expected the message to be acknowledged, but")
			.withMessageContaining("at attempt 1 is delivered again after PT10M; the listener threw");
		assertThatExceptionOfType(AssertionError.class)
			.isThrownBy(() -> assertThat(outcome).wasRetriedAfter(Duration.ofMinutes(9)))
			.withMessageContaining("Expected the message to be delivered again after PT9M, but");
		assertThatExceptionOfType(AssertionError.class)
			.isThrownBy(() -> assertThat(outcome).wasRetriedWithin(Duration.ofMinutes(9)))
			.withMessageContaining("within PT9M");
		DeliveryOutcome dead = this.queues.deliver("orders", new Order("1", "7", "nothing"));
		assertThatExceptionOfType(AssertionError.class).isThrownBy(() -> assertThat(dead).isDeadBecause("expired"))
			.withMessageContaining("contains 'expired'")
			.withMessageContaining("an order of nothing");
		DeliveryOutcome acked = this.queues.deliver("tickets", "ack");
		assertThatExceptionOfType(AssertionError.class).isThrownBy(() -> assertThat(acked).failure())
			.withMessageContaining("Expected the listener to throw, but");
	}

}
