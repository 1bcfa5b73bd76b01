package io.github.redisqueues.internal.queue.contract;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;

import io.github.redisqueues.queue.Delivery;
import io.github.redisqueues.queue.MessageUpdate;
import io.github.redisqueues.queue.PriorityOrder;
import io.github.redisqueues.queue.QueueType;
import io.github.redisqueues.queue.QueuedMessage;
import io.github.redisqueues.queue.RedisQueue;
import io.github.redisqueues.queue.SendOptions;
import io.github.redisqueues.testing.RedisTestServer;
import io.github.redisqueues.testing.TestRedis;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The contract for queues that give out the most important message first.
 */
class PriorityQueueTests extends RedisQueueContract
		implements GroupContract, GroupDiagnosisContract, GroupOrderContract {

	PriorityQueueTests() {
		super(QueueType.PRIORITY);
	}

	@Override
	public TestRedis redis() {
		return RedisTestServer.shared();
	}

	@Test
	void takesTheHighestFirst() {
		RedisQueue<String> queue = queue();
		sendByPriority(queue, 0, -5, 7, Integer.MAX_VALUE, Integer.MIN_VALUE, 1);
		queue.send("none means 0");
		assertThat(queue.browse(0, 10)).extracting(QueuedMessage::payload)
			.containsExactly("2147483647", "7", "1", "0", "none means 0", "-5", "-2147483648");
		assertThat(queue.peek()).contains("2147483647");
		assertThat(drain(queue)).containsExactly("2147483647", "7", "1", "0", "none means 0", "-5", "-2147483648");
	}

	@Test
	void takesTheLowestFirstIfToldSo() {
		RedisQueue<String> queue = queue((settings) -> settings.order(PriorityOrder.LOWEST_FIRST));
		sendByPriority(queue, 0, -5, 7, Integer.MAX_VALUE, Integer.MIN_VALUE, 1);
		queue.send("none means 0");
		assertThat(queue.peek()).contains("-2147483648");
		assertThat(drain(queue)).containsExactly("-2147483648", "-5", "0", "none means 0", "1", "7", "2147483647");
	}

	@Test
	void keepsEqualPrioritiesInTheOrderOfSending() {
		for (PriorityOrder order : PriorityOrder.values()) {
			RedisQueue<String> queue = queue((settings) -> settings.order(order));
			List<String> sent = new ArrayList<>(numbered(600));
			queue.sendAll(sent.subList(0, 300), SendOptions.defaults().priority(3));
			sent.subList(300, 600).forEach((payload) -> queue.send(payload, SendOptions.defaults().priority(3)));
			assertThat(drain(queue)).isEqualTo(sent);
		}
	}

	@Test
	void putsAReturnedMessageBackInItsPlace() {
		RedisQueue<String> queue = queue();
		SendOptions high = SendOptions.defaults().priority(5);
		queue.sendAll(List.of("a", "b", "c"), high);
		Delivery<String> first = queue.receive().orElseThrow();
		queue.send("higher", high.priority(6));
		queue.send("d", high);
		first.nack();
		assertThat(drain(queue)).containsExactly("higher", "a", "b", "c", "d");
	}

	@Test
	void putsReclaimedMessagesBackInTheirPlaces() {
		RedisQueue<String> queue = queue();
		sendByPriority(queue, 1, 2, 3, 3, 2, 1);
		queue.receive(4, Duration.ZERO).forEach((delivery) -> delivery.extend(Duration.ofMillis(1)));
		Awaitility.await().until(() -> queue.stats().ready() == 6);
		assertThat(drain(queue)).containsExactly("3", "3", "2", "2", "1", "1");
	}

	@Test
	void keepsThePriorityOverADelay() {
		RedisQueue<String> queue = queue();
		queue.send("low", SendOptions.defaults().priority(1));
		queue.send("high", SendOptions.defaults().priority(9).delay(Duration.ofMillis(1)));
		queue.send("middle", SendOptions.defaults().priority(5));
		Awaitility.await().until(() -> queue.stats().ready() == 3);
		Delivery<String> first = queue.receive().orElseThrow();
		assertThat(first.payload()).isEqualTo("high");
		first.nack(Duration.ofMillis(1));
		Awaitility.await().until(() -> queue.stats().ready() == 3);
		assertThat(drain(queue)).containsExactly("high", "middle", "low");
	}

	@Test
	void keepsThePriorityOverARedrive() {
		RedisQueue<String> queue = queue();
		queue.send("high", SendOptions.defaults().priority(9));
		queue.receive().orElseThrow().reject("bad");
		queue.send("low", SendOptions.defaults().priority(1));
		assertThat(queue.deadLetters().redrive(1)).isEqualTo(1);
		assertThat(drain(queue)).containsExactly("high", "low");
	}

	@Test
	void movesAMessageToItsNewPriority() {
		RedisQueue<String> queue = queue();
		for (String id : List.of("a", "b", "c", "d")) {
			queue.send(id, SendOptions.defaults().id(id).priority(1));
		}
		queue.send("delayed", SendOptions.defaults().id("delayed").delay(Duration.ofHours(1)));
		assertThat(queue.update("c", MessageUpdate.unchanged().priority(5))).isTrue();
		assertThat(queue.update("d", "new d", MessageUpdate.unchanged().priority(Integer.MIN_VALUE))).isTrue();
		assertThat(queue.update("b", MessageUpdate.unchanged().priority(5))).isTrue();
		MessageUpdate first = MessageUpdate.unchanged().priority(Integer.MAX_VALUE).delay(Duration.ZERO);
		assertThat(queue.update("delayed", first)).isTrue();
		invariant(queue).check();
		assertThat(drain(queue)).containsExactly("delayed", "b", "c", "a", "new d");
	}

	@Test
	void keepsTheNewPriorityOfAMessageThatWaitsInItsGroup() {
		RedisQueue<String> queue = queue();
		SendOptions group = SendOptions.defaults().group("g").priority(1);
		String first = queue.send("g1", group);
		String second = queue.send("g2", group);
		queue.send("other", SendOptions.defaults().priority(3));
		assertThat(queue.update(second, MessageUpdate.unchanged().priority(9))).isTrue();
		assertThat(queue.update(first, MessageUpdate.unchanged().priority(4))).isTrue();
		assertThat(queue.poll()).contains("g1");
		assertThat(queue.poll()).contains("g2");
		assertThat(queue.poll()).contains("other");
	}

	@Test
	void keepsThePrioritiesOfMovedMessages() {
		RedisQueue<String> queue = queue();
		sendByPriority(queue, 3, -1, 7);
		RedisQueue<String> lowest = queue((settings) -> settings.order(PriorityOrder.LOWEST_FIRST));
		lowest.send("5", SendOptions.defaults().priority(5));
		assertThat(queue.moveTo(lowest, 10)).isEqualTo(3);
		assertThat(drain(lowest)).containsExactly("-1", "3", "5", "7");
	}

	@Test
	void ordersAThousandRandomPriorities() {
		RedisQueue<String> queue = queue();
		Random random = new Random(4711);
		List<Integer> priorities = new ArrayList<>();
		for (int i = 0; i < 1_000; i++) {
			int priority = random.nextInt();
			priorities.add(priority);
			queue.send(String.valueOf(priority), SendOptions.defaults().priority(priority));
		}
		priorities.sort(Comparator.reverseOrder());
		assertThat(queue.receive(1_000, Duration.ZERO)).extracting((delivery) -> Integer.valueOf(delivery.payload()))
			.isEqualTo(priorities);
	}

	private static void sendByPriority(RedisQueue<String> queue, int... priorities) {
		for (int priority : priorities) {
			queue.send(String.valueOf(priority), SendOptions.defaults().priority(priority));
		}
	}

}
